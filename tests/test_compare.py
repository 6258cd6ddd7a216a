"""Chosen units side by side: which are there, one view, gaps, disclosure, one scale."""

from dataclasses import replace

import pytest
from reading_facts import (
    ALGEBRA,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    CLASS_303_8B,
    DISTRICT,
    PHYSICS,
    REGION,
    SCHOOL_7,
    SCHOOL_12,
    SCHOOL_303,
)
from reading_world import EVERYTHING, NOTHING, scope, world

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.figures.multiples import multiples_figure
from dashboard.filters import View
from dashboard.queries.places import Place
from dashboard.reports import compared, compared_marks, compared_trend
from dashboard.screens import compare
from dashboard.screens.compare_reading import ids_in, link_of, read_compare
from dashboard.screens.sides import Side
from dashboard.session import acting

YEAR = {"year": "2025", "period": "202550", "subject": str(ALGEBRA)}
HEAD = Scope((Area("/1/2/4/", RIGHTS[Role.HEAD], "директор", Role.HEAD),))
PHYSICIST = scope("физика", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], PHYSICS)
FEW = {
    **{"disclosed": True, "hidden": True, "step": None, "quality_rate": None, "n": None},
    **{"quality_low": None, "quality_high": None, "subject_id": 1, "subject": "Алгебра"},
}


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def asked(*ids, **more):
    return YEAR | {"units": ",".join(map(str, ids))} | more


def chosen(who, *ids, **more):
    reading = read_compare(who, asked(*ids, **more))
    return [unit["unit_id"] for unit in reading.units] if reading else []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("3,5,8", [3, 5, 8]), ("5,3,5", [5, 3]), ("", []), (None, []), (["3"], []), ("3;5", []),
        ("3,x,-1,²,5", [3, 5]), ("1 OR 1=1", []), ("9" * 400, []), ("3,,5,", [3, 5]),
    ],
)  # fmt: skip
def test_what_is_no_id_is_passed_over(text, ids):
    assert ids_in(text) == ids


def test_units_stand_in_the_order_in_which_they_were_chosen():
    assert chosen(EVERYTHING, SCHOOL_12, SCHOOL_303, SCHOOL_7) == [SCHOOL_12, SCHOOL_303, SCHOOL_7]


def test_what_is_foreign_is_silently_not_there():
    assert chosen(HEAD, SCHOOL_303, SCHOOL_12, SCHOOL_7, 999) == [SCHOOL_303, SCHOOL_7]
    assert chosen(HEAD, SCHOOL_12, DISTRICT + 9000) == []
    assert chosen(NOTHING, SCHOOL_303) == []
    assert chosen(PHYSICIST, CLASS_303_8B, CLASS_7_8A) == []


def test_of_more_than_eight_the_first_are_shown_and_it_is_said():
    reading = read_compare(EVERYTHING, asked(*range(1, 7), 10, 11, 12, 20))
    assert len(reading.units) == 8
    parts = compare.content(EVERYTHING, reading)
    assert parts["too_many"] == "Выбрано 10, рядом помещается 8: показаны первые."
    assert compare.content(EVERYTHING, read_compare(EVERYTHING, asked(4)))["too_many"] == ""


def test_numbers_are_those_of_the_units():
    # algebra of the year: 303 has 5 + 5 of 20, 7 has 2 of 10, the city 12 of 30
    reading = read_compare(EVERYTHING, asked(SCHOOL_303, SCHOOL_7))
    assert [side.row["quality_rate"] for side in reading.sides] == [0.5, 0.2]
    assert reading.other.name == "Город"
    assert reading.other.row["quality_rate"] == pytest.approx(0.4)
    rows = compared.compared_rows(EVERYTHING, reading)
    assert [row["gap"] for row in rows] == pytest.approx([0.1, -0.2])
    assert [row["gap_first"] for row in rows][1] == pytest.approx(-0.3)
    assert rows[0]["gap_first"] is None


def test_classes_of_one_grade_are_beside_that_grade_of_what_is_above():
    reading = read_compare(EVERYTHING, asked(CLASS_303_8A, CLASS_7_8A))
    assert reading.other.name == "Город, 8 классы"
    assert [unit["title"] for unit in reading.units] == ["8А, Школа № 303", "8А, Школа № 7"]


def test_a_unit_is_no_reference_of_itself():
    assert read_compare(EVERYTHING, asked(CITY, SCHOOL_7)).other.name == "Область"
    reading = read_compare(EVERYTHING, asked(REGION, CITY))
    assert reading.other.row is None
    rows = compared.compared_rows(EVERYTHING, reading)
    assert (rows[0]["gap"], rows[1]["gap"]) == (None, pytest.approx(12 / 30 - 22 / 40))


