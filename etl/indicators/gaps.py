"""Personal gaps: what one student has not learnt beside what his or her own level lets expect.

The unit is a pair of student and element. What is expected comes from `etl.indicators.problem`:
the share of the element that students of the same overall share get in the same work.
"""

import numpy as np
from scipy.special import betainc, betaincinv

from etl.indicators.mastery import FEWEST_TASKS, mastery
from etl.indicators.ratios import ratio

PRIOR_TASKS = 4  # how many tasks the expectation weighs as much as
SURE, LIKELY = 0.90, 0.75
SHARE_OF_INTERVAL = 0.90
SURELY_INSIDE = 0.02  # an expectation of 0 or 1 would leave no doubt at all
FEWEST_IN_GROUP, FEWEST_SURE = 3, 2
WHOLE_CLASS = 0.5
STATUSES = {
    "strength": "получается",
    "gap": "пробел",
    "low": "ниже порога",
    "possible": "возможно, мало данных",
    "between": "по-разному",
    "few": "мало данных",
}
TO_REPEAT = ("gap", "low", "possible")  # in this order
RULE = (
    "Правило этой системы. Пробел: ученик решает тему хуже, чем решают её ученики с таким же общим "
    f"результатом в тех же работах; уверенность не меньше {100 * SURE:.0f} %, заданий не меньше "
    f"{FEWEST_TASKS} (ожидание весит как {PRIOR_TASKS} задания). Ниже порога: решаемость ниже 57 % "
    "(повышенный и высокий уровень – 28,5 %), но для этого ученика ожидаемая. Получается: от "
    "половины пути между порогом и полным баллом (80 % и 65 %). Возможно: уверенность от "
    f"{100 * LIKELY:.0f} % или заданий меньше {FEWEST_TASKS}."
)


def number_of_equal_tasks(max_points, squares):
    """
    How many equal tasks weigh as much as these: (Σ maximum)² / Σ maximum².

    Parameters
    ----------
    max_points, squares : scalar or ndarray
        Σ maximum and Σ maximum² over the tasks [hundredths of a point].

    References
    ----------
    Kish L. (1965), Survey Sampling, section 11.7.
    """
    return ratio(np.square(np.asarray(max_points, float)), squares)


def certainty(rate, n_tasks, expected):
    """
    Probability that a student's true share in an element is under the expected one.

    Parameters
    ----------
    rate : ndarray, pairs [share 0–1]
        Solve rate of the student.
    n_tasks : ndarray, pairs [tasks]
        Result of `number_of_equal_tasks`.
    expected : ndarray, pairs [share 0–1]

    Returns
    -------
    ndarray, pairs
        NaN without an expectation.

    References
    ----------
    Beta-binomial shrinkage; that the expectation weighs as `PRIOR_TASKS` tasks is an own rule.
    """
    middle = np.clip(np.asarray(expected, float), SURELY_INSIDE, 1 - SURELY_INSIDE)
    solved = PRIOR_TASKS * middle + np.asarray(rate, float) * n_tasks
    return betainc(solved, PRIOR_TASKS + np.asarray(n_tasks, float) - solved, middle)


def interval_of_student(rate, n_tasks):
    """
    90 % interval of one student's true share, from these tasks alone.

    Parameters
    ----------
    rate, n_tasks : ndarray, pairs [share 0–1], [tasks]
        The second is the result of `number_of_equal_tasks`.

    Returns
    -------
    low, high : ndarray, pairs [share 0–1]
        It always holds the rate: down to 0 where nothing was solved, up to 1 where all was.

    References
    ----------
    Jeffreys interval: Brown L., Cai T., DasGupta A. (2001), Statistical Science 16, 101–133.
    """
    rate, n_tasks = np.asarray(rate, float), np.asarray(n_tasks, float)
    solved, half = rate * n_tasks, (1 - SHARE_OF_INTERVAL) / 2
    low, high = (betaincinv(solved + 0.5, n_tasks - solved + 0.5, end) for end in (half, 1 - half))
    return np.minimum(low, rate), np.maximum(high, rate)


