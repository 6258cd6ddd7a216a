"""A cell of a report's table: as text the way the screen says it, and as a value for a sheet."""

from dataclasses import dataclass
from datetime import date

from dashboard.numbers import NO_DATA, count, day, decimal, is_known, percent, signed
from dashboard.rounded import ABOUT, COARSE, HIDDEN, is_disclosed, is_hidden, step_of

NARROW = "\u202f"


@dataclass(frozen=True)
class Column:
    """One column of a file: a field of the rows, its title, and how its values are written."""

    field: str
    title: str
    form: str = "words"

    @property
    def is_number(self) -> bool:
        """Whether its cells stand on the right."""
        return self.form not in ("words", "mark", "day")


def columns_of(grid: list[dict]) -> list[Column]:
    """The columns of a grid; a line drawn from low to high is two of them, «от» and «до»."""
    return [part for column in grid for part in _parts(column)]


def _parts(column: dict) -> list[Column]:
    title, field = column["headerName"], column["field"]
    if column.get("cellRenderer") == "Interval":
        low, _, high, _ = column["cellRendererParams"]["keys"]
        low_and_high = (Column(low, "от", "percent"), Column(high, "до", "percent"))
        return [part for part in low_and_high if part.field != "none"]
    return [Column(field, title or "Отличие", column.get("context", {}).get("form", "words"))]


def text_of(row: dict, column: Column) -> str:
    """The cell as the screen says it: «12,7 %», «≈ 60 %», «×», «–»."""
    value = row.get(column.field)
    if column.form in ("words", "mark"):
        return "" if value is None else str(value)
    if column.form == "day":
        return day(date.fromisoformat(value)) if value else NO_DATA
    if column.form in ("gap", "whole"):
        return _difference(row, column.form, value)
    if column.form == "cell":
        return _in_heat(row, column.field, value)
    return _number(row, column, value)


def is_of_others(row: dict, column: Column) -> bool:
    """Whether the cell is rounded: the whole row is, or this one number of another unit in it."""
    return is_disclosed(row) or column.field in row.get("of_others", ())


def _number(row: dict, column: Column, value) -> str:
    form = column.form
    if not is_of_others(row, column):
        return FORMS[form](value) if is_known(value) else NO_DATA
    if not is_known(value):
        return HIDDEN if is_hidden(row, _rate(row)) else ""
    if form == "mean":
        return f"{ABOUT}{decimal(value, 1 if step_of(row) >= COARSE else 2)}"
    return f"{ABOUT}{percent(value, 0) if form == 'percent' else count(value)}"


def _rate(row: dict) -> str:
    return "quality_rate" if "quality_rate" in row else "solve_rate"


def _difference(row: dict, form: str, value) -> str:
    if form == "whole" and is_disclosed(row):
        return ""
    if not is_known(value):
        return "" if is_disclosed(row) else NO_DATA
    return signed(value, 0) if form == "whole" else signed(100 * value, 0 if _is_coarse(row) else 1)


def _is_coarse(row: dict) -> bool:
    return bool(row.get("gap_rounded"))


def _in_heat(row: dict, field: str, value) -> str:
    """A cell of a heat map: whole percents, × where it is hidden, ▼ where it is a gap."""
    if row.get(f"x{field[1:]}"):
        return HIDDEN
    gap = " ▼" if row.get(f"g{field[1:]}") else ""
    return f"{percent(value, 0)}{gap}" if is_known(value) else ""


FORMS = {
    "percent": percent,
    "count": count,
    "mean": decimal,
    "whole_number": lambda value: decimal(value, 0),
    "points": lambda value: decimal(value, 1),
    "thousandths": lambda value: decimal(value, 3),
}


def value_of(row: dict, column: Column) -> float | int | str | date | None:
    """The cell as a value: a number where it is exact, else the text of the screen."""
    value = row.get(column.field)
    if column.form in ("words", "mark"):
        return int(value) if isinstance(value, str) and value in tuple("12345") else value
    if column.form == "day":
        return date.fromisoformat(value) if value else None
    is_exact = not is_of_others(row, column) or column.form in ("gap", "cell")
    if is_known(value) and is_exact and not row.get(f"x{column.field[1:]}"):
        return value
    text = text_of(row, column)
    return None if text == NO_DATA else text
