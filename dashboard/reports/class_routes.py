"""Who needs a route: students of a class at risk, each with the first things to repeat."""

from dashboard.access import Scope
from dashboard.numbers import count, counted, percent
from dashboard.queries.learnt import learnt_of_students
from dashboard.queries.written_works import students_of_works
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.class_learnt import ids_of, years_of
from dashboard.screens.grids import name_column
from dashboard.screens.reading import Reading
from dashboard.screens.route import Route, Step, routes
from dashboard.screens.student_route import ORDER
from etl.indicators.at_risk import RULE

MOST_STEPS = 3
STUDENTS = ("ученику", "ученикам", "ученикам")
NOTE = f"В скобках решаемость. {RULE} {ORDER} Весь маршрут – на листе ученика."
NOBODY = "По этим правилам в зоне риска никого нет."
NO_PROTOCOLS = "работ с протоколами нет"
COLUMNS = [
    name_column("Ученик"),
    {"field": "subject", "headerName": "Предмет"},
    {"field": "risk", "headerName": "Почему"},
    {"field": "steps", "headerName": "Повторить прежде всего"},
]


def build(scope: Scope, reading: Reading) -> Content:
    """One row per student and subject at risk, by name."""
    view = reading.view
    if not reading.shows_students or not view.year:
        return Content()
    class_id, subject = reading.unit["unit_id"], view.subject or None
    students = students_of_works(scope, class_id, view.year, subject)
    learnt = learnt_of_students(scope, ids_of(students), years_of(reading), subject)
    by_id = {student["student_id"]: student for student in students}
    found = [
        route
        for route in routes(scope, learnt, list(by_id), view.year)
        if route.risk and (not subject or route.subject_id == subject)
    ]
    place = {id: n for n, id in enumerate(by_id)}
    ordered = sorted(found, key=lambda route: (place[route.student_id], route.subject))
    rows = [_row(routes_of, by_id[id], reading) for (id, _), routes_of in _lines(ordered).items()]
    if not rows:
        return Content(sentence=NOBODY, note=NOTE)
    return Content(table=Table(COLUMNS, rows), sentence=_finding(found, students), note=NOTE)


def _lines(found: list[Route]) -> dict[tuple, list[Route]]:
    """What stands in one line: a subject with its steps, or all subjects without protocols."""
    lines: dict[tuple, list[Route]] = {}
    for route in found:
        place = (route.student_id, route.subject_id if route.steps else None)
        lines.setdefault(place, []).append(route)
    return lines


def _row(found: list[Route], student: dict, reading: Reading) -> dict:
    when = {"year": reading.view.year, "period": reading.view.period}
    return {
        "name": student["name"] or student["student_code"],
        "href": link("student", student["student_id"], **when),
        "subject": ", ".join(route.subject for route in found),
        "risk": "; ".join(route.risk for route in found),
        "steps": "; ".join(map(_words, found[0].steps[:MOST_STEPS])) or NO_PROTOCOLS,
    }


def _words(step: Step) -> str:
    """«Дроби (20 %)»: what it is worth in the exam is on the sheet."""
    return f"{step.name} ({percent(step.row['solve_rate'], 0)})"


def _finding(found: list[Route], students: list[dict]) -> str:
    n = len({route.student_id for route in found})
    of = count(len(students))
    return f"Маршрут нужен {counted(n, STUDENTS)} из {of}; пар «ученик – предмет»: {len(found)}."


REPORT = Report(
    "class_routes", "Кому нужен маршрут?", build, levels=("school_class",), wide=True, later=True
)
