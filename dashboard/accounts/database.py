"""The engine of accounts of this process, and the clock their times are written by."""

from datetime import UTC, datetime

from sqlalchemy import Engine

_engines: dict[str, Engine] = {}


def use(engine: Engine) -> None:
    """From now on this process keeps its accounts here."""
    forget()
    _engines["accounts"] = engine


def engine_in_use() -> Engine:
    """The engine given by `use`; without it nobody can sign in."""
    if "accounts" not in _engines:
        raise RuntimeError("call dashboard.accounts.database.use(engine) before signing in")
    return _engines["accounts"]


def forget() -> None:
    """From now on this process has no accounts; its open connections are closed."""
    if engine := _engines.pop("accounts", None):
        engine.dispose()


def now() -> datetime:
    """The moment as the tables keep it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
