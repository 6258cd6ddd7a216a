"""Classical test theory of a work: difficulty, discrimination, α and its standard error.

``answers`` is a matrix of students × tasks [points], ndarray or DataFrame, with NaN for a task
that was not given; a task given and not attempted is 0. Results by task are arrays, or Series by
task when ``answers`` is a DataFrame. The ``…_from_sums`` forms take additive sums.
"""

import numpy as np
import pandas as pd

from etl.indicators.ratios import divisor, ratio, square_root

ROUNDING = 1e-12


def difficulty(answers, max_points):
    """
    Mean points / maximum, by task, over the students given the task [share 0–1].

    Parameters
    ----------
    answers : ndarray or DataFrame, students × tasks [points]
    max_points : array-like, tasks [points]

    Returns
    -------
    ndarray or Series, tasks
        High is easy; NaN for a task given to nobody.

    References
    ----------
    Lord F., Novick M. (1968), Statistical Theories of Mental Test Scores, 15.3.
    """
    points = np.asarray(answers, float)
    given = np.sum(~np.isnan(points), axis=0)
    return _by_task(
        ratio(np.nansum(points, axis=0), given * np.asarray(max_points, float)), answers
    )


def item_total(answers):
    """
    Correlation of a task with the student's total over all tasks given to him [−1…1].

    Parameters and result as in `corrected_item_total`.

    References
    ----------
    ``raw.r`` of R package psych, function alpha.
    """
    points = np.asarray(answers, float)
    totals = np.nansum(points, axis=1, keepdims=True) + np.zeros_like(points)
    return _by_task(_column_correlation(points, totals), answers)


def corrected_item_total(answers):
    """
    Correlation of a task with the rest: the student's total without this task [−1…1].

    Taken over the students given the task; the rest is the total over the tasks given to the
    student minus this task, so booklets of different tasks may be mixed.

    Parameters
    ----------
    answers : ndarray or DataFrame, students × tasks [points]

    Returns
    -------
    ndarray or Series, tasks
        NaN where task or rest does not vary, or with fewer than two students.

    References
    ----------
    Henrysson S. (1963), Psychometrika 28, 211–218; R: ``cor(item, total - item)``.
    """
    points = np.asarray(answers, float)
    rest = np.nansum(points, axis=1, keepdims=True) - points
    return _by_task(_column_correlation(points, rest), answers)


def alpha(answers):
    """
    Cronbach's α over the students given all tasks.

    Parameters
    ----------
    answers : ndarray or DataFrame, students × tasks [points]

    Returns
    -------
    float
        At most 1, may be negative; NaN for fewer than two complete students or tasks, or when
        totals do not vary.

    References
    ----------
    Cronbach L. (1951), Psychometrika 16, 297–334.
    """
    points = _complete(answers)
    totals = points.sum(axis=1)
    return alpha_from_sums(
        len(points), points.sum(axis=0), np.square(points).sum(axis=0),
        totals.sum(), np.square(totals).sum(),
    )  # fmt: skip


def alpha_if_deleted(answers):
    """
    α of the work without each task in turn, over the students given all tasks.

    Parameters
    ----------
    answers : ndarray or DataFrame, students × tasks [points]

    Returns
    -------
    ndarray or Series, tasks
        NaN when fewer than three tasks or two complete students.

    References
    ----------
    ``alpha.drop`` of R package psych, function alpha.
    """
    points = _complete(answers)
    tasks = points.shape[1]
    return _by_task(np.array([alpha(np.delete(points, t, axis=1)) for t in range(tasks)]), answers)


def standard_error_of_measurement(answers):
    """
    Standard error of a student's total: sd·√(1 − α), over the students given all tasks [points].

    Parameters
    ----------
    answers : ndarray or DataFrame, students × tasks [points]

    Returns
    -------
    float
        sd with n − 1; NaN where α is NaN.

    References
    ----------
    Lord F., Novick M. (1968), Statistical Theories of Mental Test Scores, 3.4.
    """
    totals = _complete(answers).sum(axis=1)
    return error_from_sums(len(totals), totals.sum(), np.square(totals).sum(), alpha(answers))


def correlation_from_sums(n, sx, sy, sxx, syy, sxy):
    """
    Pearson's correlation from additive sums [−1…1].

    Parameters
    ----------
    n : scalar, ndarray or Series
        Number of pairs.
    sx, sy, sxx, syy, sxy : scalar, ndarray or Series
        Σx, Σy, Σx², Σy², Σxy over the pairs; whole hundredths or points alike.

    Returns
    -------
    float, ndarray or Series
        NaN for fewer than two pairs or when x or y does not vary.

    References
    ----------
    Definition.
    """
    n = 1.0 * n
    together = n * sxy - 1.0 * sx * sy
    return ratio(together, square_root(_deviations(n, sx, sxx) * _deviations(n, sy, syy)))


def alpha_from_sums(n, sums, sums_of_squares, total, total_of_squares):
    """
    Cronbach's α from additive sums over the students given all tasks.

    Parameters
    ----------
    n : scalar or ndarray
        Students given all tasks; an array of units gives one α a unit.
    sums, sums_of_squares : ndarray, (… units ×) tasks
        Σx and Σx² of every task over these students.
    total, total_of_squares : scalar or ndarray
        Σt and Σt² of their totals, in the units of the sums.

    Returns
    -------
    float or ndarray
        As `alpha`; the same number as from the matrix.

    References
    ----------
    Cronbach L. (1951), Psychometrika 16, 297–334.
    """
    tasks = np.shape(sums)[-1]
    of_tasks = _deviations(np.asarray(n)[..., None], np.asarray(sums), np.asarray(sums_of_squares))
    of_totals = _deviations(n, total, total_of_squares)
    inflation = tasks / (tasks - 1) if tasks > 1 else np.nan
    return inflation * (1 - ratio(of_tasks.sum(axis=-1), of_totals))


def error_from_sums(n, total, total_of_squares, reliability):
    """
    Standard error of measurement from sums of the students' totals and α [units of the totals].

    Parameters
    ----------
    n : scalar, ndarray or Series
        Students given all tasks.
    total, total_of_squares : scalar, ndarray or Series
        Σt and Σt² of their totals.
    reliability : scalar, ndarray or Series
        α of the same students.

    References
    ----------
    As `standard_error_of_measurement`.
    """
    variance = _deviations(n, total, total_of_squares) / divisor(1.0 * n * (n - 1))
    return square_root(variance * (1 - reliability))


def _complete(answers):
    """Rows of the students given all tasks, students × tasks."""
    points = np.asarray(answers, float)
    return points[~np.isnan(points).any(axis=1)]


def _column_correlation(left, right):
    """Correlation of each column of left with the same column of right, rows with left given."""
    given = ~np.isnan(left)
    x, y = np.where(given, left, 0.0), np.where(given, right, 0.0)
    sums = (part.sum(axis=0) for part in (x, y, x * x, y * y, x * y))
    return correlation_from_sums(given.sum(axis=0), *sums)


def _deviations(n, total, total_of_squares):
    """n·Σx² − (Σx)², which is n²·variance; 0 where only rounding is left."""
    squares = 1.0 * n * total_of_squares
    difference = squares - 1.0 * total * total
    return difference * (difference > ROUNDING * squares)


def _by_task(values, answers):
    """Values by task as a Series when the answers came as a frame."""
    return pd.Series(values, index=answers.columns) if isinstance(answers, pd.DataFrame) else values
