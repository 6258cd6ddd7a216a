"""External procedures with low results, by the rule of schools with low results."""

from sqlalchemy import ColumnElement, Select, and_, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.places import of_unit
from etl.periods import YEAR
from models import MarkMart, Subject, Unit

LOW_PERCENT = 30  # of «2»
FEWEST_PARTICIPANTS = 10


def low_procedures(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per unit, procedure and subject of the year with low results: `n, n_low`.

    The children of a region or a municipality, or a school itself; of one's own only. Own reading
    of the federal rule: at least 30 % of at least 10 participants have «2».
    """
    statement = _low(view).where(
        *_places(unit),
        scope.owns(
            Unit.path, subject=MarkMart.subject_id, time=Time(year=MarkMart.period_id // 100)
        ),
    )
    return [row | OWN for row in rows(statement)]


def _places(unit: dict) -> list[ColumnElement[bool]]:
    """One range of the key of the mart: the children, or the unit among those beside it."""
    if unit["level"] in ("region", "municipality"):
        return [MarkMart.parent_id == unit["unit_id"]]
    return [MarkMart.parent_id == unit["parent_id"], MarkMart.unit_id == unit["unit_id"]]


def _low(view: View) -> Select:
    failed = MarkMart.n2 + MarkMart.n1
    is_low = and_(MarkMart.n >= FEWEST_PARTICIPANTS, failed * 100 >= MarkMart.n * LOW_PERCENT)
    chosen = [MarkMart.subject_id == view.subject] if view.subject else [MarkMart.subject_id > 0]
    chosen += [MarkMart.procedure == view.procedure] if view.procedure else []
    return (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.level),
            *(MarkMart.procedure, MarkMart.subject_id, Subject.name.label("subject")),
            *(MarkMart.n, failed.label("n_low")),
        )
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .join(Subject, Subject.id == MarkMart.subject_id)
        .where(MarkMart.basis == "external", MarkMart.grade == view.grade, is_low, *chosen)
        .where(MarkMart.period_id == (view.year or 0) * 100 + YEAR)
        .order_by(failed.desc(), Unit.id)
    )
