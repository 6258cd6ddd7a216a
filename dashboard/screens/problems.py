"""The screen of problem components: what was not learnt, where, and how it went in time."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.components import choice
from dashboard.gate.doors import NotThere, open_to
from dashboard.reports.registry import PROBLEMS
from dashboard.screens import blocks
from dashboard.screens.addresses import id_in, keep_address, link, texts_in
from dashboard.screens.choices import LABELS
from dashboard.screens.home import nothing_to_show
from dashboard.screens.problems_reading import FILTERS, ProblemsReading, read_problems
from dashboard.session import current_scope

NAMES = {**LABELS, "of": "Показать", "kind": "Что"}
PARTS = {
    "caption": ("problems-caption", "children"),
    "address": ("problems-address", "data"),
    **{f"{name}_options": (f"problems-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"problems-{name}", "value") for name in FILTERS},
    **blocks.places("problems", PROBLEMS),
}


def layout(query: dict) -> html.Div | html.Section:
    """The unit of the query, or the highest one of one's own."""
    scope = current_scope()
    reading = read_problems(scope, query)
    if reading is None:
        return components.not_found() if query.get("unit") else nothing_to_show(scope)
    return skeleton(reading, content(scope, reading))


def skeleton(reading: ProblemsReading, parts: dict) -> html.Div:
    """What stays while filters change."""
    reports = [
        blocks.block("problems", report, "problems", parts, can_export=reading.can_export)
        for report in PROBLEMS
    ]
    selects = [
        choice(f"problems-{name}", NAMES[name], parts[f"{name}_options"], parts[f"{name}_value"])
        for name in FILTERS
    ]
    above = [(step["name"], link("problems", unit=step["unit_id"])) for step in reading.line]
    return html.Div(
        [
            components.head(
                components.trail("problems-trail", components.breadcrumb(above)),
                components.title("problems-name", "Проблемные компоненты", reading.unit["name"]),
            ),
            components.filters(*selects),
            html.P(parts["caption"], id="problems-caption", className="printed caption"),
            html.Div(reports, className="reports"),
            components.legend(),
            dcc.Store(id="problems-unit", data=reading.unit["unit_id"]),
            dcc.Store(id="problems-address", data=parts["address"]),
        ],
        className="screen screen-problems",
    )


def content(scope: Scope, reading: ProblemsReading) -> dict:
    """The value of every leaf."""
    return {
        "caption": reading.filters,
        "address": reading.address,
        **{f"{name}_options": reading.options[name] for name in FILTERS},
        **{f"{name}_value": reading.chosen[name] for name in FILTERS},
        **blocks.leaves(scope, PROBLEMS, "problems", reading, reading.filters),
    }


def add_callbacks(app: Dash) -> None:
    """Filters change the leaves of the screen, and the address."""

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs={
            "chosen": {name: Input(f"problems-{name}", "value") for name in FILTERS},
            "unit_id": State("problems-unit", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(chosen: dict, unit_id: int) -> dict:
        scope = current_scope()
        reading = read_problems(scope, texts_in(chosen) | {"unit": str(id_in(unit_id))})
        if reading is None:
            raise NotThere("unit")
        return content(scope, reading)

    keep_address(app, "problems-address")
