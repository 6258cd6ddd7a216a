"""/healthz: the process is alive; /readyz: it can do its work. Both answer strangers, with no data.

What a balancer asks every few seconds: three small statements and one opened file.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from dashboard.accounts import database as accounts
from dashboard.queries import database
from etl.mistakes import Mistake
from etl.pipeline import lake_is_read
from models import Load, Partition
from models.store import ACCOUNT_MIGRATIONS, MIGRATIONS
from models.versions import newest_version, version_of

READY = "Готово к работе."
SENTENCES = {
    "database": "База данных не отвечает.",
    "migrations": "Таблицы базы не той версии, что программа: запустите программу снова.",
    "lake": "Папка озера не читается: проверьте MSOKO_HOME, MSOKO_LAKE и права на неё.",
}


def add_health(server: Flask) -> None:
    """The two addresses a balancer asks."""
    newest = {folder: newest_version(folder) for folder in (MIGRATIONS, ACCOUNT_MIGRATIONS)}
    server.get("/healthz")(healthz)

    @server.get("/readyz")
    def readyz() -> tuple[dict, int]:
        return readiness(newest)


def healthz() -> dict:
    """Whether the process is alive."""
    return {"status": "ok"}


def readiness(newest: dict) -> tuple[dict, int]:
    """What is in order and what is not, in a sentence too; 503 when the work cannot be done."""
    checks = {
        "database": _holds(_databases_answer),
        "migrations": _holds(lambda: _are_newest(newest)),
        "lake": _holds(_lake_is_read),
    }
    wrong = [SENTENCES[name] for name, holds in checks.items() if not holds]
    answer = {
        "status": "not ready" if wrong else "ready",
        "message": wrong[0] if wrong else READY,
        "checks": checks,
        "data_age_seconds": data_age() if checks["database"] else None,
    }
    return answer, 503 if wrong else 200


def data_age() -> float | None:
    """Seconds since the newest load that stands; None before the first and when nobody answers."""
    newest = select(func.max(Load.created_at)).where(Load.state == "loaded")
    try:
        with database.engine_in_use().connect() as connection:
            at = connection.execute(newest).scalar()
    except SQLAlchemyError:
        return None
    return (datetime.now(UTC).replace(tzinfo=None) - at).total_seconds() if at else None


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (OSError, SQLAlchemyError, Mistake):
        return False


def _databases_answer() -> bool:
    for engine in (database.engine_in_use(), accounts.engine_in_use()):
        with engine.connect() as connection:
            connection.execute(select(1))
    return True


def _are_newest(newest: dict) -> bool:
    engines = {MIGRATIONS: database.engine_in_use(), ACCOUNT_MIGRATIONS: accounts.engine_in_use()}
    for folder, engine in engines.items():
        with engine.connect() as connection:
            if version_of(connection, folder) != newest[folder]:
                return False
    return True


def _lake_is_read() -> bool:
    """A file of facts can be opened; before the first load there is nothing to read."""
    with database.engine_in_use().connect() as connection:
        path = connection.execute(select(Partition.path).limit(1)).scalar()
    return path is None or lake_is_read(database.lake_in_use(), path)
