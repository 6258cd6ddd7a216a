"""Solve rates of tasks and codes, their thresholds and the verdict on them."""

import numpy as np
import pandas as pd

from etl.indicators.ratios import ratio

SUFFICIENT = {"basic": 0.60, "advanced": 0.30, "high": 0.30}
INSUFFICIENT = {"basic": 0.57, "advanced": 0.285, "high": 0.285}
INSUFFICIENT_PART = 0.95
FEWEST_STUDENTS = 10
FEWEST_TASKS = 2
TOLERANCE = 1e-9

STATUSES = {
    "sufficient": "достаточный уровень",
    "insufficient": "недостаточный уровень",
    "uncertain": "неопределённо",
    "little_data": "мало данных",
    "no_threshold": "порог не известен",
}


def solve_rate(points, max_points):
    """
    Решаемость: Σ points / Σ maximum points of those given the tasks [share 0–1].

    Parameters
    ----------
    points, max_points : scalar, ndarray or Series
        Sums over students and tasks [hundredths of a point]; «X» gives 0 points and stays in
        ``max_points``, a task not given is in neither.

    References
    ----------
    Methodical recommendations of 2026 on analysing ВПР results inside a school.
    """
    return ratio(points, max_points)


def threshold(max_basic, max_advanced):
    """
    Solve rate from which a task or code is learnt sufficiently [share 0–1].

    0.60 for basic tasks, 0.30 for advanced and high ones. The tasks of a code may be of mixed
    levels: then the two are weighted by maximum points.

    Parameters
    ----------
    max_basic, max_advanced : scalar, ndarray or Series
        Σ maximum points of basic tasks, and of advanced and high tasks together [points].

    Returns
    -------
    float, ndarray or Series
        NaN when no level is known (both 0).

    References
    ----------
    0.60 and 0.30: methodical recommendations of 2026 on analysing ВПР results inside a school.
    The weighting of mixed levels is an own rule.
    """
    reached = SUFFICIENT["basic"] * max_basic + SUFFICIENT["advanced"] * max_advanced
    return ratio(reached, max_basic + max_advanced)


def status(low, high, rate, n, sufficient):
    """
    Verdict on a solve rate, given only where rate and interval agree.

    ``no_threshold`` without a threshold; ``little_data`` under 10 students or without a rate;
    ``sufficient``: rate ≥ threshold and the interval stays out of the insufficient zone;
    ``insufficient``: rate < 0.95·threshold (0.57 of 0.60, 0.285 of 0.30) and the whole interval
    under the threshold; otherwise ``uncertain``. With ``low = high = rate`` this is the rule of
    the recommendations, without the interval.

    Parameters
    ----------
    low, high : scalar, ndarray or Series
        Interval of the rate [share 0–1].
    rate : scalar, ndarray or Series
        Solve rate [share 0–1].
    n : scalar, ndarray or Series
        Students given the tasks [students].
    sufficient : scalar, ndarray or Series
        Result of `threshold` [share 0–1].

    Returns
    -------
    str, ndarray or Series of str
        A key of `STATUSES`.

    References
    ----------
    Borders and N ≥ 10: methodical recommendations of 2026 on analysing ВПР results inside a
    school. That the interval has to agree is an own rule.
    """
    given = (low, high, rate, n, sufficient)
    low, high, rate, n, border = (np.asarray(part, float) for part in given)
    lower_border = INSUFFICIENT_PART * border
    verdicts = np.select(
        [
            np.isnan(border),
            (n < FEWEST_STUDENTS) | np.isnan(rate),
            (rate >= border - TOLERANCE) & (low >= lower_border - TOLERANCE),
            (rate < lower_border - TOLERANCE) & (high < border - TOLERANCE),
        ],
        [
            np.array(name, dtype=object)
            for name in ("no_threshold", "little_data", "sufficient", "insufficient")
        ],
        default=np.array("uncertain", dtype=object),
    )
    return _as_given(verdicts, sufficient)


def problem_component(verdict, n_tasks):
    """
    Whether a content element or skill is a problem component: «problem», «possible», «no».

    ``problem``: status ``insufficient`` (so N ≥ 10 and the interval under the threshold) by at
    least two tasks or works; ``possible``: ``insufficient`` by a single task; otherwise ``no``.

    Parameters
    ----------
    verdict : str, ndarray or Series
        Result of `status`.
    n_tasks : scalar, ndarray or Series
        Tasks or works behind the code.

    References
    ----------
    Own rule.
    """
    low = np.asarray(verdict, dtype=object) == "insufficient"
    enough = np.asarray(n_tasks) >= FEWEST_TASKS
    names = [np.array(name, dtype=object) for name in ("problem", "possible", "no")]
    return _as_given(np.select([low & enough, low], names[:2], default=names[2]), verdict)


def _as_given(verdicts, example):
    """Verdicts of the kind the example is: Series with its index, array or one string."""
    if isinstance(example, pd.Series):
        return pd.Series(verdicts, index=example.index, dtype=object)
    return verdicts.item() if verdicts.ndim == 0 else verdicts
