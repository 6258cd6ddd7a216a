"""Readers beside a writer: one file of marks is undone and redone again and again meanwhile.

A view is what a screen of a school shows with those above it: each unit and its children. There are
two versions of it, with the file and without; whatever else a reader sees is a mixture of both.
"""

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Event

from sqlalchemy import func, select

from etl import pipeline
from models import Load, LoadPart, MarkMart, Unit
from models.store import Store, open_engine

READS = 10_000
PORTION = 250  # views a reader is asked for at once
WARM = 5  # views before it counts
ENOUGH = 4  # publications without which nothing has been tried
Seen = tuple  # of a unit and its children, from the region to the school: marks of each


@dataclass(frozen=True)
class Place:
    """Whose marks come and go: the load, and the view from the region down to its school."""

    load_id: int
    line: tuple[int, ...]
    period_id: int


@dataclass(frozen=True)
class Readers:
    """What the readers have seen; seconds a view."""

    reads: int
    errors: int
    mixed: int
    of_each: tuple[int, int]  # views with the file and without it
    publications: int
    p95_idle: float
    p95_busy: float


def readers(store: Store, reads: int = READS, processes: int | None = None) -> Readers:
    """Read so many views at rest, then so many while a process of its own publishes.

    A processor is left to the writer: what is measured is waiting for one another, not for a
    processor.
    """
    processes = processes or max(1, (os.cpu_count() or 2) - 1)
    place = changing_place(store)
    versions = both_versions(store, place)
    context = get_context("spawn")
    over, published = context.Event(), context.Value("i", 0)
    writer = context.Process(target=_publish, args=(store, place.load_id, over, published))
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        look = partial(_read_together, pool, processes, (store, place, versions))
        idle = look(lambda n: n < reads)
        writer.start()
        try:
            while published.value == 0 and writer.is_alive():
                time.sleep(0.01)
            busy = look(lambda n: writer.is_alive() and (n < reads or published.value < ENOUGH))
        finally:
            over.set()
            writer.join()
    return Readers(
        reads=busy.reads,
        errors=idle.errors + busy.errors,
        mixed=idle.mixed + busy.mixed,
        of_each=busy.of_each,
        publications=published.value,
        p95_idle=_p95(idle.times),
        p95_busy=_p95(busy.times),
    )


def _read_together(pool: Executor, processes: int, asked: tuple, goes_on: Callable) -> "Looked":
    """What all readers have seen, a portion each after another."""
    found = Looked([], 0, 0, (0, 0))
    while goes_on(found.reads):
        for one in [pool.submit(_read, *asked) for _ in range(processes)]:
            found = found.plus(one.result())
    return found


@dataclass(frozen=True)
class Looked:
    """Seconds of each view, errors, mixed views, views of each version."""

    times: list[float]
    errors: int
    mixed: int
    of_each: tuple[int, int]

    @property
    def reads(self) -> int:
        """Views, those that failed as well."""
        return len(self.times) + self.errors

    def plus(self, other: "Looked") -> "Looked":
        """Both together."""
        first, second = self.of_each, other.of_each
        of_each = first[0] + second[0], first[1] + second[1]
        counts = self.errors + other.errors, self.mixed + other.mixed
        return Looked(self.times + other.times, *counts, of_each)


def changing_place(store: Store) -> Place:
    """The last load of marks that speaks of one school alone."""
    of_school = (
        select(LoadPart.load_id, func.min(LoadPart.school_id).label("school_id"),
               func.max(LoadPart.school_year).label("year"))
        .join(Load, Load.id == LoadPart.load_id)
        .where(LoadPart.kind == "marks", LoadPart.path != "", Load.state == "loaded")
        .group_by(LoadPart.load_id)
        .having(func.count(LoadPart.school_id.distinct()) == 1)
        .order_by(LoadPart.load_id.desc())
    )  # fmt: skip
    with pipeline.opened(store) as engine, engine.connect() as connection:
        load = connection.execute(of_school.limit(1)).one()
        path = connection.execute(select(Unit.path).where(Unit.id == load.school_id)).scalar_one()
        last = select(func.max(MarkMart.period_id)).where(
            MarkMart.unit_id == load.school_id,
            MarkMart.basis == "current",
            MarkMart.period_id.between(load.year * 100, load.year * 100 + 99),
        )
        period = connection.execute(last).scalar_one()
    return Place(load.load_id, tuple(map(int, path.strip("/").split("/"))), period)


def both_versions(store: Store, place: Place) -> tuple[Seen, Seen]:
    """The view with the file and without it; the file is in force afterwards, as it was before."""
    look = _looking(store, place)
    before = look()
    pipeline.switch(store, place.load_id, on=False)
    without = look()
    pipeline.switch(store, place.load_id, on=True)
    if look() != before or without == before:
        raise RuntimeError("undone and redone, the marks are not what they were")
    return before, without


def _looking(store: Store, place: Place) -> Callable[[], Seen]:
    """A function that reads the view through the queries of the screens."""
    from dashboard.access import Scope
    from dashboard.filters import View
    from dashboard.queries import database
    from dashboard.queries.overview import marks_of_children, marks_of_places
    from dashboard.queries.places import Place as Asked

    database.use(open_engine(store), lake=store.lake)
    scope = Scope.everything("bench")
    view = View(year=place.period_id // 100, period=place.period_id, subject=0, basis="current")

    def look() -> Seen:
        with database.one_version():
            units = marks_of_places(scope, [Asked(id, 0) for id in place.line], view)
            found = {row["unit_id"]: row["n_marks"] for row in units if _is_whole(row, view)}
            return tuple(
                (id, found.get(id, 0), _marks(marks_of_children(scope, id, view, (0,))))
                for id in place.line
            )

    return look


def _is_whole(row: dict, view) -> bool:
    return (row["period_id"], row["subject_id"], row["grade"]) == (view.period, 0, 0)


def _marks(rows: list[dict]) -> tuple[tuple[int, int], ...]:
    """Unit → current marks; those without any are not there."""
    return tuple(sorted((row["unit_id"], row["n_marks"]) for row in rows))


def adds_up(seen: Seen) -> bool:
    """Whether every unit has as many marks as its children together."""
    return all(n == sum(of_child for _, of_child in children) for _, n, children in seen)


def _read(store: Store, place: Place, versions: tuple[Seen, Seen]) -> Looked:
    """A portion of views, after some that do not count."""
    look = _looking(store, place)
    for _ in range(WARM):
        look()
    times, errors, mixed, of_each = [], 0, 0, [0, 0]
    for _ in range(PORTION):
        begin = time.perf_counter()
        try:
            seen = look()
        except Exception:
            errors += 1
            continue
        times.append(time.perf_counter() - begin)
        if seen in versions and adds_up(seen):
            of_each[versions.index(seen)] += 1
        else:
            mixed += 1
    return Looked(times, errors, mixed, (of_each[0], of_each[1]))


def _publish(store: Store, load_id: int, over: Event, published) -> None:
    """Undo and redo until it is over; at the end the file is in force."""
    while not over.is_set():
        for on in (False, True):
            pipeline.switch(store, load_id, on=on)
            published.value += 1


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]
