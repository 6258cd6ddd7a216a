"""The engine of this process, and statements turned into rows.

A screen asks many statements; a load may be published between two of them. What answers one request
is therefore read in one transaction (docs/decisions/0025-one-version-a-view.md).
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import TypeVar

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, Select, cast, func

from etl.framed import frame_of
from models.store import reading

T = TypeVar("T")

_engines: dict[str, Engine] = {}
_secrets: dict[str, str] = {}
_lakes: dict[str, Path | str] = {}


def use(engine: Engine, secret: str = "", lake: Path | str | None = None) -> None:
    """From now on this process reads from this database and the facts in this folder.

    Chance is drawn with the secret.
    """
    _engines["reading"] = engine
    _secrets["chance"] = secret
    _lakes["reading"] = lake or Path()


def secret_in_use() -> str:
    """What nobody outside knows: with it numbers are moved by chance, and always the same way."""
    return _secrets["chance"]


def engine_in_use() -> Engine:
    """The engine given by `use`; without it nothing can be read."""
    if "reading" not in _engines:
        raise RuntimeError("call dashboard.queries.database.use(engine) before reading")
    return _engines["reading"]


def lake_in_use() -> Path | str:
    """The folder of the facts behind the marts: single marks and answers are read there."""
    return _lakes["reading"]


def forget() -> None:
    """From now on this process reads from no database; its open connections are closed."""
    if engine := _engines.pop("reading", None):
        engine.dispose()


class _View:
    """What is read together: its connection is opened by the first statement."""

    def __init__(self) -> None:
        self.connection: Connection | None = None
        self.worked_out: dict[tuple, object] = {}

    def close(self) -> None:
        self.worked_out.clear()
        if self.connection is not None:
            self.connection.close()
            self.connection = None


_view: ContextVar[_View | None] = ContextVar("view", default=None)


def begin_view() -> None:
    """From here to `end_view` everything is read from one version of the data."""
    end_view()
    _view.set(_View())


def end_view() -> None:
    """What is read after this may be of a newer version."""
    read_anew()
    _view.set(None)


def read_anew() -> None:
    """The view has changed something itself: from here on it sees that."""
    if view := _view.get():
        view.close()


@contextmanager
def one_version() -> Iterator[None]:
    """A view that lasts as long as the block; inside another one it is that one."""
    if _view.get() is not None:
        yield
        return
    begin_view()
    try:
        yield
    finally:
        end_view()


@contextmanager
def connected() -> Iterator[Connection]:
    """The connection of the view; outside of one, a connection for the block alone."""
    view = _view.get()
    if view is None:
        with engine_in_use().connect() as connection:
            yield connection
        return
    if view.connection is None:
        view.connection = reading(engine_in_use())
    try:
        yield view.connection
    except BaseException:
        view.close()  # after an error PostgreSQL answers nothing more in the same transaction
        raise


def once_a_view(function: Callable[..., T]) -> Callable[..., T]:
    """A function of its arguments and the data alone: one view works it out once for all reports.

    What it gives belongs to all of them, so nobody changes it.
    """

    @wraps(function)
    def once(*arguments: Hashable) -> T:
        view = _view.get()
        if view is None:
            return function(*arguments)
        asked = (function, *arguments)
        if asked not in view.worked_out:
            view.worked_out[asked] = function(*arguments)
        return view.worked_out[asked]

    return once


def rows(statement: Select, values: Mapping[str, object] | None = None) -> list[dict]:
    """The rows of a statement as plain dictionaries; `values` of what it leaves to be bound."""
    with connected() as connection:
        result = connection.execute(statement, values)
        names = tuple(result.keys())
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def frame(statement: Select) -> pd.DataFrame:
    """The rows of a statement as a frame, with its columns even when there are no rows."""
    with connected() as connection:
        return frame_of(connection.execute(statement))


def total(column: ColumnElement) -> ColumnElement[int]:
    """A sum as a whole number, also on PostgreSQL, where sums of big integers are decimals."""
    return cast(func.sum(column), BigInteger)
