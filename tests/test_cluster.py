"""A real Dask scheduler and two real workers count what this machine counts, or say why not."""

import os
import re
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pytest
from clusters import done, pids
from files import dump
from homes import copied, store_in
from pandas.util import hash_pandas_object
from sqlalchemy import select

from etl import (
    calibrations,
    cluster,
    executor,
    forecast_refresh,
    lake,
    marts,
    pipeline,
    reading,
)
from etl.bench.cluster import two_workers
from etl.executor import spread
from etl.mistakes import Mistake
from models import Partition
from models.store import Store, writing

# When, under which number and name: the same facts have others each time they are loaded.
OWN = ("load", "load_part", "partition", "lake")
MOMENT = re.compile(r"datetime\.datetime\([^)]*\)")


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """Two workers, each in a folder of its own; the lake may be seen from one and not the other."""
    with two_workers(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def spreading(workers, monkeypatch):
    """The cluster does whatever can be spread, however little it is."""
    monkeypatch.setenv("MSOKO_EXECUTOR", workers.address)
    monkeypatch.setattr(executor, "ENOUGH", 1)
    monkeypatch.setattr(calibrations, "ENOUGH", 1)
    monkeypatch.setattr(forecast_refresh, "MUCH", 0)
    monkeypatch.setattr(reading, "MUCH", 0)
    return workers


@pytest.fixture
def demo(demo_home, tmp_path) -> Store:
    """A copy of the loaded demo territory."""
    return store_in(copied(demo_home, tmp_path / "home"))


@pytest.fixture(scope="module")
def before(demo_home) -> dict:
    """What one process has made of the demo territory."""
    return state(store_in(demo_home))


def state(store) -> dict:
    """All tables and current facts; when a forecaster was made is left out."""
    with pipeline.opened(store) as engine, engine.connect() as connection:
        parts = connection.execute(select(Partition.kind, Partition.path)).all()
    facts = [(kind, values_of(lake.read(store.lake, path))) for kind, path in parts]
    tables = {name: rows for name, rows in dump(store).items() if name not in OWN}
    tables["forecaster"] = [MOMENT.sub("", row) for row in tables["forecaster"]]
    return tables | {"facts": sorted(facts)}


def values_of(facts: pa.Table) -> bytes:
    """The same for the same rows in the same order, of any size."""
    return sha256(hash_pandas_object(facts.to_pandas()).to_numpy().tobytes()).digest()


def count_again(store, progress=lambda text: None) -> None:
    """Marts and scales of everything, made anew."""
    with pipeline.opened(store) as engine, writing(engine) as connection:
        marts.refresh(connection, store.lake, marts.all_tasks(connection), progress=progress)
        works = calibrations.assessments_of(connection)
        calibrations.refresh(connection, store.lake, works, progress)


def test_a_territory_loaded_through_the_cluster_is_the_same_to_the_last_bit(
    spreading, before, demo_files, tmp_path
):
    store = store_in(tmp_path / "home")
    pipeline.load(store, [demo_files / "source"])
    there = state(store)
    assert done(spreading.address) > 100
    assert [name for name in before if before[name] != there[name]] == []


def test_a_worker_killed_in_the_middle_changes_no_number(spreading, demo, before):
    killed = []

    def kill(text: str) -> None:
        if not killed:
            killed.append(pids(spreading.address)[0])
            os.kill(killed[0], signal.SIGKILL)

    count_again(demo, kill)
    assert killed
    assert state(demo) == before


@pytest.fixture
def seen_from(spreading, demo, tmp_path, monkeypatch):
    """The lake of the demo territory is there for this process, and for workers if told so."""

    def seen(*folders: Path) -> Store:
        for folder in (tmp_path / "here", *folders):
            folder.mkdir(exist_ok=True)
            (folder / "lake").symlink_to(demo.home / "lake")
        monkeypatch.chdir(tmp_path / "here")
        return demo.model_copy(update={"given_lake": "/proc/self/cwd/lake"})

    yield seen
    for folder in spreading.folders:
        (folder / "lake").unlink(missing_ok=True)


def test_what_a_worker_does_not_see_is_counted_here_and_said(spreading, seen_from, before, caplog):
    store = seen_from(spreading.folders[0])
    count_again(store)
    said = [line for line in caplog.messages if "не смог прочитать файл" in line]
    assert len(said) == 1
    assert ".parquet" in said[0]
    assert "tcp://127.0.0.1" in said[0]
    assert state(store) == before


def test_a_lake_that_no_worker_sees_is_refused_and_nothing_changes(seen_from, before):
    store = seen_from()
    with pytest.raises(Mistake, match=r"tcp://.*parquet.*MSOKO_LAKE.*у всех работников"):
        count_again(store)
    assert state(store) == before


def test_a_worker_of_another_version_refuses_to_count(spreading):
    with executor.kept() as found:
        client = found.started().client
        other = cluster.described() | {"duckdb": "0.1"}
        with pytest.raises(Mistake, match=r"другой версии \(duckdb: .* вместо 0.1\)"):
            client.submit(cluster._done, other, abs, -1, ()).result()


def test_a_scheduler_that_does_not_answer_is_said_so(monkeypatch):
    monkeypatch.setenv("MSOKO_EXECUTOR", "tcp://127.0.0.1:1")
    monkeypatch.setattr(cluster, "ANSWERING", 1)
    with pytest.raises(Mistake, match="не отвечает"):
        list(spread(abs, [-1], enough=1))


def test_without_its_libraries_a_cluster_is_refused_with_the_way_to_install_them(monkeypatch):
    monkeypatch.setenv("MSOKO_EXECUTOR", "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "etl.cluster")
    with pytest.raises(Mistake, match="pip install -r requirements-cluster"):
        list(spread(abs, [-1], enough=1))


@pytest.mark.parametrize("where", ["processes", "cluster"])
def test_results_come_in_order_and_few_wait_for_who_takes_them(
    where, request, monkeypatch, tmp_path
):
    if where == "cluster":
        monkeypatch.setenv("MSOKO_EXECUTOR", request.getfixturevalue("workers").address)
    size = 2 if where == "cluster" else os.cpu_count()
    names = [str(number) for number in range(40)]
    found = spread(mkdtemp, names, "", str(tmp_path), enough=1, at_once=1)
    first = [next(found), next(found)]
    time.sleep(1)  # who is ahead goes ahead
    assert len(list(tmp_path.iterdir())) <= 2 + 2 * size
    assert [Path(path).name[8:] for path in (*first, *found)] == names  # after 8 random signs


def test_a_lost_process_is_said_and_not_waited_for():
    with pytest.raises(Mistake, match="не хватило памяти"):
        list(spread(os._exit, [1] * 4, enough=2))
