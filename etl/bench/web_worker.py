"""What a web process costs: seconds to the first answer, memory after every kind of page."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from etl.bench.visits import Visitor

ROOT = Path(__file__).parent.parent.parent
LONGEST = 120  # [seconds]
PERSONA = re.compile(r'name="persona" value="([^"]+)"')


@dataclass(frozen=True)
class Memory:
    """A process of the server: what it occupies, and its fair part of what is shared [MB]."""

    rss: float
    pss: float


@dataclass(frozen=True)
class WebWorkers:
    """A server measured: start [s], memory of every worker after start and after the visits."""

    seconds: float
    started: tuple[Memory, ...]
    visited: tuple[Memory, ...]
    master: Memory
    pages: int


def web_workers(home: Path, personas: int = 20, **environment: str) -> WebWorkers:
    """A gunicorn over a data folder of a demonstration, measured.

    Every kind of page is visited once by each of the personas.
    """
    begin = time.perf_counter()
    with serving(home, environment) as (address, master):
        seconds = time.perf_counter() - begin
        started = tuple(map(memory_of, children_of(master)))
        with urlopen(f"{address}/login", timeout=60) as login:  # noqa: S310  our own server
            names = PERSONA.findall(login.read().decode())
        visitors = [Visitor(address, name) for name in names[:personas]]
        pages = sum(1 for visitor in visitors for _ in visitor.every_kind_of_page())
        visited = tuple(map(memory_of, children_of(master)))
        return WebWorkers(seconds, started, visited, memory_of(master), pages)


@contextmanager
def serving(
    home: Path, environment: dict[str, str], errors: int | IO = subprocess.DEVNULL
) -> Iterator[tuple[str, int]]:
    """The address of a gunicorn on a free port and the id of its master, while it serves."""
    port = free_port()
    given = {"MSOKO_HOME": str(home.resolve()), "MSOKO_HOST": "127.0.0.1", "MSOKO_ENV": "demo"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "app:server"],
        cwd=ROOT,
        env=os.environ | given | {"DATABASE_URL": "", "MSOKO_PORT": str(port)} | environment,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )
    try:
        yield _answering(f"http://127.0.0.1:{port}", server), server.pid
    finally:
        server.terminate()
        try:
            server.wait(LONGEST)
        except subprocess.TimeoutExpired:  # a machine with much else to do
            server.kill()
            server.wait()


def children_of(process: int) -> list[int]:
    """The processes this one has started."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(one) for one in text.split()]


def memory_of(process: int) -> Memory:
    """What Linux says of a process."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    found = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, re.MULTILINE))
    return Memory(int(found["Rss"]) / 1024, int(found["Pss"]) / 1024)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _answering(address: str, server: subprocess.Popen) -> str:
    """The address once /healthz answers there."""
    end = time.perf_counter() + LONGEST
    while time.perf_counter() < end:
        if server.poll() is not None:
            raise RuntimeError(f"gunicorn has stopped with status {server.returncode}")
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310  our own server
                return address
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"no answer from {address}")
