"""A Dask scheduler and two workers of this machine beside its own pool of processes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from etl.bench.timing import RUNS
from etl.executor import kept, spread

PROJECT = Path(__file__).parents[2]
STARTING = 120  # seconds that the workers have to come


@dataclass(frozen=True)
class Beside:
    """Seconds of each run by either, the runs taken in turn, and whether all found the same."""

    pool: list[float]
    cluster: list[float]
    equal: bool


@dataclass(frozen=True)
class Workers:
    """The address of the scheduler; the folders that the workers stand in, in their order."""

    address: str
    folders: list[Path]


def beside_cluster(
    function: Callable, works: Sequence, *shared: object, runs: int = RUNS
) -> Beside:
    """function(work, *shared) over all works by the pool and by two workers of a cluster.

    Starting is left out: both stand ready and have done the first works before.
    """
    times: dict[str, list[float]] = {"": []}
    found = set()
    with tempfile.TemporaryDirectory(prefix="msoko-") as folder, two_workers(Path(folder)) as there:
        times[there.address] = []
        for _ in range(runs):
            for address, seconds in times.items():
                with _by(address), kept():
                    list(spread(function, works[:4], *shared, enough=1))
                    start = time.perf_counter()
                    results = list(spread(function, works, *shared, enough=1))
                    seconds.append(time.perf_counter() - start)
                found.add(_fingerprint(results))
    return Beside(times[""], times[there.address], len(found) == 1)


@contextmanager
def _by(address: str) -> Iterator[None]:
    before = os.environ.get("MSOKO_EXECUTOR", "")
    os.environ["MSOKO_EXECUTOR"] = address
    try:
        yield
    finally:
        os.environ["MSOKO_EXECUTOR"] = before


def _fingerprint(results: list) -> str:
    """The same for equal results, in whatever order the rows of their tables stand."""
    found = sha256()
    for result in results:
        tables = result.items() if isinstance(result, dict) else [("", result)]
        for name, table in sorted(tables):
            found.update(name.encode() + _bytes(table))
    return found.hexdigest()


def _bytes(table: object) -> bytes:
    if not isinstance(table, pa.Table):
        return repr(table).encode()
    ordered = table.sort_by([(name, "ascending") for name in table.column_names])
    return json.dumps(ordered.to_pydict(), default=str).encode()


@contextmanager
def two_workers(folder: Path) -> Iterator[Workers]:
    """A scheduler and two workers on this machine, ready to work; ended with the block."""
    from distributed import Client

    file, folders = folder / "scheduler.json", [folder / "first", folder / "second"]
    running = [_dask(folder, "scheduler", file, "--host", "127.0.0.1", "--port", "0")]
    try:
        for own in folders:
            own.mkdir()
            running.append(_dask(own, "worker", file, "--nthreads", "1", "--nanny"))
        late = time.monotonic() + STARTING
        while not (file.exists() and file.read_text().endswith("}")):
            if running[0].poll() is not None or time.monotonic() > late:
                raise RuntimeError((folder / "log").read_text())
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=STARTING)
        yield Workers(address, folders)
    finally:
        for process in running:  # with what it has started: nothing of theirs is worth keeping
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _dask(folder: Path, what: str, file: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "dask", what, "--scheduler-file", str(file), "--no-dashboard"]
    paths = [str(PROJECT), *filter(None, sys.path)]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(  # noqa: S603 our own command, no shell
            [*command, *options],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
