"""Rasch and partial credit against R (ltm, TAM), an independent optimum and known parameters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from real_data import real_table
from scipy.optimize import minimize, minimize_scalar

from etl.psychometrics.ability import expected_ability, weighted_ability
from etl.psychometrics.fit import infit, outfit
from etl.psychometrics.patterns import patterns_of
from etl.psychometrics.rasch import SPREADS, calibration

WORKS = ["lsat/{}lsat6.csv", "mathexam14w/{}mathexam14w.csv"]
BARRIERS = [[-1.0], [0.3], [-0.5, 0.8], [1.2], [-1.5, 0.0, 0.9], [0.6]]


def drawn(barriers, n, spread=1.0, seed=7, ability=None):
    """Answers of students drawn from the model."""
    random = np.random.default_rng(seed)
    ability = random.normal(0, spread, n) if ability is None else ability
    columns = []
    for of_task in barriers:
        sums = np.concatenate([[0.0], np.cumsum(of_task)])
        weights = np.exp(np.arange(len(sums)) * ability[:, None] - sums)
        chances = weights.cumsum(axis=1) / weights.sum(axis=1, keepdims=True)
        columns.append((random.random(n)[:, None] > chances).sum(axis=1))
    return np.column_stack(columns).astype(float)


def with_gaps(answers, share=0.2, seed=3):
    left_out = np.random.default_rng(seed).random(answers.shape) < share
    return np.where(left_out, np.nan, answers)


def minus_log_likelihood(parameters, answers, numbers):
    """Student by student over Gauss–Hermite nodes: nothing in common with the product's way."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    ability, joint = np.exp(parameters[-1]) * nodes, np.log(weights / weights.sum())
    joint = np.tile(joint, (len(answers), 1))
    first = 0
    for task, number in enumerate(numbers):
        sums = np.concatenate([[0.0], np.cumsum(parameters[first : first + number])])
        logits = np.arange(number + 1) * ability[:, None] - sums
        logs = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
        has = ~np.isnan(answers[:, task])
        joint[has] += logs[:, answers[has, task].astype(int)].T
        first += number
    return -np.logaddexp.reduce(joint, axis=1).sum()


@pytest.mark.parametrize("work", WORKS)
def test_difficulties_are_those_of_r(work):
    answers = real_table(work.format("")).filter(regex=r"^(t\d+|Item.*)$").to_numpy(float)
    by_r = real_table(work.format("irt_"))
    fixed, free = calibration(answers, spread=1.0), calibration(answers)
    np.testing.assert_allclose(fixed.difficulty, by_r["rasch_mml_a1"], atol=1e-3)
    np.testing.assert_allclose(free.difficulty, by_r["tam_1pl"], atol=1e-3)
    # ltm with one free discrimination says the same in other units: logits = a·b, spread = a
    np.testing.assert_allclose(
        free.difficulty, by_r["rasch_mml_b"] * by_r["rasch_mml_a"], atol=1e-3
    )
    assert free.spread == pytest.approx(by_r["rasch_mml_a"][0], abs=1e-3)


@pytest.mark.parametrize("work", WORKS)
def test_fit_is_that_of_r_as_far_as_tam_draws_by_chance(work):
    answers = real_table(work.format("")).filter(regex=r"^(t\d+|Item.*)$").to_numpy(float)
    by_r = real_table(work.format("irt_"))
    found = calibration(answers)
    np.testing.assert_allclose(infit(found), by_r["infit"], atol=0.01)
    np.testing.assert_allclose(outfit(found), by_r["outfit"], atol=0.03)


@pytest.mark.parametrize("barriers", [BARRIERS, [of[:1] for of in BARRIERS]], ids=["pcm", "rasch"])
def test_the_top_and_its_errors_are_those_of_an_independent_search(barriers):
    answers = with_gaps(drawn(barriers, 300, spread=1.2))
    numbers = [len(of) for of in barriers]
    start = np.zeros(sum(numbers) + 1)
    best = minimize(minus_log_likelihood, start, (answers, numbers), tol=1e-9)
    found = calibration(answers)
    np.testing.assert_allclose(found.difficulty, best.x[:-1], atol=1e-4)
    assert found.spread == pytest.approx(np.exp(best.x[-1]), abs=1e-4)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-6)
    errors = np.sqrt(np.diag(np.linalg.inv(curvature(best.x, answers, numbers))))
    np.testing.assert_allclose(found.standard_error, errors[:-1], rtol=1e-3)
    assert found.spread_error == pytest.approx(errors[-1] * found.spread, rel=1e-3)


def curvature(place, answers, numbers, step=1e-3):
    """Second derivatives by differences."""
    moves = step * np.eye(len(place))

    def at(move):
        return minus_log_likelihood(place + move, answers, numbers)

    return np.array(
        [[(at(a + b) - at(a - b) - at(b - a) + at(-a - b)) / (2 * step) ** 2 for a in moves]
         for b in moves]
    )  # fmt: skip