def test_a_neighbour_of_few_is_hidden_beside_ones_own():
    reading = read_compare(HEAD, asked(SCHOOL_303, SCHOOL_7))
    mine, theirs = compared.compared_rows(HEAD, reading)
    assert mine["quality_rate"] == 0.5 and mine["href"]
    assert (theirs["quality_rate"], theirs["sign"], theirs["href"]) == (None, "×", "")
    assert theirs["disclosed"] and reading.has_rounded
    assert "Школа № 7 – ×" in compared.REPORT.build(HEAD, reading).sentence


def test_marks_of_others_are_not_drawn_one_by_one():
    content = compared_marks.REPORT.build(HEAD, read_compare(HEAD, asked(SCHOOL_303, SCHOOL_7)))
    assert [row["name"] for row in content.table.rows] == ["Школа № 303"]
    assert content.note == "Не показаны чужие группы: Школа № 7."


def test_a_hidden_unit_has_a_panel_without_a_line():
    reading = read_compare(HEAD, asked(SCHOOL_303, SCHOOL_7))
    reading = replace(
        reading, sides=[reading.sides[0], Side("7", FEW, [FEW | {"period_id": 202550}])]
    )
    figure = compared_trend.REPORT.build(HEAD, reading).figure
    assert {trace["yaxis"] for trace in figure["data"]} == {"y"}
    assert len(figure["layout"]["annotations"]) == 2


def test_every_panel_has_the_same_scale_and_the_same_periods():
    reading = read_compare(EVERYTHING, asked(SCHOOL_303, SCHOOL_7, SCHOOL_12))
    layout = compared_trend.REPORT.build(EVERYTHING, reading).figure["layout"]
    axes = [layout[f"xaxis{n}"]["categoryarray"] for n in ("", "2", "3")]
    assert axes == [["24/25", "25/26", "3 четв."]] * 3
    assert {tuple(layout[f"yaxis{n}"]["range"]) for n in ("", "2", "3")} == {(0, 1)}


def test_panels_do_not_overlap():
    row = {
        "period_id": 202550,
        "quality_rate": 0.5,
        "quality_low": 0.4,
        "quality_high": 0.6,
        "n": 9,
    }
    for n in range(1, 9):
        layout = multiples_figure([(str(k), [row]) for k in range(n)])["layout"]
        names = ["", *(str(k) for k in range(2, n + 1))]
        boxes = [(*layout[f"xaxis{k}"]["domain"], *layout[f"yaxis{k}"]["domain"]) for k in names]
        for at, (left, right, low, high) in enumerate(boxes):
            assert 0 <= left < right <= 1 and 0 <= low < high <= 1
            for l2, r2, b2, t2 in boxes[at + 1 :]:
                assert right <= l2 or r2 <= left or high <= b2 or t2 <= low


def test_names_in_panels_are_text():
    row = {
        "period_id": 202550,
        "quality_rate": 0.5,
        "quality_low": 0.4,
        "quality_high": 0.6,
        "n": 9,
    }
    figure = multiples_figure([("<img src=x>", [row])])
    assert "<img" not in str(figure) and "&lt;img src=x&gt;" in str(figure)


def test_the_address_keeps_units_and_view():
    reading = read_compare(EVERYTHING, asked(SCHOOL_303, SCHOOL_7, basis="current", group="good"))
    ids = f"/compare?units={SCHOOL_303},{SCHOOL_7}"
    assert reading.address.startswith(f"{ids}&year=2025&period=202550")
    assert "group" not in reading.address
    assert link_of(reading, reading.units[0]).startswith(f"/compare?units={SCHOOL_7}&year=2025")


def test_a_teacher_of_one_subject_compares_in_it():
    reading = read_compare(PHYSICIST, asked(CLASS_303_8A) | {"subject": "0"})
    assert reading.view.subject == PHYSICS
    assert [one["label"] for one in reading.options["subject"]] == ["Физика"]


def test_siblings_can_be_added():
    reading = read_compare(EVERYTHING, asked(SCHOOL_303))
    assert reading.beside == [{"label": "Школа № 7", "value": str(SCHOOL_7)}]
    assert read_compare(EVERYTHING, asked(SCHOOL_303, SCHOOL_7)).beside == []


@pytest.mark.parametrize(
    ("query", "said"),
    [({}, "Что сравнить?"), ({"units": "999"}, "Не найдено"), (asked(SCHOOL_303), "Школа № 303")],
)
def test_the_page_says_what_it_is_about(query, said):
    with acting(EVERYTHING):
        assert said in str(compare.layout(query))


def test_a_grade_is_of_schools_and_not_of_classes():
    reading = read_compare(EVERYTHING, asked(SCHOOL_303, CLASS_7_8A, grade="8"))
    assert reading.view == View(2025, 202550, ALGEBRA, 8)
    assert [side.row["n"] for side in reading.sides] == [20, 10]
    assert reading.other.row["grade"] == Place(CITY, 8).grade
