"""Which tasks came out below, inside and above what was expected of their level."""

from collections import Counter

from dashboard.access import Scope
from dashboard.figures.solve_rates import solve_rate_figure
from dashboard.numbers import counted, is_known
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.own_work import TASKS, in_order, listed
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.solving import task_label
from dashboard.screens.work_reading import WorkReading
from etl.indicators.corridor import PLACES, corridor, place_in_corridor

NOTE = (
    "Коридор: базовый уровень от 60 %, повышенный и высокий от 30 %; ОГЭ по математике – ожидаемые "
    "границы 2026 года по заданиям. «Ниже» и «выше» – когда весь интервал вне коридора"
)
NO_LEVELS = "В плане нет уровней сложности: ожидаемые границы не известны."


def build(scope: Scope, reading: WorkReading) -> Content:
    """One bar a task between its two dashes."""
    if reading.is_hidden or not reading.solved:
        return Content()
    rows = [_row(row, reading.found) for row in reading.solved]
    if not any(is_known(row["threshold"]) for row in rows):
        return Content(sentence=NO_LEVELS)
    return Content(
        solve_rate_figure(rows),
        Table(_columns(), in_order(rows)),
        sentence=_sentence(rows),
        note=NOTE,
    )


def _row(task: dict, found: dict) -> dict:
    label = task_label(task)
    ends = corridor(task["difficulty_level"], found["procedure"], found["subject"], task["task"])
    lowest, highest = ends or (None, None)
    known = [value if value is not None else float("nan") for value in (
        task["solve_rate"], task["low"], task["high"], lowest, highest)]  # fmt: skip
    place = place_in_corridor(*known)
    return task | {
        "label": label,
        "name": f"№ {label}",
        "level": task["difficulty_level"] or "",
        "threshold": lowest,
        "highest": highest if highest != 1 else None,
        "place": place,
        "where": PLACES[place],
    }


def _sentence(rows: list[dict]) -> str:
    found = Counter(row["place"] for row in rows)
    parts = [f"{PLACES[place]}: {counted(found[place], TASKS)}" for place in PLACES if found[place]]
    below = [row["label"] for row in rows if row["place"] == "below"]
    return f"Относительно коридора {'; '.join(parts)}." + (
        f" Ниже ожидаемого: {listed(below)}." if below else ""
    )


def _columns() -> list[dict]:
    return [
        name_column("Задание"),
        {"field": "level", "headerName": "Уровень"},
        number_column("n", "n", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        number_column("low", "от", "percent"),
        number_column("high", "до", "percent"),
        number_column("threshold", "Коридор от", "percent"),
        number_column("highest", "Коридор до", "percent"),
        {"field": "where", "headerName": "Вывод"},
    ]


REPORT = Report(
    "corridor", "Решаемость в ожидаемых границах?", build, has_figure=True, wide=True, later=True
)
