"""Units of the tree."""

import pandas as pd
from sqlalchemy import Select, bindparam, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.queries.database import frame, rows
from dashboard.queries.made_once import made_once
from dashboard.queries.ordering import naturally_sorted
from dashboard.queries.places import chosen_units
from models import Unit
from models.tree import LEVELS

COLUMNS = (Unit.level, Unit.code, Unit.name, Unit.grade, Unit.parent_id, Unit.path)


def unit(scope: Scope, unit_id: int) -> dict | None:
    """One visible unit: `unit_id, level, code, name, grade, parent_id, path`."""
    found = rows(_units().where(chosen_units(scope, ANY_SUBJECT, unit_id=unit_id)))
    return found[0] if found else None


def units_by_code(scope: Scope, code: str, level: str | None = None) -> list[dict]:
    """Every visible unit of that code, from the region down."""
    found = rows(_units().where(chosen_units(scope, ANY_SUBJECT, level=level), Unit.code == code))
    return sorted(found, key=lambda row: (LEVELS.index(row["level"]), row["unit_id"]))


def places_by_name(scope: Scope, name: str) -> list[dict]:
    """Every visible region, municipality and school of that name, from the region down."""
    found = rows(
        _units().where(
            chosen_units(scope, ANY_SUBJECT), Unit.name == name, Unit.level.in_(LEVELS[:3])
        )
    )
    return sorted(found, key=lambda row: (LEVELS.index(row["level"]), row["unit_id"]))


def unit_by_code(scope: Scope, code: str, level: str | None = None) -> dict | None:
    """The visible unit of that code; of several, the highest."""
    found = units_by_code(scope, code, level)
    return found[0] if found else None


def breadcrumb(scope: Scope, unit_id: int) -> list[dict]:
    """The visible units from the region down to this one, by one statement."""
    found = rows(_line(scope.kind), scope.values | {"unit": unit_id})
    return sorted(found, key=lambda row: len(row["path"]))


@made_once
def _line(kind: Scope) -> Select:
    line = select(Unit.id, Unit.parent_id).where(Unit.id == bindparam("unit"))
    line = line.cte("line", recursive=True)
    line = line.union_all(select(Unit.id, Unit.parent_id).join(line, Unit.id == line.c.parent_id))
    shown = kind.shows(Unit, subject=ANY_SUBJECT)
    return _units().join(line, Unit.id == line.c.id).where(shown)


def lines_to(scope: Scope, paths: list[str]) -> dict[str, list[dict]]:
    """The visible units from the region down to the unit of each path that is there."""
    ids = {path: [int(id) for id in path.strip("/").split("/")] for path in paths}
    every = {id for line in ids.values() for id in line}
    statement = _units().where(Unit.id.in_(every), scope.shows(Unit, subject=ANY_SUBJECT))
    found = {row["unit_id"]: row for row in rows(statement)} if every else {}
    return {
        path: [found[id] for id in line if id in found]
        for path, line in ids.items()
        if line[-1] in found
    }


def children(scope: Scope, unit_id: int) -> pd.DataFrame:
    """One row per visible active unit directly under this one."""
    return units(scope, parent_id=unit_id)


def units(scope: Scope, level: str | None = None, parent_id: int | None = None) -> pd.DataFrame:
    """One row per visible active unit: `unit_id, level, code, name, parent_id, grade, path`."""
    chosen = chosen_units(scope, ANY_SUBJECT, level=level, parent_id=parent_id)
    found = frame(_units().where(chosen, Unit.is_active))
    found["depth"] = found["path"].str.count("/").astype("int64")
    ordered = naturally_sorted(found, ["depth", "name", "code"])
    return ordered[["unit_id", "level", "code", "name", "parent_id", "grade", "path"]]


def classes_by_name(scope: Scope, name: str, school_code: str | None = None) -> list[dict]:
    """Every visible active class of that name, in one school or in all."""
    parallel, school = Unit.__table__.alias("parallel"), Unit.__table__.alias("school")
    statement = (
        _units()
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .where(
            chosen_units(scope, ANY_SUBJECT, level="school_class"),
            Unit.name == name,
            Unit.is_active,
        )
        .order_by(Unit.id)
    )
    if school_code is not None:
        statement = statement.where(school.c.code == school_code)
    return rows(statement)


def _units() -> Select:
    return select(Unit.id.label("unit_id"), *COLUMNS)
