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
        Measure(
            "байт озера на отметку",
            sum(path.stat().st_size for path in (home / "lake/marks").rglob("*.parquet")),
            "отметок",
            MARKS,
            goal=2,
            unit="",
            note="порядок строк внутри дня случайный: худший для сжатия",
        ),
        Measure(
            "байт базы на отметку",
            (home / "msoko.db").stat().st_size - (empty / "msoko.db").stat().st_size,
            "отметок",
            MARKS,
            unit="",
        ),
    ]


def _load(home: Path, path: Path) -> None:
    pipeline.load(Store(MSOKO_HOME=home, DATABASE_URL=""), [path])


def _read_by_pandas(path: Path) -> None:
    pd.read_csv(path, dtype=str)
