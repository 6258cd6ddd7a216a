"""Units that somebody has chosen to see side by side, wherever in the tree they stand."""

from sqlalchemy import select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.queries.database import rows
from dashboard.queries.places import of_unit, sums_where_enough
from models import MarkMart, Unit


def units_of(scope: Scope, unit_ids: list[int]) -> list[dict]:
    """The visible ones among these units, in the order asked: `unit_id, level, name, path, …`."""
    statement = select(
        *(Unit.id.label("unit_id"), Unit.level, Unit.name, Unit.grade),
        *(Unit.parent_id, Unit.path),
    ).where(Unit.id.in_(unit_ids), scope.shows(Unit, subject=ANY_SUBJECT))
    return sorted(rows(statement), key=lambda row: unit_ids.index(row["unit_id"]))


def seen_in_units(scope: Scope, unit_ids: list[int]) -> list[dict]:
    """One row per `basis, period_id, procedure, grade` with marks in any of the units."""
    statement = (
        select(MarkMart.basis, MarkMart.period_id, MarkMart.procedure, MarkMart.grade)
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .where(Unit.id.in_(unit_ids), scope.shows(Unit, subject=MarkMart.subject_id))
        .where(sums_where_enough(scope, MarkMart.subject_id))
        .distinct()
    )
    return rows(statement)
