"""Indicators of marks, progress and solve rates against hand-made and printed numbers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.indicators import INDICATORS, current, indicator_columns, marks, progress, solve
from etl.indicators.settings import MarkRules

TABLES = pd.read_csv(Path(__file__).parent / "samples" / "mark_tables.csv", dtype=str)
BY_MARK = ["n5", "n4", "n3", "n2"]
counts = st.lists(st.integers(0, 10_000), min_size=6, max_size=6)


def printed(table, column, scale):
    """Numbers as their owners printed them, with the printed number of decimals."""
    return [
        (row[BY_MARK].astype(int).tolist(), row[column], scale)
        for _, row in table.dropna(subset=[column]).iterrows()
    ]


def check_printed(value, text, scale):
    decimals = len(text.partition(".")[2])
    assert float(value) * scale == pytest.approx(float(text), abs=0.5 * 10**-decimals + 1e-9)


@pytest.mark.parametrize(("numbers", "text", "scale"), printed(TABLES, "pass_rate_printed", 100))
def test_pass_rate_is_the_one_the_school_printed(numbers, text, scale):
    check_printed(marks.pass_rate(*numbers), text, scale)


@pytest.mark.parametrize(("numbers", "text", "scale"), printed(TABLES, "quality_printed", 100))
def test_quality_is_the_one_the_school_printed(numbers, text, scale):
    check_printed(marks.quality_rate(*numbers), text, scale)


@pytest.mark.parametrize(("numbers", "text", "scale"), printed(TABLES, "mean_printed", 1))
def test_mean_mark_is_the_one_the_region_printed(numbers, text, scale):
    check_printed(marks.mean_mark(*numbers), text, scale)


def test_not_attested_students_stay_in_n_but_not_in_the_mean():
    # by hand: 5 fives, 5 fours, 6 threes, 3 twos, 1 not attested
    numbers = (5, 5, 6, 3, 0, 1)
    assert marks.n_rated(*numbers) == 20
    assert marks.pass_rate(*numbers) == 16 / 20
    assert marks.quality_rate(*numbers) == 10 / 20
    assert marks.learning_index(*numbers) == pytest.approx((5 + 3.2 + 2.16 + 0.48 + 0.07) / 20)
    assert marks.mean_mark(*numbers) == (25 + 20 + 18 + 6) / 19


def test_not_attested_students_can_be_left_out_by_the_rules():
    rules = MarkRules(not_attested_counts=False)
    assert marks.pass_rate(1, 1, 1, 1, 0, 6, rules) == 3 / 4
    assert marks.learning_index(1, 1, 1, 1, 0, 6, rules) == pytest.approx(2.16 / 4)


def test_a_one_fails_and_weighs_as_the_rules_say():
    assert marks.pass_rate(1, 0, 0, 0, 1) == 0.5
    assert marks.mean_mark(1, 0, 0, 0, 1) == 3
    assert marks.learning_index(1, 0, 0, 0, 1) == pytest.approx(1.07 / 2)
    as_two = MarkRules(weight_of_one=0.16)
    assert marks.learning_index(1, 0, 0, 0, 1, rules=as_two) == pytest.approx(1.16 / 2)


@pytest.mark.parametrize("name", ["pass_rate", "quality_rate", "learning_index", "mean_mark"])
def test_nobody_rated_gives_no_value_and_no_warning(name):
    indicator = getattr(marks, name)
    none, some = np.zeros(2, int), pd.Series([0, 2], index=["а", "б"])
    assert np.isnan(indicator(0, 0, 0, 0))
    assert np.isnan(indicator(none, none, none, none)).all()
    assert indicator(some, some, some, some).isna().to_dict() == {"а": True, "б": False}


@given(counts, counts)
@settings(deadline=None)
def test_adding_the_counts_of_two_classes_is_the_ratio_of_the_sums(one, other):
    added = [a + b for a, b in zip(one, other, strict=True)]
    n = marks.n_rated(*added)
    passed = sum(one[:3]) + sum(other[:3])
    assert marks.pass_rate(*added) == (
        pytest.approx(passed / n) if n else pytest.approx(np.nan, nan_ok=True)
    )
    assert marks.n_rated(*one) + marks.n_rated(*other) == n


def test_weighted_mean_is_the_worked_example_of_the_journal():
    # 5 (weight 3), 5 (weight 1), 4 (weight 5): 40/9 = 4.44
    assert current.weighted_mean(15 + 5 + 20, 3 + 1 + 5) == pytest.approx(4.44, abs=0.005)


@pytest.mark.parametrize(
    ("sum_weighted", "sum_weight", "mark"),
    [(4500, 1000, 5), (4499, 1000, 4), (3500, 1000, 4), (2500, 1000, 3), (2499, 1000, 2)],
)
def test_suggested_mark_is_exact_at_its_borders(sum_weighted, sum_weight, mark):
    assert current.suggested_mark(sum_weighted, sum_weight) == mark


def test_suggested_mark_does_not_overflow_narrow_integers():
    sums = pd.Series([30_000, 0], dtype="int16"), pd.Series([6_000, 0], dtype="int16")
    assert current.suggested_mark(*sums).tolist() == [5, pytest.approx(np.nan, nan_ok=True)]
    assert current.suggested_mark(np.int16(30_000), np.int16(6_000)) == 5


def test_suggested_mark_follows_the_borders_of_the_school():
    assert current.suggested_mark(460, 100, MarkRules(border_5=460)) == 5
    assert current.suggested_mark(459, 100, MarkRules(border_5=460)) == 4


def test_spread_is_the_sample_standard_deviation():
    # 1 2 3 4 5: variance 10/4
    assert current.spread(5, 15, 55) == pytest.approx(2.5**0.5)
    assert np.isnan(current.spread(1, 4, 16))
    assert current.spread(3, 12, 48) == 0


def test_control_gap_and_marks_per_student_are_plain_ratios():
    assert current.control_gap(7, 2, 12, 3) == -0.5
    assert np.isnan(current.control_gap(0, 0, 12, 3))
    assert current.marks_per_student(75, 25) == 3
    assert current.share(3, 12) == 0.25


@pytest.mark.parametrize(
    ("numbers", "group"),
    [
        ((10, 0, 0, 0, 0), "excellent"),
        ((9, 1, 0, 0, 0), "good"),
        ((9, 0, 1, 0, 0), "one_three"),
        ((5, 3, 2, 0, 0), "satisfactory"),
        ((9, 0, 0, 1, 0), "failing"),
        ((9, 0, 0, 0, 1), "not_attested"),
        ((8, 0, 0, 1, 1), "failing"),
        ((0, 0, 0, 0, 0), None),
    ],
)
def test_every_student_is_in_the_first_group_that_fits(numbers, group):
    assert progress.progress_group(*numbers) == group


def test_groups_of_many_students_keep_their_index():
    table = pd.DataFrame({"n5": [3, 0], "n4": [0, 3], "n3": 0, "bad": 0, "na": 0}, index=["а", "б"])
    groups = progress.progress_group(*(table[name] for name in table))
    assert groups.to_dict() == {"а": "excellent", "б": "good"}


def test_quality_with_the_reserve_adds_students_with_one_three():
    assert progress.overall_quality(2, 8, 25) == 0.4
    assert progress.quality_with_reserve(2, 8, 5, 25) == 0.6


@pytest.mark.parametrize(
    ("rate", "basic", "advanced", "verdict"),
    [
        (0.60, 10, 0, "sufficient"),
        (0.599, 10, 0, "uncertain"),
        (0.57, 10, 0, "uncertain"),
        (0.569, 10, 0, "insufficient"),
        (0.30, 0, 10, "sufficient"),
        (0.285, 0, 10, "uncertain"),
        (0.284, 0, 10, "insufficient"),
        (0.5, 0, 0, "no_threshold"),
    ],
)
def test_a_rate_without_doubt_gets_the_verdict_of_the_recommendations(
    rate, basic, advanced, verdict
):
    border = solve.threshold(basic, advanced)
    assert solve.status(rate, rate, rate, 10, border) == verdict


def test_a_verdict_needs_an_interval_that_agrees_and_ten_students():
    assert solve.status(0.30, 0.65, 0.50, 25, 0.6) == "uncertain"
    assert solve.status(0.30, 0.59, 0.45, 25, 0.6) == "insufficient"
    assert solve.status(0.50, 0.80, 0.65, 25, 0.6) == "uncertain"
    assert solve.status(0.10, 0.20, 0.15, 9, 0.6) == "little_data"


def test_the_threshold_of_mixed_levels_is_weighted_by_points():
    assert solve.threshold(2, 1) == pytest.approx((2 * 0.6 + 0.3) / 3)
    assert np.isnan(solve.threshold(0, 0))


def test_a_single_task_makes_only_a_possible_problem_component():
    verdicts = pd.Series(["insufficient", "insufficient", "uncertain"])
    assert solve.problem_component(verdicts, pd.Series([2, 1, 5])).tolist() == [
        "problem", "possible", "no",
    ]  # fmt: skip


def test_every_indicator_has_title_unit_formula_and_source():
    for code, indicator in INDICATORS.items():
        assert code == indicator.code
        assert all((indicator.title, indicator.unit, indicator.formula, indicator.source))
        assert callable(indicator.function)


def test_own_rules_are_said_to_be_own():
    assert INDICATORS["control_gap"].own_rule
    assert not INDICATORS["learning_index"].own_rule


def test_a_frame_of_counts_gets_its_five_indicators():
    frame = pd.DataFrame(
        {"unit_id": [1, 2], "n5": [1, 0], "n4": [1, 0], "n3": [1, 0], "n2": [1, 0],
         "n_marks": [2, 0], "sum_marks": [9, 0], "sum_weight": [900, 0],
         "sum_weighted": [4000, 0]}
    )  # fmt: skip
    first, second = indicator_columns(frame).to_dict("records")
    assert first["mean_mark"] == 4.5
    assert first["weighted_mean"] == pytest.approx(40 / 9)
    assert (first["pass_rate"], first["quality_rate"]) == (0.75, 0.5)
    assert first["learning_index"] == pytest.approx(0.54)
    assert np.isnan([second[name] for name in ("mean_mark", "weighted_mean", "pass_rate")]).all()


def test_final_marks_have_a_mean_and_no_weighted_mean():
    frame = pd.DataFrame({"n5": [1], "n4": [0], "n3": [1], "n2": [0], "n_na": [2]})
    (row,) = indicator_columns(frame).to_dict("records")
    assert (row["mean_mark"], row["pass_rate"]) == (4, 0.5)
    assert np.isnan(row["weighted_mean"])
    assert "weighted_mean" not in frame
