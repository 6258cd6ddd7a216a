"""The screen of a unit, from the region to the class: one layout, one callback."""

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import Scope
from dashboard.figures.distribution import distribution_figure
from dashboard.figures.trend import trend_figure
from dashboard.filters import View
from dashboard.queries.indicators import by_subject, trend
from dashboard.queries.units import breadcrumb, unit
from dashboard.screens.addresses import keep_address, link, number_in, steps, unit_link
from dashboard.screens.choices import (
    FILTERS,
    Choices,
    choices,
    chosen_view,
    filter_line,
    filter_values,
    marks_view,
)
from dashboard.screens.compared import Reference, finding, headline_numbers, only_row, reference
from dashboard.screens.grids import grid
from dashboard.screens.tables import children_table, matrix_table, subject_columns, subject_rows
from dashboard.session import current_scope
from dashboard.theme import basis_colour

CHILDREN = {
    "region": ("Где лучше и где хуже?", "Муниципалитеты"),
    "municipality": ("Где лучше и где хуже?", "Школы"),
    "school": ("В каких параллелях лучше и хуже?", "Параллели"),
    "parallel": ("Как классы смотрятся рядом?", "Классы"),
    "school_class": ("У кого что получается?", "Ученики"),
}
NO_MARKS_YET = "Здесь пока нет отметок: загрузите журнал, итоговые отметки или результаты."
PARTS = {
    "trail": ("unit-trail", "children"),
    "headlines": ("unit-headlines", "children"),
    "finding": ("unit-finding", "children"),
    "trend": ("unit-trend", "figure"),
    "distribution": ("unit-distribution", "figure"),
    "columns": ("unit-children", "columnDefs"),
    "rows": ("unit-children", "rowData"),
    "subjects": ("unit-subjects", "rowData"),
    "works": ("unit-works", "href"),
    "address": ("unit-address", "data"),
    "procedure_hidden": ("unit-procedure-place", "hidden"),
    **{f"{name}_options": (f"unit-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"unit-{name}", "value") for name in FILTERS},
}


def layout(level: str, address: str, query: dict) -> html.Div | html.Section:
    """The screen of the unit the address names, or «not found»."""
    scope = current_scope()
    found = unit(scope, number_in(address))
    if found is None or found["level"] != level:
        return components.not_found()
    made = choices(scope, found, View.parse(query))
    return skeleton(found, made, content(scope, found, made))


def skeleton(found: dict, made: Choices, parts: dict) -> html.Div:
    """What never changes while filters do; every leaf that does has its id in PARTS."""
    question = CHILDREN[found["level"]][0]
    compared = found["level"] != "region"
    without = () if made.options["grade"][1:] else ("grade",)
    return html.Div(
        [
            _head(found, parts),
            filter_line("unit", made, without=without),
            components.block(
                "Как у нас?",
                html.Div(parts["headlines"], id="unit-headlines", className="headlines"),
                components.copyable("unit-finding", parts["finding"]),
            ),
            html.Div(_pictures(parts), className="side-by-side"),
            components.block(
                question,
                grid("unit-children", parts["columns"], parts["rows"]),
                wide=True,
            ),
            components.block(
                "По каким предметам?",
                grid("unit-subjects", subject_columns(compared), parts["subjects"]),
                wide=True,
            ),
            components.legend(),
            dcc.Store(id="unit-id", data=found["unit_id"]),
            dcc.Store(id="unit-address", data=parts["address"]),
        ],
        className=f"screen screen-{found['level']}",
    )


def _head(found: dict, parts: dict) -> html.Div:
    kind = components.LEVEL_NAMES[found["level"]]
    works = dcc.Link("Работы", href=parts["works"], id="unit-works", className="aside-link")
    return components.head(
        components.trail("unit-trail", parts["trail"]),
        components.title("unit-name", found["name"], kind),
        works,
    )


def _pictures(parts: dict) -> list:
    return [
        components.block(
            "Что меняется?",
            components.graph("unit-trend", parts["trend"], "качество-по-периодам"),
            note="Качество знаний по годам и по периодам выбранного года",
        ),
        components.block(
            "Как делятся отметки?",
            components.graph("unit-distribution", parts["distribution"], "распределение-отметок"),
            note="Доли отметок здесь и там, с чем сравниваем",
        ),
    ]


def content(scope: Scope, found: dict, made: Choices) -> dict:
    """The value of every leaf of the screen."""
    view, id = made.view, found["unit_id"]
    shown = marks_view(found, view)
    line = breadcrumb(scope, id)
    other = reference(found, line, shown)
    own = only_row(scope, id, shown) if made.has_data else None
    theirs = only_row(scope, other.unit_id, other.view) if own and other else None
    periods = trend(scope, id, shown)
    columns, rows = _children(scope, found, view, own)
    name = other.name if other else ""
    return {
        "trail": components.breadcrumb(steps(line, view)),
        "headlines": _headlines(own, theirs, name, shown),
        "finding": finding(found, own, theirs, name, _year_ago(periods, shown), shown),
        "trend": _trend_figure(scope, found, periods, other, shown),
        "distribution": distribution_figure(_bars(found, own, theirs, name)),
        "columns": columns,
        "rows": rows,
        "subjects": _subjects(scope, found, view, shown, other),
        "works": link("assessments", None, unit=id),
        "address": unit_link(found["level"], id, view),
    } | _filters(made)


def _filters(made: Choices) -> dict:
    values = filter_values(made)
    return {
        "procedure_hidden": made.view.basis != "external",
        **{f"{name}_options": made.options[name] for name in FILTERS},
        **{f"{name}_value": values[name] for name in FILTERS},
    }


def _headlines(own: dict | None, theirs: dict | None, name: str, view: View) -> list:
    if own is None:
        return [html.P(NO_MARKS_YET, className="note")]
    return components.headlines(headline_numbers(own, theirs, name, view))


def _children(scope: Scope, found: dict, view: View, own: dict | None) -> tuple[list, list]:
    if found["level"] == "school_class":
        return matrix_table(scope, found, view)
    return children_table(scope, found, view, own, CHILDREN[found["level"]][1])


def _subjects(scope, found: dict, view: View, shown: View, other: Reference | None) -> list[dict]:
    if view.period is None:
        return []
    own = by_subject(scope, found["unit_id"], shown)
    theirs = by_subject(scope, other.unit_id, other.view) if other else own.head(0)
    return subject_rows(found, own, theirs, view)


def _trend_figure(scope, found: dict, own, other: Reference | None, view: View) -> dict:
    theirs = trend(scope, other.unit_id, other.view) if other else own.head(0)
    names = (found["name"], other.name if other else "")
    return trend_figure(own, theirs, names=names, colour=basis_colour(view.basis))


def _year_ago(periods: pd.DataFrame, view: View) -> dict | None:
    before = periods[periods["period_id"] == (view.period or 0) - 100]
    return before.iloc[0].to_dict() if len(before) else None


def _bars(found: dict, own: dict | None, theirs: dict | None, name: str) -> pd.DataFrame:
    rows = [(found["name"], own), (name, theirs)]
    return pd.DataFrame([{**row, "unit": unit_name} for unit_name, row in rows if row])


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
        found = unit(scope, unit_id)
        if found is None:
            raise LookupError(f"unit {unit_id} is not there for this person")
        return content(scope, found, choices(scope, found, chosen_view(chosen)))

    keep_address(app, "unit-address")
