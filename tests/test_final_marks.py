"""Forecasts of final marks: closed forms by hand, laws, parameters found again."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from etl.forecasts.final_fit import USUAL, conversion, drawn_to_zero, fitted
from etl.forecasts.final_marks import (
    Marks,
    Normal,
    chances,
    interval,
    level_before,
    mean_at_end,
)
from etl.forecasts.final_parameters import Conversion, FinalParameters
from etl.forecasts.standing import Known, Row, period_forecast, year_forecast
from etl.forecasts.year_marks import year_of_marks

QUARTERS = (202511, 202512, 202513, 202514)
ROW = [Row(1, 7, 3)]
AT = date(2026, 2, 14)  # half of the third quarter


def known(*marks, weight=100, final=0):
    return Known(len(marks), sum(marks) * weight, len(marks) * weight, final)


def of_period(journal, parameters=USUAL, day=AT):
    return period_forecast(parameters, ROW, journal, 202513, day, QUARTERS)


def of_year(journal, parameters=USUAL, day=AT):
    return year_forecast(parameters, ROW, journal, day, QUARTERS)


def test_chances_of_a_mean_that_is_known_are_the_probit_of_it():
    at = Conversion((2.5, 3.5, 4.5), (0.2, 0.2, 0.2))
    [found] = chances(at, Normal(np.array([3.6]), np.array([0.0])))
    # by hand: Φ(0.5) = 0.6915 reach «4», Φ(−4.5) reach «5», Φ(5.5) reach «3»
    assert found == pytest.approx([0.0, 0.3085, 0.6915, 0.0], abs=5e-5)


def test_what_is_not_known_widens_the_border():
    at = Conversion((2.5, 3.5, 4.5), (0.3, 0.3, 0.3))
    [found] = chances(at, Normal(np.array([3.6]), np.array([0.16])))
    assert found[2] + found[3] == pytest.approx(norm.cdf(0.1 / 0.5))  # √(0.09 + 0.16) = 0.5


def test_forgiven_twos_become_threes_and_a_kind_school_has_lower_borders():
    at = Conversion((2.5, 3.5, 4.5), (0.2, 0.2, 0.2), forgiven=0.6)
    mean = Normal(np.array([2.0]), np.array([0.0]))
    assert chances(at, mean)[0][0] == pytest.approx(0.4 * norm.cdf(2.5))
    assert chances(at, mean, 0.3)[0][0] < chances(at, mean)[0][0]


CHANCES = st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda s: sum(s) > 0.01)


@given(CHANCES)
def test_an_interval_holds_nine_tenths_in_the_fewest_marks(shares):
    chance = np.array([shares]) / sum(shares)
    [low], [high] = interval(chance)
    assert chance[0, low - 2 : high - 1].sum() >= 0.9 - 1e-9
    fewer = high - low
    for at in range(4 - fewer + 1):
        assert fewer == 0 or chance[0, at : at + fewer].sum() < 0.9 + 1e-9


MARKS = st.lists(st.integers(2, 5), max_size=8)


@given(MARKS, MARKS, MARKS)
def test_probabilities_add_up_to_one(before, now, last_year):
    journal = {(1, 7, 202512): known(*before, final=4), (1, 7, 202513): known(*now)}
    journal[1, 7, 202450] = known(*last_year)
    for found in (of_period(journal), of_year(journal)):
        assert found.chance.sum() == pytest.approx(1)
        assert (found.chance >= 0).all()
        assert found.held[0] >= 0.9 - 1e-9


@given(MARKS, st.lists(st.integers(2, 4), min_size=1, max_size=8))
def test_a_better_mark_never_lowers_what_is_expected(before, now):
    earlier = {(1, 7, 202512): known(*before)}
    means = [
        (
            of_period(earlier | {(1, 7, 202513): known(*marks)}).at_end.mean[0],
            of_year(earlier | {(1, 7, 202513): known(*marks)}).expected[0],
        )
        for marks in (now, [*now[:-1], now[-1] + 1])
    ]
    assert means[0][0] <= means[1][0]
    assert means[0][1] <= means[1][1] + 1e-9


def test_without_any_marks_it_is_the_distribution_of_the_subject():
    parameters = replace(USUAL, means={0: 3.8, 7: 3.2})
    found = of_period({}, parameters)
    assert found.at_end.mean[0] == pytest.approx(3.2)
    assert found.low_and_high[0][0] < found.low_and_high[1][0]
    assert of_period({}).at_end.mean[0] == pytest.approx(3.8)


def test_the_level_is_the_best_linear_prediction():
    parameters = replace(
        USUAL, means={0: 3.5}, between=0.3, years=0.0, periods=0.1, spread=(0.4, 0.0)
    )
    nothing = Marks(np.array([0.0]), np.array([0.0]))
    four_marks = Marks(np.array([4.0]), np.array([4.5]))
    level = level_before(parameters, [7], [3], nothing, [four_marks])
    # by hand: 0.3 / (0.3 + 0.1 + 0.4/4) = 0.6 of the way from 3.5 to 4.5; 0.3 · 0.4 is left
    assert (level.mean[0], level.variance[0]) == pytest.approx((4.1, 0.12))


def test_the_mean_at_the_end_joins_marks_there_are_with_those_to_come():
    parameters = replace(USUAL, periods=0.0001, spread=(0.4, 0.0))
    level, now = Normal(np.array([4.0]), np.array([0.0])), Marks(np.array([2.0]), np.array([3.0]))
    end = mean_at_end(parameters, level, now, [200], np.array([2.0]), np.array([100.0]))
    # by hand: half of the weight is there with 3, half comes around 4: 3.5; (1/2)² · 0.4/2
    assert end.mean[0] == pytest.approx(3.5, abs=1e-3)
    assert end.variance[0] == pytest.approx(0.05, abs=1e-3)


def test_when_nothing_is_to_come_the_mean_is_known():
    found = of_period({(1, 7, 202513): known(4, 4, 5)}, day=date(2026, 3, 31))
    assert found.at_end.mean[0] == pytest.approx(13 / 3)
    assert found.at_end.variance[0] == 0


@pytest.mark.parametrize(
    ("marks", "mark"), [((4, 4, 4, 4), 4), ((3, 3, 4, 3), 3), ((5, 5, 4, 5), 5)]
)
def test_a_year_of_known_marks_is_their_mean(marks, mark):
    journal = {
        (1, 7, period): known(final, final=final)
        for period, final in zip(QUARTERS, marks, strict=True)
    }
    found = of_year(journal, replace(USUAL, year=Conversion(widths=(0.05,) * 3)), date(2026, 6, 1))
    assert found.likely[0] == mark
    assert found.chance.max() > 0.99


def test_at_a_half_the_last_period_decides():
    at = Conversion(widths=(0.05,) * 3, to_last=0.15)
    up, down = year_of_marks(at, [14, 14], [4, 4], np.array([4, 3]))  # 3.5 both
    assert up[2] > 0.9 > 0.1 > down[2]


def test_periods_to_come_go_together():
    # a student of whom nothing is known: had they gone apart, the year would be surer
    wide = of_year({}, day=date(2025, 9, 1)).chance[0]
    narrow = of_year({}, replace(USUAL, between=1e-6, years=1e-6), date(2025, 9, 1)).chance[0]
    assert wide.max() < narrow.max()


def drawn(at: Conversion, n=20_000):
    rng = np.random.default_rng(1)
    place = rng.integers(36, 100, n)
    mean = (place + 0.5) * 5 / 100
    noise = rng.normal(0, at.widths[0], n)
    final = 2 + sum(mean + noise >= border for border in at.borders)
    final[(final == 2) & (rng.random(n) < at.forgiven)] = 3
    counts = pd.DataFrame({"place": place, "final": final, "n": 1, "school_id": place % 4})
    return counts.groupby(["school_id", "place", "final"], as_index=False)["n"].sum()


def test_the_borders_of_teachers_are_found_again():
    planted = Conversion((2.58, 3.6, 4.55), (0.15, 0.15, 0.15), 0.5)
    found = conversion(drawn(planted), USUAL.period)
    assert found.borders == pytest.approx(planted.borders, abs=0.02)
    assert found.widths == pytest.approx(planted.widths, abs=0.02)
    assert found.forgiven == pytest.approx(0.5, abs=0.05)


def test_of_a_few_marks_nothing_is_learnt():
    counts = pd.DataFrame({"place": [70], "final": [4], "n": [5], "school_id": [1]})
    assert conversion(counts, USUAL.period) is USUAL.period
    assert fitted({"levels": pd.DataFrame()}) is USUAL


def test_equal_schools_are_drawn_to_nothing_and_different_ones_are_not():
    # by hand: Q = 2 < 2 degrees of freedom: no difference beyond chance
    assert drawn_to_zero(np.array([0.1, -0.1, 0.0]), np.full(3, 0.01)) == pytest.approx([0, 0, 0])
    far = drawn_to_zero(np.array([1.0, -1.0]), np.full(2, 0.01))
    assert far == pytest.approx([0.995, -0.995], abs=0.001)


def test_parameters_are_kept_as_a_row():
    parameters = replace(USUAL, schools={3: (0.1, -0.02)}, stretch=0.8)
    assert FinalParameters.of_json(parameters.as_json()) == parameters
