"""By subject: the indicators of each subject of a unit beside the same subject above."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.reading import Reading
from dashboard.screens.tables import subject_columns, subject_rows


def build(scope: Scope, reading: Reading) -> Content:
    """One row a subject; of a single subject the headline numbers say it all."""
    if len(reading.options["subject"]) < 2:
        return Content()
    columns = subject_columns(reading.unit["level"] != "region")
    return Content(table=Table(columns, subject_rows(reading)))


REPORT = Report("subjects", "По каким предметам?", build, is_grid=True, wide=True)
