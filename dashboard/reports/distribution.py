"""How marks divide: shares of 5 4 3 2 in the unit and in its reference."""

from dashboard.access import Scope
from dashboard.figures.distribution import distribution_figure
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from dashboard.theme import MARKS


def build(scope: Scope, reading: Reading) -> Content:
    """A bar a unit; nothing where the unit itself is not one's own."""
    own, other = reading.own, reading.other
    if own.row is None or is_disclosed(own.row):
        return Content()
    sides = [(side.name, side.row) for side in (own, other) if side.row]
    marks = [
        row | {"name": name, "unit": name, "n": row.get("n_of_marks", row["n"])}
        for name, row in sides
    ]
    told = [row for row in marks if not is_disclosed(row) and row["n"]]
    return Content(figure=distribution_figure(marks), table=Table(_columns(), told))


def _columns() -> list[dict]:
    marks = [number_column(field, title, "count") for field, (title, *_) in MARKS.items()]
    return [name_column("Где"), number_column("n", "Отметок", "count"), *marks]


REPORT = Report("distribution", "Как делятся отметки?", build, has_figure=True, later=True)
