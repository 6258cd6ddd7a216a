"""Counts of a territory of large schools against a plain scan of its lake, and against pandas."""

import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl import lake, marts
from etl.bench.big_lake import big_lake
from etl.bench.by_pandas import counted_by_pandas, students_by_pandas
from etl.bench.school_file import MARKS
from etl.bench.timing import RUNS, Measure, Progress, answer_in_child, spread_of
from etl.executor import kept, spread
from etl.school_year import SchoolYear, counted, register, work_of
from etl.statistics.journal import STUDENT_CURRENT
from models.store import Store, open_engine

OF_STUDENTS = (
    "sum(class_id), sum(student_id), sum(subject_id), max(date), sum(weight), sum(mark), "
    "count(absence)"
)
OF_MARTS = f"{OF_STUDENTS}, sum(work_type_id)"
AGAINST_PANDAS = 12  # schools: pandas needs no more to be known
SMALLER = 8  # how many times smaller the territory is that growth is taken from


def counting(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """Every mart of every school by all cores: against the scan, against pandas, and its growth."""
    store = big_lake(folder, schools, progress)
    works = works_of(store)
    of = f"школ {schools}, отметок {MARKS * schools / 1e6:.0f} млн"
    students = _against_scan(
        f"ученик × предмет × период, {of}", students_counted, OF_STUDENTS, store, works, progress
    )
    marts_too = _against_scan(
        f"все витрины отметок, {of}", counted, OF_MARTS, store, works, progress
    )
    return [
        students,
        marts_too,
        *(
            _against_pandas(*pair, store, works[:AGAINST_PANDAS], progress)
            for pair in ((students_counted, _students_by_pandas), (counted, _marts_by_pandas))
        ),
        *_growth(store, works, marts_too, progress),
    ]


def students_counted(work: SchoolYear, folder: Path) -> int:
    """How many sums of a student, subject and period a school has."""
    with lake.engine() as duck:
        register(duck, work, folder)
        duck.execute(STUDENT_CURRENT)
        return len(duck.sql("FROM student_current").to_arrow_table())


def _against_scan(
    what: str,
    how: Callable,
    columns: str,
    store: Store,
    works: list[SchoolYear],
    progress: Progress,
) -> Measure:
    scans, counts, peaks = [], [], []
    for run in range(RUNS):
        progress(f"{what}: {run + 1} из {RUNS}")
        scans.append(answer_in_child(_scan, store.lake, works, columns)[2])
        _, peak, seconds = answer_in_child(count, store.lake, works, how)
        counts.append(seconds)
        peaks.append(peak)
    return Measure(
        what,
        statistics.median(counts),
        "чтение тех же столбцов озера, DuckDB в два потока",
        statistics.median(scans),
        goal=5,
        peak=max(peaks),
        note=f"{spread_of(counts)} против {spread_of(scans)}",
    )


def works_of(store: Store) -> list[SchoolYear]:
    """What there is to count in every school."""
    engine = open_engine(store)
    with engine.connect() as connection:
        works = [work_of(connection, *task) for task in marts.all_tasks(connection)]
    engine.dispose()
    return works


def _scan(folder: Path, works: list[SchoolYear], columns: str) -> float:
    """Seconds of a plain scan of the columns that are counted, after one that does not count."""
    files = [(folder / path).as_posix() for work in works for path, _ in work.files["marks"]]
    duck = duckdb.connect(config={"threads": 2})
    query = f"SELECT {columns} FROM read_parquet(?)"
    duck.execute(query, [files[:2]]).fetchall()
    start = time.perf_counter()
    duck.execute(query, [files]).fetchall()
    return time.perf_counter() - start


def count(folder: Path, works: list[SchoolYear], how: Callable = counted) -> float:
    """Seconds of the counts, the processes standing ready."""
    with kept():
        for _ in spread(how, works[:4], folder, enough=1):
            pass
        start = time.perf_counter()
        for _ in spread(how, works, folder, enough=1):
            pass
        return time.perf_counter() - start


def _students_by_pandas(work: SchoolYear, folder: Path) -> int:
    path, _ = work.files["marks"][0]
    return sum(map(len, students_by_pandas(folder / path, work)))


def _marts_by_pandas(work: SchoolYear, folder: Path) -> int:
    path, _ = work.files["marks"][0]
    return sum(map(len, counted_by_pandas(folder / path, work)))


def _against_pandas(
    how: Callable, by_pandas: Callable, store: Store, works: list[SchoolYear], progress: Progress
) -> Measure:
    what = "ученик × предмет × период" if how is students_counted else "все витрины отметок"
    ours, theirs = [], []
    for run in range(RUNS):
        progress(f"{what}, то же pandas: {run + 1} из {RUNS}")
        ours.append(answer_in_child(count, store.lake, works, how)[2])
        theirs.append(answer_in_child(count, store.lake, works, by_pandas)[2])
    return Measure(
        f"{what}, школ {len(works)}",
        statistics.median(ours),
        "то же pandas groupby по школам, те же процессы",
        statistics.median(theirs),
        goal=1 / 3,
        note=f"{spread_of(ours)} против {spread_of(theirs)}",
    )


def _growth(
    store: Store, works: list[SchoolYear], whole: Measure, progress: Progress
) -> list[Measure]:
    """How time and memory grow from a part of the territory to the whole of it."""
    few = works[: max(2, len(works) // SMALLER)]
    if len(few) == len(works):
        return []
    progress(f"то же, школ {len(few)}")
    times, peaks = [], []
    for _ in range(RUNS):
        _, part_peak, part = answer_in_child(count, store.lake, few)
        times.append(part)
        peaks.append(part_peak)
    larger = len(works) / len(few)
    part = statistics.median(times)
    return [
        Measure(
            f"время при школ в {larger:.0f} раз больше: показатель роста",
            math.log(whole.seconds / part),
            f"школ {len(few)}: {part:.2f} с",
            math.log(larger),
            goal=1.05,
            unit="",
        ),
        Measure(
            f"память при школ в {larger:.0f} раз больше: показатель роста",
            math.log(whole.peak / max(peaks)),
            f"школ {len(few)}: {max(peaks):.0f} МБ",
            math.log(larger),
            goal=0.2,
            unit="",
        ),
    ]
