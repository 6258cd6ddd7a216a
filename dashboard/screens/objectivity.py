"""The screen of objectivity: external marks beside the journal, markers, leniency, value added."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, TERRITORY, Scope
from dashboard.components import choice
from dashboard.gate.doors import NotThere, open_to
from dashboard.reports.registry import OBJECTIVITY
from dashboard.rounded import RULE
from dashboard.screens import blocks
from dashboard.screens.addresses import id_in, keep_address, texts_in
from dashboard.screens.choices import LABELS
from dashboard.screens.home import nothing_to_show
from dashboard.screens.objectivity_reading import (
    FILTERS,
    ObjectivityReading,
    objectivity_link,
    read_objectivity,
)
from dashboard.screens.objectivity_words import CAUTION, NO_RESULTS
from dashboard.session import current_scope

PARTS = {
    "caption": ("objectivity-caption", "children"),
    "nothing_hidden": ("objectivity-nothing", "hidden"),
    "address": ("objectivity-address", "data"),
    **{f"{name}_options": (f"objectivity-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"objectivity-{name}", "value") for name in FILTERS},
    **{f"{name}_place": (f"objectivity-{name}-place", "hidden") for name in FILTERS},
    **blocks.places("objectivity", OBJECTIVITY),
}


def layout(query: dict) -> html.Div | html.Section:
    """The unit of the query, or the highest one of one's own."""
    scope = current_scope()
    reading = read_objectivity(scope, query)
    if reading is None:
        return components.not_found() if query.get("unit") else nothing_to_show(scope)
    return skeleton(reading, content(scope, reading))


def skeleton(reading: ObjectivityReading, parts: dict) -> html.Div:
    """What stays while filters change."""
    level = reading.unit["level"]
    reports = [
        blocks.block("objectivity", report, level, parts, can_export=reading.can_export)
        for report in OBJECTIVITY
    ]
    above = [(s["name"], objectivity_link(s["unit_id"], reading.view)) for s in reading.line]
    return html.Div(
        [
            components.head(
                components.trail("objectivity-trail", components.breadcrumb(above)),
                components.title("objectivity-name", "Объективность", reading.unit["name"]),
            ),
            components.filters(*_selects(parts)),
            html.P(parts["caption"], id="objectivity-caption", className="printed caption"),
            html.P(CAUTION, className="note"),
            html.P(NO_RESULTS, id="objectivity-nothing", hidden=parts["nothing_hidden"]),
            components.rounded("objectivity-rounded", RULE, hidden=not reading.has_rounded),
            html.Div(reports, className="reports"),
            components.legend(),
            dcc.Store(id="objectivity-unit", data=reading.unit["unit_id"]),
            dcc.Store(id="objectivity-address", data=parts["address"]),
        ],
        className="screen screen-objectivity",
    )


def _selects(parts: dict) -> list[html.Div]:
    return [
        choice(
            f"objectivity-{name}",
            LABELS[name],
            parts[f"{name}_options"],
            parts[f"{name}_value"],
            hidden=parts[f"{name}_place"],
        )
        for name in FILTERS
    ]


def content(scope: Scope, reading: ObjectivityReading) -> dict:
    """The value of every leaf; no report is asked where there are no external results."""
    level, there = reading.unit["level"], reading.view.year is not None
    shown = blocks.leaves(scope, OBJECTIVITY, level, reading, reading.filters) if there \
        else blocks.empty_leaves(OBJECTIVITY)  # fmt: skip
    return {
        "caption": reading.filters,
        "nothing_hidden": there,
        "address": reading.address,
        **{f"{name}_options": reading.options[name] for name in FILTERS},
        **{f"{name}_value": reading.chosen[name] for name in FILTERS},
        **{f"{name}_place": len(reading.options[name]) < 2 for name in FILTERS},
        **shown,
    }


def add_callbacks(app: Dash) -> None:
    """Filters change the leaves of the screen, and the address."""

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs={
            "chosen": {name: Input(f"objectivity-{name}", "value") for name in FILTERS},
            "unit_id": State("objectivity-unit", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS)
    def changed(chosen: dict, unit_id: int) -> dict:
        scope = current_scope()
        reading = read_objectivity(scope, texts_in(chosen) | {"unit": str(id_in(unit_id))})
        if reading is None:
            raise NotThere("unit")
        return content(scope, reading)

    keep_address(app, "objectivity-address")
