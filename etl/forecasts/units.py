"""Next period's indicators of units: the parent's forecast and what is shrunken of the unit's own.

Each level deviates from the one above it, so whatever moves all together (a quarter, a year, a rule
of marking) is the parent's, and is forecast once. Values are shares 0–1 of the way up their scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import stdtrit

from etl.forecasts.variance_parts import (
    FEWEST_SHARE,
    LEAST,
    USUAL,
    Parts,
    Periods,
    alike,
    parts,
)
from etl.indicators.ratios import ratio

LEVEL = 0.90
MOST_UNITS = 3000  # of more, every k-th is enough to learn the parts from
UNKNOWN = 1e6  # variance of what is not known
FREE = 0.01  # lasting part of what has no parent: it may lie far from the mean of all
FEWEST_SPREAD = 0.05


@dataclass(frozen=True)
class Values:
    """
    An indicator of the units of one level over periods.

    Attributes
    ----------
    value : ndarray, shape (units, periods) [share 0–1]
        NaN where there is none.
    n : ndarray, shape (units, periods) [students]
    variance : ndarray, shape (units, periods)
        Of one student's value; p(1 − p) where the value is a share of students.
    parent : ndarray of int, shape (units,)
        The row in the level above; −1 for none.
    one_year : bool
        Next year other children stand under the same name: only periods of one year go together.
    """

    value: np.ndarray
    n: np.ndarray
    variance: np.ndarray
    parent: np.ndarray
    one_year: bool = False

    def within(self, columns: np.ndarray) -> "Values":
        """The same where only some periods are known; columns is a mask."""
        return replace(self, value=np.where(columns, self.value, np.nan))

    def before(self, count: int) -> "Values":
        """The first periods only."""
        taken = {name: getattr(self, name)[:, :count] for name in ("value", "n", "variance")}
        return replace(self, **taken)

    @cached_property
    def known(self) -> np.ndarray:
        """Where there is a value, shape (units, periods)."""
        return np.isfinite(self.value)

    @cached_property
    def angle(self) -> np.ndarray:
        """The values as angles [radians]."""
        return angle(self.value, self.n)

    @cached_property
    def spread(self) -> np.ndarray:
        """Variance of a student's value over p(1 − p), shape (units,); 1 where it is not known."""
        n, value = np.where(self.known, self.n, 0), np.nan_to_num(self.value)
        mean = ratio((n * value).sum(axis=1), n.sum(axis=1))
        inside = ratio((n * np.nan_to_num(self.variance)).sum(axis=1), n.sum(axis=1))
        spread = ratio(inside, np.where(mean * (1 - mean) > 0, mean * (1 - mean), 0))
        return np.clip(np.nan_to_num(spread, nan=1.0), FEWEST_SPREAD, 1)

    def last(self) -> tuple[np.ndarray, np.ndarray]:
        """The last value of each unit and the number of its students; NaN for none."""
        rows = np.arange(len(self.value))
        at = self.value.shape[1] - 1 - self.known[:, ::-1].argmax(axis=1)
        there = self.known.any(axis=1)
        return tuple(np.where(there, one[rows, at], np.nan) for one in (self.value, self.n))


