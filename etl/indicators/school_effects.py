"""Effects of schools over many cells (procedure, subject, grade): leniency and value added.

Inside a cell y is regressed on x by a random-intercept model (`psychometrics.multilevel`); what is
left of a school's mean is its deviation there. The deviations of a school in all its cells are then
one effect, shrunken the more the fewer students and cells stand behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr

from etl.indicators.ratios import divisor
from etl.indicators.reference_group import FEWEST_SCHOOLS, Z95
from etl.psychometrics.multilevel import MOMENTS, random_intercept

FEWEST_FOR_LINE = 10  # schools; a slope of fewer is a matter of luck


@dataclass(frozen=True)
class Deviations:
    """
    What is left of each row (school × cell); all arrays of shape (rows,).

    Attributes
    ----------
    value : ndarray
        Mean residual around the centre of the cell [units of y, or standard deviations of y]; NaN
        where the cell has too few schools or does not vary.
    variance : ndarray
        Variance of the chance in it [the same, squared].
    """

    value: np.ndarray
    variance: np.ndarray


def deviations(pairs: Mapping, cells, *, standardised: bool = False, robust: bool = False):
    """
    Mean residuals of schools in each cell, after the regression of y on x in that cell.

    Parameters
    ----------
    pairs : mapping or DataFrame of str to array_like, shape (rows,)
        The moments of `psychometrics.multilevel.MOMENTS`, one row a school and cell.
    cells : array_like of int, shape (rows,)
        The number of the cell.
    standardised : bool
        In standard deviations of y among the students of the cell, so that different scores may
        be put together.
    robust : bool
        Around the median school of the cell, not around its mean line.

    Returns
    -------
    Deviations

    References
    ----------
    Own rule: cells under `FEWEST_SCHOOLS` schools are left out.
    """
    cells = np.asarray(cells, dtype=int)
    moments = pd.DataFrame({name: np.asarray(pairs[name], dtype=float) for name in MOMENTS})
    value, variance = (np.full(len(cells), np.nan) for _ in range(2))
    for _, here in pd.Series(range(len(cells)), dtype=int).groupby(cells):
        found = _of_cell(moments.iloc[here], standardised, robust)
        if found is not None:
            value[here], variance[here] = found
    return Deviations(value, variance)


def _of_cell(moments: pd.DataFrame, standardised: bool, robust: bool):
    """Residuals and variances of the schools of one cell; None where it cannot be judged."""
    n = moments["n"].to_numpy()
    fitted = random_intercept(moments) if (n > 0).sum() >= FEWEST_SCHOOLS else None
    if fitted is None:
        return None
    residual = fitted.raw - (np.nanmedian(fitted.raw) if robust else 0.0)
    unit = _spread(moments) if standardised else 1.0
    return residual / unit, fitted.within / divisor(n) / unit**2


def _spread(moments: pd.DataFrame) -> float:
    """Standard deviation of y over all students of the rows."""
    n, total, squares = (moments[name].sum() for name in ("n", "sum_y", "sum_yy"))
    return float(np.sqrt((squares - total**2 / n) / (n - 1)))


@dataclass(frozen=True)
class Effects:
    """
    Effects of schools over their cells; all arrays of shape (schools,).

    Attributes
    ----------
    raw, chance : ndarray
        Mean deviation around the centre of all schools, and its standard error.
    effect, error : ndarray
        The same shrunken, with its posterior standard error; NaN without any deviation.
    p : ndarray
        Probability of so large a deviation of a school that does not differ from the centre; NaN
        of too few schools.
    """

    raw: np.ndarray
    chance: np.ndarray
    effect: np.ndarray
    error: np.ndarray
    p: np.ndarray

    @property
    def low(self) -> np.ndarray:
        """Lower end of the 95-percent interval of the shrunken effect."""
        return self.effect - Z95 * self.error

    @property
    def high(self) -> np.ndarray:
        """Upper end of the 95-percent interval of the shrunken effect."""
        return self.effect + Z95 * self.error


def effects(
    found: Deviations, schools, n_schools: int, *, robust: bool = False, level=None
) -> Effects:
    """
    One effect a school from its deviations in all cells.

    A deviation counts by 1/(ω² + variance), where ω² is what the cells of one school differ by
    beyond chance. The share B = (J − 3)/(J − 1) · v/(v + τ²) of a school's mean deviation is
    taken for chance: v is its variance, τ² what the J schools differ by. So a few schools that
    happen to be alike are not told to be exactly alike. Nothing is said of fewer than
    `FEWEST_SCHOOLS` schools.

    Parameters
    ----------
    found : Deviations
    schools : array_like of int, shape (rows,)
        The number of the school of each row, from 0.
    n_schools : int
        How many schools there are.
    robust : bool
        The centre is the median school, so that many alike do not hide each other.
    level : array_like, shape (n_schools,), optional
        Mean x of each school. x measures with error, so inside schools y grows with it too slowly
        and strong schools seem kind: with `level` the centre is the median line of deviations on
        it (from `FEWEST_FOR_LINE` schools on).

    References
    ----------
    Variances by moments: DerSimonian R., Laird N. (1986), Controlled Clinical Trials 7, 177–188.
    Median slope: Theil H. (1950), Sen P. (1968), JASA 63, 1379–1389.
    B and the posterior variance v(1 − B) + 2B²·raw²/(J − 3): Morris C. (1983), JASA 78, 47–55.
    Their combination is an own rule.
    """
    schools = np.asarray(schools, dtype=int)
    is_known = np.isfinite(found.value)
    value, variance, of = found.value[is_known], found.variance[is_known], schools[is_known]
    inner = _excess(value, variance, of)
    mean, square = _combined(value, variance + inner, of, n_schools)
    there = np.isfinite(mean)
    weight = np.where(there, 1 / divisor(square), 0)
    if level is not None:
        mean = mean - _line(np.asarray(level, dtype=float), mean)
    centre = np.median(mean[there]) if robust and there.any() else _mean(mean, weight)
    raw = mean - centre
    effect, error = _shrunken(raw, square, there.sum())
    p = _chance(raw, square, there.sum(), max(len(value) - there.sum(), there.sum() - 1))
    return Effects(raw, np.sqrt(square), effect, error, p)


def _chance(raw, square, count: int, freedom: int) -> np.ndarray:
    """Probability of so large a deviation of a school that does not differ from the centre."""
    if count < FEWEST_SCHOOLS:
        return np.full(raw.shape, np.nan)
    of_centre = 1 + np.pi / 2 / count  # a median is less certain than a mean
    return 2 * stdtr(freedom, -np.abs(raw) / np.sqrt(square * of_centre))


def _shrunken(raw, square, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Posterior means and standard errors of the effects; NaN of too few schools."""
    there = np.isfinite(raw)
    if count < FEWEST_SCHOOLS:
        return np.full(raw.shape, np.nan), np.full(raw.shape, np.nan)
    between = _excess(raw[there], square[there], np.zeros(count, dtype=int))
    chance = (count - 3) / (count - 1) * square / (between + square)
    variance = square * (1 - chance) + 2 * (chance * raw) ** 2 / (count - 3)
    return raw * (1 - chance), np.sqrt(variance)


