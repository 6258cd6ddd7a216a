"""The screen of a unit, from the region to the class: one layout, one callback."""

from dash import Dash, Input, Output, State, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.figures.distribution import distribution_figure
from dashboard.figures.trend import trend_figure
from dashboard.filters import View
from dashboard.gate.doors import NotThere, open_to
from dashboard.numbers import plural
from dashboard.rounded import is_disclosed, is_hidden
from dashboard.screens.addresses import (
    export_link,
    id_in,
    keep_address,
    link,
    number_in,
    steps,
    texts_in,
    unit_link,
)
from dashboard.screens.choices import FILTERS, chosen_view, filter_values
from dashboard.screens.compared import finding, headline_numbers
from dashboard.screens.groups import group_table, has_groups
from dashboard.screens.inside import TITLES, inside
from dashboard.screens.places import line_to
from dashboard.screens.reading import Reading, read
from dashboard.screens.tables import heat_columns, heat_rows, subject_rows
from dashboard.screens.unit_blocks import skeleton
from dashboard.screens.work_types import work_type_table
from dashboard.screens.written import work_rows, written
from dashboard.session import current_scope
from dashboard.theme import basis_colour

SCHOOLS = ("школы", "школ", "школ")
HIDDEN_HERE = (
    "Учеников здесь так мало, что любые числа выдали бы отдельных из них, поэтому числа скрыты."
)
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
    "distribution_hidden": ("unit-distribution-place", "hidden"),
    "rounded_hidden": ("unit-rounded", "hidden"),
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
    "export": ("unit-export", "href"),
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
        "rounded_hidden": not reading.has_rounded,
        "works": link("assessments", None, unit=unit["unit_id"]),
        "export": export_link(unit["unit_id"], view),
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
    if own.row is None or is_hidden(own.row):
        text = NO_MARKS_YET if own.row is None else HIDDEN_HERE
        note = html.P(text, className="note")
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
    by_groups = has_groups(own.row)
    of_marks = [row | {"n": row.get("n_of_marks", row["n"])} for row in bars]
    of_students = bool(own.row) and "reserve_rate" in own.row
    what = "Доля учеников на «4» и «5»" if of_students else "Качество знаний"
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
        "distribution_hidden": is_disclosed(own.row),
    }


def _tables(scope: Scope, reading: Reading) -> dict:
    works = [] if reading.own.row else written(scope, reading.unit)
    table = inside(scope, reading)
    return {
        "written": work_rows(works, reading.unit),
        "written_hidden": not works,
        "subjects": subject_rows(reading),
        "subjects_hidden": len(reading.options["subject"]) < 2,  # the headlines say it all
        "types": work_type_table(reading.work_types),
        "types_hidden": not reading.work_types,
        "columns": table.columns,
        "rows": table.rows,
        "group_line": table.groups,
        **_heat(reading),
    }


def _heat(reading: Reading) -> dict:
    """Children by subjects; a class has none, and of one subject the table says it all."""
    level = reading.unit["level"]
    if level == "school_class" or len(reading.options["subject"]) < 2:
        return {"heat_columns": [], "heat": [], "heat_hidden": True}
    heat = heat_rows(reading)
    columns = heat_columns(reading, TITLES[level])
    return {"heat_columns": columns, "heat": heat, "heat_hidden": not heat}


def add_callbacks(app: Dash) -> None:
    """Filters change the leaves of the screen, and the address without a new page."""
    outputs = {part: Output(*place) for part, place in PARTS.items()}
    values = {name: Input(f"unit-{name}", "value") for name in FILTERS}

    @app.callback(
        output=outputs,
        inputs={"chosen": values, "unit_id": State("unit-id", "data")},
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(chosen: dict, unit_id: int) -> dict:
        scope = current_scope()
        line = line_to(scope, id_in(unit_id))
        if not line:
            raise NotThere("unit")
        return content(scope, read(scope, line, chosen_view(texts_in(chosen))))

    keep_address(app, "unit-address")
