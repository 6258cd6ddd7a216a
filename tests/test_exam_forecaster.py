"""Students of whom much, marks alone, or nothing is known: each is told what it allows."""

import numpy as np
import pandas as pd
import pytest

from etl.forecasts.exam import ALL, MARKS, NOTHING, ExamForecaster
from etl.forecasts.held_out import held_out, record
from etl.forecasts.outcomes import Outcomes

FROM_MARKS = ("marks",)


def known(n: int = 400, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """A trial exam close to ability, marks farther from it; scores of 0 to 31."""
    random = np.random.default_rng(seed)
    ability = random.normal(size=n)
    X = pd.DataFrame(
        {
            "school": np.arange(n) % 20,
            "school_class": np.arange(n) % 20 * 10,
            "trial": ability + random.normal(0, 0.3, n),
            "marks": 3.7 + 0.5 * ability + random.normal(0, 0.5, n),
        }
    )
    return X, np.clip(np.rint(16 + 6 * ability + random.normal(0, 1.5, n)), 0, 31)


@pytest.fixture(scope="module")
def forecaster():
    X, y = known()
    outcomes = Outcomes(31, 8, (8, 15, 22)).fit(y, np.full(len(y), np.nan))
    return ExamForecaster(outcomes, FROM_MARKS).fit(X, y)


@pytest.fixture(scope="module")
def told(forecaster):
    """The same student known by everything, by marks alone, by nothing."""
    one = {"school": 3, "school_class": 30, "trial": 1.0, "marks": 4.2}
    without = {"trial": np.nan}
    rows = [one, one | without, one | without | {"marks": np.nan}]
    return forecaster.say(pd.DataFrame(rows))


def test_what_it_stands_on_is_said(told):
    assert told.basis.tolist() == [ALL, MARKS, NOTHING]


def test_the_less_is_known_the_wider_the_interval(told):
    width = told.high - told.low
    assert width[0] < width[1] < width[2]


def test_of_a_student_with_nothing_the_distribution_of_all_is_told(told, forecaster):
    _, y = known()
    assert told.expected[2] == pytest.approx(y.mean())
    assert told.below[2] == pytest.approx((y < 8).mean(), abs=0.03)
    assert (told.low[2], told.high[2]) == pytest.approx(np.quantile(y, [0.05, 0.95]), abs=1.5)


def test_contributions_add_up_for_each_basis(told):
    assert told.contributions.sum(axis=1).to_numpy() == pytest.approx(told.expected, abs=1e-9)


def test_beyond_the_scale_its_end_is_a_part_of_its_own(forecaster):
    best = pd.DataFrame({"school": [1], "school_class": [10], "trial": [3.2], "marks": [5.2]})
    said = forecaster.say(best)
    assert said.expected[0] == 31
    assert said.contributions["limits"].iloc[0] < 0
    assert said.contributions.sum(axis=1).iloc[0] == pytest.approx(31)


def test_in_a_new_school_nothing_is_missing(forecaster):
    new = pd.DataFrame({"school": [999], "school_class": [9990], "trial": [0.0], "marks": [3.7]})
    assert forecaster.say(new).expected[0] == pytest.approx(16, abs=1)


def test_probabilities_of_marks_add_up(told):
    assert told.marks.sum(axis=1) == pytest.approx(1)
    assert told.marks[:, 0] == pytest.approx(told.below)


def test_a_back_test_has_seen_nothing_of_the_school():
    X, y = known(600, seed=4)
    marked = 2.0 + (y >= 8) + (y >= 15) + (y >= 22)
    found = held_out(X, y, marked, (31, 8, (8, 15, 22)), from_marks=FROM_MARKS, by="school")
    figures = record(found)["figures"]
    assert figures["n"] == 600
    assert 0.86 <= figures["coverage_90"] <= 0.94
    assert figures["r2"] > 0.8 and figures["auc"] > 0.9
    # the baseline is the mean of the other schools: of each school another one
    assert found.groupby(X["school"])["baseline"].nunique().max() == 1
    assert found["baseline"].nunique() == 5
