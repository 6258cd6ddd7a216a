"""Random-intercept models from sums: R references, a table by hand, and laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_data import real_table

from etl.psychometrics.multilevel import MOMENTS, random_intercept, rank_intervals


def moments(students: pd.DataFrame, group: str, x: str, y: str) -> pd.DataFrame:
    """Sums of the groups."""
    x, y = students[x], students[y]
    sums = {"n": 1, "sum_x": x, "sum_y": y, "sum_xx": x * x, "sum_xy": x * y, "sum_yy": y * y}
    return students.assign(**sums).groupby(group)[list(MOMENTS)].sum()


def balanced(groups: list[list[float]]) -> pd.DataFrame:
    """Sums of groups of values without a covariate."""
    return pd.DataFrame(
        [{"n": len(g), "sum_y": sum(g), "sum_yy": sum(v * v for v in g)} for g in groups]
    )


@pytest.fixture(scope="module")
def london():
    """65 schools and lme4's effects of them: normexam ~ standLRT + (1 | school), REML."""
    students = real_table("exam_london/exam_london.csv")
    effects = real_table("exam_london/exam_va_eb.csv").set_index("school").sort_index()
    return moments(students, "school", "standLRT", "normexam"), effects


def test_effects_of_london_schools_are_those_of_lme4(london):
    sums, reference = london
    found = random_intercept(sums)
    assert found.effect == pytest.approx(reference["eb"].to_numpy(), abs=1e-6)
    assert found.error == pytest.approx(reference["post_se"].to_numpy(), abs=1e-6)


def test_thirty_one_of_the_london_schools_stand_out(london):
    found = random_intercept(london[0])
    half = 1.96 * found.error
    assert ((found.effect > half).sum(), (found.effect < -half).sum()) == (15, 16)


def test_maximum_likelihood_gives_the_published_variances(london):
    # Goldstein, Multilevel Statistical Models: 0.0921 between and 0.5657 within schools
    found = random_intercept(london[0], restricted=False)
    assert found.between == pytest.approx(0.0921, abs=5e-5)
    assert found.within == pytest.approx(0.5657, abs=5e-5)


def test_the_null_model_of_high_school_and_beyond():
    # lme4: mAch ~ 1 + (1 | school): 12.637; 8.614 and 39.148, intraclass correlation 0.180
    students = real_table("hsb82/hsb82.csv")
    found = random_intercept(moments(students, "school", "cses", "mAch"), covariate=False)
    assert found.coefficients[0] == pytest.approx(12.637, abs=5e-4)
    assert found.between == pytest.approx(8.614, rel=0.001)
    assert found.within == pytest.approx(39.148, rel=0.001)
    assert found.intraclass == pytest.approx(0.180, abs=5e-4)


def test_a_balanced_table_is_the_analysis_of_variance():
    # means 2, 4, 9 of three; MS within = 1, MS between = 3·(9 + 1 + 16)/2 = 39; τ² = (39 − 1)/3
    found = random_intercept(balanced([[1, 2, 3], [3, 4, 5], [8, 9, 10]]), covariate=False)
    assert found.within == pytest.approx(1, abs=1e-6)
    assert found.between == pytest.approx(38 / 3, rel=1e-6)
    assert found.raw == pytest.approx([-3, -1, 4])
    assert found.effect == pytest.approx(np.array([-3, -1, 4]) * 38 / 39, rel=1e-6)


def test_groups_alike_have_no_effects():
    found = random_intercept(balanced([[1, 5], [2, 4], [0, 6]]), covariate=False)
    assert found.between == 0
    assert found.effect.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "sums",
    [balanced([[1, 2]]), balanced([[3, 3], [3, 3]]), balanced([[], []]), balanced([])],
    ids=["one group", "no variance", "nobody", "nothing"],
)
def test_where_nothing_can_be_fitted_nothing_is(sums):
    sums = sums if len(sums) else pd.DataFrame({"n": [], "sum_y": [], "sum_yy": []})
    assert random_intercept(sums, covariate=False) is None


def test_an_empty_group_has_no_effect_and_the_error_of_a_stranger():
    found = random_intercept(balanced([[1, 2, 3], [8, 9, 10], []]), covariate=False)
    assert found.effect[2] == 0
    assert found.error[2] == pytest.approx(found.between**0.5)
    assert np.isnan(found.raw[2])


WHOLE = st.integers(-50, 50)
GROUPS = st.lists(st.lists(WHOLE, min_size=2, max_size=6), min_size=3, max_size=8)


@given(GROUPS)
def test_effects_are_shrunken_and_none_changes_its_side(groups):
    found = random_intercept(balanced(groups), covariate=False)
    if found is not None:
        assert (np.abs(found.effect) <= np.abs(found.raw) + 1e-9).all()
        assert (found.effect * found.raw >= -1e-9).all()


@given(GROUPS, WHOLE)
def test_adding_the_same_to_everybody_changes_no_effect(groups, shift):
    found = random_intercept(balanced(groups), covariate=False)
    moved = random_intercept(balanced([[v + shift for v in g] for g in groups]), covariate=False)
    if found is not None and moved is not None and found.between > 1e-3:
        assert moved.effect == pytest.approx(found.effect, abs=1e-3)


def test_places_of_schools_far_apart_are_certain_and_of_equals_open():
    low, high = rank_intervals([3.0, 0.0, -3.0], [0.1, 0.1, 0.1])
    assert (low.tolist(), high.tolist()) == ([1, 2, 3], [1, 2, 3])
    low, high = rank_intervals(np.zeros(10), np.zeros(10))
    assert (set(low), set(high)) == ({1}, {10})


def test_the_same_effects_give_the_same_places(london):
    found = random_intercept(london[0])
    first, second = (rank_intervals(found.effect, found.error) for _ in range(2))
    assert [ends.tolist() for ends in first] == [ends.tolist() for ends in second]
    best = int(np.argmax(found.effect))
    assert first[0][best] == 1 and first[1][best] < 10


def test_no_schools_have_no_places():
    assert [ends.tolist() for ends in rank_intervals([], [])] == [[], []]
