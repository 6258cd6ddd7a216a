"""Queries over a small territory; expected numbers by hand unless said otherwise."""

import pytest
from reading_facts import (
    ALGEBRA,
    ANNA,
    CITY,
    CLASS_12_9A,
    CLASS_303_8A,
    DISTRICT,
    EGOR,
    PARALLEL_303_8,
    PHYSICS,
    REGION,
    SCHOOL_7,
    SCHOOL_12,
    SCHOOL_303,
    SHORT_WORK,
    WORK,
)
from reading_world import EVERYTHING, OF_SCHOOL_7, world

from dashboard.filters import View
from dashboard.queries import options, students, units
from dashboard.queries.assessments import assessment, assessments
from dashboard.queries.elements import elements
from dashboard.queries.indicators import (
    COLUMNS,
    by_subject,
    indicators,
    indicators_of_children,
    indicators_of_unit,
    trend,
)
from dashboard.queries.ordering import naturally_sorted
from dashboard.queries.periods import latest_period
from dashboard.queries.scales import task_scales, variants
from dashboard.queries.tasks import tasks

YEAR = View(year=2025, period=202550, subject=ALGEBRA)


@pytest.fixture(scope="module", autouse=True)
def small_territory():
    return world()


def by_unit(found):
    return found.set_index("unit_id")


def test_indicators_are_made_from_the_sums_of_the_children():
    school = indicators_of_unit(EVERYTHING, SCHOOL_303, YEAR).iloc[0]
    # classes: 2 3 4 1 and 0 5 4 0 with one н/а → 2 8 8 1, N = 20
    assert school[["n", "n5", "n4", "n3", "n2", "n_na"]].tolist() == [20, 2, 8, 8, 1, 1]
    assert school["pass_rate"] == pytest.approx(18 / 20)
    assert school["quality_rate"] == pytest.approx(10 / 20)
    assert school["learning_index"] == pytest.approx((2 + 8 * 0.64 + 8 * 0.36 + 0.16 + 0.07) / 20)
    assert school["mean_mark"] == pytest.approx((10 + 32 + 24 + 2) / 19)


def test_the_interval_of_quality_is_wilson():
    school = indicators_of_unit(EVERYTHING, SCHOOL_303, YEAR).iloc[0]
    # statsmodels 0.14 proportion_confint(10, 20, method="wilson")
    assert school["quality_low"] == pytest.approx(0.299298, abs=1e-6)
    assert school["quality_high"] == pytest.approx(0.700702, abs=1e-6)


def test_current_marks_give_the_weighted_mean_of_the_journal():
    row = indicators(EVERYTHING, basis="current", unit_id=CLASS_303_8A, subject_id=ALGEBRA).iloc[0]
    # formula page of the product: 5 (weight 3), 5 (weight 1), 4 (weight 5) = 40/9
    assert row["weighted_mean"] == pytest.approx(40 / 9)
    assert row["mean_mark"] == pytest.approx(14 / 3)
    assert row["n_marks"] == 3


def test_columns_are_there_even_without_rows():
    assert list(indicators(EVERYTHING, basis="final", unit_id=999).columns) == list(COLUMNS)


def test_children_are_one_row_each_in_natural_order():
    found = indicators_of_children(EVERYTHING, CITY, YEAR)
    assert found["unit"].tolist() == ["Школа № 7", "Школа № 303"]


def test_subjects_are_apart_or_added_up():
    apart = by_subject(EVERYTHING, CLASS_303_8A, View(period=202550))
    assert apart["subject_id"].tolist() == [ALGEBRA, PHYSICS]
    together = indicators_of_unit(EVERYTHING, CLASS_303_8A, View(period=202550))
    assert together[["subject", "n"]].values.tolist() == [["Все предметы", 20]]


