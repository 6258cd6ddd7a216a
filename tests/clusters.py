"""A Dask scheduler and two workers of the tests' own, ended with them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client, get_worker

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Workers:
    """The address of the scheduler; the folders that the workers stand in, in their order."""

    address: str
    folders: list[Path]

    def pids(self) -> list[int]:
        """The processes that do the work."""
        with Client(self.address, set_as_default=False) as client:
            return sorted(client.run(os.getpid).values())

    def done(self) -> int:
        """How many works they have done."""
        with Client(self.address, set_as_default=False) as client:
            return sum(client.run(_done).values())


def _done() -> int:
    return get_worker().state.transition_counter


@contextmanager
def started(folder: Path) -> Iterator[Workers]:
    """A scheduler and two workers on this machine, ready to work."""
    file, folders = folder / "scheduler.json", [folder / "first", folder / "second"]
    running = [_dask(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", file)]
    try:
        for own in folders:
            own.mkdir()
            running.append(_dask(own, "worker", "--nthreads", "1", "--nanny", file))
        while not file.exists():
            assert running[0].poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield Workers(address, folders)
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()


def _dask(folder: Path, what: str, *options) -> subprocess.Popen:
    *options, file = map(str, options)
    command = [sys.executable, "-m", "dask", what, *options, "--scheduler-file", file]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [*command, "--no-dashboard"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        stdout=(folder / "log").open("w"),
        stderr=subprocess.STDOUT,
    )
