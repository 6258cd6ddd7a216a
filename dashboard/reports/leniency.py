"""How kindly schools mark given the external results of the same students."""

from dashboard.access import Scope
from dashboard.figures.effects import effects_figure
from dashboard.numbers import is_known, signed
from dashboard.queries.leniency import leniency_by_cell, leniency_of_schools
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.objectivity_reading import (
    OF_SCHOOLS,
    external_view,
    link_down,
    sees_schools,
)
from dashboard.screens.objectivity_words import FEW_SCHOOLS, LAW, LENIENCY_RULE
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part

UNIT = "отметки"
PAIRS = ("пара отметок", "пары отметок", "пар отметок")
KINDS = {"lenient": "мягче", "strict": "строже", "": ""}
PARTS = (
    "Столбики – по предметам и параллелям, без сглаживания: интервалы широкие, отдельная строка "
    "мало что значит. "
)
REASON = "Повод посмотреть, не доказательство."
FIELDS = ("name", "href", "n", "n_cells", "effect", "low", "high", "told")
CELL = ("name", "n", "raw", "low", "high")


def build(scope: Scope, reading: Reading) -> Content:
    """Bars of schools; of one school its procedures, subjects and grades."""
    if not sees_schools(scope, reading.unit["path"]):
        return Content()
    view = external_view(reading)
    found = leniency_of_schools(scope, reading.unit, view)
    judged = [row for row in found if is_known(row["effect"])]
    if not judged:
        return Content(sentence=FEW_SCHOOLS)
    note = f"{REASON} {LAW} {LENIENCY_RULE}"
    if reading.unit["level"] == "school":
        cells = [_cell(row) for row in leniency_by_cell(scope, reading.unit, view)]
        table = Table(_cell_columns(), [shown_part(row, CELL) for row in cells])
        picture = effects_figure(cells, UNIT, PAIRS, is_ordered=False) if cells else None
        return Content(picture, table, _of_one(judged[0]), f"{PARTS}{note}")
    rows = [_row(row, reading) for row in judged]
    table = Table(_columns(), [shown_part(row, FIELDS) for row in rows])
    return Content(effects_figure(rows, UNIT, PAIRS), table, finding(judged), note)


def _row(row: dict, reading: Reading) -> dict:
    href = link_down(reading, "school", row["unit_id"])
    told = {"name": row["unit"], "href": href, "told": KINDS[row["kind"]]}
    return row | told | {"is_notable": row["kind"]}


def _cell(row: dict) -> dict:
    """One procedure, subject and grade of a school, not shrunken."""
    name = f"{row['subject']}, {row['grade']} кл., {row['procedure']}"
    return row | {"name": name, "effect": row["raw"], "is_notable": False}


def finding(rows: list[dict]) -> str:
    """Which schools stand out, each with its effect and interval."""
    lenient = sorted((r for r in rows if r["kind"] == "lenient"), key=lambda r: -r["effect"])
    strict = sorted((r for r in rows if r["kind"] == "strict"), key=lambda r: r["effect"])
    parts = [
        f"{what} при тех же результатах: {'; '.join(map(_told, some))}"
        for what, some in (("мягче", lenient), ("строже", strict))
        if some
    ]
    if not parts:
        return "Ни одна из показанных школ не ставит отметки заметно мягче или строже остальных."
    return f"Отметки журнала {'. '.join(parts)}."


def _told(row: dict) -> str:
    return f"{row['unit']} {_value(row)}"


def _value(row: dict) -> str:
    effect, low, high = (signed(row[name], 2) for name in ("effect", "low", "high"))
    return f"{effect} отметки (от {low} до {high})"


def _of_one(row: dict) -> str:
    verdict = {"lenient": "заметно мягче", "strict": "заметно строже", "": "не отличается заметно"}
    return f"{row['unit']}: {verdict[row['kind']]}, {_value(row)}, n = {row['n']} пар отметок."


def _columns() -> list[dict]:
    return [
        name_column("Школа"),
        number_column("n", "Пар отметок", "count"),
        number_column("n_cells", "Предметов × параллелей", "count", width=150),
        number_column("effect", "Мягкость", "mean"),
        number_column("low", "от", "mean"),
        number_column("high", "до", "mean"),
        {"field": "told", "headerName": "Вывод", "width": 110},
    ]


def _cell_columns() -> list[dict]:
    return [
        name_column("Предмет, параллель, процедура"),
        number_column("n", "n", "count"),
        number_column("raw", "Мягкость", "mean"),
        number_column("low", "от", "mean"),
        number_column("high", "до", "mean"),
    ]


REPORT = Report(
    "leniency",
    "Где отметки журнала мягче или строже при тех же результатах?",
    build,
    levels=OF_SCHOOLS,
    has_figure=True,
    wide=True,
    later=True,
)
