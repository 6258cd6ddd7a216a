"""How many points students have got for the tasks worth more than one."""

from dashboard.access import Scope
from dashboard.numbers import decimal
from dashboard.queries.answers import task_values
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.own_work import not_told
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.solving import task_label
from dashboard.screens.work_reading import WorkReading

NOTE = (
    "Доля учеников, получивших столько баллов; прочерк – столько баллов никто не получил или "
    "задание столько не стоит"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One row a task, a column a number of points."""
    if (instead := not_told(reading, "Баллы за каждое задание")) is not None:
        return instead
    by_task: dict[int, dict[float, int]] = {}
    id, unit_id = reading.found["assessment_id"], reading.unit["unit_id"]
    for row in task_values(scope, id, unit_id):
        by_task.setdefault(row["task_id"], {})[row["value"]] = row["n"]
    if not by_task:
        return Content(sentence="Все задания этой работы оцениваются одним баллом.")
    values = sorted({value for counts in by_task.values() for value in counts})
    rows = [
        _row(row, by_task[row["task_id"]]) for row in reading.solved if row["task_id"] in by_task
    ]
    return Content(table=Table(_columns(values), rows), note=NOTE)


def _row(task: dict, counts: dict[float, int]) -> dict:
    n = sum(counts.values())
    shares = {_field(value): counted / n for value, counted in counts.items()}
    known = {"name": f"№ {task_label(task)}", "n": n, "max_points": task["max_points"]}
    return known | {"solve_rate": task["solve_rate"]} | shares


def _field(value: float) -> str:
    return f"v{value:g}".replace(".", "_")


def _columns(values: list[float]) -> list[dict]:
    digits = 0 if all(value == int(value) for value in values) else 1
    return [
        name_column("Задание"),
        number_column("max_points", "Макс.", "decimal(params.value, 0)"),
        number_column("n", "n", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        *(
            number_column(_field(value), f"{decimal(value, digits)} б.", "percent")
            for value in values
        ),
    ]


REPORT = Report(
    "points", "Какие баллы получают за многобалльные задания?", build, wide=True, later=True
)
