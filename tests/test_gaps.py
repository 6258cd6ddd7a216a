"""Personal gaps: what a few tasks say of one student, groups, and what chance does."""

from math import nan, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.indicators.at_risk import signs_of_risk
from etl.indicators.gaps import (
    STATUSES,
    certainty,
    change_of_work,
    common_gaps,
    interval_of_student,
    learnt,
    number_of_equal_tasks,
)
from etl.indicators.problem import expectation, expected_share, moments

SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("rate", "n", "expected", "probability"),
    [
        # Beta(2, 6) under ½ = P(Bin(7, ½) ≥ 2) = 1 − 8/128
        (0.0, 4, 0.5, 120 / 128),
        # Beta(4, 4) is symmetrical
        (0.5, 4, 0.5, 0.5),
        # Beta(6, 2) under ½ = 8/128
        (1.0, 4, 0.5, 8 / 128),
        # no task: Beta(1, 3) under ¼ = 1 − (¾)³
        (0.0, 0, 0.25, 1 - 0.75**3),
    ],
)
def test_certainty_is_the_beta_distribution_with_the_expectation_as_four_tasks(
    rate, n, expected, probability
):
    assert certainty(rate, n, expected) == pytest.approx(probability, abs=1e-12)


def test_without_an_expectation_nothing_is_certain():
    assert np.isnan(certainty(0.2, 5, nan))


@given(SHARES, SHARES, st.floats(0.5, 40), SHARES)
def test_who_solves_more_is_less_surely_below(one, other, n, expected):
    low, high = sorted((one, other))
    assert certainty(low, n, expected) >= certainty(high, n, expected) - 1e-9


@given(SHARES, st.floats(0.5, 40))
def test_the_interval_holds_the_rate(rate, n):
    low, high = interval_of_student(rate, n)
    assert 0 <= low <= rate + 1e-9 and rate - 1e-9 <= high <= 1


def test_the_interval_without_tasks_is_the_arcsine_law():
    # Jeffreys: Beta(½, ½), whose distribution is 2/π · arcsin √x
    low, high = interval_of_student(0.5, 0)
    assert low == pytest.approx(sin(pi / 2 * 0.05) ** 2)
    assert high == pytest.approx(1 - low)


def test_tasks_of_unequal_weight_count_for_fewer():
    assert number_of_equal_tasks(5.0, 5.0) == 5
    assert number_of_equal_tasks(4.0, 6.0) == pytest.approx(16 / 6)  # 1, 1, 2 points


@pytest.mark.parametrize(
    ("rate", "border", "n_tasks", "sure", "status"),
    [
        (0.2, 0.6, 5, 0.95, "gap"),
        (0.2, 0.6, 5, 0.6, "low"),  # as this level lets expect
        (0.2, 0.6, 2, 0.95, "possible"),  # two tasks
        (0.6, 0.6, 5, 0.8, "possible"),
        (0.6, 0.6, 5, 0.5, "between"),
        (0.85, 0.6, 5, 0.95, "strength"),  # of a very able student, but no gap
        (0.85, 0.6, 2, 0.1, "few"),
        (0.2, 0.6, 5, nan, "low"),
        (0.2, nan, 5, 0.95, "gap"),  # no level, but an expectation
        (0.2, nan, 5, nan, "between"),
    ],
)
def test_a_status_needs_tasks_and_certainty(rate, border, n_tasks, sure, status):
    found = learnt(*(np.array([x], float) for x in (rate, border, n_tasks, sure)))
    assert found.tolist() == [status]
    assert set(found) <= set(STATUSES)


def test_a_group_is_an_element_with_enough_students_two_of_them_sure():
    likely = np.array([[1, 1, 0], [1, 1, 1], [1, 1, 1], [1, 0, 1]], bool)
    sure = np.array([[0, 1, 0], [1, 1, 1], [0, 0, 0], [0, 0, 1]], bool)
    groups = [(element, people.tolist()) for element, people in common_gaps(sure, likely)]
    # the first element has four likely students, but only one sure
    assert groups == [(1, [0, 1, 2]), (2, [1, 2, 3])]


