"""Objectivity of marks: external mark against journal mark, and markers that are worth a look.

Everything here is a reason to look and never a proof; results of ВПР must not be used to judge
teachers. The markers are those of the federal lists, the thresholds and the control of false ones
are own rules.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from etl.indicators.ratios import divisor
from etl.indicators.reference_group import Reference, beside_reference

FEWEST = 10  # students of a school in a procedure, subject and grade
SHARE = 0.30  # of lowered or of raised marks
TASK_GAP = 0.05  # of the solve rate, on the easy side and on the hard side
CHANGE = 0.30  # standard deviations of a student's score
NOTABLE = 0.15  # of a mark: leniency that is spoken of
LEVEL = 0.05  # p of a single peak from which it is spoken of
FALSE = 0.05  # expected share of false ones among the confirmed markers
AROUND = 2  # scores on either side of a border
LEAST_SHARE = 0.10  # of students of a score with the mark or better: from there the mark begins
MARKS = (3, 4, 5)
FOCUS_SUBJECTS, FOCUS_GRADES, FOCUS_YEARS = ("русский язык", "математика"), (4, 5), 3
MARKERS = {
    "high_mean": "Средний балл выше верхней границы группы сравнения",
    "lowered": "Много пониженных отметок: внешняя ниже отметки журнала",
    "raised": "Много повышенных отметок: внешняя выше отметки журнала",
    "border_peaks": "Пики на нижней границе отметок «3», «4», «5»",
    "task_pattern": "Лёгкие задания решены хуже, трудные – лучше группы сравнения",
    "cohort_change": "Резкое изменение результатов тех же учеников",
}
OF_SCHOOLS = {
    "lenient": "Отметки журнала мягче при тех же внешних результатах",
    "strict": "Отметки журнала строже при тех же внешних результатах",
}
STATUSES = {"confirmed": "устойчивый", "possible": "возможно случайный"}


@dataclass(frozen=True)
class Found:
    """
    One marker at every school and cell; all arrays of shape (rows,).

    Attributes
    ----------
    is_there : ndarray of bool
        Whether the rule of the marker is met.
    p : ndarray
        Probability of as much by chance [probability]; NaN where it cannot be judged.
    value, limit : ndarray
        What was looked at and what it was compared with, in the units of the evidence.
    """

    is_there: np.ndarray
    p: np.ndarray
    value: np.ndarray
    limit: np.ndarray


def high_mean(n, total, spread, cells) -> Found:
    """
    Schools whose mean score is above the upper 95-percent limit of their reference group.

    Parameters
    ----------
    n, total : array_like, shape (rows,)
        Students with a score [students] and Σ score [points].
    spread : array_like, shape (rows,)
        Standard deviation of the score of all students of the cell [points].
    cells : array_like of int, shape (rows,)
        The cell (procedure, subject, grade, year) of each row.

    Returns
    -------
    Found
        Value and limit in points.

    References
    ----------
    Marker of the federal lists of schools with signs of biased results; the spread of the
    reference group as in `reference_group`: own rule.
    """
    n, spread = np.asarray(n, dtype=float), np.asarray(spread, dtype=float)
    mean = np.asarray(total, dtype=float) / divisor(n)
    unit = divisor(spread)
    found = _beside(mean / unit, 1 / divisor(n), cells, n)
    is_there = mean / unit > found.limit
    return Found(is_there, found.p, mean, found.limit * spread)


def high_share(part, n, cells) -> Found:
    """
    Schools with a share of lowered (or raised) marks of at least `SHARE` and above the limit.

    Parameters
    ----------
    part, n : array_like, shape (rows,)
        Students with a lowered (or raised) mark, and with both marks [students].
    cells : array_like of int, shape (rows,)

    Returns
    -------
    Found
        Value and limit as shares.

    References
    ----------
    Own rule for the threshold; the limit as in `high_mean`, of the angle of the share: Anscombe F.
    (1948), Biometrika 35, 246–254.
    """
    part, n = (np.asarray(one, dtype=float) for one in (part, n))
    share = part / divisor(n)
    found = _beside(_angle(part, n), 1 / (4 * n + 2), cells, n)
    limit = np.sin(np.clip(found.limit, 0, np.pi / 2)) ** 2
    is_there = (share >= SHARE) & (share > limit)
    return Found(is_there, found.p, share, np.maximum(limit, SHARE))


def _angle(part, n) -> np.ndarray:
    """A share as an angle, whose chance is the same at every share [radians]."""
    return np.arcsin(np.sqrt((part + 0.375) / (n + 0.75)))


def cohort_change(change, variance, n, cells) -> Found:
    """
    Schools whose students have changed by `CHANGE` or more against what their past lets expect.

    Parameters
    ----------
    change, variance : array_like, shape (rows,)
        Standardised mean residual of the present score on the earlier one, and its variance
        (`school_effects.deviations`) [standard deviations of a score].
    n : array_like, shape (rows,)
        Students with both scores [students].
    cells : array_like of int, shape (rows,)

    References
    ----------
    Own rule.
    """
    change = np.asarray(change, dtype=float)
    found = _beside(change, variance, cells, n)
    distance = np.abs(change - found.centre)
    is_there = (np.abs(change) >= CHANGE) & (distance > found.limit - found.centre)
    return Found(is_there, found.p_both, change, np.maximum(found.limit, CHANGE))


def task_pattern(easy, hard, variance, n, cells) -> Found:
    """
    Schools that solve the easy tasks worse and the hard tasks better than their reference group.

    Parameters
    ----------
    easy, hard : array_like, shape (rows,)
        Solve rate of the easy and of the hard tasks less that of the group [share −1…1].
    variance : array_like, shape (rows,)
        Of the difference hard − easy, by chance [share, squared].
    n : array_like, shape (rows,)
        Students who wrote the work [students].
    cells : array_like of int, shape (rows,)

    References
    ----------
    Marker of the federal lists; `TASK_GAP` is an own rule.
    """
    easy, hard = np.asarray(easy, dtype=float), np.asarray(hard, dtype=float)
    found = _beside(hard - easy, variance, cells, n)
    crossed = (easy <= -TASK_GAP) & (hard >= TASK_GAP)
    return Found(crossed & (hard - easy > found.limit), found.p, hard - easy, found.limit)


def border_peaks(at_border, around, borders, n) -> Found:
    """
    Too many students at the lowest scores of «3», «4», «5», against the scores beside them.

    Of the students within `AROUND` scores of a border as many should stand on the border itself
    as on each of the others: in so short a piece a smooth distribution is nearly a straight line.

    Parameters
    ----------
    at_border, around : array_like, shape (rows,)
        Students on the borders and in the pieces around them, the borders themselves included.
    borders : array_like, shape (rows,)
        Share of the scores of the pieces that are borders [share 0–1].
    n : array_like, shape (rows,)
        All students with a score [students].

    Returns
    -------
    Found
        p of the binomial tail; value is the number on the borders, limit the expected number.

    References
    ----------
    Own rule, after the marker of the federal lists.
    """
    k, of = np.asarray(at_border, dtype=float), np.asarray(around, dtype=float)
    share, n = np.asarray(borders, dtype=float), np.asarray(n, dtype=float)
    is_known = (n >= FEWEST) & (of > 0) & (share > 0) & (share < 1)
    tail = betainc(np.maximum(k, 1), of - np.maximum(k, 1) + 1, np.where(is_known, share, 0.5))
    p = np.where(is_known, np.where(k > 0, tail, 1.0), np.nan)
    return Found(p <= LEVEL, p, k, of * share)


def border_scores(scores, marks, n) -> dict[int, int]:
    """
    The lowest score of each of the marks «3», «4», «5», read from results.

    It is the lowest score at which at least `LEAST_SHARE` of the students have that mark or a
    better one: a single wrong mark moves no border.

    Parameters
    ----------
    scores, marks, n : array_like, shape (rows,)
        Score [hundredths of a point], mark (0 = none) and number of students.

    Returns
    -------
    dict of int to int
        Mark → score; a mark that nobody has is left out, and all of them where marks are unknown.

    References
    ----------
    Own rule.
    """
    scores, marks, n = (np.asarray(one) for one in (scores, marks, n))
    known = marks > 0
    places, of = np.unique(scores[known], return_inverse=True)
    whole = np.bincount(of, n[known], len(places))
    found = {}
    for mark in MARKS:
        better = np.bincount(of, n[known] * (marks[known] >= mark), len(places))
        reached = places[better >= LEAST_SHARE * whole]
        if better.any() and len(reached) and reached[0] > places[0]:
            found[mark] = int(reached[0])
    return found


def pieces(borders: dict[int, int], scores) -> dict[int, bool]:
    """
    The scores that stand around the borders, and whether each is a border itself.

    Parameters
    ----------
    borders : dict of int to int
        As of `border_scores`.
    scores : array_like
        All scores that can be had, each once [hundredths of a point].

    References
    ----------
    Own rule: `AROUND` possible scores on either side; a border at the end of the scale has none
    beside it and is left out.
    """
    places = np.unique(scores)
    found: dict[int, bool] = {}
    for border in borders.values():
        at = int(np.searchsorted(places, border))
        if AROUND <= at < len(places) - AROUND:
            near = places[at - AROUND : at + AROUND + 1]
            found |= {int(score): found.get(int(score), False) for score in near}
            found[border] = True
    return found


def _beside(values, variances, cells, n) -> Reference:
    """Reference of the rows with enough students; NaN elsewhere."""
    enough = np.asarray(n, dtype=float) >= FEWEST
    return beside_reference(np.where(enough, values, np.nan), variances, cells)
