"""The table inside a unit as lines of text: the same rows as on the screen, written out."""

import re
from datetime import date

from dashboard.numbers import day, is_known
from dashboard.rounded import COARSE, HIDDEN, RULE, is_disclosed, is_hidden
from dashboard.screens.choices import FILTERS, LABELS, filter_values
from dashboard.screens.inside import TITLES, Inside
from dashboard.screens.reading import Reading

FORM = re.compile(r"(\w+)\(")
SCALES = {"percent": 100}
DIGITS = {"percent": 1, "gap": 1, "count": 0, "whole": 0, "mean": 2, "meanOrNothing": 2}
DIGITS_ROUNDED = {"percent": 0, "count": 0}
NOT_ROUNDED = ("whole",)  # in whole students only of one's own


def lines_of(reading: Reading, table: Inside, today: date) -> list[list[str]]:
    """What it is, the filters and the date, then one line per row of the table."""
    columns = [part for column in table.columns for part in _parts(column)]
    rows = [[_cell(row, field, form) for field, _, form in columns] for row in table.rows]
    return [*_heading(reading, today), [title for _, title, _ in columns], *rows]


def titles_of(reading: Reading) -> tuple[str, str, str]:
    """The unit, what the table is of, and when: the name of the file."""
    shown = chosen(reading)
    return (
        reading.unit["name"],
        TITLES[reading.unit["level"]],
        " ".join(shown[name] for name in ("period", "year") if name in shown),
    )


def chosen(reading: Reading) -> dict[str, str]:
    """Every filter that can be chosen here with the label of its value."""
    values = filter_values(reading.view)
    found = {}
    for name in FILTERS:
        labels = {option["value"]: option["label"] for option in reading.options[name]}
        if values[name] in labels and (name != "procedure" or reading.view.basis == "external"):
            found[name] = labels[values[name]]
    return found


def _heading(reading: Reading, today: date) -> list[list[str]]:
    place = " › ".join(step["name"] for step in reading.line)
    filters = [f"{LABELS[name]}: {label}" for name, label in chosen(reading).items()]
    rule = [[RULE]] if reading.has_rounded else []
    title = f"МСОКО. {TITLES[reading.unit['level']]}: {place}"
    return [[title], ["; ".join(filters)], [f"Выгружено {day(today)}"], *rule, []]


def _parts(column: dict) -> list[tuple[str, str, str]]:
    """Field, title and form; a line drawn from low to high is two numbers, «от» and «до»."""
    field, title = column["field"], column["headerName"]
    if column.get("cellRenderer") == "Interval":
        low, _, high, _ = column["cellRendererParams"]["keys"]
        return [(low, "от, %", "percent"), (high, "до, %", "percent")]
    form = _form(column)
    if form == "percent":
        title = f"{title}, %"
    return [(field, title or "Отличие", form)]


def _form(column: dict) -> str:
    """The function of 30-grid.js that writes the cell on the screen."""
    found = FORM.match(column.get("valueFormatter", {}).get("function", ""))
    return found[1] if found else ""


def _cell(row: dict, field: str, form: str) -> str:
    value = row.get(field)
    if form not in DIGITS:
        return "" if value is None else str(value)
    if form == "gap":
        return _gap(row, value)
    if is_disclosed(row):
        return _rounded(row, value, form)
    return _number(value * SCALES.get(form, 1), DIGITS[form]) if is_known(value) else ""


def _gap(row: dict, value: float | None) -> str:
    """In whole points when one of the two compared is rounded."""
    return _number(100 * value, 0 if row.get("gap_rounded") else 1) if is_known(value) else ""


def _rounded(row: dict, value: float | None, form: str) -> str:
    if not is_known(value):
        return HIDDEN if is_hidden(row) and form not in NOT_ROUNDED else ""
    digits = DIGITS_ROUNDED.get(form, 1 if (row.get("step") or 0) >= COARSE else 2)
    return f"≈ {_number(value * SCALES.get(form, 1), digits)}"


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}".replace(".", ",")
    return text if any(digit in text for digit in "123456789") else text.removeprefix("-")
