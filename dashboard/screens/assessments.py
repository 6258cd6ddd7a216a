"""The list of assessments written in a unit."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.queries.units import unit
from dashboard.screens.addresses import keep_address, link, number_in
from dashboard.screens.choices import LABELS, option
from dashboard.screens.grids import grid
from dashboard.screens.home import nothing_loaded
from dashboard.screens.places import line_to, top_unit
from dashboard.screens.written import work_columns, work_rows, written
from dashboard.session import current_scope
from etl.periods import school_year_name

ALL = "0"
FILTERS = ("year", "subject", "grade", "procedure")


def layout(query: dict) -> html.Div | html.Section:
    """The works of the unit in the query, or of the highest one."""
    scope = current_scope()
    asked = number_in(str(query.get("unit", "")))
    line = line_to(scope, asked or top_unit(scope))
    if not line:
        return components.not_found() if asked else nothing_loaded()
    place = line[-1]
    works = written(scope, place)
    chosen = {name: str(query.get(name) or ALL) for name in FILTERS}
    return skeleton(line, works, chosen)


def skeleton(line: list[dict], works: list[dict], chosen: dict) -> html.Div:
    """The filters and the table."""
    place, shown = line[-1], chosen_works(works, chosen)
    above = [(step["name"], link("assessments", unit=step["unit_id"])) for step in line]
    options = filter_options(works)
    selects = [
        components.choice(f"assessments-{name}", LABELS[name], options[name], chosen[name])
        for name in FILTERS
    ]
    return html.Div(
        [
            components.head(
                components.trail("assessments-trail", components.breadcrumb(above)),
                components.title("assessments-name", "Работы", place["name"]),
            ),
            components.filters(*selects),
            components.block(
                "Какие работы писали и как справились?",
                grid("assessments-works", work_columns(), work_rows(shown, place)),
                note="n – писавших; надёжность α от 0,7 позволяет сравнивать учеников",
                wide=True,
            ),
            dcc.Store(id="assessments-unit", data=place["unit_id"]),
            dcc.Store(id="assessments-address", data=address(place["unit_id"], chosen)),
        ],
        className="screen",
    )


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
    def changed(chosen: dict, unit_id: int) -> dict:
        scope = current_scope()
        place = unit(scope, int(unit_id))
        if place is None:
            raise LookupError(f"unit {unit_id} is not there for this person")
        chosen = {name: value or ALL for name, value in chosen.items()}
        works = chosen_works(written(scope, place), chosen)
        return {"rows": work_rows(works, place), "address": address(place["unit_id"], chosen)}

    keep_address(app, "assessments-address")
