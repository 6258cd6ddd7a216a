"""Schools beside their reference group: centre, spread and the limit, not moved by a few of them.

Own rule. A quarter of the schools may differ by much and in the same direction: with means and
standard deviations they would hide each other, so medians stand in their place.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from etl.indicators.ratios import divisor

FEWEST_SCHOOLS = 5  # of a group; under that there is nobody to be compared with
OWN_SPREAD = 30  # schools of a group from which on its spread is its own
NORMAL = 1.482602218505602  # standard deviation of a normal distribution per median deviation
EFFICIENCY = 0.37  # of the median deviation beside the standard deviation
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Reference:
    """
    Values beside their reference groups; all arrays of shape (values,).

    Attributes
    ----------
    centre : ndarray
        Median of the group [units of the value]; NaN in groups under `FEWEST_SCHOOLS`.
    spread : ndarray
        Standard deviation expected of this value around the centre, its own chance in it.
    p : ndarray
        Probability of a value so high or higher [probability]; NaN where there is no group.
    """

    centre: np.ndarray
    spread: np.ndarray
    p: np.ndarray

    @property
    def limit(self) -> np.ndarray:
        """Upper end of the 95-percent range of the group [units of the value]."""
        return self.centre + Z95 * self.spread

    @property
    def p_low(self) -> np.ndarray:
        """Probability of a value so low or lower [probability]."""
        return 1 - self.p

    @property
    def p_both(self) -> np.ndarray:
        """Probability of a value so far from the centre on either side [probability]."""
        return 2 * np.minimum(self.p, self.p_low)


def beside_reference(values, variances, cells) -> Reference:
    """
    Each value beside the median and the spread of its cell (procedure, subject, grade).

    The spread between schools is what the median deviation exceeds the chance of the values by.
    Of cells with fewer than `OWN_SPREAD` schools it is that of all of them together, for a median
    of few deviations is a matter of luck; so the values of all cells must be of one unit.

    Parameters
    ----------
    values, variances : array_like, shape (values,)
        One value a school and cell, and the variance of its own chance; NaN stays out.
    cells : array_like of int, shape (values,)
        The number of the cell.

    Returns
    -------
    Reference
        p by Student's distribution with `EFFICIENCY` · (values − cells) degrees of freedom: a
        median deviation is as uncertain as a standard deviation of so many fewer values. The
        spread has the chance of the median itself in it, π/2 of that of a mean.

    References
    ----------
    Own rule; the median deviation as a robust spread: Rousseeuw P., Croux C. (1993), JASA 88,
    1273–1283.
    """
    values, variances = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    cells = np.asarray(cells, dtype=int)
    is_known = np.isfinite(values) & np.isfinite(variances)
    size = np.bincount(cells[is_known], minlength=cells.max(initial=-1) + 1)[cells]
    is_known &= size >= FEWEST_SCHOOLS
    centre = _by_cell(values, cells, is_known)
    between, freedom = _spreads(values - centre, variances, cells, np.where(is_known, size, 0))
    of_median = 1 + np.pi / 2 / np.maximum(size, 1)
    spread = np.where(is_known, np.sqrt((between + variances) * of_median), np.nan)
    deviation = (values - centre) / divisor(spread)
    return Reference(centre, spread, np.where(is_known, stdtr(freedom, -deviation), np.nan))


def _spreads(deviations, variances, cells, size) -> tuple[np.ndarray, np.ndarray]:
    """Variance between schools beside every value, and the degrees of freedom behind it."""
    is_known = size > 0
    between = _between(deviations, variances, is_known)
    pooled = EFFICIENCY * (is_known.sum() - len(np.unique(cells[is_known])))
    freedom = np.full(len(cells), max(1.0, pooled))
    for cell in np.unique(cells[size >= OWN_SPREAD]):
        here = is_known & (cells == cell)
        between = np.where(here, _between(deviations, variances, here), between)
        freedom = np.where(here, EFFICIENCY * (size - 1), freedom)
    return between, freedom


def _by_cell(values, cells, is_known) -> np.ndarray:
    """The median of the known values of each cell, beside every value of it."""
    centre = np.full(cells.max(initial=-1) + 1, np.nan)
    for cell in np.unique(cells[is_known]):
        centre[cell] = np.median(values[is_known & (cells == cell)])
    return centre[cells]


def _between(deviations, variances, is_known) -> np.ndarray:
    """Variance between schools: of the median deviation, without that of chance; at least 0."""
    if not is_known.any():
        return np.zeros(len(deviations))
    whole = NORMAL * np.median(np.abs(deviations[is_known]))
    return np.full(len(deviations), max(0.0, whole**2 - np.median(variances[is_known])))
