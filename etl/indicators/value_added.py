"""Results of schools beside the earlier results of the same students, and schools of one intake."""

import numpy as np

from etl.indicators.ratios import divisor, square_root
from etl.indicators.reference_group import FEWEST_SCHOOLS

FEWEST_PAIRS = 10  # student × subject with an earlier result; schools with fewer are not judged
ALIKE = 10  # schools of the nearest intake; a third of all where there are fewer than 30


def standardised_means(n, total, squares, cells, schools, n_schools: int) -> np.ndarray:
    """
    Mean result of each school in standard deviations of its cells.

    Parameters
    ----------
    n, total, squares : array_like, shape (rows,)
        Students, Σ score and Σ score² of a school in a cell [students, points, points²].
    cells, schools : array_like of int, shape (rows,)
        Numbers of the cell (procedure, subject, grade) and of the school of each row.
    n_schools : int

    Returns
    -------
    ndarray, shape (n_schools,)
        Mean of (score − mean of the cell) / standard deviation of the cell over all students of
        the school [standard deviations]; NaN without students.

    References
    ----------
    Own rule: so different procedures may be put together.
    """
    n, total, squares = (np.asarray(one, dtype=float) for one in (n, total, squares))
    sums = [np.bincount(cells, one)[cells] for one in (n, total, squares)]
    mean = sums[1] / divisor(sums[0])
    spread = square_root((sums[2] - mean * sums[1]) / divisor(np.maximum(sums[0] - 1, 0)))
    score = (total - n * mean) / divisor(np.nan_to_num(spread))
    weight = np.where(np.isfinite(score), n, 0)
    whole = np.bincount(schools, np.nan_to_num(score), n_schools)
    return whole / divisor(np.bincount(schools, weight, n_schools))


def alike(intake, outcome) -> tuple[np.ndarray, np.ndarray]:
    """
    The mean outcome of the schools whose intake is nearest to that of each school.

    Parameters
    ----------
    intake, outcome : array_like, shape (schools,)
        Mean earlier and present result [standard deviations]; a school with NaN stands aside.

    Returns
    -------
    mean : ndarray, shape (schools,)
        Mean outcome of the `ALIKE` nearest others [standard deviations]; NaN without others.
    count : ndarray of int, shape (schools,)
        How many they are.

    References
    ----------
    Own rule: ten schools, or a third of all where there are fewer than thirty, at least
    `FEWEST_SCHOOLS`: the mean of fewer would tell the result of each.
    """
    intake, outcome = np.asarray(intake, dtype=float), np.asarray(outcome, dtype=float)
    known = np.isfinite(intake) & np.isfinite(outcome)
    mean, count = np.full(intake.size, np.nan), np.zeros(intake.size, dtype=int)
    size = min(ALIKE, max(FEWEST_SCHOOLS, known.sum() // 3), known.sum() - 1)
    for place in np.flatnonzero(known) if size >= FEWEST_SCHOOLS else ():
        distance = np.where(known, np.abs(intake - intake[place]), np.inf)
        distance[place] = np.inf
        nearest = np.argsort(distance, kind="stable")[:size]
        mean[place], count[place] = outcome[nearest].mean(), size
    return mean, count
