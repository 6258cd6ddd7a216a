"""Marks of absence in journals, with the number of students behind them; of one's own only."""

from sqlalchemy import Select, and_, literal, or_, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from models import MarkMart, ProgressMart, Unit


def absences_of_children(scope: Scope, unit_id: int, view: View) -> list[dict]:
    """One row per child of one's own with journal marks: `n_absences` and `n` students.

    Absences are those of the lessons of the subject; over all subjects they are added up and the
    students are those with final marks, each counted once.
    """
    statement = _absences(view).where(
        Unit.parent_id == unit_id,
        MarkMart.parent_id == unit_id,
        scope.owns(Unit.path, subject=view.subject, time=Time(year=literal(view.year or 0))),
    )
    return [row | OWN for row in rows(statement)]


def _absences(view: View) -> Select:
    same = and_(
        ProgressMart.parent_id == MarkMart.parent_id,
        ProgressMart.grade == MarkMart.grade,
        ProgressMart.period_id == MarkMart.period_id,
        ProgressMart.unit_id == MarkMart.unit_id,
    )
    students = MarkMart.n if view.subject else ProgressMart.n
    grades = or_(MarkMart.grade == view.grade, Unit.grade == view.grade)
    return (
        select(MarkMart.unit_id, MarkMart.n_absences, students.label("n"))
        .select_from(Unit)
        .join(MarkMart, MarkMart.unit_id == Unit.id)
        .outerjoin(ProgressMart, same)
        .where(MarkMart.basis == "current", MarkMart.grade.in_((0, view.grade)), grades)
        .where(MarkMart.subject_id == view.subject, MarkMart.period_id == (view.period or 0))
    )
