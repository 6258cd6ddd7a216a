"""The list of assessments written in a unit."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.gate.doors import NotThere, open_to
from dashboard.queries.units import unit
from dashboard.rounded import RULE, is_disclosed
from dashboard.screens.addresses import id_in, keep_address, link, number_in, texts_in
from dashboard.screens.choices import LABELS, option
from dashboard.screens.grids import grid
from dashboard.screens.home import nothing_to_show
from dashboard.screens.places import line_to, name_in, own_units, top_unit
from dashboard.screens.written import work_columns, work_rows, written
from dashboard.session import current_scope
from etl.periods import school_year_name

ALL = "0"
TO_CHOOSE = 3  # «все» and two more; of one there is nothing to choose
FILTERS = ("year", "subject", "grade", "procedure")


def layout(query: dict) -> html.Div | html.Section:
    """The works of the unit in the query, or of the highest one."""
    scope = current_scope()
    asked = number_in(str(query.get("unit", "")))
    line = line_to(scope, asked or top_unit(scope))
    if not line:
        return components.not_found() if asked else nothing_to_show(scope)
    works = written(scope, line[-1])
    options = filter_options(works)
    chosen = {name: offered(options[name], query.get(name)) for name in FILTERS}
    return skeleton(line, works, chosen, own_units(scope))


def offered(options: list[dict], asked: object) -> str:
    """The asked value where it is offered, else «все»."""
    return asked if asked in [option["value"] for option in options] else ALL


def skeleton(line: list[dict], works: list[dict], chosen: dict, own: list[dict]) -> html.Div:
    """The filters and the table; a person of several units goes from one to the other."""
    place, shown = line[-1], chosen_works(works, chosen)
    is_foreign = any(is_disclosed(work) for work in works)
    above = [(step["name"], link("assessments", unit=step["unit_id"])) for step in line]
    options = filter_options(works)
    selects = [
        components.choice(
            f"assessments-{name}",
            LABELS[name],
            options[name],
            chosen[name],
            hidden=len(options[name]) < TO_CHOOSE,
        )
        for name in FILTERS
    ]
    return html.Div(
        [
            components.head(
                components.trail("assessments-trail", components.breadcrumb(above)),
                components.title("assessments-name", "Работы", place["name"]),
            ),
            components.filters(*selects),
            *([other_units(own, place)] if len(own) > 1 else []),
            components.block(
                "Какие работы писали и как справились?",
                grid("assessments-works", work_columns(), work_rows(shown, place)),
                components.rounded("assessments-rounded", RULE, hidden=not is_foreign),
                note="n – писавших; надёжность α от 0,7 позволяет сравнивать учеников",
                wide=True,
            ),
            dcc.Store(id="assessments-unit", data=place["unit_id"]),
            dcc.Store(id="assessments-address", data=address(place["unit_id"], chosen)),
        ],
        className="screen",
    )


def other_units(own: list[dict], here: dict) -> html.Nav:
    """Links to the same list in every unit of one's own."""
    links = [
        html.Span(name_in(unit, own), **{"aria-current": "page"})
        if unit["unit_id"] == here["unit_id"]
        else dcc.Link(name_in(unit, own), href=link("assessments", unit=unit["unit_id"]))
        for unit in own
    ]
    return html.Nav(links, className="own-units", **{"aria-label": "Где"})


def filter_options(works: list[dict]) -> dict[str, list[dict]]:
    """What there is to choose from, «все» first."""
    years = sorted({work["year"] for work in works}, reverse=True)
    subjects = sorted({(work["subject"], work["subject_id"]) for work in works})
    grades = sorted({work["grade"] for work in works})
    procedures = sorted({work["procedure"] for work in works})
    return {
        "year": [option("Все", ALL)] + [option(school_year_name(year), year) for year in years],
        "subject": [option("Все предметы", ALL)] + [option(name, id) for name, id in subjects],
        "grade": [option("Все", ALL)] + [option(f"{grade} классы", grade) for grade in grades],
        "procedure": [option("Все", ALL)] + [option(name, name) for name in procedures],
    }


def chosen_works(works: list[dict], chosen: dict[str, str]) -> list[dict]:
    """The works that agree with every filter that is set."""
    columns = {"year": "year", "subject": "subject_id", "grade": "grade", "procedure": "procedure"}
    asked = {columns[name]: value for name, value in chosen.items() if value != ALL}
    return [
        work for work in works if all(str(work[name]) == value for name, value in asked.items())
    ]


def address(unit_id: int, chosen: dict[str, str]) -> str:
    """The address of the list as it is filtered."""
    set_ones = {name: value for name, value in chosen.items() if value != ALL}
    return link("assessments", unit=unit_id, **set_ones)


def add_callbacks(app: Dash) -> None:
    """Filters change the rows and the address."""

    @app.callback(
        output={
            "rows": Output("assessments-works", "rowData"),
            "address": Output("assessments-address", "data"),
        },
        inputs={
            "chosen": {name: Input(f"assessments-{name}", "value") for name in FILTERS},
            "unit_id": State("assessments-unit", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(chosen: dict, unit_id: int) -> dict:
        scope = current_scope()
        place = unit(scope, id_in(unit_id))
        if place is None:
            raise NotThere("unit")
        chosen = {name: value or ALL for name, value in texts_in(chosen).items()}
        works = chosen_works(written(scope, place), chosen)
        return {"rows": work_rows(works, place), "address": address(place["unit_id"], chosen)}

    keep_address(app, "assessments-address")
