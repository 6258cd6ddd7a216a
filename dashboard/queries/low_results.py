"""External procedures with low results, by the rule of schools with low results."""

from sqlalchemy import Select, and_, bindparam, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.made_once import made_once
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
    is_above = unit["level"] in ("region", "municipality")
    asked = {
        "parent": unit["unit_id"] if is_above else unit["parent_id"],
        "unit": unit["unit_id"],
        "grade": view.grade,
        "year": (view.year or 0) * 100 + YEAR,
        "subject": view.subject,
        "procedure": view.procedure,
    }
    statement = _low(scope.kind, is_above, bool(view.subject), bool(view.procedure))
    return [row | OWN for row in rows(statement, scope.values | asked)]


@made_once
def _low(kind: Scope, is_above: bool, has_subject: bool, has_procedure: bool) -> Select:
    """One range of the key of the mart: the children, or the unit among those beside it."""
    failed = MarkMart.n2 + MarkMart.n1
    is_low = and_(MarkMart.n >= FEWEST_PARTICIPANTS, failed * 100 >= MarkMart.n * LOW_PERCENT)
    chosen = [MarkMart.parent_id == bindparam("parent"), MarkMart.grade == bindparam("grade")]
    chosen += [] if is_above else [MarkMart.unit_id == bindparam("unit")]
    subject = MarkMart.subject_id
    chosen += [subject == bindparam("subject")] if has_subject else [subject > 0]
    chosen += [MarkMart.procedure == bindparam("procedure")] if has_procedure else []
    in_time = Time(year=MarkMart.period_id // 100)
    return (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.level),
            *(MarkMart.procedure, MarkMart.subject_id, Subject.name.label("subject")),
            *(MarkMart.n, failed.label("n_low")),
        )
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .join(Subject, Subject.id == MarkMart.subject_id)
        .where(MarkMart.basis == "external", is_low, *chosen)
        .where(MarkMart.period_id == bindparam("year"))
        .where(kind.owns(Unit.path, subject=MarkMart.subject_id, time=in_time))
        .order_by(failed.desc(), Unit.id)
    )
