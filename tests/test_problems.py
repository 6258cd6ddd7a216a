"""Problem components on the screen, in files and on the command line, over the demo territory."""

from dataclasses import replace

import pandas as pd
import pytest
from homes import store_in

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.queries import database
from dashboard.queries.element_course import elements_through_works
from dashboard.queries.others_behind import without_few_others
from dashboard.queries.problems import problems_in
from dashboard.queries.units import units
from dashboard.reports import (
    problems_course,
    problems_elements,
    problems_found,
    problems_heat,
    unit_problems,
)
from dashboard.reports.shown import shown_at
from dashboard.screens.problem_words import why
from dashboard.screens.problems_reading import read_problems
from etl import pipeline, recall_elements
from etl.mistakes import Mistake
from models import ElementMart

EVERYTHING = Scope.everything("tests")
ROW = {
    **{"code": "2.3", "name": "Уравнения", "n_tasks": 4, "n_students": 25, "wrote": 25},
    **{"solve_rate": 0.31, "threshold": 0.6, "expected": 0.52, "with_code": None},
    **{"gap": -0.21, "gap_low": -0.284, "gap_high": -0.136, "problem": "problem"},
}


@pytest.fixture(scope="module", autouse=True)
def store(demo_home):
    found = store_in(demo_home)
    database.use(pipeline.ready_engine(found), "secret", found.lake)
    return found


@pytest.fixture(scope="module")
def region():
    return int(units(EVERYTHING, level="region")["unit_id"].iloc[0])


@pytest.fixture(scope="module")
def planted(demo_files):
    """Elements that are weak in a whole school: «code of the school, subject, grade, element»."""
    truth = pd.read_csv(demo_files / "truth" / "planted_elements.csv", dtype=str)
    whole = truth[(truth["level"] == "school") & (truth["school_year"] == "2025/2026")]
    names = ["school_code", "subject", "grade", "code"]
    return set(whole[names].itertuples(index=False, name=None))


def found_pairs(region, **narrowed):
    codes = units(EVERYTHING).set_index("unit_id")["code"]
    rows = problems_in(EVERYTHING, region, 202550, level="school", **narrowed)
    return {
        (codes[row["unit_id"]], row["subject"], str(row["grade"]), row["code"]): row["problem"]
        for row in rows
    }


def test_planted_weak_elements_are_found(region, planted):
    verdicts = found_pairs(region)
    found = [verdicts[pair] for pair in planted]
    assert planted
    assert found.count("problem") / len(found) >= 0.8


def test_found_and_planted_are_counted_against_the_truth(store, demo_files):
    for check in (recall_elements.of_schools, recall_elements.of_classes):
        planted, found, pairs = check(demo_files / "truth", EVERYTHING)
        right = len(planted & found)
        assert pairs > len(planted) > 0
        assert right / len(planted) >= 0.5  # three schools: a class is a third of its region
        assert right / len(found) >= 0.7


def test_expected_and_gap_add_up_to_the_rate(region):
    for row in problems_in(EVERYTHING, region, 202550, level="school"):
        if row["gap"] is not None and 0 < row["expected"] < 1:
            assert row["expected"] + row["gap"] == pytest.approx(row["solve_rate"])
            assert row["gap_low"] < row["gap"] < row["gap_high"]


def test_the_region_itself_is_judged_by_the_threshold_alone(region):
    rows = problems_in(EVERYTHING, region, 202550)
    assert {row["gap"] for row in rows} == {None}
    low = [row for row in rows if row["problem"] == "problem"]
    assert all(row["high"] < row["threshold"] for row in low)


def test_a_teacher_sees_only_the_own_subject_and_class(region):
    one = problems_in(EVERYTHING, region, 202550, level="school_class")[0]
    subject = one["subject_id"]
    area = Area(
        one["path"],
        RIGHTS[Role.SUBJECT_TEACHER],
        "учитель",
        Role.SUBJECT_TEACHER,
        frozenset({subject}),
    )
    seen = problems_in(Scope((area,)), region, 202550, level="school_class")
    assert {row["unit_id"] for row in seen} == {one["unit_id"]}
    assert {row["subject_id"] for row in seen} == {subject}


def test_a_class_of_former_students_is_not_ones_own(region):
    year = 202550
    one = problems_in(EVERYTHING, region, year, level="school_class")[0]
    assert problems_in(EVERYTHING, one["unit_id"], year - 100)
    area = Area(one["path"], RIGHTS[Role.CLASS_TEACHER], "классный", Role.CLASS_TEACHER)
    scope = Scope((replace(area, first_year=2025),))
    here = scope, one["unit_id"]
    assert problems_in(*here, year)
    assert problems_in(*here, year - 100) == []
    asked = {"unit": str(one["unit_id"]), "year": "2024"}
    assert {row["period_id"] for row in read_problems(scope, asked).rows} <= {year}
    years = {
        row["date"].year + (row["date"].month > 7)
        for row in elements_through_works(
            *here, one["subject_id"], one["grade"], [one["element_id"]]
        )
    }
    assert years == {2026}


