"""What to expect of a student in the exams: score, interval, chances, and what they stand on."""

from dashboard.access import Scope
from dashboard.numbers import day, percent
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.student_forecast import (
    RULE,
    chances_in_words,
    forecasts_in_year,
    reasons_in_words,
    score_in_words,
)
from dashboard.screens.student_reading import StudentReading

COLUMNS = [
    name_column("Экзамен"),
    {"field": "score", "headerName": "Ожидаемый балл (90 %)"},
    {"field": "marks", "headerName": "Вероятности отметок"},
    number_column("p_below", "Ниже минимума", "percent"),
    {"field": "basis", "headerName": "На чём стоит"},
    {"field": "reasons", "headerName": "Из чего сложился"},
    {"field": "day", "headerName": "По данным на"},
]


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per exam; nothing where there is no forecast, or it is not for this person."""
    found = forecasts_in_year(scope, reading)
    if not found:
        return Content()
    rows = [_row(row) for row in found]
    return Content(table=Table(COLUMNS, rows), sentence=_finding(found), note=RULE)


def _row(row: dict) -> dict:
    return {
        "name": f"{row['procedure']}, {row['subject']}",
        "score": score_in_words(row),
        "marks": chances_in_words(row),
        "p_below": row["p_below"],
        "basis": row["basis"],
        "reasons": reasons_in_words(row),
        "day": day(row["as_of"]),
    }


def _finding(found: list[dict]) -> str:
    """«ОГЭ, Математика: 14,2 из 31 (от 9 до 19), ниже минимума 12 %. …»"""
    return " ".join(
        f"{row['procedure']}, {row['subject']}: ожидается {score_in_words(row)}"
        + (f", ниже минимума {percent(row['p_below'], 0)}." if row["p_below"] is not None else ".")
        for row in found
    )


REPORT = Report(
    "student_forecast",
    "Чего ждать на экзамене?",
    build,
    levels=("student",),
    in_pack=True,
)
