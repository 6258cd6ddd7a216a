"""Screens for those who see a part: a head beside neighbours, one subject, a parent, nobody."""

from dataclasses import replace

import pytest
from reading_facts import (
    ALGEBRA,
    ANNA,
    CITY,
    CLASS_303_8A,
    DINA,
    PHYSICS,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, world

from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.filters import View
from dashboard.gate.doors import NotThere
from dashboard.numbers import NARROW
from dashboard.queries.places import Place
from dashboard.reports import groups
from dashboard.reports.children import NOT_INSIDE, NOTHING_INSIDE
from dashboard.role_names import ROLE_NAMES
from dashboard.screens import home
from dashboard.screens import student as student_screen
from dashboard.screens import unit as unit_screen
from dashboard.screens.addresses import id_in, text_in
from dashboard.screens.compared import compared_row, finding, headline_numbers
from dashboard.screens.inside import inside
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from dashboard.screens.references import Reference, nearest
from dashboard.screens.sides import Side
from dashboard.screens.student_reading import read_student
from dashboard.screens.tables import children_rows
from dashboard.session import acting

FINAL = View(year=2025, period=202550)


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def reading(unit_id):
    return read(EVERYTHING, line_to(EVERYTHING, unit_id), FINAL)


def area(path, role, *subjects):
    return Area(path, RIGHTS[role], f"{ROLE_NAMES[role]}, {path}", role, frozenset(subjects))


HEAD_303 = Scope((area("/1/2/4/", Role.HEAD),))
PHYSICIST = Scope((area("/1/2/4/10/20/", Role.SUBJECT_TEACHER, PHYSICS),))
ALGEBRAIST = Scope((area("/1/2/4/10/20/", Role.SUBJECT_TEACHER, ALGEBRA),))
PARENT = Scope(children=(Child(ANNA, "родитель: ваш ребёнок", Role.PARENT),))
ROUNDED = {
    **{"disclosed": True, "hidden": False, "step": 0.05, "subject_id": 1, "subject": "Алгебра"},
    **{"n": 130, "quality_rate": 0.65, "quality_low": 0.56, "quality_high": 0.73, "n_na": None},
    **{"pass_rate": 0.95, "pass_low": 0.9, "pass_high": 0.98, "learning_index": 0.6},
    **{"mean_mark": 3.85, "weighted_mean": None, "n_marks": None, "n_released": None},
    **{"basis": "final", "period": "год", "school_year": 2025, "period_id": 202550},
}
NUMBERS = ("n", "quality_rate", "quality_low", "quality_high", "pass_rate", "mean_mark")
HIDDEN = ROUNDED | dict.fromkeys(NUMBERS) | {"hidden": True}


def seen_by(scope, unit_id, view=FINAL):
    return read(scope, line_to(scope, unit_id), view)


def test_a_teacher_of_one_subject_begins_with_it_and_is_not_offered_all_subjects():
    shown = seen_by(PHYSICIST, CLASS_303_8A)
    assert shown.view.subject == PHYSICS
    assert [option["label"] for option in shown.options["subject"]] == ["Физика"]
    assert (shown.own.row["n"], shown.own.row["quality_rate"]) == (10, 1.0)


def test_the_class_of_a_teacher_of_one_subject_has_no_groups():
    table = inside(ALGEBRAIST, seen_by(ALGEBRAIST, CLASS_303_8A))
    fields = [column["field"] for column in table.columns]
    assert f"s{ALGEBRA}" in fields and "group" not in fields
    assert table.rows and all("group" not in row for row in table.rows)
    assert table.groups == []


def test_neighbours_are_compared_with_and_lead_nowhere():
    rows = {row["name"]: row for row in children_rows(seen_by(HEAD_303, CITY))}
    assert rows["Школа № 303"]["href"].startswith("/school/")
    assert rows["Школа № 7"]["href"] == ""
    assert rows["Школа № 7"]["sign"] == "×"  # ten students: every rate would tell of fewer than 5


@pytest.mark.parametrize("unit_id", [REGION, CITY, SCHOOL_7, SCHOOL_303, CLASS_303_8A])
def test_every_screen_a_head_can_open_is_laid_out(unit_id):
    shown = seen_by(HEAD_303, unit_id)
    parts = unit_screen.content(HEAD_303, shown)
    page = str(unit_screen.skeleton(shown, parts))
    assert (NOTHING_INSIDE in page) == (unit_id == SCHOOL_7)


def test_a_class_seen_only_to_compare_has_no_students():
    shown = replace(seen_by(HEAD_303, CLASS_303_8A), shows_students=False)
    parts = unit_screen.content(HEAD_303, shown)
    assert parts["children_rows"] == []
    assert NOT_INSIDE["school_class"] in str(unit_screen.skeleton(shown, parts))


def test_rounded_numbers_say_that_they_are():
    own = ROUNDED | {"disclosed": False, "quality_rate": 0.643, "n": 128, "n_na": 1}
    mine, theirs = headline_numbers(own, ROUNDED, "Город"), headline_numbers(ROUNDED, None, "")
    assert (mine[0].value, mine[0].compared) == (f"64,3{NARROW}%", f"Город: ≈{NARROW}65{NARROW}%")
    assert mine[0].gap == f"−1{NARROW}п.{NARROW}п., это ≈{NARROW}1 ученик из 128"
    assert (theirs[0].value, theirs[0].behind) == (f"≈{NARROW}65{NARROW}%", "n ≈ 130 учеников")


def test_what_is_rounded_to_tens_is_not_compared_with():
    coarse = ROUNDED | {"step": 0.1, "n": 200}
    assert nearest([Reference("", Place(1))], {Place(1): coarse}, {"n": 10}) is None
    row = compared_row(ROUNDED | {"disclosed": False, "step": None}, coarse)
    assert (row["gap"], row["sign"]) == (None, "–")


@pytest.mark.parametrize(("low", "sign"), [(0.7, "="), (0.73, "▲")])
def test_a_sign_holds_whatever_the_rounding_was(low, sign):
    # 65 % moved and rounded to 5 points may have been anything up to 72.5 %
    own = ROUNDED | {"disclosed": False, "step": None, "quality_rate": 0.75}
    own |= {"quality_low": low, "quality_high": 0.8}
    assert compared_row(own, ROUNDED)["sign"] == sign


def test_a_hidden_unit_shows_no_number_anywhere():
    assert headline_numbers(HIDDEN, None, "") == []
    assert "числа скрыты" in finding("Школа", HIDDEN, ROUNDED, "Город", None)
    row = compared_row(HIDDEN, ROUNDED)
    assert (row["sign"], row["gap"], row["whole"]) == ("×", None, None)
    assert nearest([Reference("", Place(1))], {Place(1): HIDDEN}, {"n": 10}) is None


def test_groups_of_others_are_not_told():
    theirs = Side("Город", ROUNDED | {"reserve_rate": None, "excellent": None})
    shown = replace(reading(CLASS_303_8A), other=theirs)
    assert groups.build(HEAD_303, replace(shown, own=theirs)).is_empty
    bars = groups.build(HEAD_303, shown).figure["data"]
    assert {len(part["y"]) for part in bars} == {1}  # one's own bar alone


def test_under_eleven_it_is_too_few_to_judge():
    own = ROUNDED | {"disclosed": False, "n": 10, "n_na": 0}
    assert headline_numbers(own, None, "")[0].gap == "мало, чтобы судить"


def sheet(scope, student_id=ANNA):
    """What the sheet of a student shows to somebody."""
    reading = read_student(scope, student_id, FINAL)
    return reading, student_screen.content(scope, reading)


def test_a_parent_gets_the_sheet_without_links_to_what_is_closed():
    reading, parts = sheet(PARENT)
    assert [step.children for step in parts["trail"]] == [reading.name]
    assert parts["works"].children[1].children  # there are works
    assert "href" not in str(parts["works"])
    assert "href" in str(sheet(HEAD_303)[1]["works"])


def test_the_sheet_says_why_one_sees_it():
    with acting(PARENT):
        page = str(student_screen.layout(f"/student/{ANNA}", {}))
    assert "Вы видите этот лист как: родитель, ваш ребёнок" in page


def test_a_student_of_one_subject_is_in_no_group():
    names = str(sheet(ALGEBRAIST)[1]["headlines"])
    assert "Средневзвешенный" in names and "Группа" not in names


TWO_CLASSES = Scope((*ALGEBRAIST.areas, area("/1/2/5/11/22/", Role.CLASS_TEACHER)))
CHILDREN = Scope(children=(*PARENT.children, Child(DINA, "родитель: ваш ребёнок", Role.PARENT)))
ADMINISTRATOR = Scope((area("/1/2/4/", Role.SCHOOL_ADMINISTRATOR),))


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (HEAD_303, "screen-school'"),
        (PHYSICIST, "screen-school_class"),
        (TWO_CLASSES, "С чего начать?"),
        (TWO_CLASSES, "8А, Школа № 7"),
        (PARENT, "screen-student"),
        (CHILDREN, f"/student/{DINA}"),
        (ADMINISTRATOR, "/users"),
        (Scope.nothing("тест"), "Вам ещё не дали доступ"),
    ],
)
def test_everybody_has_a_first_screen(scope, told):
    with acting(scope):
        assert told in str(home.layout({}))


@pytest.mark.parametrize("value", [None, True, 1.0, -1, 10**30, "1e3", "²", "1 ", [], [1], {}, "x"])
def test_what_is_no_id_names_nothing(value):
    with pytest.raises(NotThere):
        id_in(value)


@pytest.mark.parametrize("value", [5, "5"])
def test_an_id_is_a_number_or_its_digits(value):
    assert id_in(value) == 5


@pytest.mark.parametrize("value", [[], {}, 5, True, "a" * 201])
def test_what_no_select_can_hold_names_nothing(value):
    with pytest.raises(NotThere):
        text_in(value)