def test_nothing_is_expected_where_a_few_others_stand_behind_it(region):
    one = problems_in(EVERYTHING, region, 202550, level="school_class")[0]
    scope = Scope((Area(one["path"], RIGHTS[Role.CLASS_TEACHER], "классный"),))
    asked = ElementMart.assessment_id == 0, ElementMart.period_id == 202550

    def kept(n_others):
        sums = {one["element_id"]: {"n_students": one["n_students"] + n_others}}
        return without_few_others(scope, sums, lambda row: row["element_id"], *asked)

    assert [bool(kept(n)) for n in (0, 1, 4, 5)] == [True, False, False, True]


def test_a_unit_without_anything_of_ones_own_is_not_there(region):
    schools = units(EVERYTHING, level="school")
    mine, other = schools.iloc[0], schools.iloc[1]
    head = Scope((Area(mine["path"], RIGHTS[Role.HEAD], "директор", Role.HEAD),))
    assert read_problems(head, {"unit": str(mine["unit_id"])})
    assert read_problems(head, {"unit": str(other["unit_id"])}) is None
    assert read_problems(Scope.nothing("tests"), {}) is None


def test_filters_fall_back_to_what_is_there(region):
    asked = {"unit": str(region), "year": "1999", "subject": "77777", "of": "school_class"}
    reading = read_problems(EVERYTHING, asked | {"grade": "x", "kind": "level"})
    assert reading.chosen == {
        **{"year": "2025", "subject": "0", "grade": "0", "of": "school", "kind": "kes"}
    }


def test_the_screen_says_what_where_and_why(region):
    reading = read_problems(EVERYTHING, {"unit": str(region)})
    content = problems_found.build(EVERYTHING, reading)
    assert content.table.rows[0]["verdict"] == "проблемный"
    behind = [row["behind"] for row in content.table.rows if row["verdict"] == "проблемный"]
    assert behind == sorted(behind, reverse=True)
    assert "Это повод посмотреть" in content.note
    assert "Выберите предмет" in problems_heat.build(EVERYTHING, reading).sentence


def test_of_one_subject_and_parallel_there_are_a_heat_map_and_the_course(region):
    chosen = problems_in(EVERYTHING, region, 202550)[0]
    query = {"subject": str(chosen["subject_id"]), "grade": str(chosen["grade"])}
    reading = read_problems(EVERYTHING, query | {"unit": str(region)})
    heat = problems_heat.build(EVERYTHING, reading)
    assert heat.table.rows[0]["name"] == reading.unit["name"]
    assert len(heat.table.rows) == 1 + len({row["unit_id"] for row in reading.rows})
    course = problems_course.build(EVERYTHING, reading)
    assert course.figure["data"]
    assert len(course.table.rows) > 1


def test_every_element_stands_against_its_threshold(region):
    reading = read_problems(EVERYTHING, {"unit": str(region)})
    content = problems_elements.build(EVERYTHING, reading)
    assert len(content.table.rows) == len(reading.whole)
    low = sum(row["status"] == "insufficient" for row in reading.whole)
    assert f"недостаточно {low}," in content.sentence


def test_the_same_stands_on_the_screen_of_the_unit_and_in_files(region):
    unit = shown_at(EVERYTHING, f"/region/{region}?year=2025")
    content = unit_problems.build(EVERYTHING, unit.reading)
    assert 0 < len(content.table.rows) <= unit_problems.MOST
    own = shown_at(EVERYTHING, f"/problems?unit={region}&year=2025")
    assert own.title.startswith("Проблемные компоненты")
    assert own.content("found").table.rows[: len(content.table.rows)] == content.table.rows


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {},
            "ожидается 52\u202f%: −21\u202fп.\u202fп. (от −28 до −14); порог 60\u202f%, 4 задания",
        ),
        ({"problem": "possible", "with_code": "1.2"}, "объясняется общими заданиями с 1.2"),
        ({"problem": "possible", "n_students": 4}, "учеников мало: 4"),
        ({"problem": "possible", "n_tasks": 1}, "задание одно"),
        ({"problem": "possible"}, "может быть случайностью"),
        ({"gap": None}, "сравнить не с кем"),
        ({"gap": None, "problem": "possible"}, "без сравнения учеников мало: 25"),
        ({"threshold": None}, "(от −28 до −14); 4 задания"),
    ],
)
def test_the_reason_is_told_in_words(more, said):
    assert said in why(ROW | more)


def test_random_classes_are_drawn_from_real_answers_the_same_every_time(store):
    code = "КР-2025-МАТ-7"
    options = {"classes": 40, "sizes": (20,), "seed": 3, "kind": "kes"}
    first = pipeline.simulated(store, code, **options)
    assert first.equals(pipeline.simulated(store, code, **options))
    ours, usual = first.set_index("rule").loc[["проблемный", "меньше 50 %"], "pairs_flagged"]
    assert ours <= 0.05 < usual


def test_a_simulation_without_answers_says_what_is_missing(store):
    with pytest.raises(Mistake, match="такой работы нет"):
        pipeline.simulated(store, "НЕТ", classes=1, sizes=(5,), seed=1, kind="kes")
