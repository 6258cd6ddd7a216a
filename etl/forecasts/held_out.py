"""Back-test: every student forecast by an estimator that has seen none of the same fold."""

import numpy as np
import pandas as pd

from etl.forecasts.exam import ExamForecaster
from etl.forecasts.figures import coverage_by_fifth, figures
from etl.forecasts.folds import fold_of
from etl.forecasts.outcomes import Outcomes

FACTS = ["fact", "expected", "low", "high", "baseline", "chance", "is_below"]


def held_out(X: pd.DataFrame, y, marks, scale, *, from_marks=(), by: str, folds: int = 5):
    """
    Forecasts of students whom the estimator has not seen.

    Parameters
    ----------
    X : DataFrame, students × (school, school_class, features)
    y, marks : array_like, shape (students,)
        Scores and marks that came (NaN = no mark).
    scale : tuple of (max_score, minimum, borders)
        What is published of the procedure, as for `Outcomes`.
    from_marks : sequence of str
    by : str
        «school»: whole schools are held out; «student»: students of schools that were seen;
        «year»: whole years.
    folds : int

    Returns
    -------
    DataFrame, one row per student
        `fact, expected, low, high, baseline` [points], `chance` [share 0–1], `is_below`. The
        baseline is the mean of those the estimator was fitted on.
    """
    y, marks = np.asarray(y, dtype=float), np.asarray(marks, dtype=float)
    groups = np.arange(len(y)) if by == "student" else X[by].to_numpy()
    fold = fold_of(groups, folds)
    found = pd.DataFrame(index=X.index, columns=FACTS, dtype=float)
    whole = Outcomes(*scale).fit(y, marks, of_one_year=True)
    found["fact"], found["is_below"] = y, whole.is_below(y, marks)
    for one in np.unique(fold):
        here = fold == one
        seen = Outcomes(*scale).fit(y[~here], marks[~here], of_one_year=True)
        seen.lowest = whole.lowest  # what is asked for; nothing that was learnt
        forecaster = ExamForecaster(seen, from_marks, by).fit(X[~here], y[~here], X[here])
        said = forecaster.say(X[here])
        columns = {"expected": said.expected, "low": said.low, "high": said.high}
        columns |= {"baseline": np.full(here.sum(), y[~here].mean()), "chance": said.below}
        for name, values in columns.items():
            found.loc[X.index[here], name] = values
    return found


def record(found: pd.DataFrame) -> dict:
    """
    Figures of a back-test, and the coverage of each fifth of the forecasts.

    Parameters
    ----------
    found : DataFrame
        As of `held_out`; those of several procedures may stand one after another, each measured
        from its own mean.

    Returns
    -------
    dict
        `figures`: as of `figures.figures`; `fifths`: list of five shares.
    """
    names = ("fact", "expected", "low", "high")
    fact, expected, low, high = (found[name].to_numpy() for name in names)
    told = figures(
        *(fact, expected, low, high, found["baseline"]),
        *(found["chance"], found["is_below"].astype(bool)),
    )
    rounded = {name: float(value) for name, value in told.items()} | {"n": len(found)}
    return {"figures": rounded, "fifths": coverage_by_fifth(fact, expected, low, high)}
