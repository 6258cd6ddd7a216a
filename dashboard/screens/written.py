"""The table of assessments written in a unit: on their own screen, and where there are no marks."""

from dashboard.access import Scope
from dashboard.queries.assessments import works_of_unit
from dashboard.screens.addresses import link
from dashboard.screens.grids import interval_column, name_column, number_column
from dashboard.screens.tables import shown_part
from etl.periods import school_year_of

FIELDS = (
    *("name", "href", "date", "procedure", "subject", "grade", "n_students"),
    *("mean_points", "max_points", "solve_rate", "zero", "alpha"),
    *("disclosed", "step"),
)
BAR = {"keys": ["zero", "solve_rate", "solve_rate", "none"]}


def written(scope: Scope, place: dict) -> list[dict]:
    """The assessments of a unit with the school year of each."""
    works = works_of_unit(scope, place["unit_id"])
    return [work | {"year": school_year_of(work["date"])} for work in works]


def work_columns() -> list[dict]:
    """When, what, how many wrote it and how it went."""
    points = "meanOf(params.value, params.data)"
    return [
        name_column("Работа", width=250),
        number_column("date", "Дата", "day", sort="desc", width=104),
        {"field": "procedure", "headerName": "Процедура", "width": 150},
        {"field": "subject", "headerName": "Предмет", "width": 124, "tooltipField": "subject"},
        number_column("grade", "Класс", "decimal(params.value, 0)", width=78),
        number_column("n_students", "n", "count", width=70),
        number_column("mean_points", "Ср. балл", points, width=112),
        number_column("solve_rate", "Решаемость", "percent", width=116),
        interval_column(
            "solve_rate", "От 0 до 100 %", colId="bar", cellRendererParams=BAR, minWidth=92
        ),
        number_column("alpha", "α", "mean", width=66),
    ]


def work_rows(works: list[dict], place: dict) -> list[dict]:
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