@pytest.mark.parametrize(
    ("grade", "level", "units_found"),
    [
        (8, "municipality", [CITY]),
        (9, "school", [SCHOOL_12]),
        (8, "parallel", [11, 10]),
        (9, "school_class", [CLASS_12_9A]),
    ],
)
def test_a_grade_is_found_at_every_level(grade, level, units_found):
    found = indicators(
        EVERYTHING, basis="final", level=level, grade=grade, subject_id=ALGEBRA, period_id=202550
    )
    assert sorted(found["unit_id"]) == sorted(units_found)
    assert set(found["grade"]) == {grade}


def test_a_level_inside_a_unit_takes_only_what_is_inside():
    found = indicators(
        EVERYTHING, basis="final", level="school", unit_id=DISTRICT, period_id=202550
    )
    assert set(found["unit_id"]) == {SCHOOL_12}


def test_trend_shows_all_years_and_the_periods_of_the_chosen_one():
    view = View(year=2025, subject=ALGEBRA)
    assert trend(EVERYTHING, SCHOOL_303, view)["period_id"].tolist() == [202450, 202513, 202550]
    view = View(year=2024, subject=ALGEBRA)
    assert trend(EVERYTHING, SCHOOL_303, view)["period_id"].tolist() == [202450, 202550]


def test_objectivity_counts_come_with_external_marks():
    found = indicators_of_unit(EVERYTHING, REGION, View(basis="external", procedure="ВПР")).iloc[0]
    assert found[["n_both", "lowered", "confirmed", "raised"]].tolist() == [9, 3, 5, 1]
    assert not len(indicators_of_unit(EVERYTHING, REGION, View(basis="external", procedure="ОГЭ")))


def test_without_a_period_the_year_is_shown_and_another_year_stays_empty():
    assert indicators_of_unit(EVERYTHING, SCHOOL_303, View())["period"].tolist() == ["год"]
    assert indicators_of_unit(EVERYTHING, SCHOOL_303, View(year=2019)).empty


def test_latest_period_is_of_the_basis_asked_for():
    assert latest_period(EVERYTHING, basis="final") == 202550
    assert latest_period(EVERYTHING, basis="final", year=2024) == 202450
    assert latest_period(EVERYTHING, basis="external", procedure="ОГЭ") is None


def test_students_of_a_class_by_period():
    found = students.students(EVERYTHING, CLASS_303_8A, subject_id=ALGEBRA, period_id=202550)
    assert found["student_code"].tolist() == ["У102", "У101"]  # without a name first
    anna = found.iloc[1]
    assert (anna["name"], anna["suggested_mark"], anna["final_mark"]) == ("Ёлкина Анна", 5, "5")
    assert anna["weighted_mean"] == pytest.approx(40 / 9)


def test_works_of_a_student_in_points():
    found = students.student_works(EVERYTHING, ANNA)
    assert {row["assessment_id"]: row["points"] for row in found} == {SHORT_WORK: 1.0, WORK: 3.0}
    egor = students.student_works(EVERYTHING, EGOR)[0]
    assert (egor["n_tasks"], egor["max_points"]) == (1, 1.0)  # was given one task of two


def test_reliability_of_a_work_over_those_given_every_task():
    work = assessment(EVERYTHING, WORK)
    # totals 3 2 1 0 3: 5·23 − 9² = 34; tasks: 5·3 − 3² = 6 and 5·10 − 6² = 14
    assert work["alpha"] == pytest.approx(2 * (1 - 20 / 34))
    assert work["sem"] == pytest.approx((1.7 * (1 - 14 / 17)) ** 0.5)
    assert work["mean_points"] == pytest.approx(9 / 6)
    assert (work["max_points"], work["n_tasks"], work["n_students"]) == (3.0, 2, 6)


def test_one_task_has_no_reliability():
    found = assessments(EVERYTHING, subject_id=ALGEBRA, grade=8).set_index("assessment_id")
    assert found["alpha"].isna().to_dict() == {SHORT_WORK: True, WORK: False}


