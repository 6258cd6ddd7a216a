"""The screen of a unit, from the region to the class: one layout, one callback."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.filters import View
from dashboard.gate.doors import NotThere, open_to
from dashboard.reports.content import Report
from dashboard.reports.registry import UNIT
from dashboard.rounded import RULE, is_hidden
from dashboard.screens import blocks, later
from dashboard.screens.addresses import (
    id_in,
    keep_address,
    link,
    number_in,
    steps,
    texts_in,
    unit_link,
)
from dashboard.screens.captions import caption, fresh
from dashboard.screens.choices import FILTERS, chosen_view, filter_line, filter_values
from dashboard.screens.chosen_rows import add_chosen
from dashboard.screens.compared import finding, headline_numbers
from dashboard.screens.explaining import with_reasons
from dashboard.screens.places import line_to
from dashboard.screens.reading import Reading, read, without_choice
from dashboard.screens.since import whose_before, with_changes
from dashboard.session import current_scope

HIDDEN_HERE = (
    "Учеников здесь так мало, что любые числа выдали бы отдельных из них, поэтому числа скрыты."
)
NO_MARKS_YET = (
    "Здесь пока нет отметок: загрузите журнал, итоговые отметки или результаты процедур "
    "(python -m etl load ПУТЬ). Работы, протоколы которых загружены, – ниже."
)
FIRST = tuple(report for report in UNIT if not report.later)
LATER = tuple(report for report in UNIT if report.later)
PARTS = {
    "trail": ("unit-trail", "children"),
    "badge": ("unit-badge", "children"),
    "headlines": ("unit-headlines", "children"),
    "finding": ("unit-finding", "children"),
    "rounded_hidden": ("unit-rounded", "hidden"),
    "works": ("unit-works", "href"),
    "address": ("unit-address", "data"),
    "caption": ("unit-caption", "children"),
    **{f"{name}_options": (f"unit-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"unit-{name}", "value") for name in FILTERS},
    **{f"{name}_place": (f"unit-{name}-place", "hidden") for name in FILTERS},
    **blocks.places("unit", FIRST),
}
LATER_PARTS = later.places("unit", LATER)


def layout(level: str, address: str, query: dict) -> html.Div | html.Section:
    """The screen of the unit the address names, or «not found»."""
    scope = current_scope()
    line = line_to(scope, number_in(address))
    if not line or line[-1]["level"] != level:
        return components.not_found()
    reading = read(scope, line, View.parse(query))
    return skeleton(reading, content(scope, reading))


def skeleton(reading: Reading, parts: dict) -> html.Div:
    """What never changes while filters do; every leaf that does has its id in PARTS."""
    level = reading.unit["level"]
    first, asked = (_blocks(reading, reports, parts) for reports in (FIRST, LATER))
    return html.Div(
        [
            _head(reading, parts),
            filter_line("unit", reading.view, reading.options, without=without_choice(reading)),
            html.P(parts["caption"], id="unit-caption", className="printed caption"),
            components.block(
                "Как у нас?",
                html.Div(parts["headlines"], id="unit-headlines", className="headlines"),
                components.copyable("unit-finding", parts["finding"]),
                components.rounded("unit-rounded", RULE, hidden=parts["rounded_hidden"]),
            ),
            html.Div(first, className="reports"),
            later.questions("unit", LATER, level),
            html.Div(asked, className="reports"),
            components.legend(),
            dcc.Store(id="unit-id", data=reading.unit["unit_id"]),
            dcc.Store(id="unit-address", data=parts["address"]),
        ],
        className=f"screen screen-{level}",
    )


def _blocks(reading: Reading, reports: tuple[Report, ...], parts: dict) -> list[html.Section]:
    parts, level = parts | blocks.empty_leaves(LATER), reading.unit["level"]
    return [
        blocks.block("unit", report, level, parts, can_export=reading.can_export)
        for report in reports
    ]


def _head(reading: Reading, parts: dict) -> html.Div:
    kind = components.LEVEL_NAMES[reading.unit["level"]]
    works = dcc.Link("Работы", href=parts["works"], id="unit-works", className="aside-link")
    badge = html.Span(parts["badge"], id="unit-badge", className="badge-data")
    return components.head(
        components.trail("unit-trail", parts["trail"]),
        components.title("unit-name", reading.unit["name"], kind),
        html.Div([badge, works, *_pack(reading)], className="aside"),
    )


def _pack(reading: Reading) -> list[html.Button]:
    """The usual reports of this screen into the tray at once."""
    if not reading.can_export:
        return []
    return [
        html.Button(
            "Пакет к педсовету", type="button", className="accent", **{"data-take": "usual"}
        )
    ]


def content(scope: Scope, reading: Reading) -> dict:
    """The value of every leaf of the screen."""
    unit, view = reading.unit, reading.view
    said = caption(reading)
    return {
        "trail": components.breadcrumb(steps(reading.line, view)),
        "badge": fresh(reading),
        **_numbers(reading),
        "rounded_hidden": not reading.has_rounded,
        "works": link("assessments", None, unit=unit["unit_id"]),
        "address": unit_link(unit["level"], unit["unit_id"], view),
        "caption": said,
        **_filters(reading),
        **blocks.leaves(scope, FIRST, unit["level"], reading, said),
    }


def answers(scope: Scope, now: later.Asked, unit_id: int, view: View) -> dict:
    """The value of every leaf of the questions asked now."""
    line = line_to(scope, unit_id)
    if not line:
        raise NotThere("unit")
    reading = read(scope, line, view)
    return later.leaves(scope, LATER, now, line[-1]["level"], reading, caption(reading))


def _filters(reading: Reading) -> dict:
    values, without = filter_values(reading.view), without_choice(reading)
    return {
        **{f"{name}_place": name in without for name in FILTERS},
        **{f"{name}_options": reading.options[name] for name in FILTERS},
        **{f"{name}_value": values[name] for name in FILTERS},
    }


def _numbers(reading: Reading) -> dict:
    own, other = reading.own, reading.other
    before = [row for row in own.periods if row["period_id"] == (reading.view.period or 0) - 100]
    whose = whose_before(reading)
    last_year = next(iter(before), None)
    sentence = finding(own.name, own.row, other.row, other.name, last_year, whose=whose)
    if own.row is None or is_hidden(own.row):
        text = NO_MARKS_YET if own.row is None else HIDDEN_HERE
        return {"headlines": [html.P(text, className="note")], "finding": sentence}
    numbers = headline_numbers(own.row, other.row, other.name)
    loaded_at = reading.data and reading.data["loaded_at"]
    changed = with_changes(numbers, own.periods, own.row, whose)
    told = with_reasons(changed, own.row, reading.view, loaded_at)
    return {"headlines": components.headlines(told), "finding": sentence}


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

    add_chosen(app, "unit-children", "unit-address")

    @app.callback(
        output={part: Output(*place) for part, place in LATER_PARTS.items()},
        inputs={
            "chosen": values,
            "clicks": later.clicks("unit", LATER),
            "unit_id": State("unit-id", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def asked(chosen: dict, clicks: dict, unit_id: int) -> dict:
        now = later.asked("unit", LATER, clicks)
        return answers(current_scope(), now, id_in(unit_id), chosen_view(texts_in(chosen)))

    keep_address(app, "unit-address")
