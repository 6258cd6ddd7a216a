"""How many students of the units inside are in the zone of risk of an exam."""

from dashboard.access import Scope
from dashboard.figures.risk_zone import MOST, risk_zone_figure
from dashboard.numbers import count, counted, percent
from dashboard.queries.forecast_counts import forecasts_of_children
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.allowed import opens_below
from dashboard.screens.forecast_reading import ForecastReading
from dashboard.screens.forecast_words import (
    NORMAL_RULE,
    OF_FORECASTS,
    OF_STUDENTS,
    about,
    zone_rule,
)
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.tables import shown_part

NOTHING = "Прогнозов по этому экзамену здесь нет."
NO_MINIMUM = "Минимум этого экзамена не известен: зоны риска нет, есть только ожидаемый балл."
TO_CHOOSE = "Выберите предмет: по всем предметам вместе показаны только свои ученики."
PAIRS = "По всем предметам вместе n – прогнозов (ученик × предмет), только своих учеников."
FIELDS = (
    *("name", "href", "n", "n_risk", "risk_rate", "risk_low", "risk_high", "n_attention"),
    *("attention_rate", "below_told", "expected", "disclosed", "hidden", "step"),
)


def build(scope: Scope, reading: ForecastReading) -> Content:
    """One row a child, and of a school a class; the bars are of whole students."""
    unit, target = reading.unit, reading.target
    found = forecasts_of_children(scope, unit, target, reading.thresholds)
    if not found:
        is_all = not target.subject and reading.has_rounded
        return Content(sentence=TO_CHOOSE if is_all else NOTHING)
    rows = [_row(scope, reading, row) for row in found]
    own = [row for row in rows if not is_disclosed(row)]
    known = any(row["risk_rate"] is not None for row in rows)
    more = f" Нарисованы первые {MOST} из {len(rows)}." if len(rows) > MOST else ""
    pairs = "" if target.subject else f" {PAIRS}"
    return Content(
        figure=risk_zone_figure(rows) if known else None,
        table=Table(_columns(reading), [shown_part(row, FIELDS) for row in rows]),
        sentence=finding(own, reading, is_part=len(own) < len(rows)) if known else NO_MINIMUM,
        note=f"{zone_rule(reading.thresholds)}{pairs} {NORMAL_RULE}{more}",
    )


def _row(scope: Scope, reading: ForecastReading, row: dict) -> dict:
    opens = opens_below(scope, row["path"])
    told = {"name": row["unit"], "href": reading.link_to(row["unit_id"]) if opens else ""}
    if row["n_unknown"] == row["n"] or is_disclosed(row):
        return row | told | {"below_told": ""}
    return row | told | {"below_told": about(row["below"], row["below_error"], row["n"])}


def _columns(reading: ForecastReading) -> list[dict]:
    expected = number_column("expected", "Средний ожидаемый балл", "mean")
    return [
        name_column("Где"),
        number_column("n", "Прогнозов", "count"),
        number_column("n_risk", "В зоне риска", "count"),
        number_column("risk_rate", "Доля", "percent"),
        number_column("risk_low", "от", "percent"),
        number_column("risk_high", "до", "percent"),
        number_column("n_attention", "Внимание", "count"),
        {"field": "below_told", "headerName": "Ожидается ниже минимума (90 %)"},
        *([expected] if reading.target.subject else []),
    ]


def finding(own: list[dict], reading: ForecastReading, *, is_part: bool) -> str:
    """«ОГЭ, Математика: в зоне риска 34 из 342 учеников (9,9 %), внимание – 41; …»"""
    n = sum(row["n"] - row["n_unknown"] for row in own)
    if not n:
        return ""
    risk, attention = (sum(row[name] for row in own) for name in ("n_risk", "n_attention"))
    subject = next((row["subject"] for row in own if reading.target.subject), "все предметы")
    where = "там, где вы работаете, " if is_part else ""
    whole = counted(n, OF_STUDENTS if reading.target.subject else OF_FORECASTS)
    told = f"{where}в зоне риска {count(risk)} из {whole} ({percent(risk / n)}), внимание – "
    most = max(own, key=lambda row: row["n_risk"] or 0)
    of = f"{count(most['n_risk'])} из {count(most['n'])}"
    more = f" Больше всего: {most['name']} – {of}." if len(own) > 1 and most["n_risk"] else ""
    return f"{reading.target.procedure}, {subject}: {told}{count(attention)}.{more}"


REPORT = Report(
    "forecast_risk",
    "Сколько учеников в зоне риска?",
    build,
    levels=("region", "municipality", "school", "parallel"),
    has_figure=True,
    in_pack=True,
    wide=True,
)
