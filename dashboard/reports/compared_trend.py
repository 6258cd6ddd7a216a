"""Where each of the chosen units is heading: a panel each, all on one scale."""

from dashboard.access import Scope
from dashboard.figures.multiples import multiples_figure
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.compare_reading import CompareReading
from dashboard.screens.grids import name_column, number_column
from dashboard.theme import basis_colour
from etl.periods import period_name, school_year_name

NOTE = "Слева годы, справа периоды выбранного года; шкала у всех одна, от 0 до 100 %."


def build(scope: Scope, reading: CompareReading) -> Content:
    """Quality of each unit by years and by the periods of the year; above all of them dotted."""
    panels = [(side.name, side.periods) for side in reading.sides]
    other = reading.other
    figure = multiples_figure(panels, (other.name, other.periods), basis_colour(reading.view.basis))
    dotted = f" Пунктир – «{other.name}»." if other.row else ""
    return Content(figure, Table(_columns(), _rows(reading)), note=NOTE + dotted)


def _rows(reading: CompareReading) -> list[dict]:
    """One row a unit and period."""
    names = ("n", "quality_rate", "quality_low", "quality_high", "disclosed", "hidden", "step")
    return [
        {name: row.get(name) for name in names} | {"name": side.name, "when": _when(row)}
        for side in (*reading.sides, reading.other)
        for row in side.periods
    ]


def _when(row: dict) -> str:
    period = row["period_id"]
    return f"{school_year_name(period // 100)}, {period_name(period)}"


def _columns() -> list[dict]:
    return [
        name_column("Что сравниваем"),
        {"field": "when", "headerName": "Период"},
        number_column("n", "n", "count"),
        number_column("quality_rate", "Качество", "percent"),
        number_column("quality_low", "от", "percent"),
        number_column("quality_high", "до", "percent"),
    ]


REPORT = Report("compared_trend", "Куда движется каждый?", build, has_figure=True, wide=True)
