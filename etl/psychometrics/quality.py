"""Quality of a work for the methodologist: which tasks do not do what a task is for."""

import numpy as np
from scipy.special import ndtri

FEWEST = 10  # students; of fewer nothing is said
EVERYBODY, NOBODY = 0.95, 0.05
WEAK = 0.2  # corrected item–total correlation
UNPREDICTABLE = 1.3  # infit
FLAGS = {
    "negative": "чем лучше остальная работа, тем хуже это задание: проверьте ключ и условие",
    "weak": "слабо отличает знающих",
    "everybody": "решают почти все",
    "nobody": "не решает почти никто",
    "unpredictable": "ответы не следуют за уровнем: возможны угадывание или неясное условие",
}


def correlation_interval(correlation, n, level=0.95):
    """
    Fisher's interval of a correlation [−1…1].

    Parameters
    ----------
    correlation : scalar or ndarray
    n : scalar or ndarray
        Number of pairs [students].
    level : float
        Confidence level.

    Returns
    -------
    low, high : float or ndarray
        NaN for fewer than four pairs.

    References
    ----------
    Fisher R. A. (1921), Metron 1, 3–32.
    """
    r, n = np.clip(np.asarray(correlation, float), -1 + 1e-12, 1 - 1e-12), np.asarray(n, float)
    half = ndtri(0.5 + level / 2) / np.sqrt(np.where(n > 3, n - 3, np.nan))
    return np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half)


def task_flags(solve_rate, correlation_high, n, infit=np.nan):
    """
    What is to be said against a task; only what chance does not explain.

    ``negative``, ``weak``: the whole interval of the corrected item–total correlation is under 0 or
    under 0.2; ``everybody``, ``nobody``: solve rate from 95 % up, or to 5 %; ``unpredictable``:
    infit over 1.3.

    Parameters
    ----------
    solve_rate : float [share 0–1]
    correlation_high : float
        Upper end of `correlation_interval`.
    n : float [students]
    infit : float

    Returns
    -------
    list of str
        Keys of `FLAGS`; none for fewer than 10 students.

    References
    ----------
    0.2: Ebel R. (1972), Essentials of Educational Measurement, 14; 1.3: Wright B., Linacre M.
    (1994), Rasch Measurement Transactions 8:3, 370. The rest, and that the interval has to agree,
    are own rules.
    """
    if not n >= FEWEST:
        return []
    found = {
        "negative": correlation_high < 0,
        "weak": 0 <= correlation_high < WEAK,
        "everybody": solve_rate >= EVERYBODY,
        "nobody": solve_rate <= NOBODY,
        "unpredictable": infit > UNPREDICTABLE,
    }
    return [flag for flag, holds in found.items() if holds]


def mean_difficulty(difficulties, errors):
    """
    Difficulty of a task as the mean of its steps, with its standard error [logits].

    Parameters
    ----------
    difficulties, errors : list of float, steps [logits]

    Returns
    -------
    difficulty, error : float
        The error takes steps as independent; those of one task pull one another back, so it is
        rather too large.

    References
    ----------
    Location of a task in R package TAM (xsi averaged over the steps).
    """
    squares = np.square(np.asarray(errors, float))
    return float(np.mean(difficulties)), float(np.sqrt(squares.sum()) / len(squares))


def alpha_without_from_sums(n, sums, sums_of_squares, rest, rest_of_squares):
    """
    α of the work without each task in turn, from sums over the students given all tasks.

    Parameters
    ----------
    n : float [students]
        Who were given every task.
    sums, sums_of_squares : ndarray, tasks
        Σx and Σx² of a task.
    rest, rest_of_squares : ndarray, tasks
        Σ and Σ of squares of the totals without the task.

    Returns
    -------
    ndarray, tasks
        NaN for fewer than three tasks or two students.

    References
    ----------
    ``alpha.drop`` of R package psych, function alpha; the same as `classical.alpha_if_deleted`.
    """
    tasks = len(sums)
    if tasks < 3 or n < 2:
        return np.full(tasks, np.nan)
    of_tasks = n * np.asarray(sums_of_squares, float) - np.square(np.asarray(sums, float))
    of_rest = n * np.asarray(rest_of_squares, float) - np.square(np.asarray(rest, float))
    others = of_tasks.sum() - of_tasks
    known = np.where(of_rest > 0, of_rest, np.nan)
    return (tasks - 1) / (tasks - 2) * (1 - others / known)
