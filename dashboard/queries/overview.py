"""What the screen of a unit shows: its marks beside its reference's, and those of its children.

Two statements, whatever the size of the region: the rows of two units, and one range of children.
"""

from sqlalchemy import Select, and_, bindparam, or_, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.disclosing import disclosed, with_place
from dashboard.queries.made_once import made_once
from dashboard.queries.measured import MARKS, measured
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import (
    Place,
    at_places,
    in_trend,
    of_unit,
    subject_name,
    sums_where_enough,
    values_of_places,
    values_of_trend,
)
from models import MarkMart, Subject, Unit

COUNTS = (
    *("n", "n5", "n4", "n3", "n2", "n1", "n_na", "n_released", "n_marks"),
    *("sum_marks", "sum_weight", "sum_weighted"),
)


def seen(scope: Scope, unit_id: int) -> list[dict]:
    """One row per `basis, period_id, procedure, grade` with marks in a unit."""
    return rows(_seen(scope.kind), scope.values | {"unit": unit_id})


def marks_of_places(
    scope: Scope, places: list[Place], view: View, *, followed: list[Place] | None = None
) -> list[dict]:
    """One row per place, subject and period: every subject in the period of the view; and the
    subject of the view in «год» of all years and every period of the year, where it is `followed`.
    """
    followed = places if followed is None else followed
    statement = _of_places(scope.kind, len(places), bool(view.procedure))
    values = _values(scope, view) | values_of_places(places) | values_of_trend(view)
    values["followed"] = [place.unit_id for place in followed]
    return disclosed(scope, MARKS, rows(statement, values), measured)


def marks_in_periods(
    scope: Scope, places: list[Place], view: View, periods: set[int], subjects: set[int]
) -> list[dict]:
    """One row per place, subject and period of those asked for."""
    statement = _in_periods(scope.kind, len(places), bool(view.procedure))
    values = _values(scope, view) | values_of_places(places)
    values |= {"periods": list(periods), "subjects": list(subjects)}
    return disclosed(scope, MARKS, rows(statement, values), measured)


def marks_of_children(
    scope: Scope, unit_id: int, view: View, subjects: tuple[int, ...]
) -> list[dict]:
    """One row per child of a unit and subject, in the period and the grade of the view."""
    statement = _of_children(scope.kind, bool(view.grade), bool(view.procedure))
    values = _values(scope, view) | {"unit": unit_id, "subjects": list(subjects)}
    return disclosed(scope, MARKS, rows(statement, values), measured)


def children_in_order(scope: Scope, unit_id: int) -> list[dict]:
    """One row per visible active child: `unit_id, level, name, grade`, as people count."""
    found = rows(_children(scope.kind), scope.values | {"unit": unit_id})
    return sorted(found, key=by_nature("name", "code"))


def _values(scope: Scope, view: View) -> dict[str, object]:
    """What the statements below leave to be bound."""
    chosen = {name: getattr(view, name) for name in ("basis", "procedure", "grade", "period")}
    return scope.values | chosen | {"subject": view.subject}


@made_once
def _seen(kind: Scope) -> Select:
    return (
        select(MarkMart.basis, MarkMart.period_id, MarkMart.procedure, MarkMart.grade)
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .where(kind.shows(Unit, subject=MarkMart.subject_id), Unit.id == bindparam("unit"))
        .where(sums_where_enough(kind, MarkMart.subject_id))
        .distinct()
    )


@made_once
def _of_places(kind: Scope, n_places: int, has_procedure: bool) -> Select:
    followed = Unit.id.in_(bindparam("followed", expanding=True))
    in_time = and_(MarkMart.subject_id == bindparam("subject"), in_trend(MarkMart), followed)
    shown = or_(MarkMart.period_id == bindparam("period"), in_time)
    return _marks(kind, has_procedure).where(at_places(MarkMart, n_places), shown)


@made_once
def _in_periods(kind: Scope, n_places: int, has_procedure: bool) -> Select:
    return _marks(kind, has_procedure).where(
        at_places(MarkMart, n_places),
        MarkMart.period_id.in_(bindparam("periods", expanding=True)),
        MarkMart.subject_id.in_(bindparam("subjects", expanding=True)),
    )


@made_once
def _of_children(kind: Scope, has_grade: bool, has_procedure: bool) -> Select:
    grades = MarkMart.grade == 0
    if has_grade:
        grade = bindparam("grade")
        of_grade = or_(MarkMart.grade == grade, Unit.grade == grade)
        grades = and_(MarkMart.grade.in_((0, grade)), of_grade)
    return _marks(kind, has_procedure).where(
        Unit.parent_id == bindparam("unit"),
        MarkMart.parent_id == bindparam("unit"),
        grades,
        MarkMart.subject_id.in_(bindparam("subjects", expanding=True)),
        MarkMart.period_id == bindparam("period"),
    )


@made_once
def _children(kind: Scope) -> Select:
    columns = (Unit.id.label("unit_id"), Unit.level, Unit.name, Unit.grade, Unit.code)
    shown = kind.shows(Unit, subject=ANY_SUBJECT)
    return select(*columns).where(shown, Unit.parent_id == bindparam("unit"), Unit.is_active)


def _marks(kind: Scope, has_procedure: bool) -> Select:
    """Every mark of the basis that may be shown, with what the door asks of its rows."""
    statement = EVERY_MARK.where(
        MarkMart.basis == bindparam("basis"), kind.shows(Unit, subject=MarkMart.subject_id)
    )
    statement = with_place(statement, kind, MARKS, MarkMart.subject_id)
    of_procedure = [MarkMart.procedure == bindparam("procedure")] if has_procedure else []
    return statement.where(*of_procedure)


EVERY_MARK = (
    select(
        *(Unit.level, Unit.id.label("unit_id"), Unit.name.label("unit"), MarkMart.grade),
        *(MarkMart.subject_id, subject_name(MarkMart), MarkMart.period_id, MarkMart.basis),
        *(MarkMart.procedure, *(getattr(MarkMart, name) for name in COUNTS)),
    )
    .select_from(Unit)
    .join(MarkMart, of_unit(MarkMart))
    .outerjoin(Subject, Subject.id == MarkMart.subject_id)
)
