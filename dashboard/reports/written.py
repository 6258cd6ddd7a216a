"""Which works were written in a unit: shown where there are no marks to show."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.reading import Reading
from dashboard.screens.written import work_columns, work_rows, written


def build(scope: Scope, reading: Reading) -> Content:
    """One row a work, linked to it in this unit."""
    works = [] if reading.own.row else written(scope, reading.unit)
    return Content(table=Table(work_columns(), work_rows(works, reading.unit)))


REPORT = Report("written", "Какие работы писали и как справились?", build, is_grid=True, wide=True)
