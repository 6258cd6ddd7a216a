"""Problem components: what is expected, what a gap is, how seldom chance is called a problem."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.indicators.problem import (
    MOMENTS,
    adjusted_gap,
    attributed,
    expectation,
    expected_share,
    moments,
    problems,
    shrunken_gap,
    students_behind,
)

NOT_KNOWN = np.full(5, np.nan)


def territory(seed: int, students: int = 600, tasks: int = 20):
    """Answers 0/1 of a seeded Rasch world: five elements of four tasks each; shares and totals."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(students, 1))
    difficulty = np.linspace(-1.5, 1.5, tasks)
    answers = (rng.random((students, tasks)) < 1 / (1 + np.exp(difficulty - ability))).astype(float)
    return answers


def shares(answers):
    """x and t of each student."""
    by_element = answers.reshape(len(answers), 4, 5).mean(axis=1)
    return by_element, answers.mean(axis=1, keepdims=True)


def verdicts(group, expected, part=0.2):
    found = moments(*shares(group))
    gap, error = adjusted_gap(found, expected, part)
    n = found["n_students"]
    return problems(gap, error, n, n, np.full(5, 4), NOT_KNOWN, NOT_KNOWN)


def test_where_every_share_is_the_total_the_total_is_expected():
    total = np.linspace(0, 1, 101)[:, None]
    expected = expectation(moments(total, total))
    assert expected_share(expected, np.array([[0.2], [0.9]]))[:, 0] == pytest.approx([0.2, 0.9])


def test_a_cubic_is_found_again_and_an_equal_loss_is_the_gap():
    total = np.linspace(0, 1, 101)[:, None]
    curve = 0.1 + 0.2 * total + 0.3 * total**3
    noise = np.where(np.arange(101) % 2, 0.1, -0.1)[:, None]
    expected = expectation(moments(curve + noise, total))
    assert expected_share(expected, np.array([[0.5]]))[0, 0] == pytest.approx(0.2375, abs=0.01)
    part = total[40:60]
    lost = moments(curve[40:60] - 0.1, part)
    gap, error = adjusted_gap(lost, expected, np.array([0.5]))
    assert gap[0] == pytest.approx(-0.2, abs=0.02)  # −0.1 of a half of the points
    assert error[0] == pytest.approx(2 * 0.1 * (1 / 20 - 1 / 101) ** 0.5, rel=0.05)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 7))
def test_moments_add_up_and_deviations_of_all_groups_are_nothing_together(seed, groups):
    x, t = shares(territory(seed, 80))
    whole, place = moments(x, t), np.arange(80) % groups
    parts = [moments(x[place == g], t[place == g]) for g in range(groups)]
    for name in MOMENTS:
        assert sum(part[name] for part in parts) == pytest.approx(whole[name])
    expected = expectation(whole)
    together = sum(
        part["n_students"] * np.nan_to_num(adjusted_gap(part, expected, 0)[0]) for part in parts
    )
    assert together == pytest.approx(np.zeros(5), abs=1e-6)


def test_random_classes_are_seldom_called_a_problem_and_a_lost_element_mostly_is():
    answers = territory(1)
    expected = expectation(moments(*shares(answers)))
    rng = np.random.default_rng(2)
    false = lost = 0
    for _ in range(300):
        group = answers[rng.choice(len(answers), 20, replace=False)]
        false += (verdicts(group, expected) == "problem").sum()
        group = group.copy()
        group[:10, 2::5] = 0  # half of the class knows nothing of the third element
        lost += verdicts(group, expected)[2] == "problem"
    assert false / 1500 <= 0.02
    assert lost / 300 >= 0.8


def test_a_weak_class_without_a_gap_of_its_own_has_no_problem_component():
    answers = territory(3, 3000)
    expected = expectation(moments(*shares(answers)))
    weak = answers[np.argsort(answers.sum(axis=1), kind="stable")[:300]]
    rng = np.random.default_rng(4)
    groups = [weak[rng.choice(300, 20, replace=False)] for _ in range(200)]
    flagged = sum((verdicts(group, expected) == "problem").sum() for group in groups)
    assert flagged / 1000 <= 0.02


def test_little_behind_it_is_possible_and_above_the_threshold_is_none():
    gap, error = np.full(4, -0.3), np.full(4, 0.05)
    n, tasks = np.array([20, 9, 20, 20]), np.array([2, 2, 1, 2])
    rate, border = np.full(4, 0.4), np.array([0.6, 0.6, np.nan, 0.3])
    found = problems(gap, error, n, n, tasks, rate, border)
    assert found.tolist() == ["problem", "possible", "possible", "no"]


def test_a_small_reference_or_the_group_itself_gives_no_verdict():
    answers = territory(5, 40)
    small = expectation(moments(*shares(answers)))
    assert np.isnan(adjusted_gap(moments(*shares(answers[:20])), small, 0.2)[0]).all()
    answers = territory(5, 200)
    own = moments(*shares(answers))
    assert np.isnan(adjusted_gap(own, expectation(own), 0.2)[0]).all()


def test_gaps_are_drawn_to_nothing_by_their_uncertainty():
    # τ² = (0.16 + 0 + 0.16)/3 − 0.0025 = 0.104167, by hand
    gap = shrunken_gap(np.array([-0.4, 0.0, 0.4]), np.full(3, 0.05))
    assert gap == pytest.approx(np.array([-1, 0, 1]) * 0.4 * 0.104167 / 0.106667, rel=1e-4)
    # nothing but chance: the least spread 0.05 against an error of 0.10
    assert shrunken_gap(np.array([0.05, -0.05]), np.full(2, 0.1)) == pytest.approx([0.01, -0.01])


def test_a_gap_is_told_in_whole_students():
    assert students_behind(np.array([-0.15, 0.2, -0.01]), 28).tolist() == [4, 0, 0]


def test_what_shared_tasks_explain_is_no_problem_of_its_own():
    gap, error = np.array([-0.3, -0.16, -0.25]), np.full(3, 0.05)
    overlap = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]])
    told, by = attributed(np.full(3, "problem", object), gap, error, overlap)
    # −0.16 beside −0.30 · 0.5 due to the tasks shared with the first: −0.01 remains
    assert told.tolist() == ["problem", "possible", "problem"]
    assert by.tolist() == [-1, 0, -1]


def test_of_a_booklet_five_students_are_enough_where_ten_wrote_the_work():
    one = np.ones(1)
    some = {"n_tasks": 2 * one, "rate": np.nan * one, "border": np.nan * one}
    told = [problems(-0.5 * one, 0.1 * one, n * one, 10 * one, **some)[0] for n in (4, 5)]
    assert told == ["possible", "problem"]


def test_what_stands_out_in_its_class_but_not_in_a_long_table_is_possible():
    gap = np.r_[-0.25, np.zeros(99)]
    error, many = np.full(100, 0.1), np.full(100, 20)  # p = 0.006: of 5 comparisons, not of 100
    unknown, groups = np.full(100, np.nan), np.arange(100) // 5
    alone = problems(gap[:5], error[:5], *[many[:5]] * 3, unknown[:5], unknown[:5], groups[:5])
    among = problems(gap, error, many, many, many, unknown, unknown, groups)
    assert alone[0] == "problem"
    assert among[0] == "possible"
    assert set(among[1:]) == {"no"}
