"""Exam forecasts of a unit in short: how many are in the zone of risk, and the way to all of it."""

from dash import dcc, html

from dashboard.access import Scope
from dashboard.numbers import count, counted
from dashboard.queries.exam_forecasts import Target, targets
from dashboard.queries.forecast_counts import forecasts_of_unit
from dashboard.queries.unit_settings import thresholds_of
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.addresses import link
from dashboard.screens.allowed import opens_below
from dashboard.screens.forecast_words import OF_FORECASTS, zone_rule
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part

FIELDS = (
    *("name", "href", "n", "n_risk", "risk_rate", "risk_low", "risk_high", "n_attention"),
    *("disclosed", "hidden", "step"),
)
COLUMNS = [
    name_column("Экзамен"),
    number_column("n", "Прогнозов", "count"),
    number_column("n_risk", "В зоне риска", "count"),
    number_column("risk_rate", "Доля", "percent"),
    number_column("risk_low", "от", "percent"),
    number_column("risk_high", "до", "percent"),
    number_column("n_attention", "Внимание", "count"),
]


def build(scope: Scope, reading: Reading) -> Content:
    """One row per exam and subject of the year of the screen."""
    unit, year = reading.unit, reading.view.year
    if not year or not opens_below(scope, unit["path"]):
        return Content()
    thresholds = thresholds_of(unit["path"])
    there = {row["procedure"] for row in targets(scope, unit["unit_id"]) if row["year"] == year}
    found = [
        row | {"procedure": procedure}
        for procedure in sorted(there)
        for row in forecasts_of_unit(scope, unit, Target(year, procedure), thresholds)
    ]
    if not found:
        return Content()
    rows = [_row(row, reading) for row in found]
    more = dcc.Link("Прогноз экзаменов: кому помочь и насколько верить", href=_link(reading, ""))
    return Content(
        table=Table(COLUMNS, [shown_part(row, FIELDS) for row in rows]),
        sentence=_finding(found),
        note=zone_rule(thresholds),
        extra=[html.P(more)],
    )


def _row(row: dict, reading: Reading) -> dict:
    href = _link(reading, row["procedure"], row["subject_id"])
    return row | {"name": f"{row['procedure']}, {row['subject']}", "href": href}


def _link(reading: Reading, procedure: str, subject: int = 0) -> str:
    chosen = {"year": reading.view.year, "procedure": procedure, "subject": subject}
    return link("forecast", unit=reading.unit["unit_id"], **chosen)


def _finding(found: list[dict]) -> str:
    """«В зоне риска 41 из 1 480 прогнозов (ученик × экзамен).»"""
    own = [row for row in found if not is_disclosed(row)]
    n = sum(row["n"] for row in own)
    if not n:
        return ""
    risk = sum(row["n_risk"] for row in own)
    return f"В зоне риска {count(risk)} из {counted(n, OF_FORECASTS)} (ученик × экзамен)."


REPORT = Report(
    "exam_risk",
    "Кто в зоне риска на экзаменах?",
    build,
    wide=True,
    later=True,
)
