"""What was mastered: the elements of a work against their thresholds."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.solving import element_columns, element_rows
from dashboard.screens.work_reading import WorkReading

NOTE = "Задание с несколькими кодами даёт баллы каждому из них"


def build(scope: Scope, reading: WorkReading) -> Content:
    """One row an element of the chosen kind."""
    if reading.is_hidden:
        return Content()
    return Content(table=Table(element_columns(), element_rows(reading.mastered)), note=NOTE)


REPORT = Report("elements", "Что усвоено?", build, is_grid=True, wide=True)
