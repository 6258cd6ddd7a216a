"""The bank of works as a list: plans that are seen, by what is asked; those of a class."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from dashboard.access import Scope
from dashboard.queries.database import rows, total
from dashboard.queries.places import of_unit, tops
from dashboard.queries.planned import columns_of_plans, in_points, is_approved, is_seen
from models import Assessment, AssessmentMart, Plan, Subject, Unit

PAGE = 50
APPROVED, OWN, NEW = "approved", "own", "new"  # states of the filter


@dataclass(frozen=True)
class Wanted:
    """Which plans: 0 and empty = all; a text in the title or in the code of the work."""

    year: int = 0
    subject: int = 0
    grade: int = 0
    procedure: str = ""
    state: str = ""
    text: str = ""


ALL = Wanted()


def plans(scope: Scope, wanted: Wanted = ALL, page: int = 1, size: int = PAGE) -> list[dict]:
    """One row per current plan, the latest first; `n_plans` there are on all pages.

    `n_wrote` students of one's own, None where nobody has; `approved_at` or None.
    """
    statement = (
        columns_of_plans()
        .add_columns(_wrote(scope).label("n_wrote"), func.count().over().label("n_plans"))
        .where(Plan.is_current, is_seen(scope), *_wanted(scope, wanted))
        .order_by(Plan.date.desc(), Assessment.code)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [in_points(row) for row in rows(statement)]


def plan_choices(scope: Scope) -> list[dict]:
    """One row per school year, subject, grade and procedure of the plans that are seen."""
    statement = (
        select(
            *(Plan.school_year, Plan.subject_id, Subject.name.label("subject")),
            *(Plan.grade, Plan.procedure),
        )
        .join(Subject, Subject.id == Plan.subject_id)
        .where(Plan.is_current, is_seen(scope))
        .distinct()
    )
    return rows(statement)


def plans_of_class(scope: Scope, unit: dict, year: int, subject_id: int = 0) -> list[dict]:
    """One row per plan of the grade of a class of one's own in a school year, the latest first.

    `n_wrote` and `n_absent` of the class; None where it has not handed in a protocol.
    """
    here = and_(
        AssessmentMart.assessment_id == Plan.assessment_id,
        AssessmentMart.unit_id == unit["unit_id"],
    )
    own = select(Unit.id).where(
        Unit.id == unit["unit_id"], scope.owns(Unit.path, subject=Plan.subject_id)
    )
    statement = (
        columns_of_plans()
        .outerjoin(AssessmentMart, here)
        .add_columns(AssessmentMart.n_students.label("n_wrote"), AssessmentMart.n_absent)
        .where(Plan.is_current, is_seen(scope), own.correlate(Plan).exists())
        .where(Plan.grade == unit["grade"], Plan.school_year == year)
        .order_by(Plan.date.desc(), Assessment.code)
    )
    if subject_id:
        statement = statement.where(Plan.subject_id == subject_id)
    return [in_points(row) for row in rows(statement)]


def _wrote(scope: Scope) -> ColumnElement[int]:
    """How many students of one's own have written the work."""
    statement = (
        select(total(AssessmentMart.n_students))
        .select_from(AssessmentMart)
        .join(Unit, of_unit(AssessmentMart))
        .where(AssessmentMart.assessment_id == Plan.assessment_id)
        .where(tops(scope, Plan.subject_id))
        .correlate(Plan)
    )
    return statement.scalar_subquery()


def _wanted(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    pairs = (
        *((Plan.school_year, wanted.year), (Plan.subject_id, wanted.subject)),
        *((Plan.grade, wanted.grade), (Plan.procedure, wanted.procedure)),
    )
    found = [column == value for column, value in pairs if value]
    states = {
        APPROVED: is_approved(),
        OWN: _wrote(scope) > 0,
        NEW: func.coalesce(_wrote(scope), 0) == 0,
    }
    found += [states[wanted.state]] if wanted.state in states else []
    return [*found, _holds(wanted.text)] if wanted.text else found


def _holds(text: str) -> ColumnElement[bool]:
    """A text in the title or the code; SQLite knows capital letters of Latin words alone."""
    spelt = {text, text.lower(), text.upper(), text[:1].upper() + text[1:]}
    columns = (Plan.title, Assessment.code)
    return or_(*(column.contains(one, autoescape=True) for one in spelt for column in columns))
