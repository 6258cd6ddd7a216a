"""What one student has mastered: the solve rate of a content element beside its threshold."""

import numpy as np

from etl.indicators.solve import INSUFFICIENT_PART, TOLERANCE

FEWEST_TASKS = 3


def strength_border(border):
    """
    Solve rate from which an element is a strength of a student [share 0–1].

    Half way between the threshold and all points: 0.80 for basic tasks, 0.65 for advanced ones.

    Parameters
    ----------
    border : scalar or ndarray
        Result of `etl.indicators.solve.threshold` [share 0–1].

    References
    ----------
    Own rule.
    """
    return (1 + border) / 2


def mastery(rate, border):
    """
    Strength, gap or neither by the thresholds alone; None without a rate or a threshold.

    ``strength``: rate ≥ `strength_border`; ``gap``: rate < 0.95·threshold (0.57 of basic tasks,
    0.285 of advanced ones); otherwise ``between``.

    Parameters
    ----------
    rate, border : ndarray
        Solve rate of the student, and the threshold of the element [share 0–1].

    References
    ----------
    The lower border is that of the methodical recommendations of 2026 for groups; that a single
    student is looked at with it, and the upper border, are own rules.
    """
    rate, border = np.asarray(rate, float), np.asarray(border, float)
    tests = [
        np.isnan(rate) | np.isnan(border),
        rate >= strength_border(border) - TOLERANCE,
        rate < INSUFFICIENT_PART * border - TOLERANCE,
    ]
    names = [np.array(name, dtype=object) for name in (None, "strength", "gap")]
    return np.select(tests, names, default=np.array("between", dtype=object))
