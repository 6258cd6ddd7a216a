"""The sheet of a student: strengths and gaps, the next group, the class beside him where told."""

from dataclasses import replace

import numpy as np
import pytest
from reading_facts import ANNA, BORIS, DINA, EGOR
from reading_world import EVERYTHING, scope, world

from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.filters import View
from dashboard.queries import overview
from dashboard.queries.learnt import learnt_of_students
from dashboard.reports import student_strengths, student_subjects, student_trend, student_works
from dashboard.reports.cells import columns_of, text_of
from dashboard.screens import student as student_screen
from dashboard.screens import student_reading
from dashboard.screens.next_group import fives_missing, next_group
from dashboard.screens.sheet import subject_table, work_table
from dashboard.screens.student_reading import read_student
from dashboard.screens.student_strengths import chosen_elements, in_plain_words
from etl.indicators.mastery import mastery

FINAL = View(year=2025, period=202550)
HEAD_303 = scope("директор", "/1/2/4/", RIGHTS[Role.HEAD])
PHYSICIST = scope("физика", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], 2)
PARENT = Scope(children=(Child(ANNA, "родитель: ваш ребёнок", Role.PARENT),))
BOTH = replace(PARENT, areas=HEAD_303.areas)
REPORTS = (student_subjects, student_works, student_strengths, student_trend)


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def reading(who=HEAD_303, student_id=ANNA, view=FINAL):
    return read_student(who, student_id, view)


def subject(name, final, mean=None, suggested=None):
    """A row of the sheet; the sums are those of three marks of weight 1."""
    sums = {"sum_weighted": None if mean is None else round(300 * mean), "sum_weight": 300}
    row = {"subject": name, "final_mark": final, "weighted_mean": mean}
    return row | sums | {"suggested_mark": suggested}


def test_mastery_has_three_zones_and_nothing_without_a_threshold():
    # basic: strength from 0.80, gap under 0.57; advanced: from 0.65, under 0.285
    rates = np.array([0.8, 0.79, 0.57, 0.56, 0.65, 0.28, np.nan, 0.5])
    borders = np.array([0.6, 0.6, 0.6, 0.6, 0.3, 0.3, 0.6, np.nan])
    assert mastery(rates, borders).tolist() == [
        *("strength", "between", "between", "gap", "strength", "gap", None, None)
    ]


def test_elements_add_up_over_all_works_of_a_student():
    # Anna: task 1 1/1, task 2К1 2/2, task of the short work 1/1, all of the element 1.10
    [element] = learnt_of_students(EVERYTHING, [ANNA], (2025,))
    assert (element["n_tasks"], element["n_works"]) == (3, 2)
    assert (element["points"], element["max_points"], element["solve_rate"]) == (400, 400, 1.0)
    assert element["threshold"] == pytest.approx((0.6 * 2 + 0.3 * 2) / 4)
    assert (element["name"], element["status"]) == ("Числа, 8 класс", "strength")
    # Boris: 1/1, 1/2 and 0/1
    assert learnt_of_students(EVERYTHING, [BORIS], (2025,))[0]["solve_rate"] == 0.5


def test_a_task_that_was_not_given_counts_nowhere():
    [element] = learnt_of_students(EVERYTHING, [EGOR], (2025,))
    assert (element["n_tasks"], element["max_points"]) == (1, 100)


@pytest.mark.parametrize(("who", "n"), [(HEAD_303, 0), (PHYSICIST, 0), (PARENT, 0)])
def test_elements_of_strangers_are_not_read(who, n):
    assert len(learnt_of_students(who, [DINA], (2025,))) == n


def test_elements_of_another_subject_or_year_are_not_read():
    assert learnt_of_students(PHYSICIST, [ANNA], (2025,)) == []
    assert learnt_of_students(EVERYTHING, [ANNA], (2024,)) == []


def element(name, status, rate, certainty=0.5, threshold=0.6):
    row = {"name": name, "status": status, "solve_rate": rate, "certainty": certainty}
    return row | {"threshold": threshold, "n_tasks": 4}


