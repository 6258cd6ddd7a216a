"""Forecasts of units: a shrunken deviation from the parent, by hand and on seeded territories."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit
from simulated_units import quarters, shares, territory, years

from etl.forecasts.mark_scales import INDICATORS, as_shown, measured
from etl.forecasts.units import angle, fitted, forecasts, share_at
from etl.forecasts.units_back_test import own_line, units_back_test
from etl.forecasts.variance_parts import USUAL, Parts, parts
from etl.indicators import marks

HALF = np.pi / 4  # the angle of one half
MANY = 10**9  # students: nothing is left to chance
STILL = Parts(0.01, 0, 0, 0, 0, 0)  # all of a deviation lasts
EVEN = Parts(0.01, 0, 0, 0.01, 0, 0)  # half of it does


def around_half(deviations: list[list[float]], n: int = MANY):
    """A huge region at one half, and units that deviate from it by so many radians."""
    count = len(deviations[0])
    region = shares([[500 * MANY] * count], [[1000 * MANY] * count], [-1])
    value = np.sin(HALF + np.array(deviations)) ** 2
    return [region, shares(n * value, np.full(value.shape, n), [0] * len(value))]


def test_of_one_period_half_of_a_deviation_is_kept_where_half_of_it_lasts():
    levels = around_half([[0.2], [-0.1]])
    found = forecasts(levels, years(1), years(2)[1], [STILL, EVEN])[1]
    assert found.centre == pytest.approx([HALF + 0.1, HALF - 0.05], abs=1e-4)  # by hand
    reach = stdtrit(USUAL.freedom, 0.95) * (0.02 - 0.01**2 / 0.02) ** 0.5
    assert found.half == pytest.approx(reach, abs=1e-3)
    assert found.value == pytest.approx(np.sin(found.centre) ** 2, abs=1e-4)


def test_of_three_periods_three_quarters_of_their_mean_are_kept():
    levels = around_half([[0.1, 0.2, 0.3]])
    found = forecasts(levels, years(3), years(4)[3], [STILL, EVEN])[1]
    # by hand: 3 · 0.01 / (3 · 0.01 + 0.01) of the mean deviation 0.2
    assert found.centre == pytest.approx([HALF + 0.15], abs=1e-4)


def test_the_season_comes_back_and_what_is_of_the_year_stays_inside_it():
    levels = around_half([[0.1, 0, 0, 0]])
    seasonal = Parts(0, 0.01, 0, 0, 0, 0)
    found = forecasts(levels, quarters(4), quarters(5)[4], [STILL, seasonal])[1]
    assert found.centre == pytest.approx([HALF + 0.1], abs=1e-4)
    yearly = Parts(0, 0, 0.01, 0, 0, 0)
    found = forecasts(around_half([[0.1]]), quarters(1), quarters(5)[4], [STILL, yearly])[1]
    assert found.centre == pytest.approx([HALF + 0.05], abs=1e-4)  # half is left a year later


def test_few_students_stay_near_the_parent_and_many_on_their_own():
    found = [
        forecasts(around_half([[0.2]], n), years(1), years(2)[1], [STILL, Parts(0.01)])[1].value[0]
        for n in (10, 100, 10_000)
    ]
    assert 0.5 < found[0] < found[1] < found[2]


def test_a_unit_that_is_all_of_its_parent_has_its_forecast_and_its_interval():
    levels = [shares([[40, 45]], [[80, 80]], [-1]), shares([[40, 45]], [[80, 80]], [0])]
    region, school = forecasts(levels, years(2), years(3)[2], fitted(levels, years(2)))
    for name in ("value", "low", "high"):
        assert getattr(school, name) == pytest.approx(getattr(region, name))


def test_next_year_a_class_of_the_same_name_is_its_parallel():
    region, unit = around_half([[0.3, 0.3]])
    levels = [region, shares(unit.value * 30, np.full((1, 2), 30), [0], one_year=True)]
    above, found = forecasts(levels, quarters(2), quarters(5)[4], [STILL, EVEN])
    assert found.n_periods.tolist() == [0]
    assert found.value == pytest.approx(above.value)


def test_where_there_is_one_period_the_usual_parts_say_what_lasts():
    levels = around_half([[0.1], [-0.1], [0.02], [-0.02]])
    found = fitted(levels, years(1))[1]
    assert found.momentary == pytest.approx(USUAL.momentary)
    assert found.lasting == pytest.approx(np.mean([0.01, 0.0004]) - 0.0013, abs=1e-4)


def test_the_parts_are_found_again_where_there_are_many_units():
    rng = np.random.default_rng(1)
    first, second, third = rng.normal(size=(3, 4000, 1))
    second = 0.5 * first + 0.75**0.5 * second  # half is left a year later
    third = 0.5 * second + 0.75**0.5 * third
    of_years = 0.04 * np.repeat(np.hstack([first, second, third]), 4, axis=1)
    lasting, momentary = 0.1 * rng.normal(size=(4000, 1)), 0.02 * rng.normal(size=(4000, 12))
    noise = np.full((4000, 12), 0.25 / MANY)
    found = parts(lasting + of_years + momentary, noise, np.ones(4000), quarters(12))
    assert found.lasting == pytest.approx(0.1**2, rel=0.1)
    assert found.yearly == pytest.approx(0.04**2, rel=0.1)
    assert found.momentary == pytest.approx(0.02**2, rel=0.05)
    assert found.seasonal == pytest.approx(0, abs=1e-5)


def test_the_angle_turns_back_into_the_share():
    n = np.array([1, 7, 30, 1000])
    for share in (0, 0.2, 1):
        assert share_at(angle(share, n), n) == pytest.approx(np.full(4, share), abs=1e-9)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_scales_say_what_the_formulas_of_indicators_say(indicator):
    counts = np.array([[3, 9, 7, 2, 1, 1], [0, 0, 0, 0, 0, 0]])
    value, n, _ = measured(counts, indicator)
    formula = getattr(marks, indicator)(*counts[0].astype(float))
    assert as_shown(value[0], indicator) == pytest.approx(formula)
    assert np.isnan(value[1])
    assert n.tolist() == ([22, 0] if indicator == "mean_mark" else [23, 0])


def test_an_own_line_goes_on_straight_inside_the_scale():
    value = np.array([[0.2, 0.3, 0.4], [0.5, np.nan, np.nan], [0.8, 0.9, 1.0], [np.nan] * 3])
    assert own_line(value, years(4))[:3] == pytest.approx([0.5, 0.5, 1.0])
    assert np.isnan(own_line(value, years(4))[3])


def test_shrunken_forecasts_beat_the_own_line_the_last_year_and_the_parent():
    levels = territory(np.random.default_rng(7), years(5), students=(20, 60), lasting=0.06)
    school = units_back_test(levels, years(5))[2]
    # as real means of schools over five years: own line worst, last year better, shrunken best
    assert school["mae"] < 0.85 * school["last_mae"] < 0.85 * school["line_mae"]
    assert school["mae"] < school["parent_mae"]


@pytest.mark.parametrize("periods", [years(5), quarters(9)], ids=["years", "quarters"])
def test_intervals_cover_nine_tenths_of_what_came(periods):
    found = [
        units_back_test(territory(np.random.default_rng(seed), periods), periods)[2]
        for seed in range(12)
    ]
    assert 0.88 <= np.mean([one["coverage_90"] for one in found]) <= 0.92


def test_what_comes_does_not_move_its_own_forecast():
    levels = territory(np.random.default_rng(3), quarters(6), schools=30)
    before = units_back_test(levels, quarters(6))
    for level in levels:
        level.value[:, -1] = 0.999
    after = units_back_test(levels, quarters(6))
    assert [one["mean_width"] for one in before] == [one["mean_width"] for one in after]
    assert before[2]["mae"] != after[2]["mae"]


some_counts = st.lists(st.integers(0, 40), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(some_counts, some_counts), min_size=1, max_size=6))
def test_forecasts_lie_inside_the_scale_and_nobody_is_as_the_parent(units):
    k = np.array([[min(pair) for pair in zip(*unit, strict=True)] for unit in units])
    n = np.array([unit[1] for unit in units])
    k, n = np.vstack([k, np.zeros((1, 3))]), np.vstack([n, np.zeros((1, 3))])
    n[0] += 1  # somebody is there
    levels = [shares(k.sum(0)[None], n.sum(0)[None], [-1]), shares(k, n, [0] * len(n))]
    region, found = forecasts(levels, years(3), years(4)[3], fitted(levels, years(3)))
    for one in (region, found):
        assert (one.low >= 0).all() and (one.high <= 1).all()
        assert (one.low <= one.value).all() and (one.value <= one.high).all()
    assert found.value[-1] == region.value[0]
    assert found.high[-1] - found.low[-1] >= region.high[0] - region.low[0]
