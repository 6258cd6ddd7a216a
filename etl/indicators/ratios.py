"""The last step of every indicator: a ratio of two counts, without warnings."""

import numpy as np
import pandas as pd


def divisor(denominator):
    """Denominator with NaN in place of 0, of the same kind as it came (scalar, array, Series)."""
    if isinstance(denominator, pd.Series):
        return denominator.where(denominator != 0)
    return np.where(np.equal(denominator, 0), np.nan, denominator)


def ratio(numerator, denominator):
    """
    Numerator divided by denominator; NaN where the denominator is 0.

    Parameters
    ----------
    numerator, denominator : scalar, ndarray or Series
        Counts or sums, of one shape or broadcastable; a Series keeps its index.

    Returns
    -------
    float, ndarray or Series
        The ratio [units of the numerator per unit of the denominator].

    References
    ----------
    Own rule: nothing observed gives no value, never 0.
    """
    return numerator / divisor(denominator)


def square_root(values):
    """Square root, NaN (and no warning) where the value is negative or NaN."""
    with np.errstate(invalid="ignore"):
        return np.sqrt(values)
