"""What the screens of units and students show, over the small territory and by hand."""

from dataclasses import replace
from datetime import datetime

import pytest
from reading_facts import (
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    PARALLEL_7_8,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, world
from sqlalchemy import event

from dashboard.filters import View
from dashboard.numbers import NARROW
from dashboard.queries.places import Place
from dashboard.queries.work_types import marks_by_work_type
from dashboard.reports import children, groups, heat, trend
from dashboard.reports.cells import Column, text_of, value_of
from dashboard.reports.work_types import control_sentence, shown_types
from dashboard.screens import blocks
from dashboard.screens import unit as unit_screen
from dashboard.screens.captions import fresh
from dashboard.screens.compared import STUDENTS, finding, headline_numbers, in_whole
from dashboard.screens.matrix import matrix_columns, matrix_rows, short_name, student_groups
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from dashboard.screens.references import nearest, references
from dashboard.screens.sheet import arithmetic
from dashboard.screens.sides import Side
from dashboard.screens.since import OTHERS, whose_before
from dashboard.screens.tables import children_rows, heat_rows, subject_rows

FINAL = View(year=2025, period=202550)
LEAVES = blocks.empty_leaves([children.REPORT])


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def reading(unit_id, view=FINAL):
    return read(EVERYTHING, line_to(EVERYTHING, unit_id), view)


def mark(student_id, subject_id, final, mean=None, name=""):
    """A row of a class: one student in one subject."""
    return {
        **{"student_id": student_id, "student_code": f"У{student_id}", "name": name},
        **{"subject_id": subject_id, "subject": f"Предмет {subject_id}", "final_mark": final},
        **{"weighted_mean": mean, "n_marks": 2, "n_absences": 1},
    }


def test_over_all_subjects_students_are_counted_once():
    # class 8А of school 303: 1 + 3 of 10 students without a mark under 4, 2 more with one «3»
    own = reading(CLASS_303_8A).own.row
    assert (own["n"], own["quality_rate"], own["reserve_rate"]) == (10, 0.4, 0.6)
    assert own["pass_rate"] == 0.9


def test_current_marks_over_all_subjects_stay_marks():
    own = reading(CLASS_303_8A, View(year=2025, period=202550, basis="current")).own.row
    assert "reserve_rate" not in own


def test_the_headline_says_how_many_of_how_many():
    first = headline_numbers(reading(REGION).own.row, None, "")[0]
    assert (first.name, first.behind) == ("Учатся на «4» и «5»", "10 из 30 учеников")


def test_the_finding_names_students_and_the_reserve():
    own = reading(CLASS_303_8A).own.row | {"n": 20, "quality_rate": 0.2, "reserve_rate": 0.3}
    sentence = finding("8А", own, None, "", None)
    assert f"на «4» и «5» учатся 4 из 20 учеников (20,0{NARROW}%)" in sentence
    assert f"с одной «3» – 2 (с этим резервом 30,0{NARROW}%)" in sentence


def test_the_finding_says_when_other_children_were_there_a_year_ago():
    own = reading(CLASS_303_8A).own.row | {"n": 20, "quality_rate": 0.2, "reserve_rate": 0.3}
    before = own | {"quality_rate": 0.1, "n": 22}
    assert "Год назад (другие дети) было" in finding("8А", own, None, "", before, whose=OTHERS)
    assert whose_before(reading(CLASS_303_8A)) == OTHERS
    assert whose_before(reading(SCHOOL_303)) == ""
    assert "Год назад было" in finding("Школа", own, None, "", before)
    assert "Год назад" not in finding("Школа", own, None, "", before | {"disclosed": True})


def test_a_gap_of_less_than_one_student_is_said_in_words():
    assert in_whole(-0.15, 28, STUDENTS) == "4 ученика из 28"
    assert in_whole(0.01, 28, STUDENTS) == "меньше одного ученика"


def test_the_only_class_of_a_parallel_is_compared_with_the_grade_of_the_city():
    line = line_to(EVERYTHING, CLASS_7_8A)
    candidates = references(line[-1], line, 0)
    assert [c.place for c in candidates] == [Place(PARALLEL_7_8), Place(CITY, 8), Place(REGION, 8)]
    n = {Place(PARALLEL_7_8): {"n": 10}, Place(CITY, 8): {"n": 30}}
    assert nearest(candidates, n, {"n": 10}).place == Place(CITY, 8)
    assert nearest(candidates, {}, {"n": 10}) is None


def test_a_child_without_marks_is_still_in_the_table():
    rows = children_rows(reading(SCHOOL_303))
    assert all("sign" in row and row["href"].startswith("/parallel/") for row in rows)
    assert len(rows) == len(reading(SCHOOL_303).children)


def test_the_heat_map_has_quality_and_n_of_every_subject():
    school_7 = next(r for r in heat_rows(reading(CITY)) if r["name"] == "Школа № 7")
    assert (school_7["s1"], school_7["n1"]) == (0.2, 10)  # algebra: «5» and «4» of 10


def test_subjects_are_compared_with_the_same_subject_above():
    rows = {row["name"]: row for row in subject_rows(reading(SCHOOL_7))}
    assert rows["Алгебра"]["quality_rate"] == 0.2
    assert rows["Алгебра"]["reference"] == pytest.approx(12 / 30)  # the city: 2 + 5 + 5 of 30


@pytest.mark.parametrize("unit_id", [REGION, CITY, SCHOOL_7, PARALLEL_7_8, CLASS_7_8A])
def test_a_screen_asks_the_same_few_questions_at_every_level(engine, unit_id):
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    unit_screen.content(EVERYTHING, reading(unit_id))
    assert len([sql for sql in asked if not sql.startswith("BEGIN")]) <= 16


def test_completeness_counts_schools_with_marks():
    data = reading(REGION).data
    assert (data["n_schools"], data["n_with_marks"]) == (3, 3)
    assert fresh(reading(REGION)) == "Данные ещё не загружены"


def test_of_others_the_badge_counts_only_the_schools_one_may_see():
    loaded = {"n_schools": 4, "n_with_marks": 3, "loaded_at": datetime(2026, 11, 22)}  # noqa: DTZ001
    of_others = Side(name="Город", row={"disclosed": True})
    shown = replace(reading(REGION), data=loaded)
    assert fresh(shown) == "данные: 3 из 4 школ, загружено 22.11.2026"
    shown = replace(shown, own=of_others)
    assert fresh(shown) == "данные: 3 из 4 школ (из открытых вам), загружено 22.11.2026"


def test_a_unit_without_marks_shows_its_works():
    without = replace(reading(SCHOOL_303), own=Side("Школа № 303"))
    parts = unit_screen.content(EVERYTHING, without)
    assert [work["name"] for work in parts["written_rows"]] == ["Входная", "Итоговая"]
    assert not parts["written_hidden"]
    assert unit_screen.content(EVERYTHING, reading(SCHOOL_303))["written_hidden"]


def test_the_groups_are_shown_with_numbers_and_shares():
    rows = {row["name"]: row for row in groups.build(EVERYTHING, reading(CLASS_303_8A)).table.rows}
    assert (rows["с одной «3»"]["n"], rows["с одной «3»"]["share"]) == (2, 0.2)  # two of ten
    assert "group=one_three" in rows["с одной «3»"]["href"]
    assert groups.build(EVERYTHING, reading(CLASS_303_8A, View(basis="current"))).is_empty


def test_a_class_is_a_matrix_with_the_group_of_every_student():
    marks = [
        mark(1, 1, "5", name="Ёлкина Анна"),
        mark(1, 2, "3"),
        mark(2, 1, "2"),
        mark(2, 2, None),
    ]
    rows = matrix_rows(marks, FINAL)
    assert [row["group"] for row in rows] == ["с одной «3»", "не успевает"]
    assert rows[0] | {"s1": "5", "s2": "3", "n_marks": 4, "absences": 2} == rows[0]
    assert "s2" not in rows[1]


def test_names_of_subjects_stand_upright_so_that_fifteen_fit():
    marks = [mark(1, subject, "5") for subject in range(1, 16)]
    columns = matrix_columns(marks, FINAL)
    assert sum(column.get("width") or column["minWidth"] for column in columns) <= 1190
    assert [column.get("headerClass") for column in columns].count("upright") == 15


def test_without_final_marks_a_student_is_in_no_group():
    assert student_groups({1: [mark(1, 1, None)]}) == {1: None}


def test_a_name_is_shortened_and_a_hidden_one_is_a_code():
    assert short_name({"name": "Ёлкина Анна Ивановна", "student_code": "У1"}) == "Ёлкина А."
    assert short_name({"name": "", "student_code": "У1"}) == "У1"


def test_control_works_stand_against_all_others():
    types = marks_by_work_type(EVERYTHING, Place(CLASS_303_8A), FINAL)
    # control works 35/10, answers 120/30
    assert control_sentence(types) == (
        "Контрольные: 10 отметок, средняя 3,50; остальные: 4,00, разница −0,50."
    )


def test_rare_work_types_are_added_up():
    one = {"name": "", "is_control": False, "n_marks": 5, "sum_marks": 20, "share": 0.1}
    last = shown_types([one] * 10)[-1]
    assert (last["name"], last["n_marks"], last["mean_mark"]) == ("Остальные", 20, 4.0)


@pytest.mark.parametrize(
    ("sums", "shown"), [((4000, 900), "40 / 9"), ((9125, 2510), "91,25 / 25,1"), ((0, 0), "")]
)
def test_the_weighted_mean_shows_its_sums(sums, shown):
    assert arithmetic(dict(zip(("sum_weighted", "sum_weight"), sums, strict=True))) == shown


def test_a_rounded_number_to_compare_with_is_written_as_rounded():
    row = {"school_year": 2025, "period": "год", "period_id": 202550, "quality_rate": 0.1234}
    [shown] = trend._rows([row], [row | {"quality_rate": 0.22, "disclosed": True}])
    column = Column("reference", "Город", "percent")
    assert text_of(shown, column) == value_of(shown, column) == f"≈{NARROW}22{NARROW}%"
    assert text_of(shown, Column("quality_rate", "Школа", "percent")) == f"12,3{NARROW}%"
    [exact] = trend._rows([row], [row])
    assert value_of(exact, column) == 0.1234


def test_tables_with_a_column_a_subject_have_room_for_upright_names():
    shown = blocks.block("unit", children.REPORT, "school_class", LEAVES, can_export=False)
    assert "'headerHeight': 132" in str(shown)
    shown = blocks.block("unit", children.REPORT, "school", LEAVES, can_export=False)
    assert "'headerHeight': 132" not in str(shown)
    assert heat.REPORT.upright == heat.REPORT.levels
