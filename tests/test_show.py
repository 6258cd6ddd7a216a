"""The command `show`: agreed columns, and filters as people write them."""

import argparse
import io

import pandas as pd
import pytest
from reading_facts import CITY, CLASS_12_9A, CLASS_303_8A, REGION, SCHOOL_7, SCHOOL_12, SCHOOL_303
from reading_world import EVERYTHING, NOTHING, OF_SCHOOL_7, world

from etl.asked import class_id
from etl.mistakes import Mistake
from etl.show import TABLES, add_arguments, as_text, show

# the contract of the command: these columns first, in this order
CONTRACT = {
    "units": "unit_id, level, code, name, parent_id",
    "indicators": "level, unit_id, unit, subject, grade, period, basis, n, n5, n4, n3, n2, n_na, "
    "mean_mark, weighted_mean, pass_rate, quality_rate, learning_index",
    "students": "student_code, subject, period, n_marks, mean_mark, weighted_mean, "
    "suggested_mark, final_mark",
    "assessments": "assessment, title, procedure, subject, grade, date, n_students, n_tasks, "
    "max_points, mean_points, alpha, sem",
    "tasks": "assessment, level, unit_id, task, max_points, n, points, solve_rate, full_rate, "
    "zero_rate, not_attempted_rate, difficulty, discrimination",
    "elements": "kind, code, name, level, unit_id, n_students, n_tasks, points, max_points, "
    "solve_rate, low, high, threshold, status",
    "problems": "kind, code, name, level, unit_id, n_students, n_tasks, solve_rate, low, high, "
    "threshold, expected, gap, gap_low, gap_high, behind, problem",
    "objectivity": "level, unit_id, n_both, lowered, confirmed, raised, marker_codes",
    "forecasts": "student_code, subject, expected_score, low, high, p_below_minimum, p2, p3, p4, "
    "p5, basis",
    "reserve": "level, unit_id, unit, subject, period, n, excellent, good, one_four, with_threes, "
    "one_three, two_threes, one_two, quality_rate, reserve_gain, gain_low, gain_high, "
    "reserve_rate",
}
NEEDED = {"tasks": {"assessment": "АЛГ-8"}}


@pytest.fixture(scope="module", autouse=True)
def small_territory():
    return world()


def shown(table, **options):
    return show(table, options, EVERYTHING)


def units_of(table, **options):
    return shown(table, **options)["unit_id"].drop_duplicates().tolist()


@pytest.mark.parametrize("table", CONTRACT)
def test_the_agreed_columns_come_first(table):
    columns = CONTRACT[table].split(", ")
    found = shown(table, **NEEDED.get(table, {}))
    assert list(found.columns)[: len(columns)] == columns
    assert len(found)


def test_there_are_no_other_tables():
    assert set(TABLES) == set(CONTRACT)


@pytest.mark.parametrize("table", sorted(set(CONTRACT) - set(NEEDED)))
def test_an_empty_scope_shows_only_the_header(table):
    assert as_text(show(table, {}, NOTHING), "csv").count("\n") == 1


def test_csv_is_unrounded_and_comes_back_as_it_was():
    found = shown("indicators", level="school", subject="алгебра")
    again = pd.read_csv(io.StringIO(as_text(found, "csv")))
    assert again["mean_mark"].tolist() == found["mean_mark"].tolist()
    assert again["period"].unique().tolist() == ["год"]
    assert again["school_year"].unique().tolist() == ["2025/2026"]


def test_indicators_are_one_row_per_unit_and_subject():
    found = shown("indicators", level="school")
    assert not found.duplicated(["unit_id", "subject"]).any()
    together = shown("indicators", level="school", subject="all").set_index("unit_id")
    assert together["subject"].unique().tolist() == ["all"]
    assert together["n"].to_dict() == {SCHOOL_7: 10, SCHOOL_12: 10, SCHOOL_303: 30}


