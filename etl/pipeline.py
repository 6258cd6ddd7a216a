"""The commands, top to bottom: every change is one transaction that ends with fresh marts."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from etl import calibrations, foretold, history, marks_until, marts, traced
from etl.executor import kept
from etl.lake import Place, Root, is_read, remove
from etl.load import Report, Taken, take_in, write_load
from etl.mistakes import Mistake
from etl.noted import IMPORTED, REDONE, UNDONE, Note, noting
from etl.periods import PERIODS, period_dates
from etl.reading import Read, read_ahead
from etl.same_elements import settled
from etl.school_year import ANSWERS
from etl.sources import Source, keep, sources
from etl.verification import differences
from models import Load, Partition, Period, RejectedRow, Unit
from models.store import Store, migrate, open_engine, writing

MARTS_SINCE = "0005"  # marts of an older version of the tables are made anew
SCALES_SINCE = "0007"  # so are the scales of works
GRACE = 3600  # seconds a replaced lake file stays for readers that have just opened it
# What a load tells of itself, in this order; a test kills the process at each.
STEPS = ("read", "checked", "lake written", "tables written", "marts written", "committed")

REJECTED_COLUMNS = ("file", "sheet", "row", "column", "value", "rule", "message")
LOAD_COLUMNS = (
    *("id", "created_at", "file", "kind", "rows_read", "loaded", "unchanged", "rejected"),
    *("ignored", "state", "notes", "sha256"),
)

Progress = Callable[[str], None]


class DryRun(Exception):
    """Rolls back a load that was only tried."""


def ready_engine(store: Store) -> Engine:
    """An engine whose tables are of the newest version, with marts made by it."""
    engine = open_engine(store)
    try:
        migrate(engine, then=partial(_made_anew, store))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _made_anew(store: Store, connection: Connection, before: str) -> None:
    """What tables of an older version had not, counted from the facts."""
    if before < MARTS_SINCE:
        marts.refresh(connection, store.lake, marts.all_tasks(connection))
    if before < SCALES_SINCE:
        works = calibrations.assessments_of(connection)
        calibrations.refresh(connection, store.lake, works)


@contextmanager
def opened(store: Store) -> Iterator[Engine]:
    """A ready engine for one command; its connections and workers are closed at the end."""
    engine = ready_engine(store)
    try:
        with kept():
            yield engine
    finally:
        engine.dispose()


def load(
    store: Store,
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    progress: Progress = lambda text: None,
    step: Progress = lambda name: None,
) -> list[Report]:
    """Load files, folders and archives in the order their kinds need; one report a file and kind.

    The files of one kind are one transaction: kinds need one another, files of a kind do not.
    A dry run is one transaction as a whole, rolled back at its end.
    """
    touched: set[Place] = set()
    with (
        opened(store) as engine,
        noting(store, dry_run=dry_run) as note,
        sources(paths) as (found, reports),
    ):
        numbered = [
            (f"файл {number} из {len(found)}: {source.name}", source)
            for number, source in enumerate(found, start=1)
        ]
        for _, group in groupby(numbered, key=lambda pair: dry_run or pair[1].order):
            loaded, places = _load_together(
                engine, store, list(group), dry_run, note, progress, step
            )
            reports += loaded
            touched |= places
        if touched:
            foretold.after(engine, store, touched, progress)
    return reports


def _load_together(
    engine: Engine,
    store: Store,
    named: list[tuple[str, Source]],
    dry_run: bool,
    note: Note,
    progress: Progress,
    step: Progress,
) -> tuple[list[Report], set[Place]]:
    """Facts, pointers and marts of these files change together or not at all."""
    reports: list[Report] = []
    written: list[Taken] = []
    reads = read_ahead([source for _, source in named])
    try:
        with writing(engine) as connection, closing(reads):
            for text, source in named:
                progress(text)
                if taken := _taken(connection, store, source, next(reads), reports, step):
                    written.append(taken)
                    step("tables written")
            if dry_run:
                raise DryRun
            _publish(connection, store, written, progress)
            step("marts written")
    except DryRun:
        for path in (path for taken in written for path in taken.files):
            remove(store.lake, path)
        for report in reports:
            report.id = None
    else:
        loads = [taken.report for taken in written]
        note(IMPORTED, [(f"load {load.id} {load.file}", load.loaded) for load in loads])
    step("committed")
    return reports, set() if dry_run else {place for one in written for place in one.places}


def _taken(
    connection: Connection,
    store: Store,
    source: Source,
    read: Read,
    reports: list[Report],
    step: Progress,
) -> Taken | None:
    """One file checked and written; None when it was refused as a whole or said nothing new."""
    fingerprint, sheets = read
    try:
        if isinstance(sheets, Mistake):
            raise sheets
        step("read")
        with connection.begin_nested():
            taken = take_in(connection, store.lake, sheets, fingerprint, step=step)
    except Mistake as mistake:
        reports.append(source.refusal(mistake))
        return None
    reports.append(taken.report)
    if taken.is_repeated:
        return None
    write_load(connection, store.lake, taken)
    taken.source = source.path
    return taken


def _publish(
    connection: Connection, store: Store, written: list[Taken], progress: Progress
) -> None:
    """Marts and periods of what the files touched; the files themselves are kept."""
    places = {place for taken in written for place in taken.places}
    moved_from = {unit for taken in written for unit in taken.stored.moved_from}
    _refresh_places(connection, store, places, moved_from, progress)
    _add_periods(connection, {place.school_year for place in places} - {0})
    for taken in written:
        keep(taken.source, store.uploads, taken.report.sha256)


def _refresh_places(
    connection: Connection,
    store: Store,
    places: set[Place],
    moved_from: set[int],
    progress: Progress = lambda text: None,
) -> None:
    """Only what the load touched, and what is above it."""
    tasks = {
        (p.school_id, p.school_year, ANSWERS if p.kind == ANSWERS else "marks")
        for p in places
        if p.kind in history.FACT_KINDS
    }
    plans = [p.part for p in places if p.kind == "plan"]
    corrected = select(Partition.school_id, Partition.school_year).where(
        Partition.kind == ANSWERS, Partition.part.in_(plans)
    )
    tasks |= {(row.school_id, row.school_year, ANSWERS) for row in connection.execute(corrected)}
    if moved_from:  # a school with another parent publishes all its years anew
        schools = [p.school_id for p in places if p.kind == "roster"]
        tasks |= set(marts.all_tasks(connection, schools))
    tasks |= marts.tasks_after(connection, {p for p in places if p.kind == "results"})
    marts.refresh(connection, store.lake, tasks, ancestors_too=moved_from, progress=progress)
    works = {p.part for p in places if p.kind in (ANSWERS, "plan")}
    calibrations.refresh(connection, store.lake, works, progress)


def _add_periods(connection: Connection, years: set[int]) -> None:
    known = set(connection.execute(select(Period.school_year).distinct()).scalars())
    for year in sorted(years - known):
        connection.execute(
            insert(Period),
            [
                {
                    "id": year * 100 + code,
                    "school_year": year,
                    "system": kind.system,
                    "name": kind.name,
                    "date_from": period_dates(year * 100 + code)[0],
                    "date_to": period_dates(year * 100 + code)[1],
                }
                for code, kind in PERIODS.items()
            ],
        )


def switch(store: Store, load_id: int, *, on: bool) -> None:
    """Undo (on=False) or redo a load, marts included."""
    with opened(store) as engine, noting(store) as note:
        with writing(engine) as connection:
            places, moved_from = history.switch(connection, store.lake, load_id, on=on)
            _refresh_places(connection, store, places, moved_from)
        note(REDONE if on else UNDONE, [(f"load {load_id}", None)])
        foretold.after(engine, store, places)


def refresh(store: Store, school: str | None = None, progress: Progress = lambda text: None) -> int:
    """Recompute the marts of all schools or of one; the number of school-years recomputed."""
    with opened(store) as engine, writing(engine) as connection:
        schools = None
        if school is not None:
            query = select(Unit.id).where(Unit.level == "school", Unit.code == school)
            schools = list(connection.execute(query).scalars())
            if not schools:
                raise Mistake(f"Школы с кодом «{school}» нет. Коды: python -m etl show units")
        else:
            settled(connection)
        tasks = marts.all_tasks(connection, schools)
        marts.refresh(connection, store.lake, tasks, progress=progress)
        works = calibrations.assessments_of(connection, schools)
        calibrations.refresh(connection, store.lake, works, progress)
        for path in history.unreferenced(connection, store.lake, time.time() - GRACE):
            remove(store.lake, path)
    with opened(store) as engine:
        foretold.anew(engine, store, schools, progress)
    return len(tasks)


def settle_elements(store: Store, progress: Progress = lambda text: None) -> int:
    """Let decisions about the same elements come into force; how many there were."""
    with opened(store) as engine, writing(engine) as connection:
        decisions, tasks = settled(connection)
        marts.refresh(connection, store.lake, tasks, progress=progress)
    return decisions


def verify(store: Store, progress: Progress = lambda text: None) -> list[str]:
    """Recompute every mart from the facts; a sentence for each difference."""
    with opened(store) as engine, engine.connect() as connection:
        found = differences(connection, store.lake, progress)
        return found + foretold.differences(connection, store)


def simulated(store: Store, code: str, **options) -> pd.DataFrame:
    """How often the rule of problem components errs on random classes of real answers."""
    from etl.simulation import simulated as drawn

    with opened(store) as engine, engine.connect() as connection:
        return drawn(connection, store.lake, code, **options)


def loads(store: Store) -> list[dict]:
    """All loads, newest first."""
    with opened(store) as engine, engine.connect() as connection:
        query = select(Load.__table__).order_by(Load.id.desc())
        return [dict(row) for row in connection.execute(query).mappings()]


def facts_of_student(
    connection: Connection, lake: Root, kind: str, student_id: int, parts: Iterable[traced.Part]
) -> list[dict]:
    """Facts of one student in parts (school, year, part), each with `file, sheet, row`.

    Whether they may be seen is for the caller to know.
    """
    return traced.facts_of_student(connection, lake, kind, student_id, parts)


def points_of_students(
    connection: Connection, lake: Root, students: Sequence[int], parts: Iterable[traced.Part]
) -> dict[int, dict[int, int]]:
    """Student → task → hundredths of a point in works (school, year, assessment).

    Whose points may be seen is for the caller to know.
    """
    return traced.points_of_students(connection, lake, students, parts)


def sums_until(connection: Connection, lake: Root, *place, **those) -> list[dict]:
    """Marks between two days in sums of students; who may see them is for the caller to know."""
    return marks_until.marks_until(connection, lake, *place, **those)


def last_day_of_marks(connection: Connection, lake: Root, school_id: int, year: int) -> date | None:
    """The date of the last mark in the journal of a school and year."""
    return marks_until.last_day_of_marks(connection, lake, school_id, year)


def lake_is_read(lake: Root, path: str) -> bool:
    """Whether a file of facts can be opened and is one."""
    return is_read(lake, path)


def rejected(store: Store, load_id: int) -> list[dict]:
    """The rejected rows of a load, in the order they were met."""
    with opened(store) as engine, engine.connect() as connection:
        file = connection.execute(select(Load.file).where(Load.id == load_id)).scalar()
        if file is None:
            raise Mistake(f"Загрузки {load_id} нет. Список загрузок: python -m etl loads")
        rows = connection.execute(
            select(RejectedRow.__table__)
            .where(RejectedRow.load_id == load_id)
            .order_by(RejectedRow.number)
        ).mappings()
        return [
            {"file": file, **{name: row[name] for name in REJECTED_COLUMNS[1:]}} for row in rows
        ]
