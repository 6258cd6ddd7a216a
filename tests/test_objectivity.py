"""Markers of objectivity as formulas: what each finds, and how seldom by chance."""

import numpy as np
import pytest

from etl.indicators import objectivity
from etl.indicators.discoveries import discoveries

SCHOOLS, CELLS = 20, 10
CELL = np.repeat(np.arange(CELLS), SCHOOLS)


def scores(seed: int, students: int = 30):
    """Numbers and sums of scores of schools that differ a little."""
    random = np.random.default_rng(seed)
    means = 15 + random.normal(0, 1.2, SCHOOLS)[np.tile(np.arange(SCHOOLS), CELLS)]
    chance = random.normal(0, 4 / students**0.5, len(CELL))
    return np.full(len(CELL), students), students * (means + chance), np.full(len(CELL), 4.1)


def test_a_mean_far_above_the_group_is_marked_with_its_limit():
    n, total, spread = scores(1)
    total[7] += 30 * 12
    found = objectivity.high_mean(n, total, spread, CELL)
    assert found.is_there[7] and found.p[7] < 1e-6
    assert found.value[7] == pytest.approx(total[7] / 30) and found.value[7] > found.limit[7]
    assert found.is_there.mean() < 0.08


def test_nine_participants_are_too_few():
    n, total, spread = scores(1)
    n[7], total[7] = 9, 9 * 40
    found = objectivity.high_mean(n, total, spread, CELL)
    assert not found.is_there[7] and np.isnan(found.p[7])


def shares(seed: int, students: int = 25):
    random = np.random.default_rng(seed)
    return random.binomial(students, 0.2, len(CELL)), np.full(len(CELL), students)


def test_many_lowered_marks_are_marked_from_the_threshold_up():
    part, n = shares(1)
    part[:] = 5
    part[3], part[4] = 7, 20  # 28 % is far above the others but under 30 %; 80 %
    found = objectivity.high_share(part, n, CELL)
    assert np.flatnonzero(found.is_there).tolist() == [4]
    assert found.limit.min() >= objectivity.SHARE


def test_with_nothing_planted_hardly_any_region_has_a_confirmed_marker():
    # 300 such regions: 2.0 % with some; the rate promised is 5 %
    alarms = 0
    for seed in range(100):
        means = objectivity.high_mean(*scores(seed), CELL)
        lowered = objectivity.high_share(*shares(seed), CELL)
        p = np.concatenate([means.p, lowered.p])
        alarms += discoveries(p, objectivity.FALSE).any()
    assert alarms <= 8


def test_a_change_counts_on_both_sides_and_from_the_threshold_up():
    random = np.random.default_rng(1)
    change = random.normal(0, 0.1, len(CELL))
    change[[1, 2, 3]] = [1.2, -1.2, 0.2]
    found = objectivity.cohort_change(
        change, np.full(len(CELL), 0.01), np.full(len(CELL), 30), CELL
    )
    assert found.is_there[[1, 2, 3]].tolist() == [True, True, False]
    assert found.p[1] < 1e-6 and found.p[2] < 1e-6


def test_easy_tasks_worse_and_hard_ones_better_must_come_together():
    random = np.random.default_rng(1)
    easy, hard = (random.normal(0, 0.02, len(CELL)) for _ in range(2))
    easy[[1, 2]], hard[[1, 2]] = [-0.2, 0.2], [0.2, 0.5]  # the second is better at both
    many = np.full(len(CELL), 30)
    found = objectivity.task_pattern(easy, hard, np.full(len(CELL), 0.001), many, CELL)
    assert found.is_there[[1, 2]].tolist() == [True, False]
    assert found.value[1] == pytest.approx(0.4)


def test_a_peak_at_the_border_is_a_binomial_tail():
    # 9 of 15 on one border where 1 of 5 scores is one: scipy.stats.binom.sf(8, 15, 0.2) = 7.85e-04
    found = objectivity.border_peaks([9, 3, 0], [15, 15, 15], [0.2] * 3, [40] * 3)
    assert found.p == pytest.approx([7.849e-4, 0.60198, 1.0], rel=1e-3)
    assert found.is_there.tolist() == [True, False, False]
    assert found.limit.tolist() == pytest.approx([3, 3, 3])


def test_without_students_around_the_borders_nothing_is_said():
    found = objectivity.border_peaks([0, 5], [0, 5], [0.2, np.nan], [40, 40])
    assert np.isnan(found.p).all() and not found.is_there.any()


def test_borders_are_read_from_marks_and_a_wrong_mark_moves_none():
    score = np.arange(10) * 100
    marks = np.array([2, 2, 2, 3, 3, 4, 4, 4, 5, 5])
    assert objectivity.border_scores(score, marks, np.full(10, 50)) == {3: 300, 4: 500, 5: 800}
    wrong = np.append(score, 100), np.append(marks, 5), np.append(np.full(10, 50), 1)
    assert objectivity.border_scores(*wrong) == {3: 300, 4: 500, 5: 800}


def test_results_without_marks_have_no_borders():
    assert objectivity.border_scores([100, 200], [0, 0], [5, 5]) == {}


def test_pieces_around_borders_that_touch_are_joined():
    # borders 5 and 7 of the scores 0 … 12, two on either side: 3 … 9; 11 is too near the end
    found = objectivity.pieces({3: 5, 4: 7, 5: 11}, range(13))
    assert found == {3: False, 4: False, 5: True, 6: False, 7: True, 8: False, 9: False}
