"""Current marks of a unit by work type: for what they are given, and how good they are.

Of one's own only: marks are counted here, not students, so nothing says how many of these stand
behind a row of others, and rounding could not be made coarse enough to hide them.
"""

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.measured import column, measured, with_columns
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
from etl.indicators.current import share
from etl.indicators.ratios import ratio
from models import Subject, Unit, WorkType, WorkTypeMart

MARKS = ("n_marks", "m5", "m4", "m3", "m2", "m1", "sum_marks")
BY_MARK = ("n5", "n4", "n3", "n2", "n1")
# what is not known by work type: weights are not kept, and н/а is no mark
UNKNOWN = {"n_na": 0, "n_released": 0, "sum_weight": 0, "sum_weighted": 0}


def marks_by_work_type(scope: Scope, place: Place, view: View) -> list[dict]:
    """One row per work type in the period, the most frequent first, with `share, mean_mark`."""
    statement = (
        select(
            *(WorkType.name, WorkType.is_control),
            *(getattr(WorkTypeMart, name) for name in MARKS),
        )
        .select_from(Unit)
        .join(WorkTypeMart, of_unit(WorkTypeMart))
        .join(WorkType, WorkType.id == WorkTypeMart.work_type_id)
        .where(_own(scope), at_places(WorkTypeMart, 1))
        .where(WorkTypeMart.subject_id == view.subject, WorkTypeMart.period_id == view.period)
        .order_by(WorkTypeMart.n_marks.desc(), WorkType.id)
    )
    found = rows(statement, values_of_places([place]))
    if not found:
        return []
    n_marks = column(found, "n_marks")
    means = ratio(column(found, "sum_marks"), n_marks)
    shares = {"share": share(n_marks, n_marks.sum()), "mean_mark": means}
    return [row | OWN for row in with_columns(found, shares)]


def work_types_of(scope: Scope, unit_id: int, view: View) -> list[dict]:
    """One row per work type with marks in the view: `work_type_id, work_type`, by name."""
    statement = (
        select(WorkType.id.label("work_type_id"), WorkType.name.label("work_type"))
        .select_from(Unit)
        .join(WorkTypeMart, of_unit(WorkTypeMart))
        .join(WorkType, WorkType.id == WorkTypeMart.work_type_id)
        .where(_own(scope), at_places(WorkTypeMart, 1))
        .where(WorkTypeMart.period_id == view.period, _in_subject(scope, view))
        .distinct()
    )
    values = values_of_places([Place(unit_id, view.grade)])
    return sorted(rows(statement, values), key=by_nature("work_type"))


def marks_of_places_by_type(scope: Scope, places: list[Place], view: View) -> list[dict]:
    """The rows of `overview.marks_of_places`, of the marks of one work type alone.

    `n` and `n5 … n1` count marks here, which is said by `of_marks`; no weighted mean is known.
    """
    subjects = WorkTypeMart.subject_id.in_((0, view.subject))
    in_time = and_(subjects, in_trend(WorkTypeMart))
    shown = or_(WorkTypeMart.period_id == view.period, in_time)
    statement = _marks(scope, view).where(at_places(WorkTypeMart, len(places)), shown)
    return _measured(statement, values_of_places(places) | values_of_trend(view))


def marks_of_children_by_type(
    scope: Scope, unit_id: int, view: View, subjects: tuple[int, ...]
) -> list[dict]:
    """The rows of `overview.marks_of_children`, of the marks of one work type alone."""
    grades = WorkTypeMart.grade == 0
    if view.grade:
        of_grade = or_(WorkTypeMart.grade == view.grade, Unit.grade == view.grade)
        grades = and_(WorkTypeMart.grade.in_((0, view.grade)), of_grade)
    statement = _marks(scope, view).where(
        Unit.parent_id == unit_id,
        WorkTypeMart.parent_id == unit_id,
        grades,
        WorkTypeMart.subject_id.in_(subjects),
        WorkTypeMart.period_id == view.period,
    )
    return _measured(statement, {})


def _marks(scope: Scope, view: View) -> Select:
    """Marks of one's own of the work type, by place, subject and period."""
    # a mark stands here where elsewhere a student does
    counts = (getattr(WorkTypeMart, f"m{name[1]}").label(name) for name in BY_MARK)
    return (
        select(
            *(Unit.level, Unit.id.label("unit_id"), Unit.name.label("unit"), WorkTypeMart.grade),
            *(WorkTypeMart.subject_id, subject_name(WorkTypeMart), WorkTypeMart.period_id),
            *(literal("current").label("basis"), literal("").label("procedure")),
            *(WorkTypeMart.n_marks.label("n"), *counts),
            *(WorkTypeMart.n_marks, WorkTypeMart.sum_marks),
        )
        .select_from(Unit)
        .join(WorkTypeMart, of_unit(WorkTypeMart))
        .outerjoin(Subject, Subject.id == WorkTypeMart.subject_id)
        .where(WorkTypeMart.work_type_id == view.work_type, _own(scope))
    )


def _measured(statement: Select, values: dict[str, int]) -> list[dict]:
    found = [row | UNKNOWN for row in rows(statement, values)]
    return [row | OWN | {"of_marks": True} for row in measured(found)]


def _own(scope: Scope) -> ColumnElement[bool]:
    """A teacher's own begins with the first school year, as in every other number of a class."""
    time = Time(year=WorkTypeMart.period_id // 100)
    return scope.owns(Unit.path, subject=WorkTypeMart.subject_id, time=time)


def _in_subject(scope: Scope, view: View) -> ColumnElement[bool]:
    if view.subject:
        return WorkTypeMart.subject_id == view.subject
    return sums_where_enough(scope, WorkTypeMart.subject_id)
