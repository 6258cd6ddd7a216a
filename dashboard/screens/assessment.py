"""The screen of an assessment: how a unit solved its tasks and elements."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.components import Headline
from dashboard.gate.doors import NotThere, open_to
from dashboard.numbers import count, decimal, percent
from dashboard.queries.overview import children_in_order
from dashboard.reports.content import Report
from dashboard.reports.registry import ASSESSMENT
from dashboard.rounded import RULE, behind, is_disclosed, is_hidden, share
from dashboard.screens import blocks, later
from dashboard.screens.addresses import id_in, keep_address, link, number_in, text_in
from dashboard.screens.choices import option
from dashboard.screens.compared import STUDENTS
from dashboard.screens.work_reading import BY, WorkReading, read_work
from dashboard.session import current_scope

FIRST = tuple(report for report in ASSESSMENT if not report.later)
LATER = tuple(report for report in ASSESSMENT if report.later)
PART = 0.1  # of the maximum: so much may be missing before a work counts as given in parts
PARTS = {
    "trail": ("assessment-trail", "children"),
    "headlines": ("assessment-headlines", "children"),
    "rounded_hidden": ("assessment-rounded", "hidden"),
    "unit_options": ("assessment-unit", "options"),
    "unit_value": ("assessment-unit", "value"),
    "by_value": ("assessment-by", "value"),
    "address": ("assessment-address", "data"),
    **blocks.places("assessment", FIRST),
}
LATER_PARTS = later.places("assessment", LATER)
VALUES = {"unit_id": Input("assessment-unit", "value"), "by": Input("assessment-by", "value")}


def layout(address: str, query: dict) -> html.Div | html.Section:
    """The screen of the assessment the address names, in the unit of the query or at the top."""
    scope = current_scope()
    place = number_in(query.get("unit"))
    reading = read_work(scope, number_in(address), place, query.get("by"))
    return skeleton(reading, content(scope, reading)) if reading else components.not_found()


def skeleton(reading: WorkReading, parts: dict) -> html.Div:
    """What stays while unit and grouping change."""
    groupings = [option(f"По {name}", by) for by, name in BY.items()]
    first, asked = (_blocks(reading, reports, parts) for reports in (FIRST, LATER))
    return html.Div(
        [
            components.head(
                components.trail("assessment-trail", parts["trail"]),
                components.title("assessment-name", reading.found["title"], reading.kind),
            ),
            components.filters(
                components.choice(
                    "assessment-unit", "Где", parts["unit_options"], parts["unit_value"]
                ),
                components.choice("assessment-by", "Показать", groupings, parts["by_value"]),
            ),
            components.block(
                "Как написали?",
                html.Div(parts["headlines"], id="assessment-headlines", className="headlines"),
                components.rounded("assessment-rounded", RULE, hidden=parts["rounded_hidden"]),
            ),
            html.Div(first, className="reports"),
            later.questions("assessment", LATER, "assessment"),
            html.Div(asked, className="reports"),
            components.legend(),
            dcc.Store(id="assessment-id", data=reading.found["assessment_id"]),
            dcc.Store(id="assessment-address", data=parts["address"]),
        ],
        className="screen screen-assessment",
    )


def _blocks(reading: WorkReading, reports: tuple[Report, ...], parts: dict) -> list[html.Section]:
    parts = parts | blocks.empty_leaves(LATER)
    return [
        blocks.block("assessment", report, "assessment", parts, can_export=reading.can_export)
        for report in reports
    ]


def content(scope: Scope, reading: WorkReading) -> dict:
    """The value of every leaf; the last unit of the line is the one shown."""
    unit_id = reading.unit["unit_id"]
    return {
        "trail": components.breadcrumb(trail(reading.line, reading.found)),
        "headlines": _headlines(reading.here, reading.there, reading.above),
        "rounded_hidden": not reading.has_rounded,
        "unit_options": unit_options(scope, reading.line),
        "unit_value": str(unit_id),
        "by_value": reading.by,
        "address": reading.address,
        **blocks.leaves(scope, FIRST, "assessment", reading, reading.caption),
    }


def trail(line: list[dict], found: dict) -> list[tuple[str, str]]:
    """The same work in the units above; the last step is the work itself."""
    id = found["assessment_id"]
    above = [(step["name"], link("assessment", id, unit=step["unit_id"])) for step in line]
    return [("Работы", link("assessments", unit=line[-1]["unit_id"])), *above, (found["title"], "")]


def unit_options(scope: Scope, line: list[dict]) -> list[dict]:
    """The units above (↑), the unit itself, and those right under it (↓)."""
    here = line[-1]
    above = [option(f"↑ {step['name']}", step["unit_id"]) for step in line[:-1]]
    below = children_in_order(scope, here["unit_id"])
    under = [option(f"↓ {row['name']}", row["unit_id"]) for row in below]
    return [*above, option(here["name"], here["unit_id"]), *under]


def _headlines(here: dict | None, there: dict | None, above: dict | None) -> list:
    if here is None:
        return [html.P("Здесь эту работу никто не писал.", className="note")]
    if is_hidden(here, "solve_rate"):
        return [html.P("Писали так немногие, что результаты скрыты.", className="note")]
    below = behind(here, STUDENTS, "n_students")
    told = there and not is_hidden(there, "solve_rate")
    compared = f"{above['name']}: {share(there, 'solve_rate')}" if told else ""
    rate = Headline(
        "Решаемость", share(here, "solve_rate"), "Σ баллов / Σ максимумов", below,
        compared=compared,
    )  # fmt: skip
    if is_disclosed(here):
        return components.headlines([rate])
    points = Headline("Средний балл", decimal(here["mean_points"], 1), _out_of(here), below)
    absent = f"не было: {count(here['n_absent'])}"
    writers = Headline("Писали", count(here["n_students"]), "учеников", absent)
    return components.headlines([rate, points, _marks(here), writers, _reliability(here)])


def _out_of(here: dict) -> str:
    """The maximum; of a work in parts, what a student was given on average."""
    if (
        is_disclosed(here)
        or abs(here["given_points"] - here["max_points"]) < PART * here["max_points"]
    ):
        return f"из {decimal(here['max_points'], 0)}"
    return f"каждому дана часть заданий, в среднем из {decimal(here['given_points'], 1)}"


def _reliability(here: dict) -> Headline:
    rule = "от 0,7 – можно сравнивать учеников"
    if here["alpha"] is None:
        return Headline("Надёжность α", decimal(None), rule, "всех заданий никто не получил")
    error = f"n = {count(here['n_complete'])}, ошибка ± {decimal(here['sem'], 1)} балла"
    return Headline("Надёжность α", decimal(here["alpha"]), rule, error)


def _marks(here: dict) -> Headline:
    known = sum(here[mark] for mark in ("n5", "n4", "n3", "n2", "n1"))
    share = (here["n5"] + here["n4"]) / known if known else None
    each = ", ".join(f"«{mark}»: {count(here[f'n{mark}'])}" for mark in "5432")
    return Headline("Качество", percent(share), "доля «4» и «5»", each if known else "без отметок")


def asked_for(scope: Scope, assessment_id: object, unit_id: object, by: object) -> WorkReading:
    """The reading a callback names; nothing where it is not there."""
    if text_in(by) not in BY:
        raise NotThere("grouping")
    reading = read_work(scope, id_in(assessment_id), id_in(unit_id), by)
    if reading is None:
        raise NotThere("assessment")
    return reading


def add_callbacks(app: Dash) -> None:
    """Unit and grouping change the leaves; a click on a question reads its answer."""

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs=VALUES | {"assessment_id": State("assessment-id", "data")},
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(unit_id: str, by: str, assessment_id: int) -> dict:
        scope = current_scope()
        return content(scope, asked_for(scope, assessment_id, unit_id, by))

    @app.callback(
        output={part: Output(*place) for part, place in LATER_PARTS.items()},
        inputs=VALUES
        | {
            "clicks": later.clicks("assessment", LATER),
            "assessment_id": State("assessment-id", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def asked(unit_id: str, by: str, clicks: dict, assessment_id: int) -> dict:
        now, scope = later.asked("assessment", LATER, clicks), current_scope()
        reading = asked_for(scope, assessment_id, unit_id, by)
        return later.leaves(scope, LATER, now, "assessment", reading, reading.caption)

    keep_address(app, "assessment-address")
