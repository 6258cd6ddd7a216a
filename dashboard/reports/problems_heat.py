"""Where which element sags: units by elements of one subject and parallel."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column
from dashboard.screens.problem_words import element_name
from dashboard.screens.problems_reading import ProblemsReading
from dashboard.screens.tables import heat_column

NOTE = "Решаемость, %; темнее – выше. ▼ – проблемный компонент. Пусто – не проверялось"
TO_CHOOSE = "Выберите предмет и параллель: элементы разных предметов рядом не ставятся."


def build(scope: Scope, reading: ProblemsReading) -> Content:
    """A row a unit, a column an element; the unit as a whole stands first."""
    if not reading.rows:
        return Content()
    if not (reading.subject and reading.grade):
        return Content(sentence=TO_CHOOSE)
    elements = {row["element_id"]: row for row in reading.whole + reading.rows}
    ordered = sorted(elements.values(), key=lambda row: _in_order(row["code"]))
    columns = [heat_column(row["element_id"], element_name(row)) for row in ordered]
    units = [{"name": reading.unit["name"], "href": ""} | _cells(reading.whole)]
    if reading.rows is not reading.whole:
        units += _units(reading)
    return Content(table=Table([name_column("Где", width=190), *columns], units), note=NOTE)


def _in_order(code: str) -> list[tuple]:
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part)
            for part in code.split(".")]  # fmt: skip


def _units(reading: ProblemsReading) -> list[dict]:
    by_unit: dict[int, list[dict]] = {}
    for row in reading.rows:
        by_unit.setdefault(row["unit_id"], []).append(row)
    filters = {name: reading.chosen[name] for name in ("year", "subject", "grade")}
    return [
        {"name": found[0]["unit"], "href": link("problems", unit=id, **filters)} | _cells(found)
        for id, found in by_unit.items()
    ]


def _cells(found: list[dict]) -> dict:
    """Rate, n, and ▼ of each element."""
    cells = {}
    for row in found:
        id = row["element_id"]
        cells |= {f"s{id}": row["solve_rate"], f"n{id}": row["n_students"]}
        cells |= {f"g{id}": True} if row["problem"] == "problem" else {}
    return cells


REPORT = Report(
    "heat",
    "Где какой элемент проседает?",
    build,
    is_grid=True,
    upright=("problems",),
    wide=True,
)
