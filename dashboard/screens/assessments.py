"""The list of assessments written in a unit."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import Scope
from dashboard.queries.assessments import works_of_unit
from dashboard.queries.units import unit
from dashboard.screens.addresses import keep_address, link, number_in
from dashboard.screens.choices import LABELS, option
from dashboard.screens.grids import grid, interval_column, name_column, number_column
from dashboard.screens.home import nothing_loaded
from dashboard.screens.places import line_to, top_unit
from dashboard.screens.tables import shown_part
from dashboard.session import current_scope
from etl.periods import school_year_name, school_year_of

ALL = "0"
FILTERS = ("year", "subject", "grade", "procedure")
FIELDS = (
    *("name", "href", "date", "procedure", "subject", "grade", "n_students"),
    *("mean_points", "max_points", "solve_rate", "zero", "alpha"),
)
BAR = {"keys": ["zero", "solve_rate", "solve_rate", "none"]}


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
    place = line[-1]
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
                grid("assessments-works", columns(), rows(chosen_works(works, chosen), place)),
                note="n – писавших; надёжность α от 0,7 позволяет сравнивать учеников",
                wide=True,
            ),
            dcc.Store(id="assessments-unit", data=place["unit_id"]),
            dcc.Store(id="assessments-address", data=address(place["unit_id"], chosen)),
        ],
        className="screen",
    )


def written(scope: Scope, place: dict) -> list[dict]:
    """The assessments of a unit with the school year of each."""
    works = works_of_unit(scope, place["unit_id"])
    return [work | {"year": school_year_of(work["date"])} for work in works]


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


def columns() -> list[dict]:
    """When, what, how many wrote it and how it went."""
    points = "decimal(params.value, 1) + ' из ' + decimal(params.data.max_points, 0)"
    return [
        name_column("Работа", width=250),
        number_column("date", "Дата", "day", sort="desc", width=104),
        {"field": "procedure", "headerName": "Процедура", "width": 150},
        {"field": "subject", "headerName": "Предмет", "width": 124, "tooltipField": "subject"},
        number_column("grade", "Класс", "count", width=78),
        number_column("n_students", "n", "count", width=70),
        number_column("mean_points", "Ср. балл", points, width=112),
        number_column("solve_rate", "Решаемость", "percent", width=116),
        interval_column(
            "solve_rate", "От 0 до 100 %", colId="bar", cellRendererParams=BAR, minWidth=92
        ),
        number_column("alpha", "α", "decimal(params.value, 2)", width=66),
    ]


def rows(works: list[dict], place: dict) -> list[dict]:
    """One row per work, linked to it in this unit."""
    return [
        shown_part(
            work
            | {"name": work["title"], "date": work["date"].isoformat(), "zero": 0.0}
            | {"href": link("assessment", work["assessment_id"], unit=place["unit_id"])},
            FIELDS,
        )
        for work in works
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
        return {"rows": rows(works, place), "address": address(place["unit_id"], chosen)}

    keep_address(app, "assessments-address")
