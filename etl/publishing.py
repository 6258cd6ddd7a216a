"""Counts of a school-year into the marts: only the rows that are now others are written."""

from collections.abc import Iterable
from operator import itemgetter

from sqlalchemy import Connection, Table, and_, or_, select

from etl.school_year import SchoolYear
from etl.statistics import keys_of
from etl.tables.bulk import insert_rows
from etl.tables.keyed import delete_keys
from models import MART_TABLES, Plan

MARTS = {mart.__tablename__: mart for mart in MART_TABLES}
Changed = dict[str, set[tuple]]  # mart → keys of the school's rows that are now others


def publish(
    connection: Connection, work: SchoolYear, tables: dict, empty: frozenset[str] = frozenset()
) -> Changed:
    """Make the mart rows of a school and year these; the keys of the school's own that changed.

    `empty`: the marts that had no rows at all, where nothing needs to be looked up.
    """
    changed: Changed = {}
    for name in work.marts:
        rows = rows_of(tables, name)
        before = set() if name in empty else stored_rows(connection, work, name)
        gone = before.difference(rows)
        new = [row for row in rows if row not in before] if before else rows
        table = MARTS[name].__table__
        _replace(connection, table, gone, new)
        if "unit_id" in table.c and (gone or new):
            changed[name] = _keys(table, work.school_id, gone) | _keys(table, work.school_id, new)
    return changed


def rows_of(tables: dict, name: str) -> list[tuple]:
    """Counted rows of a mart: its columns in their order, the rows in the order of its key."""
    if name not in tables:
        return []
    mart = MARTS[name].__table__
    table = tables[name].sort_by([(key.name, "ascending") for key in mart.primary_key])
    return list(zip(*(table[column.name].to_pylist() for column in mart.columns), strict=True))


def stored_rows(connection: Connection, work: SchoolYear, name: str) -> set[tuple]:
    """The published rows of a school and year, in the order of the mart's columns.

    They are tens of thousands: the driver's own tuples are read in a third of the time.
    """
    table = MARTS[name].__table__
    found = connection.execute(select(table).where(of_work(table, work)))
    return set(found.cursor.fetchall())


def of_work(table: Table, work: SchoolYear):
    """The mart rows of a school and year: of the school, its parallels and classes."""
    units = sorted({unit for place in work.places for unit in place[:3]})
    place = table.c.unit_id if "unit_id" in table.c else table.c.class_id
    return and_(place.in_(units), in_year(table, work.school_year))


def in_year(table: Table, school_year: int):
    """Rows of a school year: by their period, or by the date of their assessment's plan."""
    first, last = school_year * 100, school_year * 100 + 99
    in_period = table.c.period_id.between(first, last) if "period_id" in table.c else None
    if "assessment_id" not in table.c:
        return in_period
    of_year = table.c.assessment_id.in_(
        select(Plan.assessment_id).where(Plan.school_year == school_year)
    )
    return of_year if in_period is None else or_(of_year, in_period)


def _replace(connection: Connection, table: Table, gone: set[tuple], new: list[tuple]) -> None:
    """`new` is in the order of the key, for a table that is kept in that order."""
    names = [column.name for column in table.columns]
    if gone:
        places = [names.index(column.name) for column in table.primary_key]
        keys = map(itemgetter(*places), gone)
        delete_keys(connection, table, [names[place] for place in places], keys)
    insert_rows(connection, table, names, new)


def _keys(table: Table, school: int, rows: Iterable[tuple]) -> set[tuple]:
    """The keys of the school's own rows besides their place in the tree."""
    names = [column.name for column in table.columns]
    places = [names.index(name) for name in keys_of(MARTS[table.name])]
    unit = names.index("unit_id")
    return {tuple(row[place] for place in places) for row in rows if row[unit] == school}
