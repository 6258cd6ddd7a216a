"""The screen that puts chosen units side by side: the address says which, and in which view."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.components import choice
from dashboard.gate.doors import NotThere, open_to
from dashboard.reports.registry import COMPARE
from dashboard.rounded import RULE
from dashboard.screens import blocks
from dashboard.screens.addresses import keep_address, text_in, texts_in
from dashboard.screens.choices import LABELS, chosen_view, filter_values
from dashboard.screens.compare_reading import (
    FILTERS,
    MOST,
    CompareReading,
    link_of,
    read_compare,
    without_choice,
)
from dashboard.session import current_scope

TO_ADD = {"label": "добавить…", "value": "0"}
HOW = (
    "Отметьте галочками строки таблицы на странице региона, муниципалитета, школы или параллели "
    "и нажмите «Сравнить выбранные»."
)
PARTS = {
    "name": ("compare-name", "children"),
    "chosen": ("compare-chosen", "children"),
    "too_many": ("compare-too-many", "children"),
    "caption": ("compare-caption", "children"),
    "rounded_hidden": ("compare-rounded", "hidden"),
    "units": ("compare-units", "data"),
    "address": ("compare-address", "data"),
    "add_options": ("compare-add", "options"),
    "add_value": ("compare-add", "value"),
    "add_hidden": ("compare-add-place", "hidden"),
    **{f"{name}_options": (f"compare-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"compare-{name}", "value") for name in FILTERS},
    **{f"{name}_place": (f"compare-{name}-place", "hidden") for name in FILTERS},
    **blocks.places("compare", COMPARE),
}


def layout(query: dict) -> html.Div | html.Section:
    """The units of the query side by side; how to choose some where none is asked for."""
    if not query.get("units"):
        return components.empty("Что сравнить?", html.P(HOW), html.P(dcc.Link("Обзор", href="/")))
    scope = current_scope()
    reading = read_compare(scope, query)
    return skeleton(reading, content(scope, reading)) if reading else components.not_found()


def skeleton(reading: CompareReading, parts: dict) -> html.Div:
    """What stays while filters and units change."""
    reports = [
        blocks.block("compare", report, "compare", parts, can_export=reading.can_export)
        for report in COMPARE
    ]
    add = choice(
        "compare-add",
        "Ещё рядом",
        parts["add_options"],
        parts["add_value"],
        hidden=parts["add_hidden"],
    )
    return html.Div(
        [
            components.head(
                html.Div(className="trail"), components.title("compare-name", parts["name"], "")
            ),
            components.filters(*_choices(parts), add),
            html.Ul(parts["chosen"], id="compare-chosen", className="chosen"),
            html.P(parts["too_many"], id="compare-too-many", className="note"),
            html.P(parts["caption"], id="compare-caption", className="printed caption"),
            components.rounded("compare-rounded", RULE, hidden=parts["rounded_hidden"]),
            html.Div(reports, className="reports"),
            components.legend(),
            dcc.Store(id="compare-units", data=parts["units"]),
            dcc.Store(id="compare-address", data=parts["address"]),
        ],
        className="screen screen-compare",
    )


def _choices(parts: dict) -> list[html.Div]:
    return [
        choice(
            f"compare-{name}",
            LABELS[name],
            parts[f"{name}_options"],
            parts[f"{name}_value"],
            hidden=parts[f"{name}_place"],
        )
        for name in FILTERS
    ]


def content(scope: Scope, reading: CompareReading) -> dict:
    """The value of every leaf."""
    values, without = filter_values(reading.view), without_choice(reading)
    return {
        "name": "Сравнение",
        "chosen": [_chosen(reading, unit) for unit in reading.units],
        "too_many": _too_many(reading),
        "caption": reading.filters,
        "rounded_hidden": not reading.has_rounded,
        "units": ",".join(str(unit["unit_id"]) for unit in reading.units),
        "address": reading.address,
        "add_options": [TO_ADD, *reading.beside],
        "add_value": TO_ADD["value"],
        "add_hidden": not reading.beside,
        **{f"{name}_options": reading.options[name] for name in FILTERS},
        **{f"{name}_value": values[name] for name in FILTERS},
        **{f"{name}_place": name in without for name in FILTERS},
        **blocks.leaves(scope, COMPARE, "compare", reading, reading.filters),
    }


def _chosen(reading: CompareReading, unit: dict) -> html.Li:
    """One of the units with the way to leave it out."""
    said = html.Span(f"Убрать из сравнения: {unit['title']}", className="visually-hidden")
    cross = html.Span("×", **{"aria-hidden": "true"})
    title = "Убрать из сравнения"
    out = dcc.Link([cross, said], href=link_of(reading, unit), className="leave-out", title=title)
    return html.Li([unit["title"], out] if len(reading.units) > 1 else unit["title"])


def _too_many(reading: CompareReading) -> str:
    if reading.asked <= MOST:
        return ""
    return f"Выбрано {reading.asked}, рядом помещается {MOST}: показаны первые."


def add_callbacks(app: Dash) -> None:
    """Filters and one more unit change the leaves of the screen, and the address."""
    outputs = {part: Output(*place) for part, place in PARTS.items()}
    values = {name: Input(f"compare-{name}", "value") for name in FILTERS}

    @app.callback(
        output=outputs,
        inputs={
            "chosen": values,
            "added": Input("compare-add", "value"),
            "units": State("compare-units", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(chosen: dict, added: str, units: str) -> dict:
        scope = current_scope()
        view = chosen_view(texts_in(chosen))
        ids = ",".join(part for part in (text_in(units), text_in(added)) if part)
        reading = read_compare(scope, _query(view) | {"units": ids})
        if reading is None:
            raise NotThere("units")
        return content(scope, reading)

    keep_address(app, "compare-address")


def _query(view) -> dict:
    return {name: getattr(view, name) for name in FILTERS}
