"""Which tasks of a work did not come off, and how well each tells students apart."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.solving import task_columns, task_rows
from dashboard.screens.work_reading import WorkReading

NOTE = (
    "Полоса: решено полностью, частично, 0 баллов, не приступали. Различение – связь задания с "
    "остальной работой: ниже 0,2 слабо отличает знающих"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One row a task, with the rate of the unit above."""
    if reading.is_hidden:
        return Content()
    compared = reading.there["tasks"] if reading.there else []
    return Content(table=Table(task_columns(), task_rows(reading.solved, compared)), note=NOTE)


REPORT = Report("tasks", "Какие задания не получились?", build, is_grid=True, wide=True)
