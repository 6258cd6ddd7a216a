"""The rungs of the ladder: estimators with the contract of scikit-learn, from a mean to boosting.

``X`` is a frame with a row a student: columns `school` and `school_class` (ids), `year` where there
may be several, and the features (NaN = not known). What an estimator says can be taken apart:
`contributions` add up to `predict`.
"""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import BayesianRidge

from etl.forecasts.basis import Basis
from etl.forecasts.effects import Effects, effects

SCHOOL, CLASS, SCHOOL_YEAR = "school", "school_class", "year"
PLACES = (SCHOOL, CLASS, SCHOOL_YEAR)
BASE = "base"
ROUNDS, NEAR_ENOUGH = 15, 1e-3  # of the spread of scores
MOST_FOR_BOOSTING = 20_000  # students; of more a part that is always the same


def features_of(X: pd.DataFrame) -> pd.DataFrame:
    """The features of a frame, without the places."""
    return X.drop(columns=[name for name in PLACES if name in X])


class ParentMean(RegressorMixin, BaseEstimator):
    """Everybody gets the mean of those it was fitted on: the baseline of all others."""

    def fit(self, X, y):
        """Learn the mean."""
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X):
        """The mean for each row, shape (rows,)."""
        return np.full(len(X), self.mean_)

    def contributions(self, X):
        """A frame with the one column `base`."""
        return pd.DataFrame({BASE: self.predict(X)}, index=X.index)

    def as_row(self) -> dict:
        """What was learnt, as it is kept."""
        return {"mean": self.mean_}

    def set_row(self, row: dict):
        """Be as `as_row` told."""
        self.mean_ = row["mean"]
        return self


class Line(RegressorMixin, BaseEstimator):
    """
    Bayesian ridge on standardised features.

    Parameters
    ----------
    curved : bool
        Squares of features, and another slope where a «yes or no» feature says yes.

    References
    ----------
    MacKay D. (1992), Bayesian interpolation, Neural Computation 4, 415–447.
    """

    def __init__(self, curved: bool = False):
        self.curved = curved

    def fit(self, X, y):
        """Learn from the frame X and the scores y, shape (rows,)."""
        features = features_of(X)
        self.basis_ = Basis(self.curved).fit(features)
        self._fit_slopes(self.basis_.transform(features), np.asarray(y, dtype=float))
        return self

    def _fit_slopes(self, columns, y) -> None:
        self.intercept_, self.slopes_ = float(y.mean()), np.zeros(columns.shape[1])
        self.penalty_ = 0.0
        if columns.shape[1] and np.ptp(y) > 0:
            fitted = BayesianRidge().fit(columns, y)
            self.intercept_, self.slopes_ = float(fitted.intercept_), fitted.coef_
            self.penalty_ = fitted.lambda_ / fitted.alpha_

    def predict(self, X):
        """Expected scores, shape (rows,)."""
        return self.intercept_ + self.basis_.transform(X) @ self.slopes_

    def contributions(self, X):
        """One row a student: `base`, each feature, `school`, `school_class` [points]."""
        parts = self.basis_.transform(X) * self.slopes_
        count = len(self.basis_.names)
        summed = np.zeros((len(X), count))
        np.add.at(summed.T, self.basis_.source, parts.T)
        found = pd.DataFrame(summed, columns=self.basis_.names, index=X.index)
        found.insert(0, BASE, self.intercept_)
        return found

    def as_row(self) -> dict:
        """What was learnt, as it is kept."""
        slopes = {"intercept": self.intercept_, "slopes": self.slopes_.tolist()}
        return {"basis": self.basis_.as_row()} | slopes

    def set_row(self, row: dict):
        """Be as `as_row` told."""
        self.basis_ = Basis.of_row(row["basis"])
        self.intercept_, self.slopes_ = row["intercept"], np.array(row["slopes"])
        return self


