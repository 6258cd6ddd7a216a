"""The mark of a year: from the marks of its periods, those still to come among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.forecasts.final_marks import (
    MARKS,
    NODES,
    WEIGHTS,
    Marks,
    Normal,
    chances,
    error_of,
    mean_at_end,
)
from etl.forecasts.final_parameters import Conversion, FinalParameters


@dataclass(frozen=True)
class Running:
    """The marks of a period that is not over yet, and what is still expected in it."""

    now: Marks
    sum_weight: np.ndarray
    to_come: np.ndarray
    weight: np.ndarray


def year_chances(
    parameters: FinalParameters,
    level: Normal,
    periods: Sequence[np.ndarray | Running],
    kindness=0.0,
) -> np.ndarray:
    """
    Probabilities of «2» to «5» as the mark of the year.

    Parameters
    ----------
    parameters : FinalParameters
    level : Normal
        Of the year, by all marks there are in it.
    periods : sequence of ndarray or Running
        In order: the final marks where they are given, shape (n,) [mark 2–5, 0 = none]; otherwise
        the marks so far. A period without a mark (0) does not count.
    kindness : array_like, shape (n,)
        Of the school, as in `chances`.

    Returns
    -------
    ndarray, shape (n, 4) [share 0–1]

    References
    ----------
    Own rule: the level is one for all periods to come, so their marks go together; the integral
    over it is a sum of nine (Gauss–Hermite).
    """
    found = 0.0
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        at = Normal(level.mean + node * np.sqrt(level.variance), np.zeros_like(level.mean))
        each = [_of_period(parameters, at, period, kindness) for period in periods]
        found = found + weight * _of_year(parameters.year, each)
    return found


def level_of_year(parameters: FinalParameters, level: Normal, running: Sequence[Running]) -> Normal:
    """
    The level of the year by the marks of the running period as well.

    Parameters
    ----------
    parameters : FinalParameters
    level : Normal
        As `level_before` says it.
    running : sequence of Running

    References
    ----------
    Own rule, see `etl.forecasts.final_marks.level_before`.
    """
    for period in running:
        noise = parameters.periods + error_of(parameters, level.mean, period.now.n)
        level = level.seen(period.now.mean, noise)
    return level


def year_of_marks(conversion: Conversion, total, n, last) -> np.ndarray:
    """
    Probabilities of the year's mark when the marks of all periods are known.

    Parameters
    ----------
    conversion : Conversion
        Of a year.
    total, n, last : array_like
        Σ mark and number of the periods with a mark, and the mark of the last of them.

    Returns
    -------
    ndarray, shape (..., 4) [share 0–1]
        NaN without any mark.

    References
    ----------
    Own rule: the mean, moved a little to the last mark; «годовая отметка – среднее
    арифметическое» is how most schools' rules begin.
    """
    n = np.asarray(n, dtype=float)
    mean = np.asarray(total, dtype=float) / np.where(n > 0, n, np.nan)
    mean = mean + conversion.to_last * (last - mean)
    return chances(conversion, Normal(mean, np.zeros_like(mean)))


def _of_period(
    parameters: FinalParameters, at: Normal, period: np.ndarray | Running, kindness
) -> np.ndarray:
    """Chances of no mark and of «2» to «5» in a period, the level of the year being known."""
    if isinstance(period, Running):
        end = mean_at_end(
            parameters, at, period.now, period.sum_weight, period.to_come, period.weight
        )
        marked = chances(parameters.period, end, kindness)
        return np.concatenate([np.zeros((len(marked), 1)), marked], axis=1)
    places = np.where(period >= MARKS[0], period - MARKS[0] + 1, 0).astype(int)
    return np.eye(len(MARKS) + 1)[places]


def _of_year(conversion: Conversion, each: list[np.ndarray]) -> np.ndarray:
    """
    The year's chances over every way the periods may go: by number, sum and last of the marks.

    The state is an array (rows, number of marks, their sum beyond «2», the last mark).
    """
    state = np.zeros((len(each[0]), len(each) + 1, 3 * len(each) + 1, 4))
    state[:, 0, 0, 0] = 1.0
    for period in each:
        state = _after(state, period)
    n, beyond, last = np.meshgrid(*(np.arange(size) for size in state.shape[1:]), indexing="ij")
    of_state = np.nan_to_num(year_of_marks(conversion, 2 * n + beyond, n, 2 + last))
    found = np.einsum("rnsl,nslm->rm", state, of_state)
    total = found.sum(axis=1, keepdims=True)
    return found / np.where(total > 0, total, np.nan)


def _after(state: np.ndarray, period: np.ndarray) -> np.ndarray:
    """The state after one more period."""
    next_state = state * period[:, 0, None, None, None]
    together = state.sum(axis=3)
    for mark in range(4):
        moved = np.zeros_like(together)
        moved[:, 1:, mark:] = together[:, :-1, : together.shape[2] - mark]
        next_state[..., mark] += moved * period[:, mark + 1, None, None]
    return next_state
