"""Students by group in the unit and in its reference, one ramp everywhere."""

from dashboard.figures.stacked import stacked_figure
from dashboard.theme import GROUPS


def group_figure(units: list[dict]) -> dict:
    """One bar a row of `unit, n` and the number of students of each group."""
    return stacked_figure(units, GROUPS)
