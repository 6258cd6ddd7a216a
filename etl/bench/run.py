"""All measures in their order; the table of a run, beside the last one of its size."""

from collections.abc import Callable, Iterable
from pathlib import Path

from etl.bench.counting import counting
from etl.bench.demo_home import readers_beside, screens, web
from etl.bench.kept import keep, last_ratios, machine
from etl.bench.lake_parts import beside_dask, marks_of_student
from etl.bench.loading import loading
from etl.bench.publishing import publishing
from etl.bench.timing import Measure, Progress
from etl.mistakes import Mistake
from models.store import Store

PARTS: dict[str, Callable[[Path, int, Progress], list[Measure]]] = {
    "loading": loading,
    "counting": counting,
    "publishing": publishing,
    "student": marks_of_student,
    "cluster": beside_dask,
    "screens": screens,
    "readers": readers_beside,
    "web": web,
}


def measured(
    store: Store, schools: int, parts: Iterable[str] | None, progress: Progress
) -> tuple[str, list[dict[str, str]]]:
    """The machine in a line, and the rows of the table; kept in `bench/runs.jsonl` of the store."""
    folder = store.home / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = tuple(parts or PARTS)
    if unknown := sorted(set(chosen) - set(PARTS)):
        raise Mistake(f"Частей измерения {', '.join(unknown)} нет. Есть: {', '.join(PARTS)}.")
    before = last_ratios(folder, schools)
    found: list[Measure] = []
    for part in chosen:
        of_part = PARTS[part](folder, schools, progress)
        keep(folder, schools, of_part)
        found += of_part
    return machine(), [_row(measure, before.get(measure.what)) for measure in found]


def _row(measure: Measure, before: float | None) -> dict[str, str]:
    """A measure as it is printed; where it has a goal, whether the ratio is within it."""
    return {
        "что": measure.what,
        "величина": f"{_number(measure.seconds)} {measure.unit}".strip(),
        "против": f"{measure.against}: {_number(measure.base)} {measure.unit}".strip(),
        "отношение": _number(measure.ratio),
        "цель": "" if measure.goal is None else f"≤ {_number(measure.goal)}",
        "прошлое": "–" if before is None else _number(before),
        "МБ": "" if measure.peak is None else f"{measure.peak:.0f}",
        "ещё": measure.note,
    }


def _number(value: float) -> str:
    """Three significant digits, with a comma."""
    return f"{value:.3g}".replace(".", ",") if abs(value) < 1000 else f"{value:.0f}"
