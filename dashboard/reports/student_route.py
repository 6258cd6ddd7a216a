"""The route of a student: what to repeat first, and what will check it."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.student_strengths import IN_FAMILY
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.route import SURE, Route, Step, progress_of
from dashboard.screens.student_reading import StudentReading
from dashboard.screens.student_route import (
    AT_RISK,
    MOST_STEPS,
    NEEDS_HELP,
    NOTHING,
    RULE,
    RULE_FOR_FAMILY,
    Checks,
    check_of,
    checks_ahead,
    route_of,
)
from etl.indicators.gaps import STATUSES


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per step, subject by subject, at risk first."""
    found = route_of(scope, reading)
    ahead = checks_ahead(scope, reading, found)
    words = IN_FAMILY if reading.is_family else STATUSES
    rows = [_row(route, step, ahead, words) for route in found for step in route.steps[:MOST_STEPS]]
    rule = RULE_FOR_FAMILY if reading.is_family else RULE
    table = Table(_columns(), rows)
    return Content(table=table, sentence=_finding(reading, found), note=rule if rows else NOTHING)


def _columns() -> list[dict]:
    return [
        name_column("Что повторить"),
        {"field": "subject", "headerName": "Предмет"},
        {"field": "verdict", "headerName": "Вывод"},
        number_column("n_tasks", "Заданий", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        {"field": "exam", "headerName": "В экзамене"},
        {"field": "progress", "headerName": "Как шло"},
        {"field": "check", "headerName": "Что проверит"},
    ]


def _row(route: Route, step: Step, ahead: Checks, words: dict[str, str]) -> dict:
    row = step.row
    return {
        "name": step.name,
        "subject": route.subject,
        "verdict": words[row["status"]],
        "n_tasks": row["n_tasks"],
        "solve_rate": row["solve_rate"],
        "exam": step.exam,
        "progress": progress_of(row),
        "check": check_of(step, ahead),
    }


def _finding(reading: StudentReading, found: list[Route]) -> str:
    """«Зона риска: Математика (средневзвешенный 2,61). Начать с темы «Дроби».»"""
    kind = NEEDS_HELP if reading.is_family else AT_RISK
    risk = "; ".join(f"{route.subject} ({route.risk})" for route in found if route.risk)
    steps = [step for route in found for step in route.steps]
    first = next((step for step in steps if step.row["status"] in SURE), None)
    parts = (
        f"{kind.capitalize()}: {risk}." if risk else "",
        f"Начать с темы «{first.name}»." if first else "",
    )
    return " ".join(part for part in parts if part)


REPORT = Report(
    "student_route",
    "Что повторить и с чего начать?",
    build,
    levels=("student",),
    in_pack=True,
)
