"""Quality of a work: flags of tasks, variants compared, peaks of scores, corridors."""

import numpy as np
import pytest
from scipy.stats import nbinom
from test_rasch import drawn

from etl.indicators.corridor import corridor, place_in_corridor
from etl.psychometrics import classical
from etl.psychometrics.peaks import _chance_of_more, _quantiles, peak_at
from etl.psychometrics.quality import (
    alpha_without_from_sums,
    correlation_interval,
    mean_difficulty,
    task_flags,
)
from etl.psychometrics.rasch import calibration
from etl.psychometrics.variants import (
    are_linked,
    gap_interval,
    unequal,
    variants_by_score,
    variants_compared,
)


def test_the_interval_of_a_correlation_is_fishers():
    # by hand: atanh(0.5) = 0.5493, half 1.96/√25 = 0.3920; tanh(0.1573), tanh(0.9413)
    low, high = correlation_interval(0.5, 28)
    assert (low, high) == pytest.approx((0.1560, 0.7358), abs=1e-4)
    assert np.isnan(correlation_interval(0.5, 3)[0])


def test_alpha_without_a_task_from_sums_is_that_of_the_matrix():
    answers = 100 * drawn([[0.0], [0.4], [-0.3, 0.6], [1.0]], 300)
    rest = answers.sum(axis=1, keepdims=True) - answers
    found = alpha_without_from_sums(
        300, answers.sum(axis=0), (answers**2).sum(axis=0), rest.sum(axis=0), (rest**2).sum(axis=0)
    )
    np.testing.assert_allclose(found, classical.alpha_if_deleted(answers))
    assert np.isnan(alpha_without_from_sums(1, *np.ones((4, 3)))).all()


@pytest.mark.parametrize(
    ("rate", "high", "n", "infit", "flags"),
    [
        (0.6, -0.01, 200, 1.0, ["negative"]),
        (0.6, 0.15, 200, 1.0, ["weak"]),
        (0.6, 0.25, 200, 1.0, []),  # may be chance
        (0.95, 0.5, 200, np.nan, ["everybody"]),
        (0.05, 0.5, 200, np.nan, ["nobody"]),
        (0.6, 0.5, 200, 1.31, ["unpredictable"]),
        (0.6, np.nan, 200, np.nan, []),
        (1.0, -0.5, 9, 2.0, []),  # nine students say nothing
    ],
)
def test_a_task_is_questioned_only_where_chance_does_not_explain_it(rate, high, n, infit, flags):
    assert task_flags(rate, high, n, infit) == flags


def test_the_difficulty_of_a_task_is_the_mean_of_its_steps():
    assert mean_difficulty([-1.0, 2.0], [0.3, 0.4]) == pytest.approx((0.5, 0.25))


def booklets(shift, n=1500, seed=2):
    """Two booklets of eight tasks with four in common; the own tasks of the second are harder."""
    common, own = [[-0.6], [0.0], [0.4], [0.9]], np.array([-0.8, -0.2, 0.3, 0.8])
    answers = drawn([*common, *own[:, None], *(own + shift)[:, None]], n, seed=seed)
    answers[::2, 8:], answers[1::2, 4:8] = np.nan, np.nan
    tasks_of = np.zeros((2, 12), bool)
    tasks_of[:, :4] = tasks_of[0, 4:8] = tasks_of[1, 8:] = True
    return answers, tasks_of


def test_a_harder_booklet_is_found_and_by_how_much():
    answers, tasks_of = booklets(shift=0.8)
    found = variants_compared(calibration(answers), tasks_of, np.ones(12))
    whole = drawn([[b] for b in (-0.8, -0.2, 0.3, 0.8, 0.0, 0.6, 1.1, 1.6)], 200_000)
    truth = (whole[:, :4].mean() - whole[:, 4:].mean()) / 2  # half of the tasks are common
    assert found.share[0] - found.share[1] == pytest.approx(truth, abs=0.02)
    low, high = gap_interval(found.gap, found.gap_error, 2)
    assert unequal(found.gap, low, high).tolist() == [True, True]


def test_equal_booklets_are_rarely_called_unequal():
    called = 0
    for seed in range(30):
        answers, tasks_of = booklets(shift=0.0, n=600, seed=seed)
        found = variants_compared(calibration(answers), tasks_of, np.ones(12))
        called += unequal(found.gap, *gap_interval(found.gap, found.gap_error, 2)).any()
    assert called <= 2


def test_tasks_in_common_leave_no_gap_between_equal_sets():
    answers = drawn([[-0.5], [0.2], [0.8]], 400)
    found = variants_compared(calibration(answers), np.ones((2, 3), bool), np.ones(3))
    np.testing.assert_allclose(found.gap_error, 0, atol=1e-9)
    # what all would have got is what all have got
    assert found.share[0] == pytest.approx(answers.mean(), abs=0.01)


