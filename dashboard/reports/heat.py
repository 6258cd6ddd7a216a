"""Where which subject sags: children by subjects."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.inside import TITLES
from dashboard.screens.reading import Reading
from dashboard.screens.tables import heat_columns, heat_rows

NOTE = "Качество по предметам, % «4» и «5»; темнее – выше"
HINT = "При наведении – число учеников."


def build(scope: Scope, reading: Reading) -> Content:
    """A cell a child and subject; of one subject the table of children says it all."""
    if len(reading.options["subject"]) < 2:
        return Content()
    columns = heat_columns(reading, TITLES[reading.unit["level"]])
    return Content(table=Table(columns, heat_rows(reading)), note=NOTE, hint=HINT)


LEVELS = ("region", "municipality", "school", "parallel")
REPORT = Report(
    "heat",
    "Где какой предмет проседает?",
    build,
    levels=LEVELS,
    is_grid=True,
    upright=LEVELS,
    in_pack=True,
    wide=True,
)
