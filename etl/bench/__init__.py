"""What the machine makes of it: times as ratios taken within one run, printed and kept."""

import json
import os
import platform
import shutil
import statistics
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from sqlalchemy import select

from etl import pipeline
from etl.bench.by_pandas import counted_by_pandas
from etl.bench.school_file import school_files
from etl.bench.timing import RUNS, Measure, in_child, median, timed
from etl.school_year import counted, work_of
from models import Partition, Unit
from models.store import Store, open_engine

Progress = Callable[[str], None]


def bench(store: Store, schools: int, progress: Progress) -> list[Measure]:
    """Every measure, in a folder of its own under the data folder; the files are made once."""
    folder = store.home / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    measures = [
        *_school_measures(folder, progress),
        *_territory_measures(folder, schools, progress),
    ]
    _keep(folder, schools, measures)
    return measures


def machine() -> str:
    """Processor count and versions, for the head of the table."""
    names = ("duckdb", "pyarrow", "pandas", "SQLAlchemy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"Python {platform.python_version()}, ядер {os.cpu_count()}, {versions}"


def _school_measures(folder: Path, progress: Progress) -> list[Measure]:
    roster, marks = school_files(folder, progress)
    empty, home = folder / "empty", folder / "school"
    for path in (empty, home):
        shutil.rmtree(path, ignore_errors=True)
    _load(empty, [roster])
    loads, reads, peaks = [], [], []
    for run in range(RUNS):
        progress(f"файл школы: {run + 1} из {RUNS}")
        reads.append(in_child(_read_by_pandas, marks)[0])
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(empty, home)
        seconds, peak = in_child(_load, home, [marks])
        loads.append(seconds)
        peaks.append(peak)
    ours, theirs = _counting(home)
    return [
        Measure(
            "загрузка школы-года (1,16 млн отметок)",
            statistics.median(loads),
            "pandas.read_csv(dtype=str)",
            statistics.median(reads),
            max(peaks),
        ),
        Measure("показатели того же года", ours, "те же показатели pandas groupby", theirs),
    ]


def _counting(home: Path) -> tuple[float, float]:
    """Seconds of our statistics and of the same counts of current marks by pandas."""
    store = _store(home)
    with open_engine(store).connect() as connection:
        school = connection.execute(select(Unit.id).where(Unit.level == "school")).scalar_one()
        work = work_of(connection, school, 2025, "marks")
        path = connection.execute(select(Partition.path)).scalar_one()
    ours = median(lambda: counted(work, store.lake))
    return ours, median(lambda: counted_by_pandas(store.lake / path, work))


def _territory_measures(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    home = folder / f"territory-{schools}"
    store = _store(home)
    if not (home / "msoko.db").exists():
        from etl.demo import write_territory

        write_territory(home / "demo", schools=schools, seed=1, progress=progress)
        pipeline.load(store, [home / "demo" / "source"], progress=progress)
    with open_engine(store).connect() as connection:
        query = select(Unit.code).where(Unit.level == "school").order_by(Unit.code)
        one = connection.execute(query).scalars().first()
    progress(f"пересчёт {schools} школ")
    full = timed(lambda: pipeline.refresh(store))
    change = median(lambda: pipeline.refresh(store, one))
    return [
        Measure(
            f"пересчёт одной школы из {schools}", change, f"пересчёт всех {schools} школ", full
        ),
        *_drill_measures(store),
    ]


def _drill_measures(store: Store) -> list[Measure]:
    """One view of the children of the first unit of each level, against the class's."""
    from dashboard.access import Scope
    from dashboard.filters import View
    from dashboard.queries import database
    from dashboard.queries.indicators import indicators_of_children
    from dashboard.queries.units import children, units

    database.use(open_engine(store))
    scope = Scope.everything("bench")
    parent = int(units(scope, "region")["unit_id"].iloc[0])
    times: list[tuple[str, float]] = []
    for level in ("региона", "муниципалитета", "школы", "параллели"):
        view = View(year=2025, period=202550)
        seconds = median(lambda p=parent, v=view: indicators_of_children(scope, p, v), runs=20)
        times.append((level, seconds))
        parent = int(children(scope, parent)["unit_id"].iloc[-1])
    base = times[-1][1]
    return [Measure(f"дети {level}", seconds, "дети параллели", base) for level, seconds in times]


def _store(home: Path) -> Store:
    return Store(MSOKO_HOME=home, DATABASE_URL="")


def _load(home: Path, paths: list[Path]) -> None:
    pipeline.load(_store(home), paths)


def _read_by_pandas(path: Path) -> None:
    pd.read_csv(path, dtype=str)


def _keep(folder: Path, schools: int, measures: list[Measure]) -> None:
    """Add the run to the file of all runs, one JSON a line."""
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "schools": schools,
        "measures": [asdict(measure) | {"ratio": measure.ratio} for measure in measures],
    }
    with (folder / "runs.jsonl").open("a") as file:
        file.write(json.dumps(run, ensure_ascii=False) + "\n")


def last_ratios(store: Store, schools: int) -> dict[str, float]:
    """What → ratio of the last kept run of this size."""
    path = store.home / "bench" / "runs.jsonl"
    runs = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    same = [run for run in runs if run["schools"] == schools]
    return {m["what"]: m["ratio"] for m in same[-1]["measures"]} if same else {}


def as_rows(measures: list[Measure], before: dict[str, float]) -> list[dict[str, str]]:
    """The measures as they are printed, beside the ratios of the last time."""
    return [
        {
            "что": m.what,
            "секунд": f"{m.seconds:.4f}",
            "против": m.against,
            "секунд ": f"{m.base:.4f}",
            "отношение": f"{m.ratio:.3f}",
            "прошлое": f"{before[m.what]:.3f}" if m.what in before else "–",
            "МБ": f"{m.peak:.0f}" if m.peak else "",
        }
        for m in measures
    ]
