"""The databases as a web process holds them: few connections, little memory, none of a fork."""

from sqlalchemy import event

from dashboard.accounts import database as accounts
from dashboard.packs import storage
from dashboard.queries import database
from dashboard.settings import Settings
from etl.pipeline import ready_engine
from models.store import open_accounts, open_engine

CACHE = 8192  # of SQLite, a connection [KiB]; the system keeps the rest of the file, once for all
LONGEST_STATEMENT = 60_000  # of PostgreSQL [ms]; a screen that takes longer is watched by nobody
LONGEST_WAIT = 10  # for a connection [seconds]


def open_databases(settings: Settings) -> None:
    """From now on this process reads the data and keeps the accounts of these settings."""
    ready_engine(settings).dispose()
    reading = open_engine(settings, **_options(settings, settings.url, reads=True))
    keeping = open_accounts(settings, **_options(settings, settings.accounts_url))
    for engine in (reading, keeping):
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _with_small_cache)
        engine.dispose()  # what the migrations have opened knows nothing of this
    database.use(reading, settings.secret_key, settings.lake)
    accounts.use(keeping)
    storage.use(settings)


def close_connections() -> None:
    """Before a fork: a connection of two processes answers one of them with rows of the other."""
    database.engine_in_use().dispose()
    accounts.engine_in_use().dispose()


def _options(settings: Settings, url: str, *, reads: bool = False) -> dict:
    """A connection a thread, as many again for a moment; a server that was restarted is noticed."""
    options = {
        "pool_size": settings.threads,
        "max_overflow": settings.threads,
        "pool_timeout": LONGEST_WAIT,
    }
    if url.startswith("sqlite"):
        return options
    limit = {"connect_args": {"options": f"-c statement_timeout={LONGEST_STATEMENT}"}}
    return options | {"pool_pre_ping": True} | (limit if reads else {})


def _with_small_cache(connection, _record) -> None:
    connection.execute(f"PRAGMA cache_size=-{CACHE}")
