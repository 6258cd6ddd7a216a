"""Where students stand in a period on a day, and what is forecast from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from etl.forecasts.final_marks import (
    MARKS,
    Marks,
    Normal,
    chances,
    interval,
    level_before,
    mean_at_end,
)
from etl.forecasts.final_parameters import FinalParameters
from etl.forecasts.lesson_days import days_of
from etl.forecasts.year_marks import Running, level_of_year, year_chances
from etl.periods import YEAR

PACE = 30  # lesson days of the subject's usual pace that stand beside the student's own


class Known(NamedTuple):
    """What is known of a student, subject and period: sums as in the marts, mark (0 = none)."""

    n: int = 0
    sum_weighted: int = 0
    sum_weight: int = 0
    final: int = 0

    def plus(self, n: int, sum_weighted: int, sum_weight: int, final: int = 0) -> "Known":
        """The same with marks got in another class; the final mark is the one that is there."""
        return Known(
            self.n + n,
            self.sum_weighted + sum_weighted,
            self.sum_weight + sum_weight,
            final or self.final,
        )


class Row(NamedTuple):
    """Of whom something is forecast."""

    student_id: int
    subject_id: int
    school_id: int


Journal = Mapping[tuple[int, int, int], Known]  # by student, subject and period
NOTHING = Known()


def added(journal: dict[tuple[int, int, int], Known], row, final: int) -> None:
    """
    Add a row of the mart of students to a journal.

    Parameters
    ----------
    journal : dict of (student, subject, period) to Known
    row
        Has `student_id, subject_id, period_id, n_marks, sum_weighted, sum_weight`.
    final : int
        Its final mark [2–5], 0 where there is none.
    """
    key = row.student_id, row.subject_id, row.period_id
    sums = row.n_marks, row.sum_weighted, row.sum_weight
    journal[key] = journal.get(key, NOTHING).plus(*sums, final)


@dataclass(frozen=True)
class FinalForecast:
    """
    What is forecast of each row.

    Attributes
    ----------
    chance : ndarray, shape (n, 4) [share 0–1]
        Probabilities of «2» to «5».
    at_end : Normal or None
        Weighted mean at the end of a period [mark]; None for a year.
    to_come, weight_to_come : ndarray, shape (n,)
        Marks expected until the end of the period, and the weight of all of them [hundredths].
    """

    chance: np.ndarray
    at_end: Normal | None = None
    to_come: np.ndarray | None = None
    weight_to_come: np.ndarray | None = None

    @property
    def likely(self) -> np.ndarray:
        """The most probable mark of each row."""
        return MARKS[self.chance.argmax(axis=1)]

    @property
    def expected(self) -> np.ndarray:
        """The mean of the mark by its probabilities [mark]."""
        return self.chance @ MARKS

    @property
    def low_and_high(self) -> tuple[np.ndarray, np.ndarray]:
        """The marks in a row that hold 90 % or more."""
        return interval(self.chance)

    @property
    def held(self) -> np.ndarray:
        """The probability that they hold [share 0–1]."""
        low, high = self.low_and_high
        inside = (low[:, None] <= MARKS) & (high[:, None] >= MARKS)
        return (self.chance * inside).sum(axis=1)


def period_forecast(
    parameters: FinalParameters,
    rows: Sequence[Row],
    journal: Journal,
    period: int,
    day: date,
    periods: Sequence[int],
) -> FinalForecast:
    """
    The final marks of a period, from the marks dated up to a day.

    Parameters
    ----------
    parameters : FinalParameters
    rows : sequence of Row
    journal : mapping of (student, subject, period) to Known
        Of the period its marks up to the day; of earlier periods and of the year before all.
    period : int
    day : date
    periods : sequence of int
        All periods of that system in the year, in order.

    Returns
    -------
    FinalForecast

    References
    ----------
    Own rule, see `etl.forecasts.final_marks`.
    """  # fmt: skip
    level, kindness = _level(parameters, rows, journal, periods[: periods.index(period)], period)
    running = _running(parameters, rows, journal, period, day)
    now, sum_weight = running.now, running.sum_weight
    end = mean_at_end(parameters, level, now, sum_weight, running.to_come, running.weight)
    chance = chances(parameters.period, end, kindness)
    return FinalForecast(chance, end, running.to_come, running.to_come * running.weight)


def year_forecast(
    parameters: FinalParameters,
    rows: Sequence[Row],
    journal: Journal,
    day: date,
    periods: Sequence[int],
) -> FinalForecast:
    """
    The marks of a year, from the marks dated up to a day and the final marks given by then.

    Parameters
    ----------
    parameters, rows, journal, day, periods
        As in `period_forecast`; a period with a final mark counts by it, one that has ended
        without any does not count.

    Returns
    -------
    FinalForecast

    References
    ----------
    Own rule, see `etl.forecasts.year_marks`.
    """  # fmt: skip
    over = [id for id in periods if not days_of(id, day)[1]]
    level, kindness = _level(parameters, rows, journal, over, periods[0])
    ahead = [_running(parameters, rows, journal, id, day) for id in periods if id not in over]
    level = level_of_year(parameters, level, ahead)
    given = [np.array([_known(journal, row, id).final for row in rows]) for id in over]
    return FinalForecast(year_chances(parameters, level, [*given, *ahead], kindness))


def _known(journal: Journal, row: Row, period: int) -> Known:
    return journal.get((row.student_id, row.subject_id, period), NOTHING)


def _level(parameters, rows, journal, earlier, period) -> tuple[Normal, np.ndarray]:
    subjects, schools = [row.subject_id for row in rows], [row.school_id for row in rows]
    last_year = _marks(rows, journal, (period // 100 - 1) * 100 + YEAR)
    before = [_marks(rows, journal, id) for id in earlier]
    level = level_before(parameters, subjects, schools, last_year, before)
    return level, parameters.of_schools(1, schools)


def _marks(rows: Sequence[Row], journal: Journal, period: int) -> Marks:
    known = [_known(journal, row, period) for row in rows]
    weight = np.array([one.sum_weight for one in known], dtype=float)
    mean = np.array([one.sum_weighted for one in known], dtype=float) / np.maximum(weight, 1)
    n = np.array([one.n for one in known], dtype=float)
    return Marks(np.where(weight > 0, n, 0), mean)


def _running(parameters, rows, journal, period, day) -> Running:
    """The marks of a period so far; those to come at the pace of the subject and of one's own."""
    subjects = [row.subject_id for row in rows]
    gone, left = days_of(period, day)
    now, usual = _marks(rows, journal, period), parameters.of_subjects("rates", subjects)
    pace = (now.n + usual * PACE) / (gone + PACE)
    weights = [_known(journal, row, period).sum_weight for row in rows]
    sum_weight = np.array(weights, dtype=float)
    return Running(now, sum_weight, pace * left, parameters.of_subjects("weights", subjects))
