"""Marts of municipalities and regions: the sums of their children's rows, where those changed."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
)

from etl.publishing import Changed, in_year
from etl.school_year import ANSWERS
from etl.statistics import counts_of, keys_of
from etl.tables.keyed import has_key, keys_table, same_key
from etl.words import batches
from models import MART_TABLES, Unit
from models.base import Base

MANY = 5_000  # keys: with more of them it is quicker to sum everything
OfSchools = dict[tuple[int, int, str], Changed]  # (school, year, group of marts) → what changed


def roll_up(connection: Connection, changed: OfSchools, anew: Iterable[int] = ()) -> None:
    """Sum what changed into the units above, each once; municipalities in `anew` wholly."""
    wholly = set(anew)
    parents = parents_of(connection, sorted({school for school, _, _ in changed}))
    groups: dict[tuple[int, str], dict[int, Changed]] = {}
    for (school, year, group), keys in sorted(changed.items()):
        _add(groups.setdefault((year, group), {}), parents[school], keys)
    for (year, group), municipalities in sorted(groups.items()):
        above = parents_of(connection, sorted({*municipalities, *wholly}))
        regions: dict[int, Changed] = {}
        for unit, region in above.items():
            keys = municipalities.get(unit, {})
            _sum_up(connection, unit, year, group, None if unit in wholly else keys)
            _add(regions, region, keys)
        for unit, keys in regions.items():
            _sum_up(connection, unit, year, group, None if wholly else keys)


def _add(to: dict[int, Changed], unit: int, keys: Changed) -> None:
    of_unit = to.setdefault(unit, {})
    for mart, some in keys.items():
        of_unit.setdefault(mart, set()).update(some)


def parents_of(connection: Connection, units: list[int]) -> dict[int, int]:
    """Unit → its parent."""
    return {
        row.id: row.parent_id
        for some in batches(units)
        for row in connection.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(some)))
    }


def _sum_up(
    connection: Connection, unit: int, school_year: int, group: str, keys: Changed | None
) -> None:
    """Make the rows of a municipality or region the sums of its children's; None = all keys."""
    for mart in marts_of_units(group):
        table = mart.__table__
        some = None if keys is None else keys.get(table.name, set())
        if some is None or len(some) > MANY:
            of_year = in_year(table, school_year)
            _replace(connection, mart, unit, of_year, children_sums(mart).where(of_year))
        elif some:
            _sum_keys(connection, mart, unit, some)


def _sum_keys(connection: Connection, mart: type[Base], unit: int, keys: set[tuple]) -> None:
    """The parent stands beside each key: so every key is one range of the mart's own key."""
    table, names = mart.__table__, ["parent_id", *keys_of(mart)]
    with keys_table(connection, table, names, [(unit, *key) for key in keys]) as those:
        sums = children_sums(mart).join_from(those, table, same_key(table, those))
        _replace(connection, mart, unit, has_key(table, those, keys_of(mart)), sums)


def _replace(
    connection: Connection, mart: type[Base], unit: int, of: ColumnElement[bool], sums: Select
) -> None:
    """Put the sums in the place of the unit's rows that they are of."""
    table = mart.__table__
    parent = connection.execute(select(Unit.parent_id).where(Unit.id == unit)).scalar_one()
    connection.execute(delete(table).where(table.c.unit_id == unit, of))
    names = [column.name for column in sums.selected_columns]
    connection.execute(
        insert(table).from_select(names, sums), {"of_parent": unit, "own_parent": parent}
    )


def marts_of_units(group: str) -> list[type[Base]]:
    """The marts of a group that have rows for every unit of the tree."""
    return [
        mart
        for mart in MART_TABLES
        if "unit_id" in mart.__table__.c
        and ("assessment_id" in mart.__table__.c) == (group == ANSWERS)
    ]


def children_sums(mart: type[Base]) -> Select:
    """SELECT of a unit's rows as the sums of its children's rows."""
    table = mart.__table__
    counts = counts_of(mart)
    own = {
        "parent_id": bindparam("own_parent", type_=BigInteger).label("parent_id"),
        "unit_id": table.c.parent_id.label("unit_id"),
    }
    columns = [
        cast(func.sum(column), BigInteger).label(column.name)
        if column.name in counts
        else own.get(column.name, column)
        for column in table.columns
    ]
    keys = [column for column in table.columns if column.name not in {*counts, "unit_id"}]
    return select(*columns).where(table.c.parent_id == bindparam("of_parent")).group_by(*keys)
