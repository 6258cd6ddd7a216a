"""The runs that are kept: one JSON a line, to set a run beside the last one of its size."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from etl.bench.timing import Measure

RUNS_FILE = "runs.jsonl"
MEASURED_WITH = ("duckdb", "pyarrow", "pandas", "numpy", "SQLAlchemy", "dash")


def machine() -> str:
    """Processors, memory and versions, for the head of the table."""
    versions = ", ".join(f"{name} {version(name)}" for name in MEASURED_WITH)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.system()} {platform.machine()}, ядер {os.cpu_count()}, "
        f"памяти {memory:.0f} ГиБ, Python {platform.python_version()}, {versions}"
    )


def keep(folder: Path, schools: int, measures: list[Measure]) -> None:
    """Add the run to the file of all runs."""
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "schools": schools,
        "measures": [asdict(measure) | {"ratio": measure.ratio} for measure in measures],
    }
    with (folder / RUNS_FILE).open("a") as file:
        file.write(json.dumps(run, ensure_ascii=False) + "\n")


def last_ratios(folder: Path, schools: int) -> dict[str, float]:
    """What → its ratio in the last run of this size in which it was measured."""
    path = folder / RUNS_FILE
    runs = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return {
        measure["what"]: measure["ratio"]
        for run in runs
        if run["schools"] == schools
        for measure in run["measures"]
    }
