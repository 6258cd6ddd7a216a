"""Peaks in the distribution of scores: more students at a border of marks than beside it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincc, nbdtrik

WINDOW = 6  # points to each side
FEWEST_STUDENTS = 50  # in the whole distribution
FEWEST_BESIDE = 5  # scores beside the border to judge by
LEVEL = 0.01  # of one border; a work has three


@dataclass(frozen=True)
class Peak:
    """One border of a mark.

    Attributes
    ----------
    border : int [points]
        The lowest score of the mark.
    n : int [students]
        Students at the border.
    expected, low, high : float [students]
        As many as the scores beside it lead one to expect, with a 95 % interval of such a count.
    p : float [share 0–1]
        Chance of so many or more.
    """

    border: int
    n: int
    expected: float
    low: float
    high: float
    p: float

    @property
    def is_peak(self) -> bool:
        """Whether chance hardly explains it."""
        return self.p < LEVEL


def peak_at(counts, border, borders):
    """
    Students at a border of marks against what the scores beside it lead one to expect.

    A parabola is fitted to the logarithm of the counts (Poisson regression) of the scores up to
    6 points from the border; the borders themselves and the scores right under them, from where a
    student may have been helped up, are left out. The chance takes in that the curve is not known
    exactly, and that counts vary more than Poisson's where they do.

    Parameters
    ----------
    counts : ndarray, scores 0 … maximum [students]
    border : int [points]
    borders : list of int [points]
        All borders of the work.

    Returns
    -------
    Peak or None
        None for fewer than 50 students or 5 scores to judge by, and outside the scores.

    References
    ----------
    Own rule. That peaks at the lowest score of a mark are a marker of biased results: methodical
    recommendations on the objectivity of ВПР; it is a reason to look, not a proof.
    """
    counts = np.asarray(counts, float)
    if counts.sum() < FEWEST_STUDENTS or not 0 < border < len(counts):
        return None
    beside = _beside(len(counts), border, borders)
    if len(beside) < FEWEST_BESIDE or not counts[beside].any():
        return None
    distance = (beside - border) / WINDOW
    terms = np.column_stack([np.ones(len(beside)), distance, distance**2])
    mean, doubt, dispersion = _at_centre(terms, counts[beside])
    if not np.isfinite(mean):
        return None
    # a count about an uncertain mean: Poisson's law mixed over a gamma law of the mean
    variance = dispersion * mean + doubt * mean**2
    size = mean**2 / max(variance - mean, 1e-6 * mean)
    share = size / (size + mean)
    n = int(counts[border])
    low, high = _quantiles(np.array([0.025, 0.975]), size, share)
    return Peak(border, n, float(mean), float(low), float(high), _chance_of_more(n, size, share))


# Negative binomial law; scipy.stats has it too, and weighs more than all the rest of a web process.
def _chance_of_more(n, size, share):
    """P(X ≥ n)."""
    return float(betaincc(size, n, share)) if n else 1.0


def _quantiles(chances, size, share):
    """The smallest whole numbers with P(X ≤ number) ≥ chance."""
    above = np.ceil(nbdtrik(chances, size, share))
    below = np.maximum(above - 1, 0)
    return np.where(betainc(size, below + 1, share) >= chances, below, above)


def _beside(number, border, borders):
    """The scores of the window without the borders and those right under them."""
    scores = np.arange(max(0, border - WINDOW), min(number, border + WINDOW + 1))
    left_out = {place - below for place in {border, *borders} for below in (0, 1)}
    return np.array([score for score in scores if score not in left_out], int)


def _at_centre(terms, counts):
    """Fitted count at distance 0, variance of its logarithm, dispersion; NaN where none fits."""
    logs = np.zeros(terms.shape[1])
    logs[0] = np.log(counts.mean())
    for _ in range(50):
        fitted = np.exp(np.clip(terms @ logs, -20, 20))
        information = terms.T @ (fitted[:, None] * terms) + 1e-9 * np.eye(len(logs))
        move = np.linalg.solve(information, terms.T @ (counts - fitted))
        logs = logs + np.clip(move, -2, 2)
        if np.abs(move).max() < 1e-8:
            break
    else:
        return np.nan, np.nan, np.nan
    freedom = len(counts) - len(logs)
    chi_square = (np.square(counts - fitted) / np.maximum(fitted, 1e-9)).sum()
    dispersion = max(1.0, chi_square / freedom) if freedom else 1.0
    return float(np.exp(logs[0])), np.linalg.inv(information)[0, 0] * dispersion, dispersion
