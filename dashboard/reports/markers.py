"""Markers of objectivity by school, procedure, subject and grade, each with its evidence."""

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.queries.markers import markers
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.objectivity_reading import (
    OF_SCHOOLS,
    external_view,
    link_down,
    sees_schools,
)
from dashboard.screens.objectivity_words import CAUTION, MARKERS_RULE, evidence
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part
from etl.indicators.objectivity import MARKERS, STATUSES

NOTHING = "По этим правилам маркеров нет, или сравнивать не с кем."
WORDS = {"wrapText": True, "autoHeight": True, "cellClass": "wrapped"}
FIELDS = ("name", "href", "subject", "procedure", "grade", "n", "what", "why", "status")
FOUND = ("устойчивый маркер", "устойчивых маркера", "устойчивых маркеров")
SCHOOLS = ("школы", "школ", "школ")


def build(scope: Scope, reading: Reading) -> Content:
    """One row a marker, the confirmed ones first."""
    if not sees_schools(scope, reading.unit["path"]):
        return Content()
    found = markers(scope, reading.unit, external_view(reading))
    note = f"{CAUTION} {MARKERS_RULE}"
    if not found:
        return Content(sentence=NOTHING, note=note)
    rows = [_row(row, reading) for row in found]
    return Content(table=Table(_columns(), rows), sentence=finding(found), note=note)


def finding(found: list[dict]) -> str:
    """«2 устойчивых маркера у 1 школы; ещё 25 могут быть случайными.»"""
    sure = [row for row in found if row["status"] == "confirmed"]
    rest = len(found) - len(sure)
    more = f"; ещё {rest} могут быть случайными" if rest else ""
    if not sure:
        return f"Устойчивых маркеров нет{more}."
    schools = counted(len({row["unit_id"] for row in sure}), SCHOOLS)
    return f"{counted(len(sure), FOUND)} у {schools}{more}."


def _columns() -> list[dict]:
    return [
        name_column("Школа", width=150),
        {"field": "subject", "headerName": "Предмет", "width": 130, "tooltipField": "subject"},
        {"field": "procedure", "headerName": "Процедура", "width": 112},
        number_column("grade", "Класс", "decimal(params.value, 0)", width=78),
        {"field": "what", "headerName": "Маркер", "minWidth": 200, "flex": 2, **WORDS},
        number_column("n", "n", "count", width=66),
        {"field": "why", "headerName": "Основание", "minWidth": 240, "flex": 3, **WORDS},
        {"field": "status", "headerName": "Вывод", "width": 128, **WORDS}
        | {"cellClassRules": {"warm": f"params.value === '{STATUSES['confirmed']}'"}},
    ]


def _row(row: dict, reading: Reading) -> dict:
    told = {"name": row["unit"], "href": link_down(reading, "school", row["unit_id"])}
    told |= {"what": MARKERS[row["marker"]], "why": evidence(row)}
    return shown_part(row | told | {"status": STATUSES[row["status"]]}, FIELDS)


REPORT = Report(
    "markers",
    "Где есть повод посмотреть на объективность?",
    build,
    levels=OF_SCHOOLS,
    is_grid=True,
    wide=True,
    later=True,
)
