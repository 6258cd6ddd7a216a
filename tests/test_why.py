"""Why a number is what it is: the sentence, the page of its parts, and that they add up."""

from dataclasses import replace

import pytest
from reading_facts import (
    ALGEBRA,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    PARALLEL_303_8,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, scope, world

from dashboard import components
from dashboard.access import RIGHTS, Role
from dashboard.components import Headline
from dashboard.explained import ARITHMETIC, counted, explained, fitting, in_grid, sentence
from dashboard.filters import View
from dashboard.numbers import NARROW
from dashboard.screens import why
from dashboard.screens.explaining import MADE_BY, why_link, with_reasons
from dashboard.screens.places import line_to
from dashboard.screens.why_parts import parts_table, value_of
from dashboard.screens.why_reading import read_why
from dashboard.session import acting
from etl.indicators import INDICATORS

HEAD_303 = scope("директор", "/1/2/4/", RIGHTS[Role.HEAD])
TEACHER = scope("алгебра", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], ALGEBRA)
ALL, IN_ALGEBRA = View(year=2025, period=202550), View(year=2025, period=202550, subject=ALGEBRA)
CURRENT = View(year=2025, period=202550, subject=ALGEBRA, basis="current")
# «Качество знаний» of 252 students: 12 «5», 20 «4»; Wilson by hand 9.1–17.4 %
ROW = {
    **{"n": 252, "n5": 12, "n4": 20, "n3": 200, "n2": 20, "n1": 0, "n_na": 0, "n_marks": 252},
    **{"quality_rate": 32 / 252, "quality_low": 0.0914, "quality_high": 0.1737},
    **{"pass_rate": 232 / 252, "pass_low": 0.88, "pass_high": 0.95, "mean_mark": 784 / 252},
    **{"learning_index": 0.4, "weighted_mean": None, "period_id": 202550, "sum_marks": 784},
    **{"disclosed": False, "hidden": False, "step": None, "unit_id": 4},
}


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def reading(unit_id, view=ALL, indicator="", who=EVERYTHING):
    return read_why(who, line_to(who, unit_id), view, indicator)


def test_the_sentence_has_formula_counts_interval_and_period():
    assert sentence(ROW, "quality_rate") == (
        f"Качество знаний = («5» + «4») / N = (12 + 20) / 252 = 12,7{NARROW}%; "
        f"95{NARROW}% интервал 9,1–17,4{NARROW}%; год 2025/2026"
    )


def test_weighed_counts_leave_out_what_nobody_has():
    told = explained(ROW, "learning_index")
    assert told.arithmetic == "(1 · 12 + 0,64 · 20 + 0,36 · 200 + 0,16 · 20) / 252"
    assert explained(ROW, "mean_mark").arithmetic == "(5 · 12 + 4 · 20 + 3 · 200 + 2 · 20) / 252"


def test_single_marks_are_not_those_of_students():
    assert explained(ROW | {"n_marks": 900, "sum_marks": 3600}, "mean_mark").arithmetic == (
        f"3{NARROW}600 / 900"
    )


def test_the_weighted_mean_is_of_hundredths():
    # 5 (weight 3), 5 (weight 1), 4 (weight 5): formula page of the product
    told = explained(ROW | {"sum_weighted": 4000, "sum_weight": 900, "weighted_mean": 40 / 9},
                     "weighted_mean")  # fmt: skip
    assert (told.arithmetic, told.value) == ("40 / 9", "4,44")


def test_of_others_no_count_is_told():
    others = ROW | {"disclosed": True, "step": 0.02, "quality_rate": 0.12, "n5": None, "n4": None}
    told = explained(others, "quality_rate")
    assert (told.arithmetic, told.value) == ("", f"≈{NARROW}12{NARROW}%")
    assert "чужая группа" in told.sentence
    assert counted(others) == {}


def test_students_by_group_go_before_marks():
    row = reading(SCHOOL_303).row
    codes = [one.indicator for one in fitting(row)]
    assert codes[:4] == ["overall_quality", "overall_pass", "quality_with_reserve", "quality_rate"]
    # 8А: 1 + 3 of 10, 8Б: 0 + 4 of 10
    assert explained(row, "overall_quality").arithmetic == "(1 + 7) / 20"
    assert "pass_rate" not in codes


def test_every_explained_indicator_is_in_the_registry():
    assert {one.indicator for one in ARITHMETIC} | set(MADE_BY.values()) <= set(INDICATORS)


