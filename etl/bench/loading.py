"""One file of a large school: read, checked, stored, counted and published, against reading it."""

import shutil
import statistics
from pathlib import Path

import pandas as pd

from etl import pipeline
from etl.bench.school_file import MARKS, marks_file, write_roster
from etl.bench.timing import RUNS, Measure, Progress, in_child, spread_of
from models.store import Store


def loading(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """The year of one school as a file of text, and what it occupies afterwards."""
    marks, roster = marks_file(folder, progress), folder / "roster.csv"
    empty, home = folder / "empty", folder / "school"
    for path in (empty, home):
        shutil.rmtree(path, ignore_errors=True)
    write_roster(roster)
    _load(empty, roster)
    loads, reads, peaks = [], [], []
    for run in range(RUNS):
        progress(f"файл школы: {run + 1} из {RUNS}")
        reads.append(in_child(_read_by_pandas, marks)[0])
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(empty, home)
        seconds, peak = in_child(_load, home, marks)
        loads.append(seconds)
        peaks.append(peak)
    return [
        Measure(
            f"загрузка школы-года ({MARKS} отметок): проверка, запись, витрины",
            statistics.median(loads),
            "pandas.read_csv(dtype=str)",
            statistics.median(reads),
            goal=3,
            peak=max(peaks),
            note=f"{spread_of(loads)} против {spread_of(reads)}",
        ),
        _in_lake(home, "строки дня вперемешку"),
        _in_lake(_loaded_by_lesson(folder, marks, empty), "строки по урокам, как в журнале"),
        Measure(
            "байт базы на отметку",
            (home / "msoko.db").stat().st_size - (empty / "msoko.db").stat().st_size,
            "отметок",
            MARKS,
            unit="",
        ),
    ]


def _in_lake(home: Path, order: str) -> Measure:
    size = sum(path.stat().st_size for path in (home / "lake/marks").rglob("*.parquet"))
    return Measure(f"байт озера на отметку, {order}", size, "отметок", MARKS, goal=2, unit="")


def _loaded_by_lesson(folder: Path, marks: Path, empty: Path) -> Path:
    """The same marks in the order in which a journal holds them: lesson by lesson."""
    ordered, home = folder / "marks-by-lesson.csv", folder / "school-by-lesson"
    lesson = ["class", "subject", "date", "work_type", "student_code"]
    pd.read_csv(marks, dtype=str).sort_values(lesson, kind="stable").to_csv(ordered, index=False)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(empty, home)
    _load(home, ordered)
    return home


def _load(home: Path, path: Path) -> None:
    pipeline.load(Store(MSOKO_HOME=home, DATABASE_URL=""), [path])


def _read_by_pandas(path: Path) -> None:
    pd.read_csv(path, dtype=str)