def learnt(rate, border, n_tasks, probability):
    """
    What a student has learnt of an element: a key of `STATUSES`.

    ``gap``: probability ≥ 0.9 of being under the own level, by at least three tasks, and no
    strength; ``low``: under the threshold as the student's level lets expect; ``possible``: the
    same with less behind it; ``strength``, ``between``: as `mastery`, by three tasks and more;
    ``few``: fewer tasks, and nothing seen.

    Parameters
    ----------
    rate, border : ndarray, pairs [share 0–1]
        Solve rate, and the result of `etl.indicators.solve.threshold`.
    n_tasks : ndarray, pairs [tasks]
    probability : ndarray, pairs
        Result of `certainty`; NaN where nothing is known to compare with.

    References
    ----------
    Own rule.
    """
    verdict, enough = mastery(rate, border), np.asarray(n_tasks) >= FEWEST_TASKS
    is_strong, is_low = verdict == "strength", verdict == "gap"
    under = np.nan_to_num(np.asarray(probability, float))
    tests = {
        "gap": enough & ~is_strong & (under >= SURE),
        "strength": enough & is_strong,
        "low": enough & is_low,
        "possible": ~is_strong & ((under >= LIKELY) | is_low),
        "between": enough,
    }
    names = [np.array(name, dtype=object) for name in tests]
    return np.select(list(tests.values()), names, default=np.array("few", dtype=object))


def common_gaps(sure, likely):
    """
    Groups of students with one element to repeat, the largest first; one may stand in several.

    Parameters
    ----------
    sure, likely : ndarray of bool, students × elements
        Probability of a gap ≥ 0.9 (by enough tasks), and ≥ 0.75.

    Returns
    -------
    list of (element, ndarray of students)
        Of at least `FEWEST_IN_GROUP` likely ones, `FEWEST_SURE` of them sure; of equal groups the
        earlier element goes first.

    References
    ----------
    Own rule: a group is one element, so that a teacher sees at once why it is a group. On made-up
    territories it gathers 0.4 % of the class × element pairs in which nothing was lost; without
    the sure ones it would be 45 %.
    """
    sizes = np.asarray(likely, bool).sum(axis=0)
    is_group = (sizes >= FEWEST_IN_GROUP) & (np.asarray(sure, bool).sum(axis=0) >= FEWEST_SURE)
    ordered = np.argsort(-sizes, kind="stable")
    return [(int(one), np.flatnonzero(likely[:, one])) for one in ordered if is_group[one]]


def change_of_work(last, before):
    """
    «up», «down» or «» : whether the last work went otherwise than those before it.

    Parameters
    ----------
    last, before : (rate, expected, n_tasks)
        Of the last work, and of all earlier ones together [share 0–1], [share 0–1], [tasks]; where
        nothing is expected (NaN) in either, the rates themselves are compared.

    References
    ----------
    Own rule: both are taken less what was expected of them, for works differ in difficulty; a
    change is told where its 90 % interval (normal, binomial variance) does not hold 0.
    """
    rates, expected, n_tasks = (np.array(pair, float) for pair in zip(last, before, strict=True))
    if (n_tasks == 0).any():
        return ""
    pooled = np.full(2, (rates * n_tasks).sum() / n_tasks.sum())
    is_known = not np.isnan(expected).any()
    middle = np.clip(expected if is_known else pooled, SURELY_INSIDE, 1 - SURELY_INSIDE)
    apart = rates - expected if is_known else rates
    error = np.sqrt((middle * (1 - middle) / n_tasks).sum())
    distance = (apart[0] - apart[1]) / error
    return "" if abs(distance) < Z90 else "up" if distance > 0 else "down"


Z90 = 1.6448536269514722
