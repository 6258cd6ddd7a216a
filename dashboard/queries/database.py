"""The engine of this process, and statements turned into rows."""

from pathlib import Path

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Engine, Select, cast, func

_engines: dict[str, Engine] = {}
_secrets: dict[str, str] = {}
_lakes: dict[str, Path] = {}


def use(engine: Engine, secret: str = "", lake: Path | None = None) -> None:
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


def lake_in_use() -> Path:
    """The folder of the facts behind the marts: single marks and answers are read there."""
    return _lakes["reading"]


def forget() -> None:
    """From now on this process reads from no database; its open connections are closed."""
    if engine := _engines.pop("reading", None):
        engine.dispose()


def rows(statement: Select) -> list[dict]:
    """The rows of a statement as plain dictionaries."""
    with engine_in_use().connect() as connection:
        result = connection.execute(statement)
        names = tuple(result.keys())
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def frame(statement: Select) -> pd.DataFrame:
    """The rows of a statement as a frame, with its columns even when there are no rows."""
    with engine_in_use().connect() as connection:
        result = connection.execute(statement)
        return pd.DataFrame(result.fetchall(), columns=list(result.keys()))


def total(column: ColumnElement) -> ColumnElement[int]:
    """A sum as a whole number, also on PostgreSQL, where sums of big integers are decimals."""
    return cast(func.sum(column), BigInteger)
