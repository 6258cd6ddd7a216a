"""Errors by bands: intervals hold what they promise everywhere, probabilities are right."""

import numpy as np
import pytest

from etl.forecasts.bands import Bands
from etl.forecasts.chances import borders_met, marks_by_score, score_chances
from etl.forecasts.figures import (
    area_under_curve,
    calibration_slope,
    coverage_by_fifth,
    figures,
)
from etl.forecasts.outcomes import Outcomes


def drawn(n: int, seed: int):
    """Forecasts between 0 and 30 whose errors are the larger the lower they are."""
    random = np.random.default_rng(seed)
    expected = random.uniform(5, 25, n)
    return expected, np.clip(expected + random.normal(0, 6 - expected / 5, n), 0, 30)


def test_the_ends_are_order_statistics():
    """By hand: of 19 errors −9…9 the 5 % and 95 % points are the 1st and the 19th of 20 places."""
    bands = Bands().fit(np.full(19, 10.0), 10 + np.arange(-9.0, 10.0))
    assert [float(end[0]) for end in bands.interval([10.0])] == [1.0, 19.0]


@pytest.mark.parametrize("seed", range(3))
def test_intervals_hold_nine_tenths_overall_and_in_each_fifth(seed):
    bands = Bands().fit(*drawn(3000, seed))
    expected, fact = drawn(6000, seed + 100)
    low, high = bands.interval(expected, 0, 30)
    assert 0.88 <= ((fact >= low) & (fact <= high)).mean() <= 0.92
    assert all(0.86 <= share <= 0.94 for share in coverage_by_fifth(fact, expected, low, high))


def test_one_width_for_all_would_not_hold_in_the_lowest_fifth():
    expected, fact = drawn(6000, 7)
    reach = np.quantile(np.abs(fact - expected), 0.9)
    assert coverage_by_fifth(fact, expected, expected - reach, expected + reach)[0] < 0.86


def test_intervals_stay_inside_the_scale_and_hold_the_forecast():
    bands = Bands().fit(*drawn(500, 1))
    expected = np.linspace(-5, 40, 50)
    low, high = bands.interval(expected, 0, 30)
    inside = np.clip(expected, 0, 30)
    assert (low >= 0).all() and (high <= 30).all()
    assert (low <= inside).all() and (high >= inside).all()


def test_probabilities_to_be_under_a_border_come_true():
    bands = Bands().fit(*drawn(3000, 1))
    expected, fact = drawn(8000, 2)
    chance = bands.under(expected, 12.0)
    assert (np.diff(bands.under(np.linspace(5, 25, 50), 12.0)) <= 1e-3).all()
    assert chance.mean() == pytest.approx((fact < 12).mean(), abs=0.01)
    assert calibration_slope(chance, fact < 12) == pytest.approx(1, abs=0.12)


def test_probabilities_of_all_scores_add_up_to_one():
    bands = Bands().fit(*drawn(400, 1))
    chances = score_chances(bands, np.array([0.0, 15.0, 30.0]), 30)
    assert chances.shape == (3, 31)
    assert chances.sum(axis=1) == pytest.approx(1)
    assert (chances >= 0).all()


def test_marks_follow_the_borders_where_no_condition_is_known():
    """ОГЭ mathematics 2026: 8, 15, 22 of 31 (oge_marks.csv)."""
    table = marks_by_score((8, 15, 22), 31)
    assert [int(np.argmax(table[score])) + 2 for score in (7, 8, 14, 15, 21, 22, 31)] == [
        2, 3, 3, 4, 4, 5, 5,
    ]  # fmt: skip
    assert table.sum(axis=1) == pytest.approx(1)


def test_a_second_condition_shows_in_earlier_marks():
    """By hand: of four results of 8 points two got «2»; one more counts as sound: 2 of 5."""
    table = marks_by_score((8, 15, 22), 31, [8, 8, 8, 8], [2, 2, 3, 3])
    assert table[8].tolist() == pytest.approx([0.4, 0.6, 0, 0])
    assert table[7].tolist() == pytest.approx([1, 0, 0, 0])  # another side of the border
    assert table[12].tolist() == pytest.approx([0, 1, 0, 0])  # too far to tell


def test_borders_are_found_in_results():
    scores = np.arange(32)
    marks = 2 + (scores >= 8) + (scores >= 15) + (scores >= 22)
    assert borders_met(scores, marks) == (8, 15, 22)
    assert borders_met([], []) == ()


def test_without_borders_only_the_minimum_is_judged():
    outcomes = Outcomes(39, 10).fit([5, 12, 30, 38], [np.nan] * 4)
    assert outcomes.event == "minimum"
    assert outcomes.is_below([9, 10], [np.nan, np.nan]).tolist() == [True, False]
    below, marks = outcomes.chances(Bands().fit(*drawn(100, 1)), np.array([10.0]))
    assert marks is None and 0 < below[0] < 1


def test_without_a_minimum_the_lowest_sixth_is_judged():
    outcomes = Outcomes().fit(np.arange(100.0), np.full(100, np.nan))
    assert outcomes.event == "lowest"
    assert outcomes.is_below(np.arange(100.0), np.full(100, np.nan)).sum() == 16


def test_figures_by_hand():
    found = figures(
        fact=[10, 12, 20], expected=[11, 12, 17], low=[8, 10, 12], high=[13, 13, 19],
        baseline=[14, 14, 14], chance=[0.8, 0.4, 0.1], is_below=[True, False, False],
    )  # fmt: skip
    assert found["mae"] == pytest.approx(4 / 3)
    assert found["rmse"] == pytest.approx(np.sqrt(10 / 3))
    assert found["r2"] == pytest.approx(1 - 10 / 56)  # Σ(fact − 14)² = 16 + 4 + 36
    assert found["baseline_mae"] == pytest.approx((4 + 2 + 6) / 3)
    assert found["coverage_90"] == pytest.approx(2 / 3)
    assert found["mean_width"] == pytest.approx((5 + 3 + 7) / 3)
    assert found["brier"] == pytest.approx((0.04 + 0.16 + 0.01) / 3)
    assert found["auc"] == 1


def test_equal_probabilities_count_half():
    """By hand: pairs (below, above): one right, one equal, of two."""
    assert area_under_curve([0.5, 0.5, 0.2], [True, False, False]) == pytest.approx(0.75)
