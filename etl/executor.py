"""Spreading work by school over the cores of this machine."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

ENOUGH = 32  # works that pay for starting other processes


def spread(
    function: Callable, works: Sequence, *shared: object, enough: int = ENOUGH, at_once: int = 4
) -> Iterator:
    """function(work, *shared) for each work, in their order; so many go to a process at once."""
    workers = os.cpu_count() or 1
    if len(works) < enough or workers == 1:
        yield from (function(work, *shared) for work in works)
        return
    # spawn, not fork: DuckDB's and Arrow's threads do not survive a fork
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_Call(function, shared), works, chunksize=at_once)


class _Call:
    """A picklable function of one argument."""

    def __init__(self, function: Callable, shared: tuple) -> None:
        self.function, self.shared = function, shared

    def __call__(self, work):
        return self.function(work, *self.shared)
