"""Where the solve rate of a work is lower than expected: tasks or elements against a border."""

from dashboard.access import Scope
from dashboard.figures.solve_rates import solve_rate_figure
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.solving import element_bars, task_bars
from dashboard.screens.work_reading import WorkReading

NOTE = (
    "Столбик с интервалом; чёрточка – порог: 60 % для базового уровня, 30 % для повышенного и "
    "высокого. Штриховка: весь интервал ниже порога"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One bar a task, or an element of the chosen kind."""
    if reading.is_hidden:
        return Content()
    by_task = reading.by == "task"
    bars = task_bars(reading.solved) if by_task else element_bars(reading.mastered)
    return Content(solve_rate_figure(bars), Table(_columns(), bars), note=NOTE)


def _columns() -> list[dict]:
    return [
        name_column("Что"),
        number_column("n", "n", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        number_column("low", "от", "percent"),
        number_column("high", "до", "percent"),
        number_column("threshold", "Порог", "percent"),
    ]


REPORT = Report("rates", "Где решаемость ниже ожидаемой?", build, has_figure=True, wide=True)
