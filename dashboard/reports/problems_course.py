"""How the elements that sag went from work to work."""

from dashboard.access import Scope
from dashboard.figures.course import course_figure
from dashboard.queries.element_course import elements_through_works
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.problem_words import element_name
from dashboard.screens.problems_reading import ProblemsReading
from etl.indicators.intervals import difference_is_significant

MOST = 6  # panels one can still take in
NOTE = (
    "Решаемость с интервалом в каждой работе, где элемент проверялся; пунктир – порог. "
    "Задания работ разные: сравнивайте с порогом, а не работу с работой"
)


def build(scope: Scope, reading: ProblemsReading) -> Content:
    """A panel an element: those flagged for the most students, else the hardest ones."""
    if not (reading.rows and reading.subject and reading.grade):
        return Content()
    elements = _chosen(reading)
    id = reading.unit["unit_id"]
    found = elements_through_works(scope, id, reading.subject, reading.grade, list(elements))
    if not found:
        return Content()
    panels = [
        (element_name(row), [one for one in found if one["element_id"] == element])
        for element, row in elements.items()
    ]
    return Content(
        figure=course_figure([panel for panel in panels if panel[1]]),
        table=Table(_columns(), [_row(one, elements, id) for one in found]),
        sentence=_finding(panels, reading.unit["name"]),
        note=NOTE,
    )


def _chosen(reading: ProblemsReading) -> dict[int, dict]:
    whole = {row["element_id"]: row for row in reading.whole}
    flagged = [row["element_id"] for row in reading.flagged]
    hardest = sorted(whole, key=lambda id: whole[id]["solve_rate"] or 0)
    ids = [id for id in dict.fromkeys([*flagged, *hardest]) if id in whole][:MOST]
    return {id: whole[id] for id in ids}


def _columns() -> list[dict]:
    return [
        name_column("Элемент"),
        number_column("date", "Дата", "day"),
        {"field": "title", "headerName": "Работа", "width": 220},
        number_column("n_students", "n", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        number_column("low", "от", "percent"),
        number_column("high", "до", "percent"),
        number_column("threshold", "Порог", "percent"),
    ]


def _row(one: dict, elements: dict[int, dict], unit_id: int) -> dict:
    names = ("title", "n_students", "solve_rate", "low", "high", "threshold")
    return {
        "name": element_name(elements[one["element_id"]]),
        "href": link("assessment", one["assessment_id"], unit=unit_id),
        "date": one["date"].isoformat(),
        **{name: one[name] for name in names},
    }


def _finding(panels: list[tuple[str, list[dict]]], place: str) -> str:
    """Which of the elements has surely changed from its first work to its last one."""
    changed = [
        f"{name} – {'выше' if rows[-1]['solve_rate'] > rows[0]['solve_rate'] else 'ниже'}"
        for name, rows in panels
        if len(rows) > 1 and _differs(rows[0], rows[-1])
    ]
    if not changed:
        return ""
    return f"{place}: от первой работы к последней уверенно изменились: {'; '.join(changed)}."


def _differs(first: dict, last: dict) -> bool:
    pairs = [(row["solve_rate"] * row["n_students"], row["n_students"]) for row in (last, first)]
    return bool(difference_is_significant(*pairs[0], *pairs[1]))


REPORT = Report("course", "Как шёл элемент от работы к работе?", build, has_figure=True, wide=True)
