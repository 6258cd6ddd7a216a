"""What a student has mastered and where the gaps are: content elements over all works."""

from dashboard.access import Scope
from dashboard.numbers import percent
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.student_reading import StudentReading
from dashboard.screens.student_strengths import NO_WORKS, RULE, chosen_elements
from etl.indicators.mastery import FEWEST_TASKS, MASTERY

FEW = "возможно, мало данных"
COLUMNS = [
    name_column("Что проверялось"),
    {"field": "subject", "headerName": "Предмет"},
    {"field": "code", "headerName": "Код"},
    number_column("n_tasks", "Заданий", "count"),
    number_column("solve_rate", "Решаемость", "percent"),
    number_column("threshold", "Порог", "percent"),
    {"field": "verdict", "headerName": "Вывод"},
]


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per content element; the finding names the strongest and the weakest."""
    rows = [_row(row) for row in reading.strengths]
    note = RULE if rows else NO_WORKS
    return Content(table=Table(COLUMNS, rows), sentence=finding(reading), note=note)


def finding(reading: StudentReading) -> str:
    """«Получается: «Дроби» (83 %). Пробелы: «Проценты» (25 %).»"""
    chosen = chosen_elements(reading.strengths)
    gaps = "Стоит повторить" if reading.is_family else "Пробелы"
    parts = [("Получается", chosen["strength"]), (gaps, chosen["gap"])]
    return " ".join(f"{title}: {_listed(rows)}." for title, rows in parts if rows)


def _listed(rows: list[dict]) -> str:
    return ", ".join(
        f"{row['subject']}, «{row['name'] or row['code']}» ({percent(row['solve_rate'], 0)})"
        for row in rows[:3]
    )


def _row(row: dict) -> dict:
    verdict = MASTERY.get(row["mastery"], "")
    few = f"{verdict}: {FEW}" if verdict else FEW
    shown = ("subject", "code", "n_tasks", "solve_rate", "threshold")
    return {name: row[name] for name in shown} | {
        "name": row["name"] or row["code"],
        "verdict": verdict if row["n_tasks"] >= FEWEST_TASKS else few,
    }


REPORT = Report(
    "student_strengths",
    "Что получается, а где пробелы?",
    build,
    levels=("student",),
    in_pack=True,
)