@pytest.mark.parametrize("spelling", ["Алгебра", "АЛГЕБРА", " алг. "])
def test_a_subject_is_found_by_any_spelling(spelling):
    assert set(shown("indicators", subject=spelling)["subject"]) == {"Алгебра"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"unit": "303"}, [SCHOOL_303]),
        ({"unit": "7"}, [SCHOOL_7]),  # a code goes before the number of a unit
        ({"unit": "6"}, [SCHOOL_12]),
        ({"unit": "Область/Город", "level": "school"}, [SCHOOL_7, SCHOOL_303]),
        ({"unit": "Город"}, [CITY]),
        ({"unit": "303/8А", "level": "class"}, [CLASS_303_8A]),
        ({"level": "municipality", "grade": "8"}, [CITY]),
    ],
)
def test_units_are_found_by_code_number_and_level(options, expected):
    assert units_of("indicators", subject="all", **options) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"period": "3 четверть"}, "2025/2026 3 четверть"),
        ({"period": "2025/2026 3 Четверть"}, "2025/2026 3 четверть"),
        ({"period": "год", "year": "2024/2025"}, "2024/2025 год"),
        ({"period": "2024/2025"}, "2024/2025 год"),
        ({"year": "2024"}, "2024/2025 год"),
        ({}, "2025/2026 год"),
    ],
)
def test_a_period_is_named_with_or_without_its_year(options, expected):
    row = shown("indicators", unit="303", subject="алгебра", **options).iloc[0]
    assert f"{row['school_year']} {row['period']}" == expected


def test_a_period_nobody_has_gives_no_rows():
    assert shown("indicators", period="1 триместр").empty


@pytest.mark.parametrize("name", ["303/8А", "303/8a", "303 / 8-а", "20"])
def test_a_class_is_found_by_code_or_number(name):
    # «a» in Latin letters is the same class
    assert len(shown("students", **{"class": name})) == 3


def test_a_class_is_found_by_a_name_no_other_class_has():
    assert class_id({"class": "9А"}, EVERYTHING) == CLASS_12_9A


def test_students_are_shown_by_code_and_never_by_name():
    found = shown("students", **{"class": "303/8А", "period": "год"})
    assert found["student_code"].tolist() == ["У102", "У101"]
    assert "name" not in found
    assert "Ёлкина" not in as_text(found, "csv")


def test_students_of_a_whole_school():
    assert set(shown("students", unit="7")["student_code"]) == {"У101", "У105"}


def test_tasks_are_of_the_region_when_nothing_is_said():
    assert units_of("tasks", assessment="АЛГ-8") == [REGION]
    assert show("tasks", {"assessment": "АЛГ-8"}, OF_SCHOOL_7)["unit_id"].unique() == [SCHOOL_7]


def test_elements_of_all_works_by_period():
    found = shown("elements", subject="Алгебра", grade="8", period="3 четверть", kind="kes")
    assert found[["points", "n_tasks"]].values.tolist() == [[9, 2]]


def test_objectivity_leaves_the_markers_empty():
    found = shown("objectivity", procedure="ВПР", subject="алгебра", level="school")
    assert found[["n_both", "lowered", "confirmed", "raised", "marker_codes"]].values.tolist() == [
        [9, 3, 5, 1, ""]
    ]


@pytest.mark.parametrize(
    ("table", "options", "remedy"),
    [
        ("indicators", {"unit": "нет такой"}, "show units"),
        ("indicators", {"subject": "Алгербра"}, "Алгебра"),
        ("indicators", {"level": "город"}, "municipality"),
        ("indicators", {"basis": "все"}, "current, final, external"),
        ("indicators", {"period": "5 четверть"}, "1 четверть"),
        ("indicators", {"year": "25"}, "2025/2026"),
        ("indicators", {"grade": "восьмая"}, "от 1 до 12"),
        ("indicators", {"kind": "kes"}, "--subject"),
        ("students", {"class": "8А"}, "код школы/класс"),
        ("students", {"class": "11Я"}, "--level class"),
        ("tasks", {}, "--assessment"),
        ("tasks", {"assessment": "?"}, "show assessments"),
        ("elements", {"kind": "кэс"}, "kes, kpu"),
        ("forecast", {}, "indicators"),
    ],
)
def test_a_mistake_names_its_remedy(table, options, remedy):
    with pytest.raises(Mistake, match=remedy.replace("?", r"\?")):
        shown(table, **options)


def test_the_arguments_of_the_command_reach_the_table():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = parser.parse_args(["indicators", "--level", "class", "--unit", "303/8А"])
    assert len(show(arguments.table, vars(arguments), EVERYTHING)) == 2
