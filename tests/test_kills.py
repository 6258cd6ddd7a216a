"""A process killed at any moment of a load or an undo: what is published is wholly old or new."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from files import PLAN, dump, load_one, loaded, published, school, sound, written
from homes import copied, environment_of, store_in
from sqlalchemy import select

from etl import lake, pipeline
from models import Load, LoadPart, Partition

LOAD_UNTIL = """
import os, signal, sys
from pathlib import Path
from etl import pipeline
from models.store import Store

def die(name):
    if name == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)

pipeline.load(Store(), [Path(sys.argv[2])], step=die)
"""
SWITCH_UNTIL_COMMIT = """
import os, signal, sys
from sqlalchemy import Engine, event
from etl import pipeline
from models.store import Store

switched = []

@event.listens_for(Engine, "before_cursor_execute")
def note(connection, cursor, statement, *more):
    if statement.startswith("UPDATE load"):
        switched.append(statement)

@event.listens_for(Engine, "commit")
def die(connection):
    if switched:
        os.kill(os.getpid(), signal.SIGKILL)

pipeline.switch(Store(), int(sys.argv[1]), on=sys.argv[2] == "on")
"""
FILES = {
    "marks": "student_code  mark\n У1  3\n У2  5 4\n У3  4",
    "protocol": "student_code  1  2\n У1  0  2\n У2  X  0\n У3  н  _",
    "roster": "student_code  class\n У1  8Б\n У2  8А\n У3  8А\n У4  9А",
}
HISTORY = ("load", "load_part", "partition", "lake")  # they hold times and names of lake files


def world(store, folder) -> None:
    """A school with a mark, a plan and an answer that the new files change."""
    school(store, folder)
    loaded(
        store,
        written(folder, "plan", PLAN),
        written(folder, "marks", "student_code  mark\n У1  5"),
        written(folder, "protocol", "student_code  1  2\n У1  1  1"),
    )


def state(store) -> dict:
    """All that a reader may see: tables, marts, current facts; the loads without their times."""
    tables = {name: rows for name, rows in dump(store).items() if name not in HISTORY}
    with pipeline.opened(store) as engine, engine.connect() as connection:
        parts = connection.execute(select(Partition.path, Partition.kind)).all()
        loads = connection.execute(select(Load.id, Load.kind, Load.state, Load.loaded)).all()
    facts = [(kind, *map(repr, lake.read(store.lake, path).to_pylist())) for path, kind in parts]
    return tables | {"facts": sorted(facts), "loads": sorted(map(tuple, loads))}


def killed(script: str, store, *arguments) -> None:
    """Run a script in a process of its own that kills itself."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=os.environ | environment_of(store.home),
        cwd=Path(__file__).parents[1],
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def sweep(store) -> None:
    """Orphans of long ago go; every file that is left is named by a load or a pointer."""
    for path in store.lake.rglob("*.parquet"):
        os.utime(path, (0, 0))
    pipeline.refresh(store)
    with pipeline.opened(store) as engine, engine.connect() as connection:
        named = {*connection.execute(select(LoadPart.path)).scalars()}
        named |= {*connection.execute(select(Partition.path)).scalars()}
    assert {p.relative_to(store.lake).as_posix() for p in store.lake.rglob("*.parquet")} == (
        named - {""}
    )


def assert_old_or_new(store, path, step: str, complete: dict) -> None:
    old = state(store)
    assert old != complete
    killed(LOAD_UNTIL, store, step, path)
    assert state(store) == (complete if step == "committed" else old)
    assert sound(store)
    assert load_one(store, path).state == ("unchanged" if step == "committed" else "loaded")
    assert state(store) == complete
    sweep(store)
    assert state(store) == complete
    assert sound(store)


@pytest.fixture(scope="module", params=FILES)
def before(request, tmp_path_factory):
    """A data folder before a load, the file, and what an undisturbed load makes of them."""
    folder = tmp_path_factory.mktemp(request.param)
    store = store_in(folder / "home")
    world(store, folder)
    copied(store.home, folder / "copy")
    path = written(folder, request.param, FILES[request.param], "new.csv")
    load_one(store, path)
    return folder / "copy", path, state(store)


@pytest.mark.parametrize("step", pipeline.STEPS)
def test_a_load_killed_at_any_step_leaves_the_old_or_the_new(before, tmp_path, step):
    home, path, complete = before
    copied(home, tmp_path / "home")
    assert_old_or_new(store_in(tmp_path / "home"), path, step, complete)


@pytest.mark.parametrize("step", ["marts written", "committed"])
def test_a_load_killed_on_postgresql_leaves_the_old_or_the_new(tmp_path, step):
    whole, broken = (store_in(tmp_path / name, "postgresql") for name in ("a", "b"))
    for store in (whole, broken):
        world(store, tmp_path)
    path = written(tmp_path, "marks", FILES["marks"], "new.csv")
    load_one(whole, path)
    assert_old_or_new(broken, path, step, state(whole))


def test_an_undo_or_redo_killed_before_its_end_changes_nothing(store, tmp_path):
    world(store, tmp_path)
    report = load_one(store, written(tmp_path, "marks", FILES["marks"], "new.csv"))
    for on in (False, True):
        old = state(store)
        killed(SWITCH_UNTIL_COMMIT, store, report.id, "on" if on else "off")
        assert state(store) == old
        assert sound(store)
        pipeline.switch(store, report.id, on=on)
        assert published(store) != {name: old[name] for name in published(store)}
        assert sound(store)
    sweep(store)


def test_orphans_stay_for_a_while_for_those_who_have_opened_them(plain_store, tmp_path):
    world(plain_store, tmp_path)
    orphan = plain_store.lake / "marks" / "orphan.parquet"
    orphan.touch()
    pipeline.refresh(plain_store)
    assert orphan.exists()
    sweep(plain_store)
    assert not orphan.exists()
