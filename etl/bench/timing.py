"""Timing of a call: in this process, or in one of its own where memory is measured too."""

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context

RUNS = 3


@dataclass(frozen=True)
class Measure:
    """One line of the table: medians in seconds, their ratio, the largest process in MB."""

    what: str
    seconds: float
    against: str
    base: float
    peak: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the base."""
        return self.seconds / self.base


def timed(function: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def median(function: Callable[[], object], runs: int = RUNS) -> float:
    """Median seconds of several calls after a first one that does not count."""
    function()
    return statistics.median(timed(function) for _ in range(runs))


def in_child(function: Callable, *arguments) -> tuple[float, float]:
    """Seconds and peak memory [MB] of a call in a process of its own, start-up left out."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (function, *arguments))


def _measured(function: Callable, *arguments) -> tuple[float, float]:
    seconds = timed(lambda: function(*arguments))
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
