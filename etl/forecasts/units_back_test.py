"""How right forecasts of units are: the last known period forecast from those before it."""

from collections.abc import Sequence

import numpy as np

from etl.forecasts.figures import figures
from etl.forecasts.units import Expected, Values, fitted, forecasts
from etl.forecasts.variance_parts import Periods
from etl.indicators.ratios import ratio

BASELINES = ("last_mae", "line_mae", "parent_mae")


def units_back_test(levels: Sequence[Values], periods: Periods) -> list[dict]:
    """
    The figures of each level, from the top down; nothing of the last period is known beforehand.

    Parameters
    ----------
    levels : sequence of Values
        Over all periods known, the last of them the one to forecast.
    periods : Periods

    Returns
    -------
    list of dict
        `n` units, `mae`, `coverage_90`, `mean_width`, and the mean absolute errors of the simplest
        rules: «as in the last period», «along the unit's own line», «as the parent in the last
        period» [share 0–1]. NaN where there is nothing to say it of.
    """
    count = len(periods.year) - 1
    past = [level.before(count) for level in levels]
    expected = forecasts(past, periods[:count], periods[count:], fitted(past, periods[:count]))
    found = []
    for number, (level, one) in enumerate(zip(levels, expected, strict=True)):
        parent = past[number - 1].last()[0][level.parent] if number else np.nan * one.last
        known = past[number].within(periods.year[:count] == periods.year[count])
        own = known if level.one_year else past[number]
        line = own_line(own.value, periods)
        found.append(_compared(level.value[:, count], one, line, parent))
    return found


def own_line(value, periods: Periods):
    """
    The straight line through a unit's own values, one period further [share 0–1].

    Parameters
    ----------
    value : ndarray, shape (units, periods − 1)
    periods : Periods
        With the one ahead as the last.

    Returns
    -------
    ndarray, shape (units,)
        Inside the scale; of one value that value, NaN without any.

    References
    ----------
    Least squares. It is here to be compared with: own lines forecast badly.
    """
    known, y = np.isfinite(value), np.nan_to_num(value)
    time = periods.year + (periods.kind - 1) / periods.per_year
    n = known.sum(axis=1)
    middle, mean = ratio((known * time[:-1]).sum(axis=1), n), ratio((known * y).sum(axis=1), n)
    run = known * (time[:-1] - middle[:, None])
    slope = np.nan_to_num(ratio((run * y).sum(axis=1), (run**2).sum(axis=1)))
    return np.clip(mean + slope * (time[-1] - middle), 0, 1)


def _compared(fact, expected: Expected, line, parent) -> dict:
    known = np.isfinite(fact) & np.isfinite(expected.last)
    parent = parent[known]
    fact, line, last = fact[known], line[known], expected.last[known]
    value, low, high = (one[known] for one in (expected.value, expected.low, expected.high))
    found = figures(fact, value, low, high, last)
    has_parent = np.isfinite(parent)
    return {
        **{name: found[name] for name in ("n", "mae", "coverage_90", "mean_width")},
        "last_mae": found["baseline_mae"],
        "line_mae": float(np.abs(fact - line).mean()) if len(fact) else np.nan,
        "parent_mae": float(np.abs(fact - parent)[has_parent].mean())
        if has_parent.any()
        else np.nan,
    }