def test_the_strongest_and_the_surest_gaps_are_named_first():
    rows = [
        element("а", "strength", 0.9),
        element("б", "strength", 1.0),
        element("в", "gap", 0.3, 0.91),
        element("г", "gap", 0.4, 0.99),
        element("д", "low", 0.2),
        element("е", "between", 0.6),
        element("ж", "possible", 0.0),
    ]
    chosen = chosen_elements(rows)
    assert {kind: [row["name"] for row in found] for kind, found in chosen.items()} == {
        **{"strength": ["б", "а"], "gap": ["г", "в"], "low": ["д"], "possible": ["ж"]}
    }
    assert [row["name"] for row in in_plain_words(chosen)["gap"]] == ["г", "в", "д"]


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ("5543", "До хорошиста – одна «3»: г."),
        ("5533", "До хорошиста – две «3»: в, г."),
        ("5333", ""),
        ("5554", "До отличника – одна «4»: г."),
        ("5544", ""),
        ("5532", "Зона риска: «2» – г."),
        ("5555", ""),
    ],
)
def test_the_next_group_is_told_when_it_is_near(marks, told):
    rows = [subject(name, mark) for name, mark in zip("абвг", marks, strict=True)]
    assert next_group(rows) == told


def test_what_is_missing_is_told_in_the_mean_and_in_marks():
    # 3.40 of weight 3: (3.5 · 3 − 10.2) / (5 − 3.5) = 0.2, so one «5»
    rows = [subject("а", None, 4.0, 4), subject("б", None, 3.4, 3)]
    assert next_group(rows) == (
        "До хорошиста – одна «3»: б (3,40, до «4» не хватает 0,10; хватит: 1 пятёрка с весом 1)."
    )
    assert "пятёр" not in next_group([subject("а", "4"), subject("б", "3", 3.4)])


@pytest.mark.parametrize(("total", "weight", "n"), [(1020, 300, 1), (900, 300, 1), (600, 300, 3)])
def test_fives_are_counted_in_whole_numbers(total, weight, n):
    assert fives_missing(total, weight, 350) == n
    assert total + 500 * n >= 3.5 * (weight + 100 * n)
    assert total + 500 * (n - 1) < 3.5 * (weight + 100 * (n - 1))


def class_row(n, **more):
    row = {"unit_id": 20, "subject_id": 1, "period_id": 202550, "weighted_mean": 3.9, "n": n}
    return row | {"disclosed": False} | more


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        (class_row(6), True),  # five others
        (class_row(5), False),  # four others would be told of
        (class_row(30, disclosed=True), False),
        (class_row(30, period_id=202511), False),
    ],
)
def test_the_class_is_told_only_beside_enough_others(monkeypatch, row, is_told):
    monkeypatch.setattr(student_reading, "marks_of_places", lambda *asked: [row])
    assert reading().class_means == ({(20, 1): 3.9} if is_told else {})
    shown = str(subject_table(reading()))
    assert ("Класс" in shown) == is_told


@pytest.mark.parametrize("who", [PARENT, BOTH])
def test_families_are_compared_with_nobody(monkeypatch, who):
    asked = []
    monkeypatch.setattr(student_reading, "marks_of_places", lambda *one: asked.append(one) or [])
    assert reading(who).class_means == {}
    assert asked == []
    assert overview.marks_of_places is not student_reading.marks_of_places


def test_every_subject_leads_to_its_marks():
    assert "/marks/101?subject=1&year=2025&period=202550" in str(subject_table(reading()))


def test_a_sheet_without_marks_or_works_says_so():
    empty = replace(reading(), marks=[])
    assert "отметок нет" in str(subject_table(empty))
    assert "работ с протоколами нет" in str(work_table([], 2025))


@pytest.mark.parametrize("who", [HEAD_303, PARENT, PHYSICIST])
def test_the_sheet_is_laid_out_for_everybody_who_sees_it(who):
    shown = reading(who)
    page = str(student_screen.skeleton(shown, student_screen.content(who, shown)))
    assert "Стоит повторить" not in page or who is PARENT
    assert "Что повторить и с чего начать?" in page
    assert ("Взять" in page) == (who is not PARENT)


def test_a_stranger_has_no_sheet():
    assert reading(HEAD_303, DINA) is None


@pytest.mark.parametrize("report", REPORTS, ids=lambda module: module.REPORT.name)
def test_a_report_of_the_sheet_can_be_written_down(report):
    content = report.REPORT.build(HEAD_303, reading())
    columns = columns_of(content.table.columns)
    cells = [[text_of(row, column) for column in columns] for row in content.table.rows]
    assert cells and all(cells[0][:1])


def test_the_report_of_strengths_names_them():
    content = student_strengths.REPORT.build(HEAD_303, reading())
    assert content.sentence == f"Получается: Алгебра, «Числа, 8 класс» (100{chr(0x202F)}%)."


def test_who_left_is_seen_until_the_last_day_only():
    old = Scope((Area("/1/2/5/11/22/", RIGHTS[Role.CLASS_TEACHER], "классный руководитель"),))
    shown = reading(old)
    assert {row["class_id"] for row in shown.marks} == {22}
    assert shown.works == [] and shown.learnt == []
