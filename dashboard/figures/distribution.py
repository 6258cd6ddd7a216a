"""How marks divide: shares of 5 4 3 2 in the unit and in its reference, one ramp everywhere."""

from dashboard.figures.stacked import stacked_figure
from dashboard.rounded import is_disclosed
from dashboard.theme import MARKS, empty_figure

NO_MARKS = "Отметок за этот период нет"
NOT_TOLD = "У чужих групп число каждой отметки не показывается"


def distribution_figure(units: list[dict]) -> dict:
    """One bar a row of `unit, n` and `n5 … n_na`, the first row on top; none where they are hidden.

    Numbers of marks of a foreign group are not told, so it has no bar.
    """
    told = [row for row in units if not is_disclosed(row)]
    if units and not told:
        return empty_figure(NOT_TOLD)
    units = [row for row in told if row["n"] > 0]
    return stacked_figure(units, MARKS) if units else empty_figure(NO_MARKS)
