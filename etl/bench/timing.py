"""Timing of a call: in this process, or in one of its own where memory is measured too."""

import re
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

Progress = Callable[[str], None]
RUNS = 3


@dataclass(frozen=True)
class Measure:
    """One line of the table: a number against another of the same run, mostly medians of seconds.

    `goal` is the ratio aimed at; `peak` the largest process [MB]; `note` what else was seen.
    """

    what: str
    seconds: float
    against: str
    base: float
    goal: float | None = None
    peak: float | None = None
    note: str = ""
    unit: str = "с"

    @property
    def ratio(self) -> float:
        """How many times the base."""
        return self.seconds / self.base


def timed(function: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def spread_of(times: list[float]) -> str:
    """«1,90–2,05 с» of the times of several runs."""
    return f"{min(times):.2f}–{max(times):.2f} с".replace(".", ",")


def in_child(function: Callable, *arguments) -> tuple[float, float]:
    """Seconds and peak memory [MB] of a call in a process of its own, start-up left out.

    The peak is that of the largest process: this one, or one it has started.
    """
    seconds, peak, _ = answer_in_child(function, *arguments)
    return seconds, peak


def answer_in_child(function: Callable, *arguments) -> tuple[float, float, object]:
    """The same, and what the call has returned."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, function, *arguments).result()


def _measured(function: Callable, *arguments) -> tuple[float, float, object]:
    start = time.perf_counter()
    answer = function(*arguments)
    seconds = time.perf_counter() - start
    peaks = _own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return seconds, max(peaks) / 1024, answer


def _own_peak() -> int:
    """The most this process has occupied [KiB]; getrusage counts what its parent had before it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])
