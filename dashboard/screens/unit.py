"""The screen of a unit, from the region to the class: one layout, one callback."""

from dash import Dash, Input, Output, State, html

from dashboard import components
from dashboard.access import Scope
from dashboard.figures.distribution import distribution_figure
from dashboard.figures.trend import trend_figure
from dashboard.filters import View
from dashboard.numbers import plural
from dashboard.queries.students import marks_of_class
from dashboard.screens.addresses import keep_address, link, number_in, steps, unit_link
from dashboard.screens.choices import FILTERS, chosen_view, filter_values
from dashboard.screens.compared import finding, headline_numbers
from dashboard.screens.groups import group_table
from dashboard.screens.matrix import group_line, matrix_columns, matrix_rows
from dashboard.screens.places import line_to
from dashboard.screens.reading import Reading, read
from dashboard.screens.tables import (
    children_columns,
    children_rows,
    heat_columns,
    heat_rows,
    subject_rows,
)
from dashboard.screens.unit_blocks import CHILDREN, skeleton
from dashboard.screens.work_types import work_type_table
from dashboard.screens.written import work_rows, written
from dashboard.session import current_scope
from dashboard.theme import basis_colour

SCHOOLS = ("школы", "школ", "школ")
NO_MARKS_YET = (
    "Здесь пока нет отметок: загрузите журнал, итоговые отметки или результаты процедур "
    "(python -m etl load ПУТЬ). Работы, протоколы которых загружены, – ниже."
)
PARTS = {
    "trail": ("unit-trail", "children"),
    "badge": ("unit-badge", "children"),
    "headlines": ("unit-headlines", "children"),
    "finding": ("unit-finding", "children"),
    "without_marks": ("unit-with-marks", "hidden"),
    "trend": ("unit-trend", "figure"),
    "trend_note": ("unit-trend-note", "children"),
    "groups": ("unit-groups", "children"),
    "groups_hidden": ("unit-groups-place", "hidden"),
    "distribution": ("unit-distribution", "figure"),
    "columns": ("unit-children", "columnDefs"),
    "rows": ("unit-children", "rowData"),
    "group_line": ("unit-group-line", "children"),
    "heat_columns": ("unit-heat", "columnDefs"),
    "heat": ("unit-heat", "rowData"),
    "heat_hidden": ("unit-heat-place", "hidden"),
    "subjects": ("unit-subjects", "rowData"),
    "subjects_hidden": ("unit-subjects-place", "hidden"),
    "types": ("unit-types", "children"),
    "types_hidden": ("unit-types-place", "hidden"),
    "written": ("unit-written", "rowData"),
    "written_hidden": ("unit-written-place", "hidden"),
    "works": ("unit-works", "href"),
    "address": ("unit-address", "data"),
    "procedure_hidden": ("unit-procedure-place", "hidden"),
    **{f"{name}_options": (f"unit-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"unit-{name}", "value") for name in FILTERS},
}


def layout(level: str, address: str, query: dict) -> html.Div | html.Section:
    """The screen of the unit the address names, or «not found»."""
    scope = current_scope()
    line = line_to(scope, number_in(address))
    if not line or line[-1]["level"] != level:
        return components.not_found()
    reading = read(scope, line, View.parse(query))
    return skeleton(reading, content(scope, reading))


def content(scope: Scope, reading: Reading) -> dict:
    """The value of every leaf of the screen."""
    unit, view = reading.unit, reading.view
    return {
        "trail": components.breadcrumb(steps(reading.line, view)),
        "badge": badge(reading),
        **_numbers(reading),
        **_figures(reading),
        **_tables(scope, reading),
        "works": link("assessments", None, unit=unit["unit_id"]),
        "address": unit_link(unit["level"], unit["unit_id"], view),
        **_filters(reading),
    }


def badge(reading: Reading) -> str:
    """«Данные: 12 из 12 школ, загружено 22.11.2026»; where there are no marks, those with works."""
    if reading.data is None or reading.data["loaded_at"] is None:
        return "Данные ещё не загружены"
    what, found = ("данные", "n_with_marks") if reading.own.row else ("работы", "n_with_works")
    n, there = reading.data["n_schools"], reading.data[found]
    schools = f"{what}: {there} из {n} {plural(n, *SCHOOLS)}, " if n > 1 else ""
    return f"{schools}загружено {reading.data['loaded_at']:%d.%m.%Y}"


def _filters(reading: Reading) -> dict:
    values = filter_values(reading.view)
    return {
        "procedure_hidden": reading.view.basis != "external",
        **{f"{name}_options": reading.options[name] for name in FILTERS},
        **{f"{name}_value": values[name] for name in FILTERS},
    }


def _numbers(reading: Reading) -> dict:
    own, other = reading.own, reading.other
    before = [row for row in own.periods if row["period_id"] == (reading.view.period or 0) - 100]
    sentence = finding(own.name, own.row, other.row, other.name, next(iter(before), None))
    if own.row is None:
        note = html.P(NO_MARKS_YET, className="note")
        return {"headlines": [note], "finding": sentence, "without_marks": True}
    numbers = headline_numbers(own.row, other.row, other.name)
    return {
        "headlines": components.headlines(numbers),
        "finding": sentence,
        "without_marks": False,
    }


def _figures(reading: Reading) -> dict:
    own, other, view = reading.own, reading.other, reading.view
    sides = [(side.name, side.row) for side in (own, other) if side.row]
    bars = [row | {"unit": name} for name, row in sides]
    by_groups = bool(own.row) and "reserve_rate" in own.row
    of_marks = [row | {"n": row.get("n_of_marks", row["n"])} for row in bars]
    what = "Доля учеников на «4» и «5»" if by_groups else "Качество знаний"
    return {
        "trend": trend_figure(
            own.periods,
            other.periods,
            names=(own.name, other.name),
            colour=basis_colour(view.basis),
        ),
        "trend_note": f"{what} по годам и по периодам выбранного года",
        "groups": group_table(own, other),
        "groups_hidden": not by_groups,
        "distribution": distribution_figure(of_marks),
    }


def _tables(scope: Scope, reading: Reading) -> dict:
    level = reading.unit["level"]
    title = CHILDREN[level][1]
    works = [] if reading.own.row else written(scope, reading.unit)
    shared = {
        "written": work_rows(works, reading.unit),
        "written_hidden": not works,
        "subjects": subject_rows(reading),
        "subjects_hidden": not reading.own.subjects,
        "types": work_type_table(reading.work_types),
        "types_hidden": not reading.work_types,
    }
    if level == "school_class":
        return shared | _matrix(scope, reading)
    heat = heat_rows(reading)
    return shared | {
        "columns": children_columns(reading, title),
        "rows": children_rows(reading),
        "group_line": [],
        "heat_columns": heat_columns(reading, title),
        "heat": heat,
        "heat_hidden": not heat,
    }


def _matrix(scope: Scope, reading: Reading) -> dict:
    view = reading.view
    every = marks_of_class(scope, reading.unit["unit_id"], view) if view.period else []
    marks = [row for row in every if row["subject_id"] == view.subject] if view.subject else every
    return {
        "columns": matrix_columns(marks, view),
        "rows": matrix_rows(marks, view),
        "group_line": group_line(every, view) if view.basis == "final" and not view.subject else [],
        "heat_columns": [],
        "heat": [],
        "heat_hidden": True,
    }


def add_callbacks(app: Dash) -> None:
    """Filters change the leaves of the screen, and the address without a new page."""
    outputs = {part: Output(*place) for part, place in PARTS.items()}
    values = {name: Input(f"unit-{name}", "value") for name in FILTERS}

    @app.callback(
        output=outputs,
        inputs={"chosen": values, "unit_id": State("unit-id", "data")},
        prevent_initial_call=True,
    )
    def changed(chosen: dict, unit_id: int) -> dict:
        scope = current_scope()
        line = line_to(scope, int(unit_id))
        if not line:
            raise LookupError(f"unit {unit_id} is not there for this person")
        return content(scope, read(scope, line, chosen_view(chosen)))

    keep_address(app, "unit-address")
