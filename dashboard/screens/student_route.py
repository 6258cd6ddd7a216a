"""The route of a student on the sheet: subject by subject, in words for staff or for the family."""

from datetime import date

from dash import html

from dashboard.access import Scope
from dashboard.numbers import counted, percent
from dashboard.queries.works_ahead import works_ahead
from dashboard.screens.route import Route, Step, checked_by, progress_of, routes
from dashboard.screens.student_reading import StudentReading
from dashboard.screens.student_strengths import TASKS
from etl.indicators.at_risk import RULE as RULE_OF_RISK

MOST_STEPS = 5  # of a subject
ORDER = (
    "Порядок: сначала то, что точно стоит повторить, и из него то, за что на экзамене дают больше "
    "баллов (доля темы или её раздела в плане экзамена, баллы задания делятся поровну между его "
    "темами); чего нет в плане – в конце."
)
RULE = f"{ORDER} {RULE_OF_RISK} ▲▼ – последняя работа отличается от прежних не случайно."
RULE_FOR_FAMILY = (
    "Сначала то, за что на экзамене дают больше баллов. Лучше взять одну тему в неделю и показать "
    "учителю две-три решённые задачи."
)
NOTHING = "Тем, которые нужно повторить, по работам не видно."
NO_PROTOCOLS = "Работ с протоколами по предмету нет, поэтому темы назвать нельзя: спросите учителя."
AT_RISK = "зона риска"
NEEDS_HELP = "нужна помощь"


def route_of(scope: Scope, reading: StudentReading) -> list[Route]:
    """The routes of the student by subject, at risk first."""
    id, year = reading.student["student_id"], reading.view.year
    return routes(scope, reading.learnt, [id], year) if year else []


Checks = dict[tuple[int, int], str]  # element and grade → works in words


def checks_ahead(scope: Scope, reading: StudentReading, found: list[Route]) -> Checks:
    """The works of the student's grade that will check its elements: a code changes its meaning."""
    steps = [step for route in found for step in route.steps[:MOST_STEPS]]
    grade = max((row["grade"] for row in reading.learnt), default=0)
    by_element: dict[int, list[dict]] = {
        step.row["element_id"]: [] for step in steps if step.row["grade"] == grade
    }
    for work in works_ahead(scope, reading.student, grade, set(by_element)):
        by_element[work["element_id"]].append(work)
    today = date.today()
    return {(id, grade): checked_by(works, today) for id, works in by_element.items() if works}


def check_of(step: Step, ahead: Checks) -> str:
    """The works that will check a step; empty where none is known."""
    return ahead.get((step.row["element_id"], step.row["grade"]), "")


def route_lists(scope: Scope, reading: StudentReading) -> list:
    """At risk first and open, the other subjects folded."""
    found = route_of(scope, reading)
    if not found:
        return [html.P(NOTHING, className="note")]
    ahead = checks_ahead(scope, reading, found)
    shown = [_subject(route, ahead, reading.is_family) for route in found if route.risk]
    others = [_subject(route, ahead, reading.is_family) for route in found if not route.risk]
    if shown and others:
        others = [html.Details([html.Summary("По другим предметам"), *others])]
    rule = RULE_FOR_FAMILY if reading.is_family else RULE
    return [*shown, *others, html.P(rule, className="note below")]


def _subject(route: Route, ahead: Checks, is_family: bool) -> html.Div:
    kind = NEEDS_HELP if is_family else AT_RISK
    risk = [html.Span(f" {kind}: {route.risk}", className="warm")] if route.risk else []
    steps = [_step(step, ahead, is_family) for step in route.steps[:MOST_STEPS]]
    told = html.Ol(steps) if steps else html.P(NO_PROTOCOLS, className="note")
    return html.Div([html.H3([route.subject, *risk]), told], className="route")


def _step(step: Step, ahead: Checks, is_family: bool) -> html.Li:
    return html.Li([html.B(step.name), ". ", " ".join(_words(step, ahead, is_family))])


def _words(step: Step, ahead: Checks, is_family: bool) -> list[str]:
    """«Решено 20 % (5 заданий), ожидалось 45 %. 26 % баллов ОГЭ. Проверит: МКР (в декабре).»"""
    row = step.row
    solved = f"решено {percent(row['solve_rate'], 0)} ({counted(row['n_tasks'], TASKS)})"
    if row["status"] == "possible":
        solved = f"возможно, заданий было мало: {solved}"
    if row["expected"] is not None and not is_family:
        solved += f", ожидалось {percent(row['expected'], 0)}"
    check = check_of(step, ahead)
    progress = progress_of(row)
    parts = (
        f"{solved[0].upper()}{solved[1:]}.",
        f"В экзамене: {step.exam}." if step.exam else "",
        f"Проверит: {check}." if check else "",
        f"Как шло: {progress}." if progress else "",
    )
    return [part for part in parts if part]
