"""How the answers to a task agree with the model: mean squares about 1."""

import numpy as np


def infit(calibration):
    """
    Weighted mean square of a task: Σ (answer − expected)² / Σ variance.

    Taken over the students given the task and over what their scores leave open of their ability.

    Parameters
    ----------
    calibration : Calibration

    Returns
    -------
    ndarray, tasks
        Near 1; over it the task tells students apart worse than the others, under it better; NaN
        for a task without a difficulty.

    References
    ----------
    Wright B., Masters G. (1982), Rating Scale Analysis, 5; over the posterior: Wu M. (1997), as
    R package TAM, function tam.fit (which draws abilities by chance).
    """
    squares, variances, _ = _residuals(calibration)
    return _ratio(squares.sum(axis=0), variances.sum(axis=0))


def outfit(calibration):
    """
    Unweighted mean square of a task: mean of (answer − expected)² / variance.

    Parameters and result as of `infit`; a few answers that nobody expected weigh much.

    References
    ----------
    As of `infit`.
    """
    squares, _, weights = _residuals(calibration)
    standard = _ratio(squares, calibration.at.expected.variance)
    return _ratio(np.nansum(standard, axis=0), weights.sum(axis=0))


def _residuals(calibration):
    """Σ squared residuals, Σ variance and number of students, each nodes × tasks."""
    patterns, at = calibration.patterns, calibration.at
    seen = np.einsum("pq,ptr->qtr", at.posterior, patterns.ranks)
    residuals = np.arange(seen.shape[2]) - at.expected.mean[:, :, None]
    weights = seen.sum(axis=2)
    return (seen * np.square(residuals)).sum(axis=2), weights * at.expected.variance, weights


def _ratio(above, below):
    is_known = below > 0
    return np.where(is_known, above / np.where(is_known, below, 1.0), np.nan)
