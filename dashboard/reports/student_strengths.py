"""What a student has learnt and where the gaps are: content elements over all works."""

from dashboard.access import Scope
from dashboard.numbers import percent
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.student_reading import StudentReading
from dashboard.screens.student_strengths import (
    NO_WORKS,
    RULE,
    RULE_FOR_FAMILY,
    chosen_elements,
    in_plain_words,
)
from etl.indicators.gaps import STATUSES

IN_FAMILY = STATUSES | {"gap": "стоит повторить", "low": "стоит повторить"}
SHOWN = ("subject", "code", "n_tasks", "solve_rate", "low", "high", "threshold")


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per content element; the finding names the strongest and what is to be repeated."""
    words = IN_FAMILY if reading.is_family else STATUSES
    rows = [_row(row, words, reading.is_family) for row in reading.learnt]
    rule = RULE_FOR_FAMILY if reading.is_family else RULE
    table = Table(_columns(reading.is_family), rows)
    return Content(table=table, sentence=finding(reading), note=rule if rows else NO_WORKS)


def _columns(is_family: bool) -> list[dict]:
    """Families are compared with nobody: what others of this level solve is not told."""
    expected = [] if is_family else [number_column("expected", "Ожидалось", "percent")]
    return [
        name_column("Что проверялось"),
        {"field": "subject", "headerName": "Предмет"},
        {"field": "code", "headerName": "Код"},
        number_column("n_tasks", "Заданий", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        number_column("low", "от", "percent"),
        number_column("high", "до", "percent"),
        *expected,
        number_column("threshold", "Порог", "percent"),
        {"field": "verdict", "headerName": "Вывод"},
    ]


def finding(reading: StudentReading) -> str:
    """«Получается: «Дроби» (83 %). Пробелы: «Проценты» (25 %).»"""
    chosen = chosen_elements(reading.learnt)
    gaps = "Пробелы"
    if reading.is_family:
        gaps, chosen = "Стоит повторить", in_plain_words(chosen)
    parts = [("Получается", chosen["strength"]), (gaps, chosen["gap"])]
    return " ".join(f"{title}: {_listed(rows)}." for title, rows in parts if rows)


def _listed(rows: list[dict]) -> str:
    return ", ".join(
        f"{row['subject']}, «{row['name'] or row['code']}» ({percent(row['solve_rate'], 0)})"
        for row in rows[:3]
    )


def _row(row: dict, words: dict[str, str], is_family: bool) -> dict:
    expected = {} if is_family else {"expected": row["expected"]}
    named = {"name": row["name"] or row["code"], "verdict": words[row["status"]]}
    return named | {name: row[name] for name in SHOWN} | expected


REPORT = Report(
    "student_strengths",
    "Что получается, а где пробелы?",
    build,
    levels=("student",),
    in_pack=True,
)