@pytest.mark.parametrize(
    ("last", "before", "change"),
    [
        ((1.0, 0.5, 6), (0.2, 0.5, 6), "up"),
        ((0.2, 0.5, 6), (1.0, 0.5, 6), "down"),
        ((0.6, 0.5, 3), (0.4, 0.5, 3), ""),
        # the work was easier by as much: 0.9 of 0.9 after 0.2 of 0.2
        ((0.9, 0.9, 6), (0.2, 0.2, 6), ""),
        ((1.0, nan, 6), (0.1, 0.5, 6), "up"),
        ((1.0, 0.5, 0), (0.2, 0.5, 6), ""),
    ],
)
def test_a_change_is_told_where_it_is_no_chance(last, before, change):
    assert change_of_work(last, before) == change


@pytest.mark.parametrize(
    ("mean", "mark", "share", "n_tasks", "signs"),
    [
        (2.74, None, None, 0, ("mean",)),
        (2.75, 3, 0.25, 40, ()),
        (4.0, 2, 0.9, 40, ("external",)),
        (None, None, 0.1, 40, ("share",)),
        (None, None, 0.1, 9, ()),
        (2.5, 2, 0.1, 10, ("mean", "external", "share")),
    ],
)
def test_each_sign_of_risk_is_named(mean, mark, share, n_tasks, signs):
    assert signs_of_risk(mean, mark, share, n_tasks) == signs


def simulated(lost: bool, seed: int = 3):
    """Rate, number of tasks and expected share of 2 000 students × 8 elements in three works.

    Rasch; each work has for every element a basic task, and for every two an advanced one of two
    points. `lost`: of the first element each of the first 1 000 students solves nothing.
    """
    rng = np.random.default_rng(seed)
    n, elements = 2000, 8
    ability = rng.normal(0, 1.2, n)
    of = [{e} for e in range(elements)] + [{e, e + 1} for e in range(0, elements, 2)]
    maxima = np.array([1] * elements + [2] * (elements // 2))
    behind = np.array([[e in codes for e in range(elements)] for codes in of], float)
    sums = {name: np.zeros((n, elements)) for name in ("points", "highest", "squares", "expected")}
    for _ in range(3):
        difficulty = rng.normal(np.where(maxima == 1, -0.8, 0.4), 0.4)
        chance = 1 / (1 + np.exp(-1.35 * (ability[:, None] - difficulty)))
        points = rng.binomial(maxima, chance).astype(float)
        if lost:
            points[:1000] *= 1 - behind[:, 0]
        highest = maxima @ behind
        shares, overall = points @ behind / highest, points.sum(axis=1)[:, None] / maxima.sum()
        # the reference does not know of the loss: it is of others
        reference = expectation(moments(shares[1000:], overall[1000:]))
        expected = expected_share(reference, overall)
        sums["points"] += points @ behind
        sums["highest"] += highest
        sums["squares"] += np.square(maxima) @ behind
        sums["expected"] += expected * highest
    rate = sums["points"] / sums["highest"]
    equal = number_of_equal_tasks(sums["highest"], sums["squares"])
    return rate, equal, sums["expected"] / sums["highest"]


def test_students_without_a_gap_are_rarely_told_of_one():
    rate, equal, expected = simulated(lost=False)
    sure = certainty(rate, equal, expected)
    gaps = learnt(rate, np.full(rate.shape, 0.5), np.full(rate.shape, 6), sure) == "gap"
    assert gaps.mean() <= 0.05  # seed 3: 0.5 %
    assert gaps.any(axis=1).mean() <= 0.1  # 4 %


def test_a_lost_element_of_six_tasks_is_mostly_found():
    rate, equal, expected = simulated(lost=True)
    untouched = simulated(lost=False)[0]
    gaps = certainty(rate, equal, expected)[:1000, 0] >= 0.9
    could = untouched[:1000].mean(axis=1) >= 0.4  # who solves little anyway loses little
    assert gaps[could].mean() >= 0.8
    assert gaps.mean() >= 0.5
