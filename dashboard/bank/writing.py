"""Small changes of the tables of schools: they wait for a load a few seconds, not for its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from dashboard.queries.database import read_anew
from models.store import WRITER

PATIENCE = 5  # seconds
BUSY = "Сейчас идёт загрузка данных. Ничего не изменено: повторите через минуту."
USUAL = 600_000  # milliseconds, as models.store sets it for every connection of SQLite


class Busy(Exception):
    """Somebody else is writing: nothing has been changed."""


@contextmanager
def writing_soon(engine: Engine, patience: float = PATIENCE) -> Iterator[Connection]:
    """One transaction with the right to write; `Busy` when another one keeps it longer."""
    with (
        engine.connect().execution_options(writing=True) as connection,
        _patient(connection, patience),
    ):
        try:
            transaction = _begun(connection, patience)
        except OperationalError as late:
            raise Busy from late
        with transaction:
            yield connection
        read_anew()


def _begun(connection: Connection, patience: float):
    transaction = connection.begin()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {int(1000 * patience)}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:writer)"), {"writer": WRITER})
    return transaction


@contextmanager
def _patient(connection: Connection, patience: float) -> Iterator[None]:
    """On SQLite the waiting is a habit of the connection, which goes back to the pool."""
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(1000 * patience)}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout={USUAL}")
        cursor.close()
