"""Where students are on the rolls, whether or not there are marks of them."""

from datetime import date

from sqlalchemy import or_, select

from dashboard.access import ANY_SUBJECT, Scope, Time, end_of
from dashboard.queries.database import rows
from etl.periods import YEAR, period_dates
from models import Membership, Unit

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


def _between(begin: date, end: date) -> tuple:
    """An open side means «not known» or «until now»."""
    return (
        or_(Membership.date_from.is_(None), Membership.date_from <= end),
        or_(Membership.date_to.is_(None), Membership.date_to >= begin),
    )
