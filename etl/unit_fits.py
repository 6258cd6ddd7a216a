"""Fits and forecasts of every indicator of marks, over the levels of `etl.unit_values`."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

import numpy as np

from etl.forecasts.mark_scales import INDICATORS, as_shown
from etl.forecasts.units import Expected, Values, fitted, forecasts
from etl.forecasts.units_back_test import units_back_test
from etl.forecasts.variance_parts import Parts, Periods
from etl.unit_values import ONE_YEAR, Counted, students_of, trees, values

UPPER = 3  # levels whose next year is of the same unit: region, municipality, school
IN_MARKS = ("mae", "last_mae", "line_mae", "parent_mae", "mean_width")
DIGITS = 5

Fits = dict[str, dict[str, list[list[float]]]]  # tree → indicator → parts by level


@dataclass(frozen=True)
class Told:
    """The forecasts of one indicator for the rows of one level."""

    indicator: str
    units: Counted
    expected: Expected


def fits_of(upper: list[Counted], deep: list[Counted], periods: Periods) -> Fits:
    """The parts of every indicator from all periods but the last: of the upper levels from all
    schools, of the classes from those of `deep`.
    """
    found = _fits(upper, periods)
    for tree, by_indicator in _fits(deep, periods).items():
        for name, each in by_indicator.items():
            found[tree][name] += each[UPPER:]
    return found


def told(levels: list[Counted], periods: Periods, fits: Fits) -> Iterator[Told]:
    """The forecasts of the last period from those before it, level by level."""
    count = len(periods.year) - 1
    for tree, (units, by_indicator) in _measured(levels).items():
        for name, each in by_indicator.items():
            parts = [Parts(*one) for one in fits[tree][name]]
            known = _before(each[: len(parts)], count)
            found = forecasts(known, periods[:count], periods[count:], parts[: len(known)])
            for level, expected in zip(units, found, strict=False):
                yield Told(name, level, expected)


def back_tests(upper: list[Counted], deep: list[Counted], periods: Periods) -> dict:
    """Tree → level → indicator → figures of the last period but one, from those before it.

    Of classes only where the period before that was of the same year.
    """
    found = _back_tests(upper, periods)
    if deep and periods.year[-3:-1].tolist() == [periods.year[-2]] * 2:
        for tree, by_level in _back_tests(deep, periods).items():
            found[tree] |= {name: by_level[name] for name in ONE_YEAR if name in by_level}
    return found


def _fits(levels: list[Counted], periods: Periods) -> Fits:
    count = len(periods.year) - 1
    return {
        tree: {
            name: [list(astuple(one)) for one in fitted(_before(each, count), periods[:count])]
            for name, each in by_indicator.items()
        }
        for tree, (_, by_indicator) in _measured(levels).items()
    }


def _back_tests(levels: list[Counted], periods: Periods) -> dict:
    found: dict = {}
    count = len(periods.year) - 1
    for tree, (units, by_indicator) in _measured(levels).items():
        for name, each in by_indicator.items():
            figures = units_back_test(_before(each, count), periods[:count])
            for level, one in zip(units, figures, strict=True):
                found.setdefault(tree, {}).setdefault(level.level, {})[name] = _told(one, name)
    return found


def _before(levels: list[Values], count: int) -> list[Values]:
    return [level.before(count) for level in levels]


def _measured(levels: list[Counted]) -> dict[str, tuple[list[Counted], dict[str, list[Values]]]]:
    """Tree → its levels down to the last that has any unit, and the values of each indicator."""
    found = {}
    for tree, units in trees(levels).items():
        units = units[: next((n for n, one in enumerate(units) if not len(one.unit)), len(units))]
        if units:
            students = [students_of(*pair) for pair in zip(levels, units, strict=False)]
            found[tree] = units, {name: values(units, students, name) for name in INDICATORS}
    return found


def _told(figures: dict, indicator: str) -> dict:
    """Figures as they are shown; None for what is not known."""
    scale = as_shown(1.0, indicator) - as_shown(0.0, indicator)
    scaled = {name: one * (scale if name in IN_MARKS else 1) for name, one in figures.items()}
    return {
        name: round(float(one), DIGITS) if np.isfinite(one) else None
        for name, one in scaled.items()
    }
