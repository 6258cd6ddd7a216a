"""How marks divide in each of the chosen units, one under another on one scale."""

from dashboard.access import Scope
from dashboard.figures.distribution import distribution_figure
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.compare_reading import CompareReading
from dashboard.screens.grids import name_column, number_column
from dashboard.theme import MARKS


def build(scope: Scope, reading: CompareReading) -> Content:
    """One bar a unit of one's own; of others the number of each mark is not told."""
    rows = [(side.name, side.row) for side in (*reading.sides, reading.other) if side.row]
    if not rows:
        return Content()
    bars = [row | {"unit": name, "n": row.get("n_of_marks", row["n"])} for name, row in rows]
    told = [bar for bar in bars if not is_disclosed(bar)]
    left = [bar["unit"] for bar in bars if is_disclosed(bar)]
    note = f"Не показаны чужие группы: {', '.join(left)}." if left else ""
    table = Table(_columns(), [{"name": bar["unit"], **_numbers(bar)} for bar in told])
    return Content(distribution_figure(bars), table, note=note)


def _numbers(bar: dict) -> dict:
    return {name: bar.get(name) for name in ("n", *MARKS)}


def _columns() -> list[dict]:
    marks = [number_column(name, title, "count") for name, (title, *_) in MARKS.items()]
    return [name_column("Что сравниваем"), number_column("n", "n", "count"), *marks]


REPORT = Report(
    "compared_marks", "Как делятся отметки у каждого?", build, has_figure=True, wide=True
)
