"""Forecasts of a score for students of whom more, less or nothing is known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.forecasts.ladder import FEWEST, Ladder
from etl.forecasts.rungs import PLACES, features_of

ALL, MARKS, NOTHING = "all", "marks", "nothing"
LIMITS = "limits"
ALWAYS = ("peers",)  # known of everybody in a school: it tells nothing of one student


@dataclass(frozen=True)
class Said:
    """
    What is said of some students, in the order of their rows.

    Attributes
    ----------
    expected, low, high : ndarray, shape (rows,) [points]
        Inside the scale; ends of the 90 % interval.
    below : ndarray, shape (rows,) [share 0–1]
    marks : ndarray, shape (rows, 4) [share 0–1]
        NaN where borders are not known.
    basis : ndarray of str, shape (rows,)
        «all», «marks» or «nothing»: what the forecast stands on.
    contributions : DataFrame [points]
        `base` and features; a row adds up to `expected`. NaN = has no part in it.
    """

    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray
    below: np.ndarray
    marks: np.ndarray
    basis: np.ndarray
    contributions: pd.DataFrame


class ExamForecaster:
    """
    One ladder for those of whom works or results are known, one for those with marks only.

    Of a student with nothing the distribution of all is told: a mean does not become a guess.

    Parameters
    ----------
    outcomes : Outcomes
    from_marks : sequence of str
        The features that come from the journal.
    by : str
        «school», «student» or «year», as of `Ladder`.
    """

    def __init__(self, outcomes, from_marks=(), by: str = "school"):
        self.outcomes, self.from_marks, self.by = outcomes, tuple(from_marks), by

    def fit(self, X: pd.DataFrame, y, ahead: pd.DataFrame | None = None):
        """Learn from students (`school`, `school_class`, features) and their scores.

        `ahead`: of whom it will be asked; for others nothing is learnt.
        """
        y = np.asarray(y, dtype=float)
        parts = {ALL: (X, y)} | self._with_marks(X, y) | {NOTHING: (X[_places(X)], y)}
        self.ladders_ = dict.fromkeys(parts)
        asked = set(parts) if ahead is None else {ALL, *self.basis(ahead)}
        self.ladders_ = {
            basis: Ladder(self.by).fit(*part) for basis, part in parts.items() if basis in asked
        }
        return self

    def _with_marks(self, X: pd.DataFrame, y) -> dict:
        """Students who have marks, as they would be known by these alone; empty of too few."""
        marks = [name for name in self.from_marks if name in X]
        has_marks = X[marks].notna().any(axis=1).to_numpy()
        if not marks or len(marks) == features_of(X).shape[1] or has_marks.sum() < FEWEST:
            return {}
        return {MARKS: (X.loc[has_marks, [*_places(X), *marks]], y[has_marks])}

    @property
    def main(self) -> Ladder:
        """The ladder of those of whom most is known."""
        return self.ladders_[ALL]

    def basis(self, X: pd.DataFrame) -> np.ndarray:
        """What the forecast of each student can stand on."""
        known = features_of(X).notna()
        others = known.drop(columns=[n for n in (*self.from_marks, *ALWAYS) if n in known])
        marks = known[[name for name in self.from_marks if name in known]]
        of_marks = MARKS if MARKS in self.ladders_ else ALL
        return np.select([others.any(axis=1), marks.any(axis=1)], [ALL, of_marks], NOTHING)

    def say(self, X: pd.DataFrame) -> Said:
        """Forecast the students of a frame with the columns of `fit`."""
        basis, limit = self.basis(X), self.outcomes.max_score
        numbers, marks = np.full((4, len(X)), np.nan), np.full((len(X), 4), np.nan)
        parts = []
        for one, ladder in self.ladders_.items():
            here = basis == one
            if not here.any():
                continue
            reasons = ladder.contributions(X[here])
            free = reasons.to_numpy().sum(axis=1)
            expected = np.clip(free, 0.0, limit)
            low, high = ladder.bands_.interval(free, 0.0, limit)
            below, of_marks = self.outcomes.chances(ladder.bands_, free)
            numbers[:, here] = expected, low, high, below
            if of_marks is not None:
                marks[here] = of_marks
            parts.append(_with_limits(reasons, expected - free))
        reasons = pd.concat(parts).reindex(X.index) if parts else pd.DataFrame(index=X.index)
        return Said(*numbers, marks, basis, reasons)

    def as_row(self) -> dict | None:
        """The ladders as they are kept; None where one of them cannot be."""
        rows = {name: ladder.as_row() for name, ladder in self.ladders_.items()}
        return None if None in rows.values() else rows

    def set_row(self, row: dict):
        """Be as `as_row` told."""
        self.ladders_ = {name: Ladder.of_row(one) for name, one in row.items()}
        return self


def _places(X: pd.DataFrame) -> list[str]:
    return [name for name in PLACES if name in X]


def _with_limits(reasons: pd.DataFrame, cut: np.ndarray) -> pd.DataFrame:
    """What the ends of the scale take away or add is a part of its own."""
    return reasons.assign(**{LIMITS: cut}) if np.abs(cut).max() > 0 else reasons
