"""Folds of a cross-validation that keep a school, or whatever else belongs together, whole."""

import numpy as np


def fold_of(groups, folds: int, seed: int = 1):
    """
    The fold of each row: every group in one fold, folds of about equal numbers of rows.

    Parameters
    ----------
    groups : array_like, shape (n,)
        What must not be torn: the schools, or the rows themselves (``numpy.arange(n)``).
    folds : int
        Not more than the groups: of fewer groups there are fewer folds.
    seed : int
        Groups of one size are dealt out by chance, always the same.

    Returns
    -------
    ndarray of int, shape (n,)
        0 … folds − 1.
    """
    _, place, size = np.unique(groups, return_inverse=True, return_counts=True)
    by_lot = np.random.default_rng(seed).permutation(len(size))
    order = by_lot[np.argsort(-size[by_lot], kind="stable")]
    filled = np.zeros(max(1, min(folds, len(size))))
    fold = np.empty(len(size), dtype=int)
    for group in order:
        fold[group] = filled.argmin()
        filled[fold[group]] += size[group]
    return fold[place]


def held_together(schools, folds: int) -> str:
    """
    What a fold keeps whole: «school», or «student» where there are fewer schools than folds.

    Parameters
    ----------
    schools : array_like, shape (n,)
    folds : int
    """
    return "school" if len(np.unique(schools)) >= folds else "student"