def test_tasks_are_in_the_order_of_the_current_plan():
    found = tasks(EVERYTHING, WORK)
    assert found["task"].tolist() == ["2К1", "1"]
    assert found["difficulty_level"].tolist() == ["П", "Б"]


def test_a_task_is_judged_by_those_who_were_given_it():
    second = tasks(EVERYTHING, WORK).iloc[0]
    assert (second["n"], second["points"], second["max_points"]) == (5, 6.0, 2.0)
    rates = second[["solve_rate", "full_rate", "partial_rate", "zero_rate", "not_attempted_rate"]]
    assert rates.tolist() == pytest.approx([0.6, 0.4, 0.4, 0.2, 0])
    assert second["low"] < 0.6 < second["high"]


def test_discrimination_is_the_correlation_with_the_rest():
    first = tasks(EVERYTHING, WORK, unit_id=REGION).iloc[1]
    # x 1 1 0 0 1 0, rest 2 1 1 0 2 0: 2 / √(1.5 · 4)
    assert first["discrimination"] == pytest.approx(2 / 6**0.5)


def test_an_element_counts_different_tasks_and_weighs_thresholds():
    content = elements(EVERYTHING, assessment_id=WORK, kind="kes").iloc[0]
    assert content[["n_students", "n_tasks", "points", "max_points"]].tolist() == [6, 2, 9, 16]
    assert content["threshold"] == pytest.approx((0.6 * 6 + 0.3 * 10) / 16)
    assert content["status"] == "little_data"  # six students


def test_all_works_of_a_year_come_together():
    content = elements(EVERYTHING, subject_id=ALGEBRA, grade=8, kind="kes").iloc[0]
    assert content[["period", "n_tasks", "points", "max_points"]].tolist() == ["год", 3, 10, 18]
    quarter = elements(EVERYTHING, subject_id=ALGEBRA, period_id=202511, kind="kes").iloc[0]
    assert quarter[["n_students", "n_tasks"]].tolist() == [2, 1]


def test_the_name_of_an_element_is_of_its_grade_and_year():
    assert elements(EVERYTHING, assessment_id=WORK)["name"].tolist() == ["Числа, 8 класс", ""]


def test_a_unit_counts_only_tasks_its_students_were_given():
    found = by_unit(elements(EVERYTHING, period_id=202550, level="school", kind="kes"))
    assert found["n_tasks"].to_dict() == {SCHOOL_7: 2, SCHOOL_303: 3}


def test_options_of_the_filters():
    assert options.years(EVERYTHING) == [2025, 2024]
    assert [row["period"] for row in options.periods(EVERYTHING, 2025)] == ["3 четверть", "год"]
    assert [row["subject"] for row in options.subjects(EVERYTHING, CITY, View())] == [
        *("Алгебра", "Физика")
    ]


def test_children_are_active_units_right_below():
    assert units.children(EVERYTHING, PARALLEL_303_8)["name"].tolist() == ["8А", "8Б"]


def test_numbers_inside_words_are_counted():
    found = units.units(EVERYTHING, level="school")
    assert naturally_sorted(found, ["name"])["name"].tolist() == [
        *("Школа № 7", "Школа № 12", "Школа № 303")
    ]


def test_the_common_scale_is_hidden_where_fewer_than_five_others_stand_behind_it():
    # six wrote the work, two of them of school 7
    for query in (task_scales, variants):
        assert [row["hidden"] for row in query(OF_SCHOOL_7, WORK)] == [True, True]
        assert not any(row["hidden"] for row in query(EVERYTHING, WORK))
    hidden = task_scales(OF_SCHOOL_7, WORK)[1]
    assert (hidden["difficulty"], hidden["infit"], hidden["n"]) == (None, None, None)
    exact = task_scales(EVERYTHING, WORK)[1]
    assert exact["difficulty"] == pytest.approx((-0.5 + 1.1) / 2)  # of two steps
