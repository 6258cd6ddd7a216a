"""The first screen of those who have several: cards in a few numbers, and what is to be done."""

import pytest
from reading_facts import ALGEBRA, ANNA, CLASS_7_8A, CLASS_303_8A, DINA
from reading_world import world
from sqlalchemy import event

from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.numbers import NARROW
from dashboard.role_names import ROLE_NAMES
from dashboard.screens import home
from dashboard.screens.cards import child_attention
from dashboard.screens.landing import unit_cards
from dashboard.screens.places import own_units
from dashboard.session import acting

PATHS = {CLASS_303_8A: "/1/2/4/10/20/", CLASS_7_8A: "/1/2/5/11/22/"}


def area(class_id, role, *subjects):
    reason = f"{ROLE_NAMES[role]}, 8А"
    return Area(PATHS[class_id], RIGHTS[role], reason, role, frozenset(subjects))


TEACHER = Scope(
    (
        area(CLASS_7_8A, Role.CLASS_TEACHER),
        area(CLASS_303_8A, Role.SUBJECT_TEACHER, ALGEBRA),
    )
)
CLASS_TEACHER = Scope(
    (area(CLASS_303_8A, Role.CLASS_TEACHER), area(CLASS_7_8A, Role.CLASS_TEACHER))
)
CHILDREN = Scope(
    children=tuple(Child(id, "родитель: ваш ребёнок", Role.PARENT) for id in (ANNA, DINA))
)
ADMINISTRATOR = Scope((Area("/1/2/4/", RIGHTS[Role.SCHOOL_ADMINISTRATOR], "администратор"),))


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def cards_of(scope):
    return {card.name: card for card in unit_cards(scope, own_units(scope))}


def numbers(card):
    return {number.name: (number.value, number.below, number.sign) for number in card.numbers}


def test_a_card_is_a_class_or_a_subject_in_it_as_people_count():
    found = cards_of(TEACHER)
    assert list(found) == ["8А, Школа № 7", "8А, Школа № 303 · Алгебра"]
    assert found["8А, Школа № 303 · Алгебра"].href == f"/school_class/{CLASS_303_8A}?subject=1"
    assert found["8А, Школа № 7"].href == f"/school_class/{CLASS_7_8A}"


def test_a_card_tells_quality_and_how_many_and_judges_no_ten():
    found = cards_of(TEACHER)
    few = ("мало, чтобы судить", "*")
    algebra = numbers(found["8А, Школа № 303 · Алгебра"])
    assert algebra["Качество"] == (f"50,0{NARROW}%", *few)  # 5 of 10
    assert algebra["За год"] == (f"+50,0{NARROW}п.{NARROW}п.", f"было 0,0{NARROW}%", "*")
    whole = numbers(found["8А, Школа № 7"])
    assert whole["На «4» и «5»"] == (f"20,0{NARROW}%", *few)  # 2 of 10 by their groups
    assert whole["Учеников"][0] == "10"


def test_what_needs_attention_comes_first():
    assert cards_of(CLASS_TEACHER)["8А, Школа № 303"].attention == ["не успевают 1 из 10 учеников"]
    with acting(CLASS_TEACHER):
        page = str(home.layout({}))
    assert page.index("не успевают 1") < page.rindex("На «4» и «5»")


def test_several_classes_take_few_statements(engine):
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    unit_cards(CLASS_TEACHER, own_units(CLASS_TEACHER))
    assert len([sql for sql in asked if not sql.startswith("BEGIN")]) <= 6


def test_a_parent_sees_each_child_and_nobody_to_compare_with():
    with acting(CHILDREN):
        page = str(home.layout({}))
    assert page.count("Средний балл с весом") == 2
    assert "4,44" in page and "отметки об отсутствии" in page
    assert "п. п." not in page and "классы" not in page and "▲" not in page


def test_a_two_is_told_to_a_parent_in_plain_words():
    marks = [
        {"subject": name, "final_mark": mark} for name, mark in (("Физика", "2"), ("ИЗО", "5"))
    ]
    assert child_attention(marks) == ["есть «2»: Физика"]
    assert child_attention([{"subject": "Химия", "final_mark": "н/а"}]) == [
        "не аттестован(а): Химия"
    ]


def test_an_administrator_is_led_to_the_data_and_sees_no_results():
    with acting(ADMINISTRATOR):
        page = str(home.layout({}))
    assert "/data" in page and "/users" in page
    assert "Результаты учеников администраторам не показываются." in page
