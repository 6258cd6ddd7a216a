"""The ladder of estimators: what it takes, why, and that its parts add up."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.model_selection import cross_val_predict

from etl.forecasts.folds import fold_of, held_together
from etl.forecasts.ladder import BOOSTING, CURVED, EFFECTS, FEWEST, MEAN, RIDGE, Ladder
from etl.forecasts.rungs import Boosted, Line, Nested


def students(n: int, *, schools: int = 10, seed: int = 1, **features) -> pd.DataFrame:
    """Places by turns, and features: a function of the generator each, or normal noise."""
    random = np.random.default_rng(seed)
    school = np.arange(n) % schools
    found = pd.DataFrame({"school": school, "school_class": school * 10 + np.arange(n) % 2})
    for name, made in (features or {"prior": None}).items():
        found[name] = made(random) if made else random.normal(size=n)
    return found


def scores(X, *, slope: float = 2.0, noise: float = 1.0, seed: int = 2) -> np.ndarray:
    return 10 + slope * X["prior"] + np.random.default_rng(seed).normal(0, noise, len(X))


def test_what_says_nothing_is_not_taken():
    X = students(300)
    ladder = Ladder().fit(X, scores(X, slope=0))
    assert ladder.rung_ == MEAN
    assert ladder.predict(X) == pytest.approx(scores(X, slope=0).mean())


def test_a_straight_relation_is_found():
    X = students(300)
    ladder = Ladder().fit(X, scores(X))
    assert ladder.rung_ in (RIDGE, CURVED)
    there = pd.DataFrame({"school": [1, 1], "school_class": [1, 1], "prior": [0.0, 1.0]})
    assert np.diff(ladder.predict(there)) == pytest.approx([2.0], abs=0.25)


def test_a_bent_relation_is_bent():
    X = students(400)
    ladder = Ladder().fit(X, 10 + np.square(X["prior"]))
    assert ladder.rung_ == CURVED
    assert ladder.tried_[1].rmse > 3 * ladder.tried_[2].rmse


def test_of_fewer_than_25_only_the_mean_is_told():
    X = students(FEWEST - 1)
    ladder = Ladder().fit(X, scores(X))
    assert ladder.rung_ == MEAN
    assert ladder.tried_ == []


@pytest.mark.parametrize("n", [25, 50, 100])
def test_few_students_are_forecast_no_worse_than_by_their_mean(n):
    """Ten draws each of a weak relation; at most 2 % worse in the mean of them."""
    ratios = []
    for seed in range(10):
        X = students(1000, seed=seed)
        y = scores(X, slope=0.3, seed=seed + 50)
        ladder = Ladder(by="student").fit(X[:n], y[:n])
        errors = [np.abs(y[n:] - said).mean() for said in (ladder.predict(X[n:]), y[:n].mean())]
        ratios.append(errors[0] / errors[1])
    assert np.mean(ratios) <= 1.02


def test_boosting_is_tried_from_a_thousand_students_and_has_to_pay():
    def stepped(X):
        return 10 + 4.0 * ((X["prior"] > 0) & (X["other"] > 0))

    many = students(1500, prior=None, other=None)
    found = Ladder().fit(many, stepped(many))
    assert found.rung_ == BOOSTING
    assert BOOSTING not in {
        one.rung for one in Ladder().fit(many[:999], stepped(many)[:999]).tried_
    }
    assert Ladder().fit(many, scores(many)).rung_ != BOOSTING


def test_effects_of_schools_are_taken_where_unseen_students_are_forecast_better():
    X = students(600, schools=20)
    shift = np.random.default_rng(3).normal(0, 2, 20)[X["school"]]
    ladder = Ladder(by="student").fit(X, scores(X) + shift)
    assert ladder.rung_ == EFFECTS
    same = X.iloc[:20].assign(prior=0.0)
    assert np.corrcoef(ladder.predict(same), shift[:20])[0, 1] > 0.98


def test_a_new_school_gets_no_effect():
    X = students(600, schools=20)
    shift = np.random.default_rng(3).normal(0, 2, 20)[X["school"]]
    ladder = Ladder(by="student").fit(X, scores(X) + shift)
    new = X.iloc[:5].assign(school=999, school_class=9990, prior=0.0)
    assert ladder.predict(new) == pytest.approx((scores(X) + shift).mean(), abs=0.6)
    assert ladder.contributions(new)[["school", "school_class"]].to_numpy() == pytest.approx(0)


def test_years_unseen_are_years_left_out():
    X = students(400).assign(year=np.repeat([2024, 2025], 200))
    y = scores(X) + 3 * (X["year"] == 2025)  # the exam became easier
    by_year, by_school = Ladder(by="year").fit(X, y), Ladder(by="school").fit(X, y)
    low, high = by_year.bands_.interval(by_year.predict(X))
    closer, farther = by_school.bands_.interval(by_school.predict(X))
    assert (high - low).mean() > 1.2 * (farther - closer).mean()


CASES = {
    "line": (Line(), 1),
    "bent line": (Line(curved=True), 1),
    "effects": (Nested(curved=True), 1),
    "boosting": (Boosted(Line()), 1),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_contributions_add_up_to_the_forecast(name, seed):
    estimator, _ = CASES[name]
    X = students(120, seed=seed, prior=None, other=None, yes=lambda r: r.integers(0, 2, 120))
    unknown = np.random.default_rng(seed).random((120, 3)) < 0.1
    X[["prior", "other", "yes"]] = X[["prior", "other", "yes"]].astype(float).mask(unknown)
    fitted = clone(estimator).fit(X, 10 + X["other"].fillna(0) + np.arange(120) % 3)
    parts = fitted.contributions(X)
    assert np.abs(parts.to_numpy().sum(axis=1) - fitted.predict(X)).max() < 1e-9


@pytest.mark.parametrize("by", ["student", "school"])
def test_what_is_kept_as_a_row_says_the_same_to_the_last_bit(by):
    X = students(300, schools=12, prior=None, other=None)
    shift = np.random.default_rng(3).normal(0, 3, 12)[X["school"]]
    ladder = Ladder(by=by).fit(X, scores(X) + shift)
    again = Ladder.of_row(json.loads(json.dumps(ladder.as_row())))
    there = students(50, schools=30, seed=9, prior=None, other=None)
    assert (again.predict(there) == ladder.predict(there)).all()
    for end, kept in zip(
        ladder.bands_.interval(ladder.predict(there)),
        again.bands_.interval(again.predict(there)),
        strict=True,
    ):
        assert (end == kept).all()


def test_it_keeps_the_contract_of_scikit_learn():
    X = students(200)
    y = scores(X)
    assert clone(Ladder(by="student", folds=4)).get_params() == {
        "by": "student", "folds": 4, "seed": 1,
    }  # fmt: skip
    assert np.corrcoef(cross_val_predict(Line(), X, y, cv=4), y)[0, 1] > 0.8


def test_a_feature_beyond_what_was_met_is_as_far_as_the_farthest():
    X = students(100)
    line = Line().fit(X, scores(X))
    far = X.iloc[:2].assign(prior=[X["prior"].max(), 100.0])
    assert np.diff(line.predict(far)) == pytest.approx([0.0])


def test_folds_keep_schools_whole_and_are_about_equal():
    schools = np.repeat(np.arange(20), np.arange(1, 21))
    fold = fold_of(schools, 5)
    assert all(len(set(fold[schools == one])) == 1 for one in range(20))
    assert np.bincount(fold).tolist() == pytest.approx([42] * 5, abs=3)
    assert held_together(schools, 5) == "school"
    assert held_together(np.repeat([1, 2], 30), 5) == "student"
