"""A screen of reports under one line of filters: what stays, what a filter changes, the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import Role, Scope
from dashboard.gate.doors import NotThere, open_to
from dashboard.reports.content import Report
from dashboard.rounded import RULE
from dashboard.screens import blocks
from dashboard.screens.addresses import id_in, keep_address, texts_in
from dashboard.screens.home import nothing_to_show
from dashboard.session import current_scope


class ScreenReading(Protocol):
    """All that such a screen has read of a unit."""

    line: list[dict]
    options: dict[str, list[dict]]
    can_export: bool
    unit: dict
    chosen: dict[str, str]
    address: str
    filters: str
    level: str  # at which its reports are asked
    is_there: bool  # whether there is anything to report on
    has_rounded: bool

    def link_to(self, unit_id: int) -> str:
        """The same screen of another unit."""


@dataclass(frozen=True)
class ReportScreen:
    """One screen: its name in addresses and ids, its title, reports, filters, and who opens it."""

    name: str
    title: str
    reports: tuple[Report, ...]
    filters: Mapping[str, str]  # name → label
    read: Callable[[Scope, Mapping[str, object]], ScreenReading | None]
    roles: tuple[Role, ...]
    caution: str = ""  # over the reports
    nothing: str = ""  # in place of them where there is nothing to report on

    def layout(self, query: dict) -> html.Div | html.Section:
        """The unit of the query, or the highest one of one's own."""
        scope = current_scope()
        reading = self.read(scope, query)
        if reading is None:
            return components.not_found() if query.get("unit") else nothing_to_show(scope)
        return self.skeleton(reading, self.content(scope, reading))

    def skeleton(self, reading: ScreenReading, parts: dict) -> html.Div:
        """What stays while filters change."""
        name = self.name
        above = [(step["name"], reading.link_to(step["unit_id"])) for step in reading.line]
        caution = [html.P(self.caution, className="note")] if self.caution else []
        nothing = html.P(self.nothing, id=f"{name}-nothing", hidden=parts["nothing_hidden"])
        return html.Div(
            [
                components.head(
                    components.trail(f"{name}-trail", components.breadcrumb(above)),
                    components.title(f"{name}-name", self.title, reading.unit["name"]),
                ),
                components.filters(*self._selects(parts)),
                html.P(parts["caption"], id=f"{name}-caption", className="printed caption"),
                *caution,
                nothing,
                components.rounded(f"{name}-rounded", RULE, hidden=not reading.has_rounded),
                html.Div(self._blocks(reading, parts), className="reports"),
                components.legend(),
                dcc.Store(id=f"{name}-unit", data=reading.unit["unit_id"]),
                dcc.Store(id=f"{name}-address", data=parts["address"]),
            ],
            className=f"screen screen-{name}",
        )

    def _blocks(self, reading: ScreenReading, parts: dict) -> list[html.Section]:
        can_export = reading.can_export
        return [
            blocks.block(self.name, report, reading.level, parts, can_export=can_export)
            for report in self.reports
        ]

    def _selects(self, parts: dict) -> list[html.Div]:
        return [
            components.choice(
                f"{self.name}-{name}",
                label,
                parts[f"{name}_options"],
                parts[f"{name}_value"],
                hidden=parts[f"{name}_place"],
            )
            for name, label in self.filters.items()
        ]

    def content(self, scope: Scope, reading: ScreenReading) -> dict:
        """The value of every leaf; no report is asked where there is nothing to report on."""
        shown = blocks.empty_leaves(self.reports)
        if reading.is_there:
            told = reading.filters
            shown = blocks.leaves(scope, self.reports, reading.level, reading, told)
        options, chosen = reading.options, reading.chosen
        return {
            "caption": reading.filters,
            "nothing_hidden": reading.is_there,
            "address": reading.address,
            **{f"{name}_options": options[name] for name in self.filters},
            **{f"{name}_value": chosen[name] for name in self.filters},
            **{f"{name}_place": len(options[name]) < 2 for name in self.filters},
            **shown,
        }

    @property
    def parts(self) -> dict[str, tuple[str, str]]:
        """Leaf → id and property."""
        name = self.name
        return {
            "caption": (f"{name}-caption", "children"),
            "nothing_hidden": (f"{name}-nothing", "hidden"),
            "address": (f"{name}-address", "data"),
            **{f"{one}_options": (f"{name}-{one}", "options") for one in self.filters},
            **{f"{one}_value": (f"{name}-{one}", "value") for one in self.filters},
            **{f"{one}_place": (f"{name}-{one}-place", "hidden") for one in self.filters},
            **blocks.places(name, self.reports),
        }

    def add_callbacks(self, app: Dash) -> None:
        """Filters change the leaves of the screen, and the address."""

        @app.callback(
            output={part: Output(*place) for part, place in self.parts.items()},
            inputs={
                "chosen": {one: Input(f"{self.name}-{one}", "value") for one in self.filters},
                "unit_id": State(f"{self.name}-unit", "data"),
            },
            prevent_initial_call=True,
        )
        @open_to(*self.roles)
        def changed(chosen: dict, unit_id: int) -> dict:
            scope = current_scope()
            reading = self.read(scope, texts_in(chosen) | {"unit": str(id_in(unit_id))})
            if reading is None:
                raise NotThere("unit")
            return self.content(scope, reading)

        keep_address(app, f"{self.name}-address")
