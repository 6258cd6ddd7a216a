"""Markers of three years in the places of the federal lists: Russian, mathematics, grades 4, 5."""

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.queries.markers import marker_years
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.objectivity_reading import (
    OF_SCHOOLS,
    external_view,
    link_down,
    sees_schools,
)
from dashboard.screens.objectivity_words import CAUTION
from dashboard.screens.reading import Reading
from etl.periods import school_year_name

NOTHING = "Результатов ВПР по русскому языку и математике в 4 и 5 классах здесь нет."
RULE = (
    "Места федеральных списков: русский язык и математика, 4 и 5 классы ВПР, за три года (сколько "
    "есть). В скобках – места, где маркер может быть случайным. Сам федеральный список этой "
    "системой не составляется."
)
SCHOOLS = ("школы", "школ", "школ")


def build(scope: Scope, reading: Reading) -> Content:
    """One row a school, a column a year, the most confirmed places first."""
    if not sees_schools(scope, reading.unit["path"]):
        return Content()
    found = marker_years(scope, reading.unit, external_view(reading))
    if not found:
        return Content(sentence=NOTHING)
    years = sorted({row["year"] for row in found})
    schools: dict[int, dict] = {}
    for row in found:
        name = {"name": row["unit"], "href": link_down(reading, "school", row["unit_id"])}
        known = schools.setdefault(row["unit_id"], name | {"total": 0, "possible": 0})
        known[f"y{row['year']}"] = _told(row)
        known["total"] += row["n_confirmed"]
        known["possible"] += row["n_possible"]
    rows = sorted(schools.values(), key=lambda row: (-row["total"], -row["possible"]))
    return Content(
        table=Table(_columns(years), rows), sentence=_finding(rows), note=f"{RULE} {CAUTION}"
    )


def _told(row: dict) -> str:
    """«1 из 4 (+2)»."""
    possible = f" (+{row['n_possible']})" if row["n_possible"] else ""
    return f"{row['n_confirmed']} из {row['n_places']}{possible}"


def _columns(years: list[int]) -> list[dict]:
    return [
        name_column("Школа"),
        *({"field": f"y{year}", "headerName": school_year_name(year), "width": 130}
          for year in years),
        number_column("total", "Устойчивых", "count"),
        number_column("possible", "Может быть случайно", "count", width=180),
    ]  # fmt: skip


def _finding(rows: list[dict]) -> str:
    sure = sum(row["total"] > 0 for row in rows)
    if len(rows) == 1:
        total, possible = rows[0]["total"], rows[0]["possible"]
        return f"Мест с устойчивым маркером: {total}; с тем, что может быть случайным: {possible}."
    whole = counted(len(rows), SCHOOLS)
    none = f"Устойчивых маркеров нет ни у одной из {whole}."
    return f"Устойчивые маркеры – у {sure} из {whole}." if sure else none


REPORT = Report(
    "marker_years",
    "Повторяются ли маркеры из года в год?",
    build,
    levels=OF_SCHOOLS,
    is_grid=True,
    wide=True,
    later=True,
)
