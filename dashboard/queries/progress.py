"""Students by the group their final marks over all subjects put them in."""

from sqlalchemy import Select, bindparam, literal, select

from dashboard.access import Scope
from dashboard.disclosure import Form
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.disclosing import Counts, disclosed, with_place
from dashboard.queries.made_once import made_once
from dashboard.queries.measured import OF_SHARES, column, with_columns
from dashboard.queries.places import (
    Place,
    at_places,
    in_trend,
    of_unit,
    values_of_places,
    values_of_trend,
)
from etl.indicators.intervals import wilson
from etl.indicators.progress import PROGRESS_GROUPS, overall_quality, quality_with_reserve
from etl.indicators.ratios import ratio
from models import ProgressMart, Unit

PROGRESS = Counts(
    ProgressMart,
    ("grade", "period_id"),
    Form(
        words=frozenset({"unit_id", "grade", "period_id"}),
        n="n",
        rates=("quality_rate", "reserve_rate", "pass_rate"),
        intervals=OF_SHARES,
        counts=tuple(PROGRESS_GROUPS),
    ),
    mixes_grades=True,
)
OVER_ALL = 0  # these groups are made over all subjects


def progress_of_places(scope: Scope, places: list[Place], view: View) -> list[dict]:
    """One row per place and period: «год» of all years, and every period of the year."""
    values = scope.values | values_of_places(places) | values_of_trend(view)
    found = rows(_of_places(scope.kind, len(places)), values)
    return disclosed(scope, PROGRESS, found, _with_shares)


def progress_of_children(scope: Scope, unit_id: int, view: View) -> list[dict]:
    """One row per child of a unit in the period of the view."""
    asked = {"unit": unit_id, "grade": view.grade, "period": view.period}
    found = rows(_of_children(scope.kind), scope.values | asked)
    return disclosed(scope, PROGRESS, found, _with_shares)


@made_once
def _of_places(kind: Scope, n_places: int) -> Select:
    return _groups(kind).where(at_places(ProgressMart, n_places), in_trend(ProgressMart))


@made_once
def _of_children(kind: Scope) -> Select:
    grade = bindparam("grade")
    return _groups(kind).where(
        Unit.parent_id == bindparam("unit"),
        ProgressMart.parent_id == bindparam("unit"),
        ProgressMart.grade.in_((0, grade)),
        (ProgressMart.grade == grade) | (Unit.grade == grade),
        ProgressMart.period_id == bindparam("period"),
    )


def _groups(kind: Scope) -> Select:
    """Every group that may be shown, with what the door asks of its rows."""
    statement = EVERY_GROUP.where(kind.shows(Unit, subject=OVER_ALL))
    return with_place(statement, kind, PROGRESS, literal(OVER_ALL))


EVERY_GROUP = (
    select(
        *(Unit.id.label("unit_id"), ProgressMart.grade, ProgressMart.period_id),
        *(getattr(ProgressMart, name) for name in ("n", *PROGRESS_GROUPS)),
    )
    .select_from(Unit)
    .join(ProgressMart, of_unit(ProgressMart))
)


def _with_shares(counts: list[dict]) -> list[dict]:
    """Numbers of students by group with the shares made of them, and their intervals."""
    if not counts:
        return []
    n, excellent, good = (column(counts, name) for name in ("n", "excellent", "good"))
    passing = n - column(counts, "failing") - column(counts, "not_attested")
    one_three = column(counts, "one_three")
    quality_low, quality_high = wilson(excellent + good, n)
    pass_low, pass_high = wilson(passing, n)
    shares = {
        "quality_rate": overall_quality(excellent, good, n),
        "quality_low": quality_low,
        "quality_high": quality_high,
        "reserve_rate": quality_with_reserve(excellent, good, one_three, n),
        "pass_rate": ratio(passing, n),
        "pass_low": pass_low,
        "pass_high": pass_high,
    }
    return with_columns(counts, shares)
