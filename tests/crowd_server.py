"""The server of the load test, as it runs for good: gunicorn with its own settings, watched."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from browsing import ROOT, wait_for

from models.store import Store

EVERY = 2.0  # seconds between two looks
PATIENCE = 180  # seconds a start or a stop may take on a busy machine
TICKS = os.sysconf("SC_CLK_TCK")
FROM_PARENT, USER_TIME, CHILDREN_TIME = 1, slice(11, 13), slice(13, 15)  # after the name


@dataclass(frozen=True)
class Look:
    """One look at the processes: memory [MB], processor time so far [seconds]."""

    at: float
    pss: float
    rss: float
    server: float
    client: float


@dataclass
class Watch:
    """Looks at a server and its client while they run."""

    server: int
    client: int | None = None
    looks: list[Look] = field(default_factory=list)

    def look(self) -> None:
        """Master and workers: memory counted once (PSS) and as every process says it (RSS)."""
        family = [self.server, *children_of(self.server)]
        pss, rss = (sum(_memory(pid, name) for pid in family) for name in ("Pss:", "Rss:"))
        server = sum(_seconds(pid) for pid in family)
        client = _seconds(self.client) if self.client else 0.0
        self.looks.append(Look(time.time(), pss, rss, server, client))


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Look again and again until the end of the block."""
    over = Event()

    def run() -> None:
        while not over.wait(EVERY):
            watch.look()

    thread = Thread(target=run, daemon=True)
    watch.look()
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def gunicorn(store: Store) -> Iterator[tuple[str, int]]:
    """Address and process of a server over a data folder; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "MSOKO_HOME": str(store.home.resolve()), "DATABASE_URL": store.given_url,
        "MSOKO_HOST": "127.0.0.1", "MSOKO_PORT": str(port), "MSOKO_ENV": "demo",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "app:server"]
    with (store.home / "crowd" / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server, PATIENCE), server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENCE)


def children_of(pid: int) -> list[int]:
    """The workers of a master, and what they have started."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        if stat := _stat(int(path.name)):
            parents.setdefault(int(stat[FROM_PARENT]), []).append(int(path.name))
    found, waiting = [], [pid]
    while waiting:
        found += (new := parents.get(waiting.pop(), []))
        waiting += new
    return found


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _seconds(pid: int) -> float:
    """Processor time of a process and of those of its children that have ended."""
    stat = _stat(pid)
    return sum(map(int, (*stat[USER_TIME], *stat[CHILDREN_TIME]))) / TICKS if stat else 0.0


def _memory(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