class Nested(Line):
    """
    A line with shrunken effects of schools and of classes in them, fitted together.

    A school that was not met has no effect, and its slopes are those of a line without effects:
    between schools scores grow with features otherwise than inside them.

    References
    ----------
    Fitting slopes and effects in turn leads to Henderson's mixed model equations: Searle S.,
    Casella G., McCulloch C. (1992), Variance Components, section 7.6.
    """

    def fit(self, X, y):
        """Learn from the frame X and the scores y, shape (rows,)."""
        super().fit(X, y)
        self.elsewhere_ = Line(self.curved).fit(X, y)
        y, columns = np.asarray(y, dtype=float), self.basis_.transform(X)
        shift = np.zeros(len(y))
        squares = columns.T @ columns
        for _ in range(ROUNDS):
            left = y - self.intercept_ - columns @ self.slopes_
            self.effects_ = effects(left, X[SCHOOL], X[CLASS])
            before, shift = shift, self.effects_.of(X[SCHOOL], X[CLASS]).sum(axis=0)
            if np.abs(shift - before).max() <= NEAR_ENOUGH * y.std():
                break
            self._move_slopes(columns, squares, y - shift)
        return self

    def _move_slopes(self, columns, squares, y) -> None:
        """Ridge under the penalty that was found best; the columns are centred."""
        self.intercept_ = float(y.mean())
        penalty = max(self.penalty_, 1e-9) * np.eye(len(squares))
        self.slopes_ = np.linalg.solve(squares + penalty, columns.T @ (y - self.intercept_))

    def predict(self, X):
        """Expected scores, shape (rows,)."""
        here = super().predict(X) + self.effects_.of(X[SCHOOL], X[CLASS]).sum(axis=0)
        return np.where(self._is_new(X), self.elsewhere_.predict(X), here)

    def _is_new(self, X):
        return ~np.isin(X[SCHOOL].to_numpy(), list(self.effects_.school))

    def contributions(self, X):
        """As of a line, and `school`, `school_class` [points]."""
        of_school, of_class = self.effects_.of(X[SCHOOL], X[CLASS])
        found = super().contributions(X).assign(**{SCHOOL: of_school, CLASS: of_class})
        is_new = self._is_new(X)
        elsewhere = self.elsewhere_.contributions(X[is_new])
        found.loc[is_new, elsewhere.columns] = elsewhere
        return found

    def as_row(self) -> dict:
        """What was learnt, as it is kept."""
        found = self.effects_
        return super().as_row() | {
            "elsewhere": self.elsewhere_.as_row(),
            "schools": {str(id): one for id, one in found.school.items()},
            "classes": {str(id): one for id, one in found.school_class.items()},
            "variances": [found.between_schools, found.between_classes, found.within],
        }

    def set_row(self, row: dict):
        """Be as `as_row` told."""
        super().set_row(row)
        self.elsewhere_ = Line(self.curved).set_row(row["elsewhere"])
        of_schools, of_classes = (
            {int(id): one for id, one in row[name].items()} for name in ("schools", "classes")
        )
        self.effects_ = Effects(of_schools, of_classes, *row["variances"])
        return self


class Boosted(RegressorMixin, BaseEstimator):
    """
    Boosted trees on what another estimator leaves.

    Parameters
    ----------
    under : estimator with `contributions`
    seed : int

    References
    ----------
    Friedman J. (2001), Annals of Statistics 29, 1189–1232; trees of scikit-learn.
    """

    def __init__(self, under, seed: int = 1):
        self.under = under
        self.seed = seed

    def fit(self, X, y):
        """Learn from the frame X and the scores y; trees from a part of very many rows."""
        self.under_ = clone(self.under).fit(X, y)
        self.names_ = self.under_.basis_.names  # those that say something
        left = np.asarray(y, dtype=float) - self.under_.predict(X)
        part = np.random.default_rng(self.seed).permutation(len(left))[:MOST_FOR_BOOSTING]
        self.trees_ = HistGradientBoostingRegressor(
            max_iter=120, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=30,
            l2_regularization=5.0, early_stopping=False, random_state=self.seed,
        )  # fmt: skip
        self.trees_.fit(self._values(X)[part], left[part])
        self.middle_ = np.nanmedian(self._values(X), axis=0)
        return self

    def _values(self, X):
        return X[self.names_].to_numpy(dtype=float)

    def predict(self, X):
        """Expected scores, shape (rows,)."""
        return self.under_.predict(X) + self.trees_.predict(self._values(X))

    def contributions(self, X):
        """
        As of the estimator under it; what the trees add is told apart feature by feature.

        Features take their values one after another, from the first and from the last; of both
        ways the mean, so that the parts add up exactly.
        """
        found, values = self.under_.contributions(X), self._values(X)
        begin = np.broadcast_to(self.middle_, values.shape)
        found[BASE] += self.trees_.predict(begin)
        for order in (self.names_, self.names_[::-1]):
            at = begin.copy()
            before = self.trees_.predict(at)
            for name in order:
                column = self.names_.index(name)
                at[:, column] = values[:, column]
                now = self.trees_.predict(at)
                found[name] = found.get(name, 0.0) + (now - before) / 2
                before = now
        return found

    def as_row(self) -> None:
        """Trees are not kept: what they said is, and they are grown anew."""
        return