def test_a_column_of_a_grid_says_how_its_cells_are_made():
    told = in_grid("quality_rate")
    assert told["told"] == "Качество знаний = («5» + «4») / N"
    assert (told["above"], told["of"]) == ([1, 1, 0, 0, 0, 0], "marks")
    assert in_grid("overall_quality")["of"] == "groups"
    assert counted(ROW) == {"marks": [12, 20, 200, 20, 0, 0]}


@pytest.mark.parametrize("unit_id", [REGION, CITY, SCHOOL_303, PARALLEL_303_8])
@pytest.mark.parametrize("view", [ALL, IN_ALGEBRA, CURRENT], ids=["all", "algebra", "current"])
def test_the_parts_add_up_to_the_number(unit_id, view):
    for one in reading(unit_id, view).others:
        shown = reading(unit_id, view, one.indicator)
        parts = {name: sum(part.get(name) or 0 for part in shown.parts) for name in one.parts}
        assert parts == {name: shown.row[name] for name in one.parts}, one.indicator


def test_the_marks_of_students_are_counts_of_the_class():
    # of 8А the small territory knows two students: Anna «5» and Boris «н/а»
    shown = reading(CLASS_303_8A, IN_ALGEBRA)
    assert [(part["name"], part["mark"]) for part in shown.parts] == [
        *(("У102", "н/а"), ("Ёлкина Анна", "5"))
    ]
    assert [part["n5"] + part["n_na"] for part in shown.parts] == [1, 1]
    assert shown.parts[1]["href"] == "/marks/101?subject=1&year=2025&period=202550"


def test_the_weighted_mean_of_a_class_leads_to_each_student():
    shown = reading(CLASS_303_8A, CURRENT, "weighted_mean")
    [anna] = [part for part in shown.parts if part["name"] == "Ёлкина Анна"]
    assert value_of(anna, shown.chosen) == pytest.approx(40 / 9)


def test_the_way_down_keeps_indicator_and_view():
    shown = reading(REGION, IN_ALGEBRA, "pass_rate")
    assert shown.parts[0]["href"] == (
        f"/why/{CITY}?year=2025&period=202550&subject=1&indicator=pass_rate"
    )
    assert why_link(CITY, View()) == f"/why/{CITY}"


def test_what_is_not_there_falls_to_the_first_indicator():
    assert reading(REGION, IN_ALGEBRA, "nothing").chosen.indicator == "quality_rate"
    assert reading(REGION, IN_ALGEBRA, "weighted_mean").chosen.indicator == "quality_rate"


def test_neighbours_stand_in_the_table_without_counts_or_a_way_in():
    shown = reading(CITY, IN_ALGEBRA)
    rounded = {"disclosed": True, "step": 0.02, "quality_rate": 0.2, "n": 10, "n5": None}
    own, other = shown.parts
    mixed = replace(shown, parts=[own, other | rounded | {"href": ""}])
    [_, line] = parts_table(mixed).children[1].children
    assert [cell.children for cell in line.children[1:3]] == ["–", "–"]
    assert "≈" in line.children[-1].children
    assert parts_table(mixed).children[2].children == []  # no sum: it would tell the rest
    assert "href" not in str(line)


def test_a_teacher_of_one_subject_begins_with_it():
    shown = reading(CLASS_303_8A, ALL, who=TEACHER)
    assert (shown.view.subject, shown.chosen.indicator) == (ALGEBRA, "quality_rate")


@pytest.mark.parametrize("unit_id", [REGION, CITY, SCHOOL_7, SCHOOL_303, CLASS_303_8A])
def test_every_page_a_head_can_open_is_laid_out(unit_id):
    with acting(HEAD_303):
        page = str(why.layout(f"/why/{unit_id}", {"year": "2025", "indicator": ["x", "y"]}))
    assert "screen-why" in page


def test_a_foreign_class_is_not_found():
    with acting(HEAD_303):
        assert str(why.layout(f"/why/{CLASS_7_8A}", {})) == str(components.not_found())


def test_headlines_carry_the_words_and_the_way_down():
    number = Headline("Качество знаний", "12,7 %", "доля «4» и «5»")
    [told] = with_reasons([number], ROW, IN_ALGEBRA, None)
    assert told.explained.href.endswith("&indicator=quality_rate")
    shown = str(components.headlines([told]))
    assert "aria-expanded" in shown and "Почему так: до отметок" in shown
    assert with_reasons([Headline("Учеников", "252", "")], ROW, ALL, None)[0].explained is None
