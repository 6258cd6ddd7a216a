"""Intervals: of a share, of a mean, of a ratio of sums, and of a difference of shares.

All functions take scalars, arrays or Series of one shape and return ``(low, high)`` of that kind,
NaN where there is nothing to judge by.
"""

import numpy as np
from scipy.special import ndtri, stdtrit

from etl.indicators.ratios import divisor, ratio, square_root

ROUNDING = 1e-12


def wilson(successes, n, level=0.95):
    """
    Wilson score interval of a share, without continuity correction [share 0–1].

    Parameters
    ----------
    successes, n : scalar, ndarray or Series
        Successes and trials; ``n`` may be an effective number and need not be whole.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float, ndarray or Series
        Inside [0, 1] and around the share; NaN when n = 0.

    References
    ----------
    Wilson E. B. (1927), JASA 22, 209–212; worked values in Newcombe R. G. (1998), Statistics in
    Medicine 17, 857–872: 81/263 gives 0.2553 to 0.3662.
    """
    return _wilson_of_rate(ratio(successes, n), n, level)


def _wilson_of_rate(rate, n, level):
    """Wilson interval of a rate observed on n trials (whole or effective)."""
    z = ndtri(0.5 + level / 2)
    trials = divisor(n)
    centre = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    inside = np.maximum(rate * (1 - rate), 0) / trials + (z / trials) ** 2 / 4
    half = z * square_root(inside) / (1 + z * z / trials)
    low = np.minimum(np.maximum(centre - half, 0.0), rate)
    high = np.maximum(np.minimum(centre + half, 1.0), rate)
    return low, high


def mean_interval(n, total, total_of_squares, level=0.95):
    """
    Student's t interval of a mean from number, sum and sum of squares [units of the values].

    Parameters
    ----------
    n, total, total_of_squares : scalar, ndarray or Series
        Number of values, Σ value, Σ value².
    level : float
        Confidence level.

    Returns
    -------
    low, high : float, ndarray or Series
        NaN for fewer than two values.

    References
    ----------
    Student (1908), Biometrika 6, 1–25.
    """
    freedom = divisor(np.maximum(n - 1, 0))
    mean = ratio(total, n)
    deviations = np.maximum(total_of_squares - mean * total, 0)
    half = stdtrit(freedom, 0.5 + level / 2) * square_root(deviations / freedom / divisor(n))
    return mean - half, mean + half


def ratio_interval(points, max_points, sum_pp, sum_pm, sum_mm, n, level=0.95):
    """
    Interval of a solve rate R = Σp/Σm when the unit is the student [share 0–1].

    The answers of one student are alike, so the number of answers is no number of trials. The
    linearised variance n/(n−1)·Σ(p − R·m)²/(Σm)² gives an effective number R(1−R)/variance,
    and that a Wilson interval. With n < 2 or no variance the number of students is used.

    Parameters
    ----------
    points, max_points : scalar, ndarray or Series
        Σp and Σm over students: points got and points possible [hundredths of a point].
    sum_pp, sum_pm, sum_mm : scalar, ndarray or Series
        Σp², Σpm and Σm² over students [hundredths of a point, squared].
    n : scalar, ndarray or Series
        Students given the tasks [students].
    level : float
        Confidence level.

    Returns
    -------
    low, high : float, ndarray or Series
        NaN when Σm = 0.

    References
    ----------
    Linearised variance of a ratio: Cochran W. G. (1977), Sampling Techniques, 6.4. Effective
    number in a Wilson interval: Korn E., Graubard B. (1998), Survey Methodology 24, 193–201,
    and Franco C. et al. (2019), J. Survey Statistics and Methodology 7, 334–364. Their
    combination here is an own rule.
    """
    rate = ratio(points, max_points)
    return _wilson_of_rate(rate, _effective_n(rate, max_points, sum_pp, sum_pm, sum_mm, n), level)


def _effective_n(rate, max_points, sum_pp, sum_pm, sum_mm, n):
    """Number of independent answers that would be as uncertain as these n students."""
    residual = sum_pp - 2.0 * rate * sum_pm + rate * rate * sum_mm
    known = (residual > ROUNDING * sum_mm) & (n > 1)
    per_student = rate * (1 - rate) * np.square(divisor(max_points) * 1.0) * (n - 1)
    effective = ratio(per_student, residual * n)
    return known * np.nan_to_num(effective, posinf=0, neginf=0) + ~known * n


def correlation_interval(correlation, n, level=0.95):
    """
    Interval of Pearson's correlation by Fisher's z [−1…1].

    Parameters
    ----------
    correlation : scalar, ndarray or Series
        Correlation over the pairs [−1…1].
    n : scalar, ndarray or Series
        Pairs; NaN for fewer than four.
    level : float
        Confidence level.

    References
    ----------
    Fisher R. (1921), Metron 1, 3–32; the same as ``scipy.stats.pearsonr(…).confidence_interval``.
    """
    half = ndtri(0.5 + level / 2) / square_root(divisor(np.maximum(n - 3, 0)))
    with np.errstate(divide="ignore"):
        centre = np.arctanh(np.clip(correlation, -1.0, 1.0))
    return np.tanh(centre - half), np.tanh(centre + half)


def difference_interval(successes_1, n_1, successes_2, n_2, level=0.95):
    """
    Newcombe's hybrid score interval of the difference share 1 − share 2 [share −1…1].

    References
    ----------
    Newcombe R. G. (1998), Statistics in Medicine 17, 873–890, method 10: 56/70 against 48/80
    gives 0.0524 to 0.3339.
    """
    share_1, share_2 = ratio(successes_1, n_1), ratio(successes_2, n_2)
    low_1, high_1 = wilson(successes_1, n_1, level)
    low_2, high_2 = wilson(successes_2, n_2, level)
    difference = share_1 - share_2
    low = difference - np.hypot(share_1 - low_1, high_2 - share_2)
    high = difference + np.hypot(high_1 - share_1, share_2 - low_2)
    return low, high


def difference_is_significant(successes_1, n_1, successes_2, n_2, level=0.95):
    """
    True where the interval of the difference of two shares leaves out 0; False without data.

    References
    ----------
    Interval as in `difference_interval`.
    """
    low, high = difference_interval(successes_1, n_1, successes_2, n_2, level)
    return (low > 0) | (high < 0)
