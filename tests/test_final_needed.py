"""What the next mark takes: exact arithmetic, worked by hand and as laws."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.forecasts.lesson_days import days_of, last_day_of, lesson_days, middle_of, short_periods
from etl.forecasts.needed import marks_needed, next_border, sums_with
from etl.indicators.current import suggested_mark, weighted_mean

SUMS = st.lists(
    st.tuples(st.integers(2, 5), st.sampled_from([100, 120, 130, 150])), min_size=1, max_size=20
)


# by hand: 3, 3, 4 of weight 1: mean 3.33; with one «5» of 1.5 (10 + 7.5) / 4.5 = 3.89
@pytest.mark.parametrize(
    ("marks", "border", "mark", "weight", "n"),
    [
        ([(3, 100), (3, 100), (4, 100)], 350, 5, 150, 1),
        ([(3, 100), (3, 100), (4, 100)], 350, 4, 100, 1),  # 14 / 4 = 3.5 exactly: it counts
        ([(3, 100)] * 4, 450, 5, 100, 12),  # (12 + 60) / 16 = 4.5
        ([(3, 100)] * 4, 450, 5, 150, 8),  # (12 + 60) / 16 = 4.5
        ([(3, 100)] * 4, 450, 4, 150, None),  # «4» never leads to 4.5
        ([(4, 100)], 350, 5, 100, 0),
        ([(5, 300), (5, 100), (4, 500)], 450, 5, 100, 1),  # 40/9 = 4.44; 45/10 = 4.5
        ([], 250, 3, 100, 1),
        ([], 350, 3, 100, None),
    ],
)
def test_marks_needed_worked_by_hand(marks, border, mark, weight, n):
    assert marks_needed(*sums_with(0, 0, marks), border, mark, weight) == n


@given(
    SUMS,
    st.sampled_from([250, 350, 450]),
    st.integers(3, 5),
    st.sampled_from([100, 150]),
)
def test_needed_marks_reach_the_border_and_one_fewer_does_not(marks, border, mark, weight):
    sums = sums_with(0, 0, marks)
    n = marks_needed(*sums, border, mark, weight)

    def reaches(k):
        weighted, weights = sums_with(*sums, [(mark, weight)] * k)
        return 100 * weighted >= border * weights

    if n is None:
        assert 100 * mark <= border
        assert not reaches(1000)
    else:
        assert reaches(n)
        assert n == 0 or not reaches(n - 1)


@given(SUMS, st.integers(2, 5), st.sampled_from([100, 150]), st.integers(0, 5))
def test_a_better_mark_in_place_of_a_worse_never_lowers_what_comes_out(marks, mark, weight, many):
    sums = sums_with(0, 0, marks)
    means = [
        weighted_mean(*sums_with(*sums, [(m, weight)] * many)) for m in (mark, min(mark + 1, 5))
    ]
    assert means[0] <= means[1]


def test_what_would_be_is_what_comes_out_when_it_has_been():
    weighted, weight = sums_with(1050, 300, [(5, 150), (2, 100)])
    assert (weighted, weight) == (2000, 550)  # 10.5 + 7.5 + 2 = 20; 3 + 1.5 + 1 = 5.5
    assert suggested_mark(weighted, weight) == 4


@pytest.mark.parametrize(
    ("suggested", "border"), [(None, (3, 250)), (2, (3, 250)), (4, (5, 450)), (5, None)]
)
def test_the_next_mark_begins_at_the_border_of_the_school(suggested, border):
    assert next_border(suggested) == border


def test_holidays_are_no_lesson_days():
    # the first quarter: September and October without 26–31 October
    assert lesson_days(date(2025, 9, 1), date(2025, 10, 31)) == 30 + 25
    assert days_of(202511, date(2025, 9, 30)) == (30, 25)
    assert days_of(202511, date(2025, 8, 1)) == (0, 55)
    assert days_of(202511, date(2026, 1, 1)) == (55, 0)
    assert last_day_of(202514) == date(2026, 5, 26)
    assert middle_of(202511) == date(2025, 9, 28)  # the 28th of 55 days


def test_the_periods_of_a_year_are_told_by_those_with_marks():
    assert short_periods(202550, {202512, 202550, 202414}) == [202511, 202512, 202513, 202514]
    assert short_periods(202531, {202531}) == [202531, 202532]
    assert short_periods(202550, {202450}) == []