@pytest.mark.parametrize(
    ("tasks_of", "linked"),
    [
        ([[1, 1, 0], [0, 1, 1]], True),
        ([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], True),
        ([[1, 0], [0, 1]], False),
        ([[1, 1], [1, 1]], False),  # the same numbers of tasks are not the same tasks
    ],
)
def test_variants_are_linked_by_some_common_tasks(tasks_of, linked):
    assert are_linked(np.array(tasks_of, bool)) == linked


def test_variants_without_common_tasks_are_compared_inside_classes():
    # class 0: 0.7 and 0.5 against 0.5 and 0.3; class 1, much stronger: 1.0 against 0.8
    share = np.array([0.7, 0.5, 0.5, 0.3, 1.0, 0.8])
    variant, school_class = np.array([0, 0, 1, 1, 0, 1]), np.array([0, 0, 0, 0, 1, 1])
    found = variants_by_score(share, variant, school_class)
    np.testing.assert_allclose(found.gap, [0.1, -0.1])
    # residuals ±0.1 four times, 3 degrees of freedom; Σ(within variant)² = 1 + 0.5
    error = (0.04 / 3 / 1.5) ** 0.5 / 2
    np.testing.assert_allclose(found.gap_error, error)


def test_classes_that_wrote_one_variant_say_nothing_of_it():
    share, of_class = np.linspace(0, 1, 8), np.array([0, 0, 0, 0, 1, 1, 1, 1])
    assert np.isnan(variants_by_score(share, of_class, of_class).gap_error).all()


def scores(n, seed, highest=25):
    random = np.random.default_rng(seed)
    chances = random.beta(*random.uniform(1.5, 6, 2), n)
    return np.bincount(random.binomial(highest, chances), minlength=highest + 1)


BORDERS = [9, 15, 21]


@pytest.mark.parametrize("n", [100, 1000, 10_000])
def test_smooth_scores_rarely_show_a_peak(n):
    found = [peak_at(scores(n, seed), b, BORDERS) for seed in range(150) for b in BORDERS]
    known = [peak for peak in found if peak]
    assert sum(peak.is_peak for peak in known) <= 0.025 * len(known)


def test_students_helped_over_a_border_are_found():
    found = 0
    for seed in range(100):
        counts = scores(1000, seed)
        helped = int(0.6 * counts[14])
        counts[14] -= helped
        counts[15] += helped
        found += peak_at(counts, 15, BORDERS).is_peak
    assert found >= 70


def test_a_peak_says_what_was_expected():
    counts = 3 * np.array([4, 6, 9, 12, 15, 18, 20, 21, 9, 34, 20, 18, 15, 12, 9, 6, 4])
    peak = peak_at(counts, 9, [9])
    assert peak.n == 102
    assert 54 < peak.expected < 72
    assert peak.low < peak.expected < peak.high < 102
    assert peak.is_peak


@pytest.mark.parametrize("mean", [0.03, 0.8, 5.0, 61.0, 900.0])
@pytest.mark.parametrize("variance", [1.000001, 1.3, 4.0])
def test_the_law_of_counts_is_that_of_scipy(mean, variance):
    size = mean / (variance - 1)
    law, share = nbinom(size, size / (size + mean)), size / (size + mean)
    assert [*_quantiles(np.array([0.025, 0.975]), size, share)] == [*law.ppf([0.025, 0.975])]
    for n in (0, 1, int(mean), int(2 * mean) + 1):
        assert _chance_of_more(n, size, share) == pytest.approx(law.sf(n - 1), rel=1e-10)


def test_few_students_and_borders_outside_have_no_peak():
    assert peak_at(np.ones(20), 9, [9]) is None
    assert peak_at(np.full(20, 50), 25, [25]) is None
    assert peak_at(np.full(4, 50), 2, [2]) is None


@pytest.mark.parametrize(
    ("level", "work", "ends"),
    [
        ("Б", ("ВПР", "Математика", "3"), (0.6, 1.0)),
        ("П", ("ВПР", "Математика", "3"), (0.3, 1.0)),
        (None, ("ВПР", "Математика", "3"), None),
        ("Б", ("ОГЭ", "Математика", "7"), (0.6, 0.9)),
        ("П", ("пробный ОГЭ", "Математика", "21"), (0.15, 0.3)),
        ("В", ("пробный ОГЭ", "Математика", "25"), (0.03, 0.15)),
        ("Б", ("пробный ОГЭ", "Физика", "21"), (0.6, 1.0)),
    ],
)
def test_the_corridor_is_of_the_level_or_of_the_task_of_the_exam(level, work, ends):
    assert corridor(level, *work) == ends


@pytest.mark.parametrize(
    ("rate", "place"),
    [
        ((0.5, 0.4, 0.59), "below"),
        ((0.7, 0.6, 0.8), "inside"),
        ((0.95, 0.91, 0.98), "above"),
        ((0.62, 0.55, 0.69), "on_border"),
        ((np.nan, np.nan, np.nan), "unknown"),
    ],
)
def test_a_task_is_outside_its_corridor_with_its_whole_interval(rate, place):
    assert place_in_corridor(*rate, 0.6, 0.9) == place