@dataclass(frozen=True)
class Expected:
    """What is said of the next period of each unit of a level.

    `value, low, high` and the `last` value known [share 0–1]; `n` students behind the last one,
    in `n_periods` periods (0 = nothing known of the unit itself); `centre` of the interval and
    `half` of its width as angles [radians].
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    last: np.ndarray
    n: np.ndarray
    n_periods: np.ndarray
    centre: np.ndarray
    half: np.ndarray


def angle(value, n):
    """
    The angle whose sampling variance 1/(4n) hardly depends on the share [radians].

    Parameters
    ----------
    value : array_like [share 0–1]
    n : array_like [students]

    References
    ----------
    Anscombe F. (1948), Biometrika 35, 246–254: arcsin √((k + 3/8)/(n + 3/4)).
    """
    return np.arcsin(np.sqrt((n * value + 0.375) / (n + 0.75)))


def share_at(angles, n):
    """
    The share of n students with that angle [share 0–1]: the inverse of `angle`, inside the scale.

    References
    ----------
    As `angle`.
    """
    square = np.sin(np.clip(angles, 0, np.pi / 2)) ** 2
    return np.clip(((n + 0.75) * square - 0.375) / n, 0, 1)


def fitted(
    levels: Sequence[Values], periods: Periods, prior: Sequence[Parts] | None = None
) -> list[Parts]:
    """
    The parts of the deviations of each level, from the top down.

    Parameters
    ----------
    levels : sequence of Values
        The first has no parents; all over the same periods, the one to forecast not among them.
    periods : Periods
    prior : sequence of Parts, optional
        The usual parts of each level; else `USUAL`, narrowed as students differ less.
    """
    found: list[Parts] = []
    for number, level in enumerate(levels):
        chosen = slice(None, None, 1 + len(level.value) // MOST_UNITS)
        deviation, noise, outside = (one[chosen] for one in _deviations(levels, number))
        usual = prior[number] if prior else USUAL.narrowed(float(level.spread[chosen].mean()))
        how = {"prior": usual, "one_year": level.one_year, "together": len(levels[0].value)}
        one = parts(deviation, noise, outside, periods, **how)
        found.append(one if number else replace(one, lasting=max(one.lasting, FREE)))
    return found


def forecasts(
    levels: Sequence[Values], periods: Periods, ahead: Periods, fits: Sequence[Parts]
) -> list[Expected]:
    """
    The next period of every unit of every level, from the top down.

    A deviation is forecast by its best linear predictor under the parts: a unit with few students
    or periods stays near its parent, one without any is its parent. The interval holds the parent's
    uncertainty, that of the unit's level, what a period moves by, and chance of its students.

    Parameters
    ----------
    levels, periods : as in `fitted`
    ahead : Periods
        The one period to forecast.
    fits : sequence of Parts
        Of `fitted`, by level.

    References
    ----------
    Best linear predictors of random effects: Robinson G. (1991), Statistical Science 6, 15–32;
    units in units: Raudenbush S., Bryk A. (2002), Hierarchical Linear Models.
    """
    found: list[Expected] = []
    behind = np.empty(0)  # students of the forecast: as many as last time, or the parent's
    for number, (level, fit) in enumerate(zip(levels, fits, strict=True)):
        deviation, noise, outside = _deviations(levels, number)
        if level.one_year:
            level = level.within(periods.year == ahead.year)
            deviation = np.where(level.known, deviation, np.nan)
        parent = found[-1] if found else None
        last, n = level.last()
        behind = np.where(np.isfinite(n), n, behind[level.parent]) if found else n
        moves = _predicted(deviation, noise, level.spread / 4 / behind, (periods, ahead), fit)
        centre, half = _above(levels[0], level, parent)
        centre = centre + np.where(outside > FEWEST_SHARE, moves[0], 0)
        reach = stdtrit(fit.freedom, 0.5 + LEVEL / 2) * np.sqrt(outside * moves[1])
        half = np.hypot(half, reach)
        ends = (share_at(centre + sign * half, behind) for sign in (0, -1, 1))
        found.append(Expected(*ends, last, n, level.known.sum(axis=1), centre, half))
    return found


def _deviations(levels: Sequence[Values], number: int) -> tuple[np.ndarray, ...]:
    """Deviations from the parent, their noise, and the share of the parent outside the unit."""
    level = levels[number]
    noise = ratio(level.spread[:, None] / 4, np.where(level.known, level.n, 0))
    if not number:
        return level.angle - _middle(level), noise, np.ones(len(level.value))
    parent = levels[number - 1]
    both = level.known & parent.known[level.parent]
    own, whole = (np.where(both, n, 0).sum(axis=1) for n in (level.n, parent.n[level.parent]))
    outside = 1 - np.nan_to_num(ratio(own, whole))
    return level.angle - parent.angle[level.parent], noise, np.clip(outside, 0, 1)


def _middle(top: Values) -> float:
    """The mean of all rows of the highest level, from which they deviate."""
    return float(top.angle[top.known].mean()) if top.known.any() else np.pi / 4


def _above(top: Values, level: Values, parent: Expected | None) -> tuple[np.ndarray, np.ndarray]:
    """Centre of what the units deviate from, and half its interval."""
    if parent is None:
        return np.full(len(level.value), _middle(top)), np.zeros(len(level.value))
    return parent.centre[level.parent], parent.half[level.parent]


def _predicted(deviation, noise, noise_ahead, periods, fit: Parts) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the deviations in the period ahead, given those known."""
    past, ahead = periods
    known = np.isfinite(deviation)
    noise = np.where(known, np.nan_to_num(noise), 0)
    among = np.tensordot(fit.of_units, alike(past, past), 1)
    towards = np.tensordot(fit.of_units, alike(past, ahead)[..., 0], 1)
    years, year_ahead = alike(past, past)[2], alike(past, ahead)[2, :, 0]
    root = np.sqrt(noise)
    covariance = among + fit.cohort * years * root[:, :, None] * root[:, None, :]
    own = np.where(known, fit.students * noise + LEAST, UNKNOWN)
    covariance = covariance + own[:, :, None] * np.eye(len(past.year))
    shared = towards + fit.cohort * year_ahead * root * np.sqrt(noise_ahead)[:, None]
    weights = np.linalg.solve(covariance, shared[..., None])[..., 0]
    whole = fit.of_units.sum() + (fit.cohort + fit.students) * noise_ahead
    mean = (weights * np.nan_to_num(deviation)).sum(axis=1)
    return mean, np.maximum(whole - (weights * shared).sum(axis=1), 0)
