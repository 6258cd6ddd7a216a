"""Whom to help first: students at risk of staying under the minimum, the nearest to it first."""

from dashboard.access import Scope
from dashboard.numbers import count, decimal, percent
from dashboard.queries.forecast_counts import forecasts_of_unit
from dashboard.queries.forecast_students import MOST, students_at_risk
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.forecast_reading import ForecastReading
from dashboard.screens.forecast_words import (
    MOST_IN_LIST,
    ORDER_RULE,
    REACH,
    interval,
    largest,
    points_in_words,
    zone_rule,
)
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.tables import shown_part

WORDS = {"wrapText": True, "autoHeight": True, "cellClass": "wrapped"}
NOBODY = "Ни у кого вероятность остаться ниже минимума не доходит до порога «внимания»."
NO_MINIMUM = "Минимум этого экзамена не известен: списка зоны риска нет."
ABOVE = "ожидается выше минимума"
RISK, ATTENTION = "зона риска", "внимание"
FIELDS = (
    *("name", "href", "school", "school_class", "subject", "zone", "p_below", "score"),
    *("missing", "why"),
)
WITH_SCHOOL = ("region", "municipality")
WITH_CLASS = (*WITH_SCHOOL, "school", "parallel")
REASONS = "Наибольшие вклады в прогноз, баллов; весь счёт – на листе ученика."


def build(scope: Scope, reading: ForecastReading) -> Content:
    """One row per student and subject; only where the students are one's own."""
    if not reading.shows_students:
        return Content()
    if all(row["parameters"].get("minimum") is None for row in reading.forecasters):
        return Content(sentence=NO_MINIMUM)
    thresholds = reading.thresholds
    found = students_at_risk(scope, reading.unit, reading.target, thresholds, reading.forecasters)
    note = f"{zone_rule(thresholds)} {ORDER_RULE} {REASONS}"
    if not found:
        return Content(sentence=NOBODY, note=note)
    rows = [_row(row, reading) for row in found]
    return Content(
        table=Table(_columns(reading), [shown_part(row, FIELDS) for row in rows]),
        sentence=_finding(scope, reading),
        note=f"{note}{_more(found)}",
    )


def _more(found: list[dict]) -> str:
    if len(found) < MOST:
        return ""
    return f" Показаны первые {MOST}: остальные – на экранах школ и классов."


def _row(row: dict, reading: ForecastReading) -> dict:
    made_by = reading.by_subject[row["subject_id"]]["parameters"]
    is_risk = row["p_below"] >= reading.thresholds.risk / 100
    scale = made_by.get("max_score")
    of = f" из {count(scale)}" if scale else ""
    missing, reach = row["missing"], REACH[row["high"] >= made_by["minimum"]]
    return row | {
        "name": row["name"] or row["student_code"],
        "href": link("student", row["student_id"], year=reading.target.year),
        "zone": RISK if is_risk else ATTENTION,
        "score": f"{decimal(row['expected'], 1)}{of} ({interval(row)})",
        "missing": f"{points_in_words(missing)}, {reach}" if missing > 0 else ABOVE,
        "why": f"{largest(row['reasons'], made_by, MOST_IN_LIST)}. Стоит на: {row['basis']}",
    }


def _columns(reading: ForecastReading) -> list[dict]:
    level = reading.unit["level"]
    school = {"field": "school", "headerName": "Школа", "width": 112, **WORDS}
    subject = {"field": "subject", "headerName": "Предмет", "width": 116, **WORDS}
    chance = {"headerTooltip": "Вероятность результата ниже минимума", "width": 92}
    return [
        name_column("Ученик", width=176),
        *([school] if level in WITH_SCHOOL else []),
        *([{"field": "school_class", "headerName": "Класс", "width": 70}]
          if level in WITH_CLASS else []),
        *([] if reading.target.subject else [subject]),
        {"field": "zone", "headerName": "Группа", "width": 102, **WORDS}
        | {"cellClassRules": {"warm": f"params.value === '{RISK}'"}},
        number_column("p_below", "Ниже мин.", "percent", **chance),
        {"field": "score", "headerName": "Балл (90 %)", "width": 112, **WORDS}
        | {"headerTooltip": "Ожидаемый балл и его интервал"},
        {"field": "missing", "headerName": "До минимума", "width": 118, **WORDS},
        {"field": "why", "headerName": "С чем связан и на чём стоит", "minWidth": 190, "flex": 1}
        | WORDS,
    ]  # fmt: skip


def _finding(scope: Scope, reading: ForecastReading) -> str:
    """How many there are in all, whatever the list holds; nobody is named."""
    found = forecasts_of_unit(scope, reading.unit, reading.target, reading.thresholds)
    risk, attention, n = (
        sum(row[name] or 0 for row in found) for name in ("n_risk", "n_attention", "n")
    )
    each = [
        f"{row['subject']} – {count(row['n_risk'])} из {count(row['n'])}"
        for row in found
        if row["n_risk"]
    ]
    subjects = f" ({'; '.join(each)})" if each and not reading.target.subject else ""
    return (
        f"{reading.target.procedure}: в зоне риска {count(risk)}{subjects}, "
        f"внимание – {count(attention)}; прогнозов {count(n)}. {_first(reading)}"
    )


def _first(reading: ForecastReading) -> str:
    return f"Порог зоны риска {percent(reading.thresholds.risk / 100, 0)}."


REPORT = Report(
    "forecast_list",
    "Кому помочь в первую очередь?",
    build,
    levels=("municipality", "school", "parallel", "school_class"),
    is_grid=True,
    in_pack=True,
    wide=True,
)
