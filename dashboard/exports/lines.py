"""A report's table as lines of text: what it is, and the same rows as on the screen."""

from datetime import date

from dashboard.exports.pack import PRODUCT, Part
from dashboard.numbers import NARROW, NO_DATA, day
from dashboard.reports.cells import Column, text_of, value_of

SCALES = {"percent": 100, "gap": 100, "cell": 100}
DIGITS = {
    "percent": 1,
    "gap": 1,
    "cell": 0,
    "count": 0,
    "whole": 0,
    "whole_number": 0,
    "mean": 2,
    "points": 1,
}


def lines_of(part: Part, today: date) -> list[list[str]]:
    """What it is, the filters and the date, then one line per row of the table."""
    columns = part.columns
    rows = [[_cell(row, column) for column in columns] for row in part.rows]
    return [*_heading(part, today), [_title(column) for column in columns], *rows]


def _heading(part: Part, today: date) -> list[list[str]]:
    rule = [[part.rule]] if part.rule else []
    title = f"{PRODUCT}. {part.question} {part.place or part.title}"
    return [[title], [part.filters], [f"Выгружено {day(today)}"], *rule, []]


def _title(column: Column) -> str:
    return f"{column.title}, %" if column.form == "percent" else column.title


def _cell(row: dict, column: Column) -> str:
    """An exact number without its unit, so that a spreadsheet counts with it; else the words."""
    value = value_of(row, column)
    if column.form in DIGITS and isinstance(value, int | float):
        return _number(value * SCALES.get(column.form, 1), _digits(row, column))
    text = text_of(row, column).replace(NARROW, " ")
    return "" if text == NO_DATA else text.removesuffix(" %")


def _digits(row: dict, column: Column) -> int:
    """In whole points when one of the two compared is rounded."""
    is_coarse = column.form == "gap" and row.get("gap_rounded")
    return 0 if is_coarse else DIGITS[column.form]


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}".replace(".", ",")
    return text if any(digit in text for digit in "123456789") else text.removeprefix("-")
