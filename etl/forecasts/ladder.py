"""The ladder of estimators: it goes up a rung only where unseen schools say that it pays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin, clone

from etl.forecasts.bands import Bands
from etl.forecasts.folds import fold_of, held_together
from etl.forecasts.rungs import Boosted, Line, Nested, ParentMean

FOLDS = 5
FEWEST = 25  # students; of fewer only their mean is told
FEW = 100  # students; of fewer a gain may be chance, so it has to exceed its standard error
FEWEST_FOR_CURVED = 50  # students
FEWEST_FOR_EFFECTS = 2  # classes that can be told apart
FEWEST_FOR_BOOSTING = 1000
# Own rule: of one year it is not known how years differ. A mean that moves by 0.15 of the spread of
# scores, where half of the spread is left unexplained, adds a tenth to the variance of errors.
NEXT_YEAR = 1.1**0.5
MEAN, RIDGE, CURVED, EFFECTS, BOOSTING = "mean", "ridge", "curved", "effects", "boosting"
TITLES = {
    MEAN: "среднее всех, без признаков",
    RIDGE: "линейная модель",
    CURVED: "линейная модель с изгибами",
    EFFECTS: "линейная модель с поправками школ и классов",
    BOOSTING: "бустинг поверх линейной модели",
}


@dataclass(frozen=True)
class Tried:
    """A rung as it did on students it had not seen: folds of whole schools, or of students."""

    rung: str
    expected: np.ndarray
    mae: float
    rmse: float
    gain: float = np.nan  # mean square error less than that of the rung it is compared with
    error: float = np.nan  # standard error of the gain, schools as a whole


class Ladder(RegressorMixin, BaseEstimator):
    """
    Chooses among the mean, a line, a bent line, effects of schools and classes, and boosting.

    Parameters
    ----------
    by : str
        «school»: a rung is tried on schools it has not seen; «student»: on students of schools it
        has seen; «year»: on another year of schools it has seen, as a forecast of the next year
        will be – of one year alone it is as «school», and errors are taken `NEXT_YEAR` times.
    folds, seed : int

    Attributes
    ----------
    estimator_ : estimator
        The chosen rung, fitted on everybody.
    rung_ : str
        Its name, a key of `TITLES`.
    tried_ : list of Tried
        Every rung in the order it was tried.
    bands_ : Bands
        Errors of the chosen rung on students it had not seen.

    References
    ----------
    Own rule: a rung is taken where it errs less on the unseen – of fewer than `FEW` students, and
    boosting (from `FEWEST_FOR_BOOSTING` students on), where by more than a standard error
    (Breiman L. et al. (1984), Classification and Regression Trees, section 3.4.3); effects where
    they err less on unseen classes (or students) of schools that were seen.
    """

    def __init__(self, by: str = "school", folds: int = FOLDS, seed: int = 1):
        self.by = by
        self.folds = folds
        self.seed = seed

    def fit(self, X, y):
        """Learn from a frame of students (`school`, `school_class`, features) and their scores."""
        y = np.asarray(y, dtype=float)
        self.tried_, self.n_, self.under_ = [], len(y), RIDGE
        if len(y) < FEWEST:
            self.rung_, self.estimator_ = MEAN, ParentMean().fit(X, y)
            self.bands_ = Bands().fit(self.estimator_.predict(X), y)
            return self
        self.rung_, chosen = self._climb(X, y)
        said = np.full(len(y), y.mean()) if self.rung_ == MEAN else chosen.expected
        self.bands_ = Bands().fit(said, said + y - chosen.expected)
        if self.by == "year" and not _has_years(X):
            self.bands_.stretched(NEXT_YEAR)
        self.estimator_ = _made(self.rung_, self.under_).fit(X, y)
        return self

    def _climb(self, X, y):
        groups = self._groups(X)
        fold = fold_of(groups, self.folds, self.seed)
        best = self._try(MEAN, X, y, fold)
        for rung in (RIDGE, CURVED) if len(y) >= FEWEST_FOR_CURVED else (RIDGE,):
            tried = self._try(rung, X, y, fold, best, groups)
            best = tried if tried.gain > (tried.error if len(y) < FEW else 0.0) else best
        if best.rung == MEAN:
            return best.rung, best
        self.under_, line = best.rung, best
        best = self._with_effects(X, y, fold, line, groups)
        if len(y) >= FEWEST_FOR_BOOSTING:
            tried = self._try(BOOSTING, X, y, fold, line, groups)
            best = tried if tried.gain > tried.error and tried.rmse < best.rmse else best
        return best.rung, best

    def _groups(self, X):
        """What is unseen as a whole: years or schools; students where there are too few schools."""
        if self.by == "year" and _has_years(X):
            return X["year"].to_numpy()
        by_school = self.by != "student" and held_together(X["school"], self.folds) == "school"
        return X["school"].to_numpy() if by_school else np.arange(len(X))

    def _with_effects(self, X, y, fold, line, groups):
        """Effects pay where they err less on unseen classes, or students, of schools seen."""
        if X["school_class"].nunique() < FEWEST_FOR_EFFECTS:
            return line
        if self.by == "year" and _has_years(X):
            tried = self._try(EFFECTS, X, y, fold, line, groups)
            return tried if tried.gain > 0 else line
        inside = np.arange(len(y)) if self.by == "student" else X["school_class"].to_numpy()
        if self.by != "student" and _with_several_classes(X) < self.folds:
            return line  # of a school with one class nothing is known of its others
        fold_inside = fold_of(inside, self.folds, self.seed)
        without = _tried(line.rung, _unseen(_made(line.rung, line.rung), X, y, fold_inside), y)
        paid = self._try(EFFECTS, X, y, fold_inside, without, inside)
        if paid.gain <= 0:
            return line
        return _tried(EFFECTS, _unseen(_made(EFFECTS, self.under_), X, y, fold), y)

    def _try(self, rung, X, y, fold, best=None, groups=None):
        tried = _tried(rung, _unseen(_made(rung, self.under_), X, y, fold), y, best, groups)
        self.tried_.append(tried)
        return tried

    def predict(self, X):
        """Expected scores, shape (rows,)."""
        return self.estimator_.predict(X)

    def contributions(self, X):
        """A frame whose columns add up to `predict`."""
        return self.estimator_.contributions(X)

    def as_row(self) -> dict | None:
        """The chosen rung and its bands, as they are kept; None where it cannot be kept."""
        learnt = self.estimator_.as_row()
        if learnt is None:
            return None
        kept = {"rung": self.rung_, "under": self.under_, "n": self.n_}
        return kept | {"learnt": learnt, "bands": self.bands_.as_row()}

    @classmethod
    def of_row(cls, row: dict) -> "Ladder":
        """The ladder that `as_row` told of: it predicts the same to the last bit."""
        ladder = cls()
        ladder.rung_, ladder.under_, ladder.n_ = row["rung"], row["under"], row["n"]
        ladder.estimator_ = _made(row["rung"], row["under"]).set_row(row["learnt"])
        ladder.bands_, ladder.tried_ = Bands().set_row(row["bands"]), []
        return ladder


def _with_several_classes(X: pd.DataFrame) -> int:
    return int((X.groupby("school")["school_class"].nunique() > 1).sum())


def _has_years(X: pd.DataFrame) -> bool:
    return "year" in X and X["year"].nunique() > 1


def _made(rung: str, under: str):
    """A rung not yet fitted; effects and boosting stand on the line that was better."""
    if rung == MEAN:
        return ParentMean()
    if rung == BOOSTING:
        return Boosted(Line(curved=under == CURVED))
    return Nested(curved=under == CURVED) if rung == EFFECTS else Line(curved=rung == CURVED)


def _unseen(estimator, X: pd.DataFrame, y, fold):
    """What the estimator says of each student when fitted on the other folds."""
    expected = np.empty(len(y))
    for one in np.unique(fold):
        here = fold == one
        expected[here] = clone(estimator).fit(X[~here], y[~here]).predict(X[here])
    return expected


def _tried(rung, expected, y, best=None, groups=None) -> Tried:
    left = y - expected
    mae, rmse = float(np.abs(left).mean()), float(np.sqrt(np.square(left).mean()))
    if best is None:
        return Tried(rung, expected, mae, rmse)
    gain = np.square(y - best.expected) - np.square(left)
    _, of = np.unique(groups, return_inverse=True)
    error = np.sqrt(np.square(np.bincount(of, gain - gain.mean())).sum()) / len(y)
    return Tried(rung, expected, mae, rmse, float(gain.mean()), float(error))
