"""Tables for a Russian spreadsheet: it opens them by itself and never calculates a text."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from io import StringIO
from itertools import chain, count

from dashboard.exports.letters import legal
from dashboard.reports.cells import Column, value_of

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
MOVES = ("\t", "\r", "\n")
NUMBER = re.compile(r"-?\d+(?:,\d+)?")
NOT_IN_SHEETS = re.compile(r"[\\/:*?\[\]\x00-\x1f]+")
LONGEST_SHEET = 31
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def csv_file(lines: Iterable[Iterable[str]]) -> bytes:
    """Lines of cells with «;» between them, in UTF-8 with the mark Excel looks for.

    Every cell is quoted: read with another separator, none falls apart into a formula.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe; numbers stay.

    So does the sign «=» of a table: alone it calculates nothing.
    """
    if NUMBER.fullmatch(cell) or cell == "=":
        return cell
    is_formula = cell.startswith(MOVES) or cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if is_formula else cell


def file_name(*words: str, ending: str = "csv") -> str:
    """«Школа № 7, Параллели, год 2025-2026.csv»: whatever the names are, one name of a file."""
    name = NOT_IN_NAMES.sub("-", ", ".join(word for word in words if word))
    return f"{name[:150].strip(' .')}.{ending}"


def sheet_names(titles: list[str], taken: str) -> list[str]:
    """Names of sheets as Excel allows them: short, without its signs, each once."""
    names: list[str] = []
    used = {taken.casefold()}
    for title in titles:
        first = NOT_IN_SHEETS.sub(" ", legal(title))[:LONGEST_SHEET].strip(" '") or "Отчёт"
        numbered = (f"{first[: LONGEST_SHEET - 4]} {number}" for number in count(2))
        free = (name for name in chain([first], numbered) if name.casefold() not in used)
        names.append(next(free))
        used.add(names[-1].casefold())
    return names


def as_number(row: dict, column: Column) -> float | int | str | date | None:
    """The value of a cell for a sheet: gaps in points as on the screen, never finer."""
    value = value_of(row, column)
    if isinstance(value, str | None):
        return value
    if column.form == "gap":
        return round(100 * value, 0 if row.get("gap_rounded") else 1)
    return value if isinstance(value, int | float | date) else str(value)
