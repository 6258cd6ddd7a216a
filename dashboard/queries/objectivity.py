"""External marks beside journal marks: lowered, confirmed, raised; only of who has both."""

from sqlalchemy import ColumnElement, Select, func, or_, select

from dashboard.access import Scope
from dashboard.disclosure import Form
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.disclosing import ONE_GRADE, Counts, disclosed, with_place
from dashboard.queries.measured import column, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit
from etl.indicators.intervals import wilson
from etl.indicators.ratios import ratio
from etl.periods import YEAR
from models import MarkMart, Subject, Unit

PARTS = ("lowered", "confirmed", "raised")
COMPARED = Counts(
    MarkMart,
    ("basis", "grade", "subject_id", "period_id", "procedure"),
    Form(
        words=frozenset(
            {"unit_id", "unit", "level", "procedure", "subject_id", "subject", "grade"}
            | {"period_id"}
        ),
        n="n_both",
        rates=tuple(f"{part}_rate" for part in PARTS),
        intervals=tuple((f"{part}_rate", f"{part}_low", f"{part}_high") for part in PARTS),
        counts=PARTS,
    ),
    mixes_grades=True,
)


def compared_of_children(scope: Scope, unit_id: int, view: View) -> list[dict]:
    """One row per child of a unit and procedure, in the subject and the grade of the view.

    `n_both` [students × subject], `lowered, confirmed, raised`, each as `…_rate, …_low, …_high`;
    `n_missing` have no journal mark.
    """
    grades = [MarkMart.grade == 0]
    if view.grade:
        of_grade = or_(MarkMart.grade == view.grade, Unit.grade == view.grade)
        grades = [MarkMart.grade.in_((0, view.grade)), of_grade]
    here = Unit.parent_id == unit_id, MarkMart.parent_id == unit_id
    statement = _marks(scope, view).where(*here, *grades, MarkMart.subject_id == view.subject)
    found = disclosed(scope, COMPARED, rows(statement), _with_rates)
    return sorted(found, key=by_nature("unit", "unit_id", "procedure"))


def compared_by_cell(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per procedure, subject and grade of a unit; columns as of `compared_of_children`.

    A parallel and a class have their one grade in rows of grade 0.
    """
    has_grades = unit["level"] not in ONE_GRADE
    grade = [MarkMart.grade > 0] if has_grades else [MarkMart.grade == 0]
    grade += [MarkMart.grade == view.grade] if has_grades and view.grade else []
    subject = MarkMart.subject_id == view.subject if view.subject else MarkMart.subject_id > 0
    statement = _marks(scope, view).where(Unit.id == unit["unit_id"], subject, *grade)
    found = disclosed(scope, COMPARED, rows(statement), _with_rates)
    return sorted(found, key=by_nature("procedure", "subject", "grade"))


def _marks(scope: Scope, view: View) -> Select:
    """External marks of the year, of units that may be shown."""
    asked = [MarkMart.procedure == view.procedure] if view.procedure else []
    statement = EVERY_MARK.where(
        scope.shows(Unit, subject=MarkMart.subject_id),
        MarkMart.period_id == (view.year or 0) * 100 + YEAR,
        *asked,
    )
    return with_place(statement, scope, COMPARED, MarkMart.subject_id)


def _grade() -> ColumnElement[int]:
    return func.coalesce(func.nullif(MarkMart.grade, 0), Unit.grade, 0).label("grade")


EVERY_MARK = (
    select(
        *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.level, MarkMart.procedure),
        *(MarkMart.subject_id, func.coalesce(Subject.name, "").label("subject"), _grade()),
        *(MarkMart.period_id, MarkMart.n_both, *(getattr(MarkMart, part) for part in PARTS)),
        (MarkMart.n - MarkMart.n_both).label("n_missing"),
    )
    .select_from(Unit)
    .join(MarkMart, of_unit(MarkMart))
    .outerjoin(Subject, Subject.id == MarkMart.subject_id)
    .where(MarkMart.basis == "external", MarkMart.n_both > 0)
)


def _with_rates(counts: list[dict]) -> list[dict]:
    """Shares of the three with their intervals."""
    if not counts:
        return []
    n, rates = column(counts, "n_both"), {}
    for part in PARTS:
        number = column(counts, part)
        low, high = wilson(number, n)
        rates |= {f"{part}_rate": ratio(number, n), f"{part}_low": low, f"{part}_high": high}
    return with_columns(counts, rates)
