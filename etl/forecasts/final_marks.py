"""Final marks of a period and of a year: chances of «2» to «5» from the marks there are.

A level stands behind the marks of a student in a subject; it is known the better, the more marks
there are. Marks still to come lie around it, and the teacher turns the weighted mean at the end of
the period into a mark at borders that are not sharp. All is normal, so every step is a formula.

Shared parameters: `n` is the number of rows (student × subject); means are of marks [mark].
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from etl.forecasts.final_parameters import Conversion, FinalParameters

MARKS = np.array([2, 3, 4, 5])
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
LOWEST_SPREAD = 0.05  # variance of one mark [mark²]: nobody gets the same mark for ever


@dataclass(frozen=True)
class Normal:
    """Mean and variance of something not known exactly; arrays of shape (n,)."""

    mean: np.ndarray
    variance: np.ndarray

    def seen(self, mean, variance) -> "Normal":
        """The same after a measurement; an infinite variance says nothing."""
        gain = self.variance / (self.variance + variance)
        heard = np.where(np.isfinite(variance), mean, self.mean)
        return Normal(self.mean + gain * (heard - self.mean), self.variance * (1 - gain))

    def interval(self, level: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Its middle part, inside 2–5."""
        half = ndtri(0.5 + level / 2) * np.sqrt(self.variance)
        return np.clip(self.mean - half, 2, 5), np.clip(self.mean + half, 2, 5)


@dataclass(frozen=True)
class Marks:
    """Marks of rows in one period: their number and weighted mean (any value where n = 0)."""

    n: np.ndarray
    mean: np.ndarray


def error_of(parameters: FinalParameters, level, n):
    """
    Variance of the mean of n marks around a level [mark²]; infinite without marks.

    Parameters
    ----------
    parameters : FinalParameters
    level : array_like, shape (n,) [mark]
    n : array_like, shape (n,)
        Number of marks; need not be whole.

    References
    ----------
    Own rule: marks of 2–5 spread the less, the nearer the level is to the ends of the scale.
    """
    constant, curved = parameters.spread
    one = constant + curved * np.maximum((level - 2) * (5 - level), 0)
    n = np.asarray(n, dtype=float)
    return np.where(n > 0, np.maximum(one, LOWEST_SPREAD) / np.where(n > 0, n, 1), np.inf)


def level_before(
    parameters: FinalParameters, subjects, schools, last_year: Marks, earlier: list[Marks]
) -> Normal:
    """
    The level of the year, by what was before the period: last year, earlier periods of this one.

    Parameters
    ----------
    parameters : FinalParameters
    subjects, schools : array_like of int, shape (n,)
    last_year : Marks
        Marks of the whole year before, in the same subject.
    earlier : list of Marks
        Of each earlier period of this year.

    Returns
    -------
    Normal
        [mark]; without any marks it is the distribution of the subject in the school.

    References
    ----------
    Own rule: a random effect of student, year and period; the best linear prediction of it
    (Robinson G. (1991), Statistical Science 6, 15–32).
    """
    of_all = parameters.of_subjects("means", subjects) + parameters.of_schools(0, schools)
    whole = parameters.between + parameters.years
    noise = error_of(parameters, of_all, last_year.n) + parameters.periods / 4
    gain = parameters.between / (whole + noise)
    heard = np.where(last_year.n > 0, last_year.mean, of_all)
    level = Normal(of_all + gain * (heard - of_all), whole - parameters.between * gain)
    for marks in earlier:
        noise = parameters.periods + error_of(parameters, level.mean, marks.n)
        level = level.seen(marks.mean, noise)
    return level


def mean_at_end(
    parameters: FinalParameters, level: Normal, now: Marks, sum_weight, to_come, weight
) -> Normal:
    """
    The weighted mean at the end of a period.

    Parameters
    ----------
    parameters : FinalParameters
    level : Normal
        Of the year, before this period's marks, as `level_before` says it.
    now : Marks
        Marks of the period so far.
    sum_weight : array_like, shape (n,)
        Σ weight of them.
    to_come, weight : array_like, shape (n,)
        Number of marks still expected, and the weight of one of them.

    Returns
    -------
    Normal
        [mark]; where there are neither marks nor any to come, the level itself.

    References
    ----------
    Own rule, see `level_before`.
    """
    here = Normal(level.mean, level.variance + parameters.periods)
    here = here.seen(now.mean, error_of(parameters, here.mean, now.n))
    to_come, sum_weight = np.asarray(to_come, float), np.asarray(sum_weight, float)
    of_future = np.where(sum_weight > 0, to_come * weight / (sum_weight + to_come * weight), 1.0)
    noise = error_of(parameters, here.mean, to_come)
    noise = here.variance + np.where(np.isfinite(noise), noise, 0)
    mean = (1 - of_future) * np.where(now.n > 0, now.mean, 0) + of_future * here.mean
    return Normal(mean, parameters.stretch * np.square(of_future) * noise)


def chances(conversion: Conversion, at_end: Normal, kindness=0.0) -> np.ndarray:
    """
    Probabilities of «2», «3», «4», «5».

    Parameters
    ----------
    conversion : Conversion
    at_end : Normal
        The mean of which the mark is made [mark]; shape (n,) or any other.
    kindness : array_like
        By how much the borders of the school are lower [mark].

    Returns
    -------
    ndarray, shape (..., 4) [share 0–1]
        They add up to 1.

    References
    ----------
    Own rule, see `Conversion`; the probit of a normal mean is a probit again.
    """
    reached = []
    for border, width in zip(conversion.borders, conversion.widths, strict=True):
        away = (at_end.mean + kindness - border) / np.sqrt(width**2 + at_end.variance)
        reached.append(ndtr(away))
    reached[0] = reached[0] + conversion.forgiven * (1 - reached[0])
    reached = np.minimum.accumulate(np.stack(reached, axis=-1), axis=-1)
    ones = np.ones((*reached.shape[:-1], 1))
    ends = np.concatenate([ones, reached, 0 * ones], axis=-1)
    return np.abs(np.diff(ends, axis=-1))


def interval(chance: np.ndarray, level: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    """
    The fewest marks in a row that have this probability together; of equally many the likeliest.

    Parameters
    ----------
    chance : ndarray, shape (n, 4) [share 0–1]
        Probabilities of «2» to «5».
    level : float
        Least probability.

    Returns
    -------
    low, high : ndarray of int, shape (n,) [mark 2–5]

    References
    ----------
    Own rule. Marks are whole, so most such intervals hold more than the level.
    """
    low, high = np.full(len(chance), 2), np.full(len(chance), 5)
    is_open = np.ones(len(chance), dtype=bool)
    for many in range(1, 5):
        sums = np.stack([chance[:, at : at + many].sum(axis=1) for at in range(5 - many)], axis=1)
        best = sums.argmax(axis=1)
        found = is_open & (sums.max(axis=1) >= level - 1e-12)
        low[found], high[found] = 2 + best[found], 1 + many + best[found]
        is_open &= ~found
    return low, high
