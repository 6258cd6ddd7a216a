"""Works with a protocol that students of one's own have written, one by one."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, select

from dashboard.access import Scope, Time
from dashboard.queries.database import rows
from dashboard.queries.names import joined_to_names, name_columns, named
from dashboard.queries.ordering import by_nature
from models import ParticipationMart, Plan, Student, Subject, Unit

CURRENT_PLAN = and_(Plan.assessment_id == ParticipationMart.assessment_id, Plan.is_current)


def students_of_works(
    scope: Scope, class_id: int, year: int, subject_id: int | None = None
) -> list[dict]:
    """One row per student who has written a work in the class that year: `student_id, name, …`."""
    time = Time(year=Plan.school_year)
    statement = (
        select(
            *(Student.id.label("student_id"), Student.code.label("student_code")),
            *name_columns(scope),
        )
        .select_from(Plan)
        .join(ParticipationMart, ParticipationMart.assessment_id == Plan.assessment_id)
        .join(Unit, Unit.id == ParticipationMart.class_id)
        .join(Student, Student.id == ParticipationMart.student_id)
        .where(Plan.is_current, Plan.school_year == year, ~ParticipationMart.is_absent)
        .where(ParticipationMart.class_id == class_id, _own(scope))
        .distinct()
    )
    if subject_id:
        statement = statement.where(Plan.subject_id == subject_id)
    found = named(rows(joined_to_names(statement, scope, time)))
    return sorted(found, key=by_nature("name", "student_code"))


def subjects_of_works(scope: Scope, class_id: int, year: int) -> list[dict]:
    """One row per subject with works written in the class that year, the most written first."""
    n_written = func.count().label("n_written")
    statement = (
        select(Plan.subject_id, Subject.name.label("subject"), n_written)
        .join(ParticipationMart, ParticipationMart.assessment_id == Plan.assessment_id)
        .join(Unit, Unit.id == ParticipationMart.class_id)
        .join(Subject, Subject.id == Plan.subject_id)
        .where(Plan.is_current, Plan.school_year == year, ~ParticipationMart.is_absent)
        .where(ParticipationMart.class_id == class_id, _own(scope))
        .group_by(Plan.subject_id, Subject.name)
    )
    return sorted(rows(statement), key=lambda row: (-row["n_written"], row["subject"]))


def works_of_students(
    scope: Scope, students: Iterable[int], years: tuple[int, ...], subject_id: int | None = None
) -> list[dict]:
    """One row per student and work written in these school years, by date."""
    statement = (
        select(
            *(ParticipationMart.student_id, ParticipationMart.n_tasks, ParticipationMart.points),
            ParticipationMart.max_points,
            *(Plan.id.label("plan_id"), Plan.assessment_id, Plan.subject_id, Plan.school_year),
            *(Plan.grade, Plan.date, Plan.procedure, Plan.title),
            *(Unit.path, Subject.name.label("subject")),
        )
        .select_from(ParticipationMart)
        .join(Unit, Unit.id == ParticipationMart.class_id)
        .join(Plan, CURRENT_PLAN)
        .join(Subject, Subject.id == Plan.subject_id)
        .where(ParticipationMart.student_id.in_(list(students)), ~ParticipationMart.is_absent)
        .where(Plan.school_year.in_(years), _own(scope))
        .order_by(Plan.date, Plan.assessment_id)
    )
    if subject_id:
        statement = statement.where(Plan.subject_id == subject_id)
    return rows(statement)


def _own(scope: Scope) -> ColumnElement[bool]:
    return scope.owns(
        Unit.path,
        subject=Plan.subject_id,
        student=ParticipationMart.student_id,
        time=Time(year=Plan.school_year),
    )
