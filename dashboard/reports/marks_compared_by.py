"""External marks beside journal marks of one unit, by procedure, subject and grade."""

from dashboard.access import Scope
from dashboard.queries.objectivity import compared_by_cell
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.marks_compared import FIELDS, columns
from dashboard.screens.grids import name_column
from dashboard.screens.objectivity_reading import external_view
from dashboard.screens.objectivity_words import COMPARED_RULE, LAW, NO_JOURNAL
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part


def build(scope: Scope, reading: Reading) -> Content:
    """One row a procedure, subject and grade."""
    found = compared_by_cell(scope, reading.unit, external_view(reading))
    if not found:
        return Content(sentence=NO_JOURNAL)
    rows = [shown_part(row | {"name": row["subject"]}, FIELDS) for row in found]
    table = Table([name_column("Предмет"), *columns(with_subject=True)], rows)
    return Content(table=table, note=f"{COMPARED_RULE}{LAW}")


REPORT = Report(
    "marks_compared_by",
    "В каких предметах и параллелях отметки журнала и внешние расходятся?",
    build,
    is_grid=True,
    wide=True,
    later=True,
)
