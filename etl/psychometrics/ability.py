"""Ability of a student on the scale of the tasks, with its error."""

import numpy as np

from etl.psychometrics.expected import expected

FARTHEST = 12.0  # logits


def expected_ability(calibration):
    """
    Mean and standard deviation of each student's ability, given the answers (EAP).

    Parameters
    ----------
    calibration : Calibration

    Returns
    -------
    ability, error : ndarray, students [logits]
        Drawn to the mean of all where a student was given little.

    References
    ----------
    Bock R. D., Mislevy R. J. (1982), Applied Psychological Measurement 6, 431–444.
    """
    at, student = calibration.at, calibration.patterns.pattern
    mean = at.posterior @ at.ability
    variance = at.posterior @ np.square(at.ability) - np.square(mean)
    return mean[student], np.sqrt(variance)[student]


def weighted_ability(calibration):
    """
    Warm's weighted likelihood estimate of each student's ability (WLE).

    Finite also for a student who solved everything or nothing, and not drawn to the mean.

    Parameters
    ----------
    calibration : Calibration

    Returns
    -------
    ability, error : ndarray, students [logits]
        NaN for a student who was given no task that has a difficulty.

    References
    ----------
    Warm T. A. (1989), Weighted likelihood estimation of ability in item response theory,
    Psychometrika 54, 427–450.
    """
    patterns = calibration.patterns
    low, high = (np.full(len(patterns.n), end) for end in (-FARTHEST, FARTHEST))
    for _ in range(60):
        middle = (low + high) / 2
        excess, _ = _excess(calibration, middle)
        low, high = np.where(excess > 0, middle, low), np.where(excess > 0, high, middle)
    ability = (low + high) / 2
    _, information = _excess(calibration, ability)
    known = patterns.given[patterns.form].any(axis=1)
    error = 1 / np.sqrt(np.where(known, information, np.nan))
    return np.where(known, ability, np.nan)[patterns.pattern], error[patterns.pattern]


def _excess(calibration, ability):
    """Warm's equation at the ability of each pattern, and the information there."""
    patterns = calibration.patterns
    there = expected(ability, calibration.difficulty, patterns.steps)
    given = patterns.given[patterns.form]
    total, information, skew = (
        (part * given).sum(axis=1) for part in (there.mean, there.variance, there.moment(3))
    )
    return patterns.score - total + skew / (2 * np.maximum(information, 1e-12)), information
