"""From an expected score with its errors to probabilities of scores and marks."""

import numpy as np

NEAR = 3.0  # points; facts about a score so far away still count for its neighbour
PRIOR = 1.0  # facts that a border without facts near it is worth


def score_chances(bands, expected, max_score: int):
    """
    Probability of each whole score.

    Parameters
    ----------
    bands : Bands
    expected : array_like, shape (rows,) [points]
    max_score : int [points]

    Returns
    -------
    ndarray, shape (rows, max_score + 1) [share 0–1]
        A row adds up to 1; what the errors leave outside the scale stands at its ends.
    """
    borders = np.arange(1, max_score + 1) - 0.5
    under = [bands.under(expected, border) for border in borders]
    cumulated = np.column_stack([np.zeros(len(expected)), *under, np.ones(len(expected))])
    return np.diff(np.maximum.accumulate(cumulated, axis=1), axis=1)


def marks_by_score(borders, max_score: int, scores=(), marks=()):
    """
    Probability of marks 2–5 at each score: by the borders, less what second conditions take.

    Parameters
    ----------
    borders : sequence of float [points]
        The lowest scores for «3», «4», «5».
    max_score : int [points]
    scores, marks : array_like, shape (facts,)
        Results of earlier years: a mark lower than its score gives shows a second condition that
        was not met.

    Returns
    -------
    ndarray, shape (max_score + 1, 4) [share 0–1]

    References
    ----------
    Own rule: shares of marks among earlier results between the same borders, the nearer the score
    the more they count (a triangle of `NEAR` points), with `PRIOR` of a result that met all
    conditions.
    """
    borders = np.asarray(borders, dtype=float)
    scores, marks = np.asarray(scores, dtype=float), np.asarray(marks, dtype=int)
    plain, place = np.searchsorted(borders, scores, side="right"), np.clip(marks - 2, 0, 3)
    found = np.zeros((max_score + 1, 4))
    for score in range(max_score + 1):
        level = int(np.searchsorted(borders, score, side="right"))
        near = np.maximum(0.0, 1 - np.abs(scores - score) / NEAR) * (plain == level)
        found[score] = np.bincount(np.minimum(place, level), near, 4) if len(scores) else 0.0
        found[score, level] += PRIOR
    return found / found.sum(axis=1, keepdims=True)


def borders_met(scores, marks):
    """
    Borders of marks that earlier results show: each lies where the fewest stand on its wrong side.

    Parameters
    ----------
    scores, marks : array_like, shape (facts,)

    Returns
    -------
    tuple of float [points]
        The lowest scores for «3», «4», «5»; a mark nobody got begins above all scores. Empty
        without facts.
    """
    scores, marks = np.asarray(scores, dtype=float), np.asarray(marks, dtype=int)
    if not len(scores):
        return ()
    candidates = np.append(np.unique(scores), scores.max() + 1)
    borders = []
    for mark in (3, 4, 5):
        wrong = [((scores >= one) != (marks >= mark)).sum() for one in candidates]
        borders.append(float(candidates[int(np.argmin(wrong))]))
    return tuple(np.maximum.accumulate(borders).tolist())
