"""The ground of a cell in a file, as on the screen: steps of a heat map and marks."""

from dashboard.numbers import is_known
from dashboard.reports.cells import Column
from dashboard.theme import INK

WHITE = "#ffffff"
# The variables --heat-… and --mark-… of the style sheet.
HEAT = (
    (0.3, "#f7dfae", INK),
    (0.45, "#e6eef5", INK),
    (0.6, "#bcd3e5", INK),
    (0.75, "#8fb8d6", INK),
    (2, "#2f6b9b", WHITE),
)
MARKS = {
    "5": ("#17456e", WHITE),
    "4": ("#3f78a8", WHITE),
    "3": ("#bcd3e5", INK),
    "2": ("#efb23f", INK),
    "1": ("#9c4a20", WHITE),
    "н/а": ("#e6e9ec", INK),
}


def shade_of(row: dict, column: Column) -> tuple[str, str] | None:
    """Ground and ink of a cell; None where it has none of its own."""
    value = row.get(column.field)
    if column.form == "mark":
        return MARKS.get(str(value))
    if column.form != "cell" or row.get(f"x{column.field[1:]}"):
        return None
    if isinstance(value, str) or not is_known(value):
        return None
    return next((ground, ink) for below, ground, ink in HEAT if value < below)


def is_centred(column: Column) -> bool:
    """Whether its cells stand in the middle: marks, steps of a heat map, signs."""
    return column.form in ("cell", "mark") or column.field == "sign"
