"""Students: marks by subject and period, works; only from classes inside the scope."""

import pandas as pd
from sqlalchemy import Select, and_, case, select

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.measured import column, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import chosen_units
from etl.indicators.current import weighted_mean
from etl.indicators.ratios import ratio
from etl.periods import period_name
from models import (
    Assessment,
    Membership,
    ParticipationMart,
    Person,
    Plan,
    Student,
    StudentMart,
    Subject,
    Unit,
)

COLUMNS = (
    *("student_id", "student_code", "name", "class_id", "school_class", "subject_id", "subject"),
    *("period_id", "period", "school_year", "n_marks", "mean_mark", "weighted_mean"),
    *("suggested_mark", "final_mark", "n_absences"),
)
PARTS_OF_NAME = ("last_name", "first_name", "middle_name")


def students(
    scope: Scope,
    class_id: int | None,
    *,
    subject_id: int | None = None,
    period_id: int | None = None,
    unit_id: int | None = None,
) -> pd.DataFrame:
    """One row per student of a class, subject and period: `COLUMNS`.

    `class_id` None = all classes inside `unit_id`, or every visible one.
    """
    if class_id is None and unit_id is not None:
        chosen = chosen_units(scope, unit_id=unit_id, level="school_class")
    else:
        chosen = chosen_units(scope, unit_id=class_id)
    statement = _marks(scope).where(chosen)
    if subject_id:
        statement = statement.where(StudentMart.subject_id == subject_id)
    if period_id is not None:
        statement = statement.where(StudentMart.period_id == period_id)
    return _as_frame(_with_means(rows(statement)))


def marks_of_class(scope: Scope, class_id: int, view: View) -> list[dict]:
    """One row per student and subject of a class in the period of the view, with means."""
    statement = _marks(scope).where(chosen_units(scope, unit_id=class_id))
    return _with_means(rows(statement.where(StudentMart.period_id == view.period)))


def marks_of_student(scope: Scope, student_id: int) -> list[dict]:
    """One row per subject and period of a student, of all years, with means and their sums."""
    return _with_means(rows(_of_student(scope, student_id)))


def student(scope: Scope, student_id: int) -> dict | None:
    """A student with the latest visible class: `student_id, student_code, name, class_id, …`."""
    statement = (
        select(
            *(Student.id.label("student_id"), Student.code.label("student_code")),
            *(Unit.id.label("class_id"), Unit.name.label("school_class"), Unit.grade, Unit.path),
            *_names(scope),
        )
        .join(Membership, and_(Membership.student_id == Student.id, Membership.is_current))
        .join(Unit, Unit.id == Membership.class_id)
        .where(Student.id == student_id, scope.inside(Unit.path))
        .order_by(
            case((Membership.date_to.is_(None), 0), else_=1),
            Membership.date_to.desc(),
            case((Membership.date_from.is_(None), 1), else_=0),
            Membership.date_from.desc(),
            Membership.id.desc(),
        )
        .limit(1)
    )
    found = rows(_joined_to_names(statement, scope))
    return _named(found)[0] if found else None


def student_works(scope: Scope, student_id: int) -> list[dict]:
    """One row per assessment of a student, with `solve_rate` [0–1] and points, by date."""
    statement = (
        select(
            *(Assessment.id.label("assessment_id"), Assessment.code.label("assessment")),
            *(Plan.title, Plan.procedure, Plan.subject_id, Subject.name.label("subject")),
            *(Plan.grade, Plan.date, ParticipationMart.class_id, Unit.name.label("school_class")),
            *(ParticipationMart.n_tasks, ParticipationMart.points, ParticipationMart.max_points),
            *(ParticipationMart.mark, ParticipationMart.is_absent),
        )
        .select_from(ParticipationMart)
        .join(Unit, Unit.id == ParticipationMart.class_id)
        .join(Assessment, Assessment.id == ParticipationMart.assessment_id)
        .join(Plan, and_(Plan.assessment_id == Assessment.id, Plan.is_current))
        .join(Subject, Subject.id == Plan.subject_id)
        .where(ParticipationMart.student_id == student_id, scope.inside(Unit.path))
        .order_by(Plan.date, Assessment.code)
    )
    return [_in_points(row) for row in rows(statement)]


def _in_points(work: dict) -> dict:
    """Hundredths turned into points; none for who did not write."""
    points, highest = work["points"] / 100, work["max_points"] / 100
    return work | {
        "points": None if work["is_absent"] else points,
        "max_points": highest,
        "solve_rate": points / highest if highest else None,
    }


def _of_student(scope: Scope, student_id: int) -> Select:
    return _marks(scope).where(StudentMart.student_id == student_id, scope.inside(Unit.path))


def _marks(scope: Scope) -> Select:
    """Sums of marks by student, subject and period, with names for those who see them."""
    statement = (
        select(
            *(StudentMart.student_id, Student.code.label("student_code")),
            *(StudentMart.class_id, Unit.name.label("school_class")),
            *(StudentMart.subject_id, Subject.name.label("subject"), StudentMart.period_id),
            *(StudentMart.n_marks, StudentMart.sum_marks, StudentMart.sum_weight),
            *(StudentMart.sum_weighted, StudentMart.n_absences),
            *(StudentMart.suggested_mark, StudentMart.final_mark, *_names(scope)),
        )
        .select_from(StudentMart)
        .join(Unit, Unit.id == StudentMart.class_id)
        .join(Student, Student.id == StudentMart.student_id)
        .join(Subject, Subject.id == StudentMart.subject_id)
    )
    return _joined_to_names(statement, scope)


def _names(scope: Scope) -> tuple:
    """The columns of a name: not even read for those who may not see them."""
    return tuple(getattr(Person, part) for part in PARTS_OF_NAME) if scope.sees_names else ()


def _joined_to_names(statement: Select, scope: Scope) -> Select:
    if not scope.sees_names:
        return statement
    return statement.outerjoin(Person, and_(Person.student_id == Student.id, Person.is_current))


def _named(people: list[dict]) -> list[dict]:
    """`name` in place of its parts; empty where it is not known or not to be seen."""
    return [
        {key: value for key, value in row.items() if key not in PARTS_OF_NAME}
        | {"name": " ".join(row[part] for part in PARTS_OF_NAME if row.get(part))}
        for row in people
    ]


def _with_means(marks: list[dict]) -> list[dict]:
    """Sums turned into means, sorted by name or code and subject."""
    sums = (column(marks, name) for name in MEANS)
    sum_marks, n_marks, sum_weighted, sum_weight = sums
    means = {
        "mean_mark": ratio(sum_marks, n_marks),
        "weighted_mean": weighted_mean(sum_weighted, sum_weight),
    }
    dated = [
        row | {"period": period_name(row["period_id"]), "school_year": row["period_id"] // 100}
        for row in _named(marks)
    ]
    return sorted(with_columns(dated, means), key=_ORDER)


MEANS = ("sum_marks", "n_marks", "sum_weighted", "sum_weight")
_ORDER = by_nature("name", "student_code", "subject", "period_id", "class_id")


def _as_frame(marks: list[dict]) -> pd.DataFrame:
    shown = pd.DataFrame(marks, columns=list(COLUMNS))
    kinds = {"mean_mark": float, "weighted_mean": float, "suggested_mark": "Int64"}
    return shown.astype(kinds)
