"""Variants and booklets of one work side by side: which would be solved worse by the same students.

Who wrote which variant does not matter here: all are asked what the same students would have got.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from etl.psychometrics.expected import expected
from etl.psychometrics.rasch import NODES, WEIGHTS

LEVEL = 0.95  # of all intervals of a work together
SMALLEST_GAP = 0.03  # share of the maximum; less is of no account whatever the interval


@dataclass(frozen=True)
class Variants:
    """What all students would get for each variant.

    Attributes
    ----------
    share : ndarray, variants [share 0–1]
        Expected points / maximum, over the whole distribution of ability.
    share_error : ndarray, variants [share]
    gap : ndarray, variants [share]
        From the mean of all variants; over 0 is easier.
    gap_error : ndarray, variants [share]
        Tasks that variants have in common take no part in it.
    """

    share: np.ndarray
    share_error: np.ndarray
    gap: np.ndarray
    gap_error: np.ndarray


def variants_compared(calibration, tasks_of, max_points):
    """
    Expected share of each variant, were it written by all.

    Parameters
    ----------
    calibration : Calibration
    tasks_of : ndarray of bool, variants × tasks
        Which tasks a variant consists of.
    max_points : ndarray, tasks [points]

    Returns
    -------
    Variants

    References
    ----------
    Test characteristic curve: Lord F. (1980), Applications of Item Response Theory, 4.5; errors by
    the delta method at the spread found. With no task in common the variants are taken to have
    been dealt out by chance (equivalent groups: Kolen M., Brennan R. (2014), Test Equating, 1.4).
    """
    steps = calibration.patterns.steps
    worth = steps.padded(steps.points, 0.0)
    worth[:, 0] = steps.lowest
    at_nodes = expected(calibration.spread * NODES, calibration.difficulty, steps)
    points = WEIGHTS @ (at_nodes.probability * worth).sum(axis=2)
    slopes = -(WEIGHTS @ at_nodes.covariance(worth))
    parts = tasks_of / (tasks_of @ max_points)[:, None]
    share, slope = parts @ points, parts[:, steps.task] * slopes
    contrast = np.eye(len(share)) - 1 / len(share)
    covariance = slope @ calibration.covariance @ slope.T
    between = contrast @ covariance @ contrast.T
    return Variants(share, _roots(covariance), share - share.mean(), _roots(between))


def _roots(covariance):
    return np.sqrt(np.maximum(np.diag(covariance), 0.0))


def gap_interval(gap, gap_error, n_variants):
    """
    Interval of a variant's gap from the mean of all, wide enough for all of them together.

    Parameters
    ----------
    gap, gap_error : scalar or ndarray [share]
        As of `variants_compared`.
    n_variants : int

    Returns
    -------
    low, high : float or ndarray [share]

    References
    ----------
    Bonferroni's inequality.
    """
    half = ndtri(1 - (1 - LEVEL) / (2 * max(1, n_variants))) * gap_error
    return gap - half, gap + half


def unequal(gap, low, high):
    """
    Whether a variant is easier or harder than the others: by 3 points of 100 and beyond chance.

    Parameters
    ----------
    gap, low, high : scalar or ndarray [share]
        As of `gap_interval`.

    Returns
    -------
    bool or ndarray of bool

    References
    ----------
    Own rule.
    """
    return (np.abs(gap) >= SMALLEST_GAP) & ((low > 0) | (high < 0))


def are_linked(tasks_of):
    """
    Whether variants differ and common tasks hold them together, directly or through others.

    Parameters
    ----------
    tasks_of : ndarray of bool, variants × tasks

    Returns
    -------
    bool

    References
    ----------
    Kolen M., Brennan R. (2014), Test Equating, Scaling, and Linking, 1.4: common items, or
    equivalent groups.
    """
    common = tasks_of.astype(int) @ tasks_of.T > 0
    reached = np.linalg.matrix_power(common.astype(float), len(common))[0] > 0
    return bool(reached.all() and (tasks_of != tasks_of[0]).any())


def variants_by_score(share, variant, school_class):
    """
    Variants compared by the scores of the students of one class, who got them by chance.

    Differences between classes take no part: where a whole class wrote one variant, it says
    nothing of the variants.

    Parameters
    ----------
    share : ndarray, students [share 0–1]
        Points / maximum of the tasks given.
    variant, school_class : ndarray of int, students
        0 … number − 1.

    Returns
    -------
    Variants
        ``share`` is the mean of all with the gap added; errors are NaN where the variants do not
        meet in any class.

    References
    ----------
    Least squares within groups. That variants are dealt out by chance inside a class is an own
    assumption.
    """
    number = variant.max() + 1
    dealt = _within(np.eye(number)[variant], school_class)
    scores = _within(share[:, None], school_class)
    inverse = np.linalg.pinv(dealt.T @ dealt)
    effects = inverse @ (dealt.T @ scores)[:, 0]
    contrast = np.eye(number) - 1 / number
    left = np.square(scores[:, 0] - dealt @ effects).sum()
    freedom = len(share) - (school_class.max() + 1) - (number - 1)
    does_meet = freedom > 0 and np.linalg.matrix_rank(dealt.T @ dealt) == number - 1
    variance = left / freedom if does_meet else np.nan
    gap, error = contrast @ effects, _roots(variance * contrast @ inverse @ contrast.T)
    return Variants(share.mean() + gap, error, gap, error)


def _within(values, group):
    """Values less the mean of their group."""
    sizes = np.bincount(group)[:, None]
    sums = np.zeros((len(sizes), values.shape[1]))
    np.add.at(sums, group, values)
    return values - (sums / sizes)[group]
