"""Intervals against published worked examples and by properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from etl.indicators.intervals import (
    difference_interval,
    difference_is_significant,
    mean_interval,
    ratio_interval,
    wilson,
)

trials = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
students = st.lists(
    st.integers(1, 20).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m))), min_size=1
)


def sums(pairs):
    """Arguments of ratio_interval of students' (points, maximum)."""
    p, m = np.array(pairs).T
    return p.sum(), m.sum(), (p * p).sum(), (p * m).sum(), (m * m).sum(), len(p)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(trials, st.floats(0.5, 0.999))
@settings(deadline=None)
def test_wilson_is_that_of_scipy(pair, level):
    theirs = binomtest(*pair).proportion_ci(level, method="wilson")
    assert wilson(*pair, level) == pytest.approx(tuple(theirs), abs=1e-12)


@given(trials, st.floats(0.5, 0.999))
@settings(deadline=None)
def test_wilson_lies_within_0_and_1_and_holds_the_share(pair, level):
    low, high = wilson(*pair, level)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


def test_wilson_of_nothing_is_no_interval():
    low, high = wilson(pd.Series([0, 1], index=["а", "б"]), pd.Series([0, 2], index=["а", "б"]))
    assert low.isna().to_dict() == {"а": True, "б": False}
    assert np.isnan(high["а"])


def test_a_mean_has_students_interval():
    # by hand: 1 2 3 4 5, t(4; 0.975) = 2.776, half width 2.776·√(2.5/5)
    assert mean_interval(5, 15, 55) == pytest.approx((3 - 1.963, 3 + 1.963), abs=1e-3)
    assert np.isnan(mean_interval(1, 3, 9)).all()


def test_one_task_of_one_point_is_a_wilson_interval_of_one_student_less():
    # for 0/1 answers the variance is R(1−R)/(n−1), so the effective number is n − 1
    args = sums([(1, 1)] * 6 + [(0, 1)] * 4)
    assert ratio_interval(*args) == pytest.approx(wilson(0.6 * 9, 9))


def test_answers_of_one_student_do_not_count_as_many_students():
    # each student solves all five tasks or none
    alike = sums([(5, 5)] * 6 + [(0, 5)] * 4)
    assert ratio_interval(*alike) == pytest.approx(wilson(0.6 * 9, 9))


def test_without_variance_the_number_of_students_is_used():
    assert ratio_interval(*sums([(3, 3)] * 8)) == pytest.approx(wilson(8, 8))
    assert ratio_interval(*sums([(1, 2)])) == pytest.approx(wilson(0.5, 1))
    assert np.isnan(ratio_interval(0, 0, 0, 0, 0, 0)).all()


@given(students)
@settings(deadline=None)
def test_the_interval_of_a_solve_rate_lies_within_0_and_1_and_holds_it(pairs):
    p, m, *rest = sums(pairs)
    low, high = ratio_interval(p, m, *rest)
    assert 0 <= low <= p / m <= high <= 1


@given(students)
@settings(deadline=None)
def test_points_and_hundredths_of_points_give_one_interval(pairs):
    hundredths = [(100 * p, 100 * m) for p, m in pairs]
    assert ratio_interval(*sums(pairs)) == pytest.approx(ratio_interval(*sums(hundredths)))


def test_many_units_at_once_give_what_each_gives_alone():
    units = [sums([(1, 2), (2, 2), (0, 1)]), (0, 0, 0, 0, 0, 0), sums([(2, 2)] * 3)]
    low, high = ratio_interval(*(pd.Series(part) for part in zip(*units, strict=True)))
    alone = [ratio_interval(*unit) for unit in units]
    np.testing.assert_allclose(np.column_stack([low, high]), alone)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873–890, table II, method 10
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
    ],
)
def test_a_difference_has_the_published_interval(counts, low, high):
    assert difference_interval(*counts) == pytest.approx((low, high), abs=5e-5)
    assert difference_is_significant(*counts) == (low > 0)


def test_a_difference_with_nobody_is_not_significant():
    assert not difference_is_significant(0, 0, 5, 10)
