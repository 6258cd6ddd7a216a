"""Answers in a work by score, by group of students and by points; of one's own students only.

How many of others' students had which score is told to nobody, so nothing here is disclosed: of a
unit that is not one's own there are no rows.
"""

from sqlalchemy import Select, and_, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.queries.database import rows
from dashboard.queries.places import of_unit
from models import Plan, ScoreMart, TaskGroupMart, TaskValueMart, Unit


def score_counts(scope: Scope, assessment_id: int, unit_id: int) -> list[dict]:
    """One row per `score` [points] with `n`, of those who were given every task."""
    found = rows(_of_own(scope, ScoreMart, assessment_id, unit_id, "score", "n"))
    return [_in_points(row, "score") for row in found]


def task_groups(scope: Scope, assessment_id: int, unit_id: int) -> list[dict]:
    """One row per task and `mark` of the whole work (0 = none): `n, points, full`."""
    names = ("task_id", "mark", "n", "points", "full", "not_attempted")
    found = rows(_of_own(scope, TaskGroupMart, assessment_id, unit_id, *names))
    return [_in_points(row, "points") for row in found]


def task_values(scope: Scope, assessment_id: int, unit_id: int) -> list[dict]:
    """One row per task worth more than a point and `value` [points], with `n`."""
    found = rows(_of_own(scope, TaskValueMart, assessment_id, unit_id, "task_id", "value", "n"))
    return [_in_points(row, "value") for row in found]


def _of_own(scope: Scope, mart: type, assessment_id: int, unit_id: int, *names: str) -> Select:
    """Columns of the mart's rows of a work in a unit that is one's own."""
    return (
        select(*(getattr(mart, name) for name in names))
        .select_from(Unit)
        .join(mart, of_unit(mart))
        .join(Plan, and_(Plan.assessment_id == mart.assessment_id, Plan.is_current))
        .where(scope.owns(Unit.path, subject=Plan.subject_id, time=Time(year=Plan.school_year)))
        .where(Unit.id == unit_id, mart.assessment_id == assessment_id)
        .order_by(*(getattr(mart, name) for name in names[:2]))
    )


def _in_points(row: dict, name: str) -> dict:
    return row | {name: row[name] / 100} | OWN