def test_known_parameters_come_back():
    found = calibration(drawn(BARRIERS, 20_000, spread=1.4))
    truth = np.concatenate(BARRIERS)
    assert (np.abs(found.difficulty - truth) < 4 * found.standard_error).all()
    assert found.spread == pytest.approx(1.4, abs=0.06)
    np.testing.assert_allclose(infit(found), 1, atol=0.04)


def test_booklets_of_unequal_students_stand_on_one_scale():
    random = np.random.default_rng(5)
    truth = np.linspace(-1.5, 1.5, 12)
    ability = np.concatenate([random.normal(-0.5, 1, 3000), random.normal(0.5, 1, 3000)])
    answers = drawn([[b] for b in truth], 6000, ability=ability)
    answers[:3000, 8:], answers[3000:, :4] = np.nan, np.nan  # tasks 5–8 are in both
    found = calibration(answers).difficulty
    shares = np.nanmean(answers, axis=0)
    assert shares[8] > shares[7]  # by solve rates the ninth looks easier than the eighth
    assert (np.diff(found) > 0).all()


def test_a_task_solved_alike_by_all_and_one_with_too_many_points_are_passed_over():
    answers = np.column_stack([drawn(BARRIERS[:3], 400), np.ones(400), np.arange(400) % 40])
    found = calibration(answers)
    assert found.patterns.steps.task.tolist() == [0, 1, 2, 2]
    assert not len(found.of_task(3))
    assert np.isnan(infit(found)[3:]).all()
    assert calibration(np.ones((200, 3))) is None


def test_points_nobody_got_are_no_step():
    answers = drawn([[0.0], [0.5], [-0.5]], 500)
    doubled = answers * [1, 2, 0.5]
    found = calibration(doubled)
    assert found.patterns.steps.points.tolist() == [1, 2, 0.5]
    np.testing.assert_allclose(found.difficulty, calibration(answers).difficulty)


def test_a_spread_without_bounds_is_held():
    same = np.repeat(drawn([[0.0]], 300), 4, axis=1)
    assert calibration(same).spread == pytest.approx(SPREADS[1])
    contrary = np.column_stack([same[:, 0], 1 - same[:, 0]])
    assert calibration(contrary).spread == pytest.approx(SPREADS[0])


@settings(max_examples=15, deadline=None)
@given(some.integers(0, 10_000), some.permutations(range(6)))
def test_neither_the_order_of_students_nor_that_of_tasks_matters(seed, order):
    answers = with_gaps(drawn([of[:1] for of in BARRIERS], 200, seed=seed), seed=seed)
    mixed = np.random.default_rng(seed).permutation(answers)[:, order]
    np.testing.assert_allclose(
        calibration(mixed).difficulty, calibration(answers).difficulty[list(order)], atol=1e-5
    )


def test_sixty_thousand_students_are_a_few_patterns():
    answers = drawn([[b] for b in np.linspace(-2, 2, 20)], 60_000)
    assert len(patterns_of(answers).n) == 21  # scores 0 … 20
    assert np.abs(calibration(answers).difficulty - np.linspace(-2, 2, 20)).max() < 0.05


def test_expected_ability_is_the_mean_of_what_the_answers_leave_open():
    found = calibration(drawn(BARRIERS, 500), spread=1.0)
    ability, error = expected_ability(found)
    # the first student by direct summation over a fine grid
    grid = np.linspace(-8, 8, 4001)
    logs = -np.square(grid) / 2 + found.patterns.score[found.patterns.pattern[0]] * grid
    for task in range(len(BARRIERS)):
        sums = np.concatenate([[0.0], np.cumsum(found.of_task(task))])
        logs -= np.logaddexp.reduce(np.arange(len(sums)) * grid[:, None] - sums, axis=1)
    weights = np.exp(logs - logs.max())
    mean = (grid * weights).sum() / weights.sum()
    assert ability[0] == pytest.approx(mean, abs=1e-6)
    spread = ((grid - mean) ** 2 * weights).sum() / weights.sum()
    assert error[0] == pytest.approx(spread**0.5, abs=1e-6)


def test_weighted_ability_is_the_top_of_the_weighted_likelihood():
    answers = drawn([[b] for b in (-1.0, -0.2, 0.4, 1.5)], 400)
    found = calibration(answers)
    ability, error = weighted_ability(found)

    def unlikely(theta, score):  # Warm: likelihood of the score × √information
        chance = 1 / (1 + np.exp(found.difficulty - theta))
        information = (chance * (1 - chance)).sum()
        return -(score * theta + np.log(1 - chance).sum() + np.log(information) / 2)

    for score in range(5):
        place = np.flatnonzero(answers.sum(axis=1) == score)[0]
        best = minimize_scalar(unlikely, (-2, 2), args=(score,), tol=1e-10)
        assert ability[place] == pytest.approx(best.x, abs=1e-4)
        assert np.isfinite(error[place])


def test_a_student_without_any_task_has_the_mean_and_no_weighted_ability():
    answers = drawn(BARRIERS, 300)
    answers[0] = np.nan
    found = calibration(answers)
    assert expected_ability(found)[0][0] == pytest.approx(0, abs=1e-9)
    assert expected_ability(found)[1][0] == pytest.approx(found.spread, rel=1e-6)
    assert np.isnan(weighted_ability(found)[0][0])
