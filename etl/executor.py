"""Spreading work by school: over the cores of this machine, or over a Dask cluster.

Results come in the order of the works, and few of them wait at a time: memory does not grow with
the number of schools, however slow the one who takes them.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from contextvars import ContextVar
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Protocol

from etl.mistakes import Mistake

ENOUGH = 32  # works that pay for starting other processes
TURNS = 8  # a worker has at least so many, that all end at about the same time
LOST = (
    "Рабочий процесс завершён системой: обычно это значит, что не хватило памяти. "
    "Незаконченное отменено целиком; освободите память и повторите команду."
)


class Workers(Protocol):
    """Other processes that do a function over works; `size` of them at a time."""

    size: int

    def spread(self, function: Callable, works: Sequence, shared: tuple, room: int) -> Iterator:
        """function(work, *shared) for each work, in their order; `room` of them at a time."""

    def close(self) -> None:
        """Let them go."""


def spread(
    function: Callable,
    works: Sequence,
    *shared: object,
    enough: int | None = None,
    at_once: int = 4,
    ahead: int = 2,
) -> Iterator:
    """function(work, *shared) for each work, in their order; all here if they are too few.

    At most `at_once` small works go to a worker together, and so many times `ahead` are under way
    or wait to be taken for each of the workers.
    """
    is_much = len(works) >= (ENOUGH if enough is None else enough)
    if not is_much or not (is_cluster() or (os.cpu_count() or 1) > 1):
        yield from (function(work, *shared) for work in works)
        return
    with kept() as found:
        workers = found.started()
        size = max(1, min(at_once, len(works) // (TURNS * workers.size)))
        parts = [works[start : start + size] for start in range(0, len(works), size)]
        room = max(2, ahead * workers.size)
        for results in workers.spread(_each, parts, (function, *shared), room):
            yield from results


def _each(works: Sequence, function: Callable, *shared: object) -> list:
    return [function(work, *shared) for work in works]


def address() -> str:
    """The address of the scheduler of a cluster; empty when this machine does all."""
    return os.environ.get("MSOKO_EXECUTOR", "").strip()


def is_cluster() -> bool:
    """Whether other machines do the work; they may not see the files of this one."""
    return bool(address())


def windowed(submit: Callable, works: Iterable, room: int) -> Iterator:
    """What was submitted, in order; never more than `room` of it is under way or waiting."""
    waiting: deque = deque()
    try:
        for work in works:
            waiting.append(submit(work))
            if len(waiting) >= room:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for future in waiting:
            future.cancel()


class _Kept:
    """Workers that are started by the first who needs them."""

    def __init__(self) -> None:
        self.workers: Workers | None = None

    def started(self) -> Workers:
        if self.workers is None:
            self.workers = _cluster() if is_cluster() else Pool()
        return self.workers

    def close(self) -> None:
        if self.workers is not None:
            self.workers.close()


_of_command: ContextVar[_Kept | None] = ContextVar("workers of this command", default=None)


@contextmanager
def kept() -> Iterator[_Kept]:
    """All that is spread inside is done by the same workers: starting them takes a second."""
    if (found := _of_command.get()) is not None:
        yield found
        return
    workers = _Kept()
    before = _of_command.set(workers)
    try:
        yield workers
    finally:
        _of_command.reset(before)
        workers.close()


def _cluster() -> Workers:
    from etl.cluster import Cluster  # its libraries are there where a cluster is

    return Cluster(address())


class Pool:
    """Processes of this machine, one a core."""

    def __init__(self) -> None:
        self.size = os.cpu_count() or 1
        # spawn, not fork: DuckDB's and Arrow's threads do not survive a fork
        self.processes = ProcessPoolExecutor(
            self.size, mp_context=get_context("spawn"), initializer=_follow_parent
        )

    def spread(self, function: Callable, works: Sequence, shared: tuple, room: int) -> Iterator:
        """function(work, *shared) for each work, in their order; `room` of them at a time."""
        submitted = windowed(
            lambda work: self.processes.submit(function, work, *shared), works, room
        )
        try:
            with closing(submitted):
                for future in submitted:
                    yield future.result()
        except BrokenProcessPool as error:
            raise Mistake(LOST) from error

    def close(self) -> None:
        """End the processes; what was not begun is not done."""
        self.processes.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    """A process whose parent was killed ends too: nobody would ever send it work again."""

    def wait() -> None:
        parent_process().join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
