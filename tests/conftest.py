"""Shared by the tests: real databases, a small world of files, the demo territory loaded once."""

import gc
import os
import tempfile
from pathlib import Path

import pytest
from browsing import address, browser, complaints, context, page  # noqa: F401 fixtures
from counted import COUNTED

os.environ.setdefault("OMP_NUM_THREADS", "1")
gc.set_threshold(50_000, 20, 100)  # a quarter of the time went into looking for rubbish
RUNTIME = Path(tempfile.gettempdir()) / f"msoko-runtime-{os.getuid()}"
RUNTIME.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("XDG_RUNTIME_DIR", str(RUNTIME))

from homes import DATABASES, end_server, shared, store_in

from etl import pipeline
from etl.demo import write_territory
from models.store import Store


@pytest.fixture(params=DATABASES)
def store(request, tmp_path) -> Store:
    """An empty store, once on SQLite and once on PostgreSQL."""
    return store_in(tmp_path / "home", request.param)


@pytest.fixture
def plain_store(tmp_path) -> Store:
    """An empty store on the main database, for what does not depend on which it is."""
    return store_in(tmp_path / "home")


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory) -> Path:
    """The source files of a small demo territory."""
    return shared(
        tmp_path_factory, "demo", lambda folder: write_territory(folder, schools=3, seed=1)
    )


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory, demo_files) -> Path:
    """A data folder with the small demo territory, loaded through the real import; never changed.

    What a test writes goes into a copy.
    """
    return shared(
        tmp_path_factory,
        "home",
        lambda home: pipeline.load(store_in(home), [demo_files / "source"]),
    )


@pytest.fixture(scope="module", params=DATABASES)
def standing(request, tmp_path_factory) -> Store:
    """A store with two schools and a plan that the tests of a module share and do not change."""
    from files import world

    folder = tmp_path_factory.mktemp("standing")
    store = store_in(folder / "home", request.param)
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


def pytest_configure(config) -> None:
    """On PostgreSQL alone an engine that a test leaves to the collector is heard of."""
    if DATABASES == ("postgresql",):
        config.addinivalue_line("filterwarnings", "ignore:.* was deleted while still open")
        config.addinivalue_line(
            "filterwarnings", "ignore:Exception ignored in.*BaseConnection.__del__"
        )


def pytest_sessionfinish(session) -> None:
    """What one process of the run has counted goes to the one that prints; no server stays."""
    end_server()
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
