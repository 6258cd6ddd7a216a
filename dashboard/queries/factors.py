"""Counts behind a difference of quality and behind the variance of marks; of one's own only."""

from sqlalchemy import ColumnElement, Float, Select, cast, func, or_, select
from sqlalchemy.orm import aliased

from dashboard.access import Scope, Time, end_of
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows, total
from dashboard.queries.places import of_unit
from dashboard.queries.progress import OVER_ALL
from models import MarkMart, ProgressMart, Subject, Unit

GOOD = MarkMart.n5 + MarkMart.n4


def marks_of_children_in(
    scope: Scope, unit_id: int, view: View, periods: tuple[int, ...]
) -> list[dict]:
    """One row per child, subject and period of those asked for: `n` marks, of them `good`."""
    asked = [MarkMart.basis == view.basis, MarkMart.period_id.in_(periods)]
    in_grade = or_(MarkMart.grade == view.grade, Unit.grade == view.grade)
    statement = _marks(scope, view).where(
        Unit.parent_id == unit_id,
        MarkMart.parent_id == unit_id,
        MarkMart.grade.in_((0, view.grade)),
        in_grade if view.grade else MarkMart.grade == 0,
        MarkMart.subject_id.in_(_subjects(unit_id, view, asked)),
        *asked,
    )
    return [row | OWN for row in rows(statement)]


def marks_by_grade(scope: Scope, unit_ids: tuple[int, ...], view: View) -> list[dict]:
    """One row per unit, grade and subject in the period of the view: `n` marks, `good` of them."""
    statement = _marks(scope, view).where(
        Unit.id.in_(unit_ids),
        MarkMart.basis == view.basis,
        MarkMart.grade == view.grade if view.grade else MarkMart.grade > 0,
        MarkMart.subject_id == view.subject if view.subject else MarkMart.subject_id > 0,
        MarkMart.period_id == (view.period or 0),
    )
    return [row | OWN for row in rows(statement)]


def _subjects(unit_id: int, view: View, asked: list[ColumnElement[bool]]) -> set[int]:
    """The subjects the unit itself has in these periods, so that the children are one range."""
    if view.subject:
        return {view.subject}
    of_unit_itself = MarkMart.unit_id == unit_id, MarkMart.subject_id > 0
    found = rows(select(MarkMart.subject_id).where(*of_unit_itself, *asked).distinct())
    return {row["subject_id"] for row in found}


def _marks(scope: Scope, view: View) -> Select:
    time = Time(year=MarkMart.period_id // 100)
    statement = (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), MarkMart.grade),
            *(MarkMart.subject_id, Subject.name.label("subject"), MarkMart.period_id),
            *(MarkMart.n, GOOD.label("good")),
        )
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .join(Subject, Subject.id == MarkMart.subject_id)
        .where(scope.owns(Unit.path, subject=MarkMart.subject_id, time=time), MarkMart.n > 0)
    )
    return statement.where(MarkMart.procedure == view.procedure) if view.procedure else statement


def class_sums_by_school(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of a unit: sums of final marks and squares of them over its classes."""
    parallel, mart = aliased(Unit), ProgressMart
    n, m, t = (cast(one, Float) for one in (mart.n_marks, mart.n, mart.sum_marks))
    whole = (total(getattr(mart, name)).label(name) for name in SUMS)
    squares = {"of_classes": t * t / n, "nn": n * n, "nn_m": n * n / m, "n_m": n / m, "mn": m * n}
    statement = (
        select(
            *(parallel.parent_id.label("school_id"), func.count().label("n_classes")),
            *(total(mart.n).label("n_students"), *whole),
            *(func.sum(one).label(name) for name, one in squares.items()),
        )
        .select_from(Unit)
        .join(parallel, parallel.id == Unit.parent_id)
        .join(mart, of_unit(mart))
        .where(Unit.path >= unit["path"], Unit.path < end_of(unit["path"]))
        .where(parallel.grade.is_not(None))  # so it is a class; by level all of them would be read
        .where(mart.grade == 0, mart.period_id == (view.period or 0), mart.n_marks > 0)
        .where(scope.owns(Unit.path, subject=OVER_ALL, time=Time(year=mart.period_id // 100)))
        .group_by(parallel.parent_id)
    )
    if view.grade:
        statement = statement.where(Unit.grade == view.grade)
    return [row | OWN for row in rows(statement)]


SUMS = ("n_marks", "sum_marks", "sum_squares", "sum_of_students")
