"""What needs attention: each rule by hand, over the small territory, and the order of the lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import CLASS_TEACHER, DISCLOSED, FINAL, HEAD, OF_ALGEBRA, reading, row
from reading_facts import CITY, CLASS_303_8A, PARALLEL_303_8, SCHOOL_303
from reading_world import EVERYTHING, world

from dashboard.filters import View
from dashboard.numbers import NARROW
from dashboard.reports import attention
from dashboard.screens.attention import (
    Line,
    below,
    in_group,
    in_order,
    low_results,
    more_failing,
    without_marks,
)
from dashboard.screens.cards import unit_attention

FIFTH, HALF = {"n4": 8, "n3": 32}, {"n4": 20, "n3": 20}


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def asked(unit_id, view=FINAL, who=EVERYTHING):
    return attention.build(who, reading(unit_id, view, who))


def said(content):
    return [line["name"] for line in content.table.rows] if content.table else []


def test_a_loss_is_said_in_points_and_in_whole_students():
    # 8 of 40 are 20 %, statsmodels: Wilson to 34.8 %; half of 40 would be 20, 12 more
    [line] = below("8А", row(**FIFTH), row(**HALF), "8 классы", "/x")
    assert (line.students, line.n, line.sign, line.href) == (12, 40, "▼", "/x")
    assert line.sentence == (
        f"8А: качество 20,0{NARROW}%, 8 классы – 50,0{NARROW}%: "
        f"−30,0{NARROW}п.{NARROW}п., это 12 учеников из 40"
    )


def test_a_card_says_what_its_unit_lies_below():
    [line] = unit_attention(row(**FIFTH), row(**HALF), "8 классы", None)
    assert line.startswith(f"качество 20,0{NARROW}%, 8 классы – 50,0{NARROW}%")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (row(**FIFTH) | DISCLOSED, row(**HALF)),
        (row(n4=1, n3=9), row(n4=90, n3=10)),
        (row(**FIFTH), None),
        (row(**FIFTH), row(**HALF) | DISCLOSED | {"step": 0.2}),
        (row(n4=19, n3=21), row(**HALF)),
        (row(**HALF), row(**FIFTH)),
        (row(subject_id=0, **FIFTH), row(subject_id=0, **HALF)),
    ],
    ids=["foreign", "few", "nothing beside", "coarse", "by chance", "higher", "marks"],
)
def test_what_is_not_judged_makes_no_line(here, there):
    assert below("8А", here, there, "8 классы", "") == []


@pytest.mark.parametrize(("before", "extra"), [(1, 2), (0, 3)])
def test_ten_points_more_who_fail_are_negative_dynamics(before, extra):
    now, then = row(n3=17, n2=3), row(202450, n3=20 - before, n2=before)
    [line] = more_failing("8А", now, then, "")
    assert line.students == extra and "отрицательная динамика" in line.what


def test_less_than_ten_points_more_are_not():
    assert more_failing("8А", row(n3=18, n2=2), row(202450, n3=19, n2=1), "") == []
    foreign = row(202450, n3=20) | DISCLOSED
    assert more_failing("8А", row(n3=10, n2=10), foreign, "") == []


def test_two_low_procedures_put_a_school_on_the_list():
    low = {"unit_id": 5, "unit": "Школа № 7", "level": "school", "subject": "Физика"}
    two = [low | {"procedure": name, "n": 10, "n_low": n} for name, n in (("ОГЭ", 3), ("ВПР", 4))]
    [line] = low_results(two, {5: "/school/5"})
    assert line.what == (
        "низкие результаты по 2 процедурам: ОГЭ, Физика – «2» у 3 из 10; "
        "ВПР, Физика – «2» у 4 из 10; по правилу это школа с низкими результатами"
    )
    assert (line.students, line.href) == (4, "/school/5")
    assert "по правилу" not in low_results(two[:1], {})[0].what


def test_names_without_marks_are_few_and_the_rest_is_counted():
    [line] = without_marks(["1", "2", "3", "4", "5"], "")
    assert line.sentence == "1, 2, 3 и ещё 2: нет отметок за период"
    assert without_marks([], "") == []


@given(st.lists(st.integers(0, 500), max_size=30))
def test_the_lines_stand_by_the_number_of_students(numbers):
    ordered = in_order(Line("", "", number) for number in numbers)
    assert [line.students for line in ordered] == sorted(numbers, reverse=True)


def test_a_municipality_sees_its_low_procedures_and_its_groups():
    found = said(asked(CITY))
    # the only mark of РИКО: class 7/8А, «2» for 4 of 10; failing: 1, not attested: 1 of 30
    assert found == [
        "Школа № 7: низкие результаты по 1 процедуре: РИКО, Алгебра – «2» у 4 из 10",
        "Город: не успевают 1 из 30 учеников",
        "Город: не аттестованы 1 из 30 учеников",
    ]


def test_who_fails_is_a_number_that_leads_to_the_list_and_no_name():
    content = asked(CLASS_303_8A)
    [line] = content.table.rows
    assert (line["name"], line["students"]) == ("8А: не успевают 1 из 10 учеников", 1)
    assert line["href"].startswith(f"/students?unit={CLASS_303_8A}&")
    assert "group=failing" in line["href"]
    assert "Ёлкина" not in str(content)


def test_a_school_without_marks_is_missed_and_a_class_without_students_is_not():
    quarter = View(year=2025, period=202513)  # only class 303/8А has marks in it
    assert said(asked(CITY, quarter))[-1] == "Школа № 7: нет отметок за период"
    assert said(asked(PARALLEL_303_8, quarter)) == []  # nobody is in 303/8Б
    assert said(asked(CITY, OF_ALGEBRA))[-1].startswith("Школа № 7: низкие")


def test_of_others_nothing_is_judged():
    assert asked(CITY, who=HEAD).is_empty
    assert asked(PARALLEL_303_8, who=CLASS_TEACHER).is_empty
    assert not asked(SCHOOL_303, who=HEAD).is_empty


def test_classes_are_not_compared_by_external_procedures():
    content = asked(PARALLEL_303_8, View(year=2025, period=202550, basis="external"))
    assert content.note.startswith("По внешним процедурам классы между собой не сравниваются")
    assert content.sentence == attention.NOTHING


def test_the_rule_stands_with_its_thresholds():
    note = asked(SCHOOL_303).note
    assert all(part in note for part in ("▼", "≥ 11", "≥ 30 %", "≥ 10 п. п.", "собственное"))


def test_at_most_seven_lines_and_no_more_than_three_of_a_kind(monkeypatch):
    many = [Line(str(n), "", n, 100) for n in range(1, 9)]
    for kind in ("_children", "_subjects", "_of_groups"):
        monkeypatch.setattr(attention, kind, lambda reading: many)
    missing = Line("5А", "нет отметок за период", 0)
    monkeypatch.setattr(attention, "_missing", lambda scope, reading: [missing])
    found = attention.lines(EVERYTHING, reading(CITY))
    assert [line.students for line in found] == [8, 8, 8, 7, 7, 7, 0]


def test_a_group_of_nobody_makes_no_line():
    assert in_group("8А", row(n4=5) | {"failing": 0}, "failing", "не успевают", "") == []
    assert in_group("8А", None, "failing", "не успевают", "") == []
