"""Rows of a table named by their keys: a temporary table of keys, and what is done with it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    and_,
    delete,
    select,
    tuple_,
)

from etl.tables.bulk import insert_rows


@contextmanager
def keys_table(
    connection: Connection, table: Table, names: Sequence[str], keys: Iterable[tuple]
) -> Iterator[Table]:
    """A temporary table of these keys, the columns named and typed as in `table`."""
    temporary = Table(
        f"keys_of_{table.name}",
        MetaData(),
        *(Column(name, table.c[name].type, primary_key=True) for name in names),
        prefixes=["TEMPORARY"],
    )
    temporary.create(connection)
    try:
        insert_rows(connection, temporary, names, keys)
        yield temporary
    finally:
        temporary.drop(connection)


def has_key(table: Table, keys: Table, names: Sequence[str]) -> ColumnElement[bool]:
    """Where a row has one of the keys, by these columns of it: each is looked up in an index."""
    return tuple_(*(table.c[name] for name in names)).in_(select(*(keys.c[name] for name in names)))


def same_key(table: Table, keys: Table) -> ColumnElement[bool]:
    """What a row of the table has in common with the key beside it."""
    return and_(*(table.c[column.name] == column for column in keys.columns))


def delete_keys(
    connection: Connection, table: Table, names: Sequence[str], keys: Iterable[tuple]
) -> None:
    """Delete the rows with these keys."""
    with keys_table(connection, table, names, keys) as those:
        connection.execute(delete(table).where(has_key(table, those, names)))
