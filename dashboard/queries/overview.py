"""What the screen of a unit shows: its marks beside its reference's, and those of its children.

Two statements, whatever the size of the region: the rows of two units, and one range of children.
"""

from sqlalchemy import Select, and_, or_, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.disclosing import disclosed, with_place
from dashboard.queries.measured import MARKS, measured
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import (
    Place,
    at_places,
    chosen_units,
    in_trend,
    of_unit,
    subject_name,
    sums_where_enough,
)
from models import MarkMart, Subject, Unit

COUNTS = (
    *("n", "n5", "n4", "n3", "n2", "n1", "n_na", "n_released", "n_marks"),
    *("sum_marks", "sum_weight", "sum_weighted"),
)


def seen(scope: Scope, unit_id: int) -> list[dict]:
    """One row per `basis, period_id, procedure, grade` with marks in a unit."""
    statement = (
        select(MarkMart.basis, MarkMart.period_id, MarkMart.procedure, MarkMart.grade)
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .where(chosen_units(scope, MarkMart.subject_id, unit_id=unit_id))
        .where(sums_where_enough(scope, MarkMart.subject_id))
        .distinct()
    )
    return rows(statement)


def marks_of_places(
    scope: Scope, places: list[Place], view: View, *, followed: list[Place] | None = None
) -> list[dict]:
    """One row per place, subject and period: every subject in the period of the view; and the
    subject of the view in «год» of all years and every period of the year, where it is `followed`.
    """
    followed = places if followed is None else followed
    units = Unit.id.in_([place.unit_id for place in followed])
    in_time = and_(MarkMart.subject_id == view.subject, in_trend(MarkMart, view), units)
    shown = or_(MarkMart.period_id == view.period, in_time)
    statement = _marks(scope, view).where(at_places(MarkMart, places), shown)
    return disclosed(scope, MARKS, rows(statement), measured)


def marks_in_periods(
    scope: Scope, places: list[Place], view: View, periods: set[int], subjects: set[int]
) -> list[dict]:
    """One row per place, subject and period of those asked for."""
    asked = MarkMart.period_id.in_(periods), MarkMart.subject_id.in_(subjects)
    statement = _marks(scope, view).where(at_places(MarkMart, places), *asked)
    return disclosed(scope, MARKS, rows(statement), measured)


def marks_of_children(
    scope: Scope, unit_id: int, view: View, subjects: tuple[int, ...]
) -> list[dict]:
    """One row per child of a unit and subject, in the period and the grade of the view."""
    grades = MarkMart.grade == 0
    if view.grade:
        of_grade = or_(MarkMart.grade == view.grade, Unit.grade == view.grade)
        grades = and_(MarkMart.grade.in_((0, view.grade)), of_grade)
    statement = _marks(scope, view).where(
        Unit.parent_id == unit_id,
        MarkMart.parent_id == unit_id,
        grades,
        MarkMart.subject_id.in_(subjects),
        MarkMart.period_id == view.period,
    )
    return disclosed(scope, MARKS, rows(statement), measured)


def children_in_order(scope: Scope, unit_id: int) -> list[dict]:
    """One row per visible active child: `unit_id, level, name, grade`, as people count."""
    statement = select(Unit.id.label("unit_id"), Unit.level, Unit.name, Unit.grade, Unit.code)
    found = rows(
        statement.where(chosen_units(scope, ANY_SUBJECT, parent_id=unit_id), Unit.is_active)
    )
    return sorted(found, key=by_nature("name", "code"))


def _marks(scope: Scope, view: View) -> Select:
    """Every mark of the basis that may be shown, with what the door asks of its rows."""
    shown = scope.shows(Unit, subject=MarkMart.subject_id)
    statement = EVERY_MARK.where(MarkMart.basis == view.basis, shown)
    statement = with_place(statement, scope, MARKS, MarkMart.subject_id)
    return statement.where(MarkMart.procedure == view.procedure) if view.procedure else statement


EVERY_MARK = (  # nothing of it depends on who asks; to make it anew each time takes a while
    select(
        *(Unit.level, Unit.id.label("unit_id"), Unit.name.label("unit"), MarkMart.grade),
        *(MarkMart.subject_id, subject_name(MarkMart), MarkMart.period_id, MarkMart.basis),
        *(MarkMart.procedure, *(getattr(MarkMart, name) for name in COUNTS)),
    )
    .select_from(Unit)
    .join(MarkMart, of_unit(MarkMart))
    .outerjoin(Subject, Subject.id == MarkMart.subject_id)
)
