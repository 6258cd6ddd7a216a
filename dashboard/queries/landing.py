"""What several units have, so that each is shown by its latest numbers."""

from sqlalchemy import select

from dashboard.access import Scope, Time
from dashboard.queries.database import rows
from dashboard.queries.places import of_unit
from models import MarkMart, Unit


def seen_at(scope: Scope, unit_ids: list[int]) -> list[dict]:
    """One row per `unit_id, basis, period_id, procedure, grade` with marks, of one's own."""
    time = Time(year=MarkMart.period_id // 100)
    statement = (
        select(
            *(Unit.id.label("unit_id"), MarkMart.basis, MarkMart.period_id),
            *(MarkMart.procedure, MarkMart.grade),
        )
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .where(Unit.id.in_(unit_ids), MarkMart.grade == 0)
        .where(scope.owns(Unit.path, subject=MarkMart.subject_id, time=time))
        .distinct()
    )
    return rows(statement)
