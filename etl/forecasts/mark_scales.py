"""Indicators of marks as means of points of students, so that one rule forecasts all of them."""

import numpy as np

from etl.indicators.marks import WEIGHT_2, WEIGHT_3, WEIGHT_4, WEIGHT_5
from etl.indicators.ratios import ratio
from etl.indicators.settings import DEFAULT_RULES

BY_MARK = ("n5", "n4", "n3", "n2", "n1", "n_na")
LOWEST_MARK, STEPS_OF_MARK = 2, 3
_OTHER = (DEFAULT_RULES.weight_of_one, DEFAULT_RULES.weight_of_not_attested)
# Of a student by mark, NaN = not counted; the mean mark as a share of the way from 2 to 5.
POINTS = {
    "quality_rate": (1, 1, 0, 0, 0, 0),
    "pass_rate": (1, 1, 1, 0, 0, 0),
    "mean_mark": (1, 2 / 3, 1 / 3, 0, -1 / 3, np.nan),
    "learning_index": (WEIGHT_5, WEIGHT_4, WEIGHT_3, WEIGHT_2, *_OTHER),
}
INDICATORS = tuple(POINTS)


def measured(counts, indicator: str):
    """
    An indicator of groups of students on the scale 0–1.

    Parameters
    ----------
    counts : ndarray, shape (…, 6) [students]
        By mark, in the order of `BY_MARK`.
    indicator : str
        One of `INDICATORS`.

    Returns
    -------
    value, n, variance : ndarray, shape (…)
        Share of the way up the scale (NaN of nobody), students counted, variance of one student.

    References
    ----------
    The formulas of `etl.indicators.marks`.
    """
    points = np.array(POINTS[indicator], dtype=float)
    counted = np.isfinite(points)
    counts, points = np.asarray(counts, dtype=float)[..., counted], points[counted]
    n = counts.sum(axis=-1)
    value = ratio(counts @ points, n)
    variance = ratio(counts @ points**2, n) - value**2
    return np.clip(value, 0, 1), n, np.maximum(variance, 0)


def as_shown(share, indicator: str):
    """
    A share of the way up the scale as the indicator is shown: a share, or a mark from 2 to 5.

    References
    ----------
    The inverse of `POINTS`.
    """
    return LOWEST_MARK + STEPS_OF_MARK * share if indicator == "mean_mark" else share