def _line(level, mean):
    """What the deviations grow with the level: median of the slopes of all pairs of schools."""
    there = np.isfinite(level) & np.isfinite(mean)
    if there.sum() < FEWEST_FOR_LINE:
        return 0.0
    first, second = np.triu_indices(there.sum(), 1)
    run, rise = (one[there][second] - one[there][first] for one in (level, mean))
    slopes = rise[run != 0] / run[run != 0]
    return np.nan_to_num(level) * (np.median(slopes) if slopes.size else 0.0)


def _combined(value, variance, of, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Means weighted by 1/variance and their variances, by group; NaN without values."""
    weight = np.bincount(of, 1 / variance, count)
    total = np.bincount(of, value / variance, count)
    return total / divisor(weight), 1 / divisor(weight)


def _mean(values, weights) -> float:
    return float((np.nan_to_num(values) * weights).sum() / max(weights.sum(), 1e-300))


def _excess(value, variance, of) -> float:
    """Variance inside the groups beyond that of chance, by moments; at least 0."""
    if not value.size:
        return 0.0
    count = of.max() + 1
    weight = 1 / variance
    sums = np.bincount(of, weight, count)
    means = np.bincount(of, weight * value, count) / divisor(sums)
    observed = (weight * (value - means[of]) ** 2).sum()
    squares = np.bincount(of, weight**2, count) / divisor(sums)
    scale = weight.sum() - np.nansum(squares)
    freedom = value.size - np.count_nonzero(sums)
    return max(0.0, (observed - freedom) / scale) if scale > 0 and freedom > 0 else 0.0
