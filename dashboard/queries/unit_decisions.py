"""The units one decides for, and what has been decided there."""

from sqlalchemy import select

from dashboard.access import Right, Scope
from dashboard.queries.database import rows
from models import Unit, UnitSetting


def decisions(scope: Scope) -> list[dict]:
    """One row per unit one decides for: `unit_id, level, unit, path` and `said` by name.

    Each of `said` is a row of `value, changed_as, changed_at`: the role, not the person.
    """
    tops = {area.path for area in scope.within(Right.SET_RULES)}
    units = select(
        *(Unit.id.label("unit_id"), Unit.level, Unit.name.label("unit"), Unit.path),
    ).where(Unit.path.in_(tops))
    found = sorted(rows(units), key=lambda row: row["path"])
    said = select(
        *(UnitSetting.unit_id, UnitSetting.name, UnitSetting.value),
        *(UnitSetting.changed_as, UnitSetting.changed_at),
    ).where(UnitSetting.unit_id.in_({row["unit_id"] for row in found}))
    known = rows(said) if found else []
    return [
        row | {"said": {one["name"]: one for one in known if one["unit_id"] == row["unit_id"]}}
        for row in found
    ]
