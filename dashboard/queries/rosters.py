"""Where students are on the rolls, whether or not there are marks of them."""

from datetime import date

from sqlalchemy import or_, select

from dashboard.access import ANY_SUBJECT, Scope, Time, end_of
from dashboard.queries.database import rows
from dashboard.queries.names import joined_to_names, name_columns, named
from dashboard.queries.ordering import by_nature
from etl.periods import YEAR, period_dates
from models import Membership, Student, Unit

STAY = Time(last_day=Membership.date_to)


def classes_with_students(scope: Scope, unit: dict, year: int) -> list[dict]:
    """One row per class inside a unit, `class_id, path`, with students of one's own in the year."""
    begin, end = period_dates(year * 100 + YEAR)
    statement = (
        select(Membership.class_id, Unit.path)
        .join(Unit, Unit.id == Membership.class_id)
        .where(Unit.path >= unit["path"], Unit.path < end_of(unit["path"]))
        .where(Membership.is_current, *_between(begin, end))
        .where(scope.owns(Unit.path, subject=ANY_SUBJECT, time=STAY))
        .distinct()
    )
    return rows(statement)


def students_of_class(scope: Scope, class_id: int, subject_id: int, on: date) -> list[dict]:
    """One row per student of one's own on the rolls of a class on a day: code, and name if seen.

    In the order of a class list: by name, those without one by code.
    """
    statement = (
        select(
            *(Student.id.label("student_id"), Student.code.label("student_code")),
            *(Unit.id.label("class_id"), *name_columns(scope)),
        )
        .select_from(Membership)
        .join(Student, Student.id == Membership.student_id)
        .join(Unit, Unit.id == Membership.class_id)
        .where(Membership.class_id == class_id, Membership.is_current, *_between(on, on))
        .where(scope.owns(Unit.path, subject=subject_id, time=STAY))
        .distinct()
    )
    found = named(rows(joined_to_names(statement, scope, STAY)))
    return sorted(found, key=by_nature("name", "student_code"))


def _between(begin: date, end: date) -> tuple:
    """An open side means «not known» or «until now»."""
    return (
        or_(Membership.date_from.is_(None), Membership.date_from <= end),
        or_(Membership.date_to.is_(None), Membership.date_to >= begin),
    )
