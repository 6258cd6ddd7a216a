"""Effects of schools over many cells: planted ones are found, chance is not taken for one."""

import numpy as np
import pandas as pd
import pytest

from etl.indicators.discoveries import discoveries
from etl.indicators.reference_group import beside_reference
from etl.indicators.school_effects import Deviations, deviations, effects
from etl.indicators.value_added import alike, standardised_means


def pairs(planted, *, cells: int = 6, students: int = 30, seed: int = 1) -> pd.DataFrame:
    """Moments of every school in every cell: y grows with x, and by what is planted."""
    random = np.random.default_rng(seed)
    rows = []
    for cell in range(cells):
        for school, shift in enumerate(planted):
            ability = random.normal(0.3 * random.standard_normal(), 1, students)
            x = 10 + 4 * ability + random.normal(0, 1, students)
            y = 3.7 + 0.6 * ability + shift + random.normal(0, 0.4, students)
            sums = {"sum_x": x.sum(), "sum_y": y.sum(), "sum_xx": (x * x).sum()}
            sums |= {"sum_xy": (x * y).sum(), "sum_yy": (y * y).sum()}
            rows.append({"school": school, "cell": cell, "n": students} | sums)
    return pd.DataFrame(rows)


def found_in(planted, **named):
    rows = pairs(planted, **named)
    left = deviations(rows, rows["cell"], robust=True)
    return effects(left, rows["school"], len(planted), robust=True)


def test_a_quarter_of_kind_schools_do_not_hide_each_other():
    planted = np.array([0.5] * 3 + [0.0] * 9)
    found = found_in(planted)
    assert (discoveries(found.p) & (found.effect > 0.15)).tolist() == (planted > 0).tolist()
    assert found.effect == pytest.approx(planted, abs=0.12)
    assert (found.low < planted).sum() >= 11 and (found.high > planted).sum() >= 11


@pytest.mark.parametrize("seed", range(5))
def test_with_nothing_planted_nothing_notable_is_discovered(seed):
    found = found_in(np.zeros(20), seed=seed)
    assert not (discoveries(found.p) & (np.abs(found.effect) > 0.15)).any()


def test_of_fewer_than_five_schools_nothing_is_said():
    found = found_in([0.5, 0, 0, 0])
    assert np.isnan(found.effect).all() and np.isnan(found.p).all()


def test_few_students_are_shrunken_more():
    rows = pairs([0.5] + [0.0] * 9)
    small = rows.assign(**{c: rows[c].where(rows["school"] > 0, rows[c] / 15) for c in rows.columns
                           if c.startswith(("n", "sum"))})  # fmt: skip
    whole, part = (effects(deviations(r, r["cell"]), r["school"], 10) for r in (rows, small))
    assert part.effect[0] / part.raw[0] < whole.effect[0] / whole.raw[0]
    assert part.error[0] > whole.error[0]


def test_what_grows_with_the_level_of_a_school_is_not_its_kindness():
    level = np.linspace(-1, 1, 20)
    random = np.random.default_rng(1)
    left = Deviations(0.3 * level + random.normal(0, 0.01, 20), np.full(20, 1e-4))
    without = effects(left, np.arange(20), 20, robust=True)
    beside = effects(left, np.arange(20), 20, robust=True, level=level)
    assert np.abs(without.effect).max() > 0.25
    assert np.abs(beside.effect).max() < 0.05


def test_standardised_results_are_in_spreads_of_the_cell():
    # a cell of the values 1, 3 | 5, 7: mean 4, standard deviation √(20/3)
    found = standardised_means([2, 2], [4, 12], [10, 74], np.array([0, 0]), np.array([0, 1]), 2)
    assert found == pytest.approx(np.array([-2, 2]) / (20 / 3) ** 0.5)


def test_schools_alike_are_the_nearest_by_intake():
    # of eighteen schools a third; the six nearest to the first are 1 … 6; of twelve at least five
    intake = np.arange(18.0)
    mean, count = alike(intake, 10 * intake)
    assert mean[0] == pytest.approx((10 + 20 + 30 + 40 + 50 + 60) / 6)
    assert count.tolist() == [6] * 18
    assert alike(intake[:12], intake[:12])[1].tolist() == [5] * 12
    assert alike(intake[:5], intake[:5])[1].tolist() == [0] * 5


def test_a_school_that_is_not_judged_is_like_nobody():
    intake = np.array([np.nan, *range(9)])
    mean, count = alike(intake, intake)
    assert np.isnan(mean[0]) and count[0] == 0
    assert np.isfinite(mean[1:]).all()
    assert np.isnan(alike([1.0], [1.0])[0]).all()


def test_the_reference_is_the_median_and_its_spread_without_chance():
    # deviations −2 … 2 of the median 10: median deviation 1, spread 1.4826 by chance 0
    found = beside_reference([8, 9, 10, 11, 12], np.zeros(5), np.zeros(5, int))
    assert found.centre.tolist() == [10] * 5
    assert found.spread == pytest.approx([1.482602 * (1 + np.pi / 10) ** 0.5] * 5)
    assert found.p[2] == pytest.approx(0.5)
    assert found.p + found.p[::-1] == pytest.approx(np.ones(5))


def test_one_school_far_away_does_not_move_the_reference():
    values = np.array([8, 9, 10, 11, 1000.0])
    found = beside_reference(values, np.zeros(5), np.zeros(5, int))
    assert found.centre[0] == 10
    assert values[4] > found.limit[4] and (values[:4] < found.limit[:4]).all()


def test_small_groups_have_no_reference():
    found = beside_reference([1, 2, 3, 4], np.ones(4), np.zeros(4, int))
    assert np.isnan(found.p).all() and np.isnan(found.limit).all()
