"""Units anywhere inside another: all classes of a school, all schools of a region."""

from sqlalchemy import select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.queries.database import frame
from dashboard.queries.ordering import naturally_sorted
from dashboard.queries.places import narrowed
from models import Unit


def units_inside(scope: Scope, unit_id: int, level: str) -> list[dict]:
    """One row per active unit of one's own of that level inside the unit, as people count."""
    statement = select(Unit.id.label("unit_id"), Unit.level, Unit.name, Unit.path).where(
        scope.owns(Unit.path, subject=ANY_SUBJECT),
        *narrowed(unit_id=unit_id, level=level),
        Unit.is_active,
    )
    found = frame(statement)
    return naturally_sorted(found, ["name", "path"]).to_dict("records")
