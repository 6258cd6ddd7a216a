"""The third gate: which rows a scope lets through, in conditions and in every query."""

import inspect

import pytest
from every_query import AT_7, AT_303, QUERIES, calls, is_empty, places, rows_of
from flask import Flask, g
from homes import store_in
from reading_facts import (
    ALGEBRA,
    ANNA,
    BORIS,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    CLASS_303_8B,
    DINA,
    DISTRICT,
    PARALLEL_7_8,
    PARALLEL_303_8,
    PHYSICS,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
    UNITS,
    WORK,
)
from reading_world import (
    EVERYTHING,
    NOTHING,
    OF_SCHOOL_7,
    OF_SCHOOL_303,
    ONLY_OWN,
    WITHOUT_NAMES,
    scope,
    world,
)

from dashboard.access import RIGHTS, Area, Child, Right, Role, Scope
from dashboard.filters import View
from models.store import open_engine

CLASS_PATH = "/1/2/4/10/20/"  # 303/8А
HEAD = scope("директор школы 303", "/1/2/4/", RIGHTS[Role.HEAD])
TEACHER = scope("алгебра в 8А", CLASS_PATH, RIGHTS[Role.SUBJECT_TEACHER], ALGEBRA)
PHYSICIST = scope("физика в 8А", CLASS_PATH, RIGHTS[Role.SUBJECT_TEACHER], PHYSICS)
CLASS_TEACHER = scope("классный руководитель 8А", CLASS_PATH, RIGHTS[Role.CLASS_TEACHER])
PARENT = Scope(children=(Child(ANNA, "родитель: ваш ребёнок"),), reason="родитель")
NO_RESULTS = [
    scope("администратор", "/1/2/5/", RIGHTS[Role.SCHOOL_ADMINISTRATOR]),
    scope("системный администратор", "/", RIGHTS[Role.SYSTEM_ADMINISTRATOR]),
]
AT = {"7": calls(AT_7), "303": calls(AT_303)}
OF_STUDENTS = (
    *("far_apart.", "students.", "marks.", "learnt.", "risk.", "works_ahead."),
    "written_works.",
    *("forecast_students.", "forecasts_shown.", "final_forecasts.", "work_forms."),
)
ONE_BY_ONE = {name for name in QUERIES if name.startswith(OF_STUDENTS)}
NEED_FIVE_SCHOOLS = {name for name in QUERIES if name.startswith("markers.")}
NAMES_OF_UNITS = {name for name in QUERIES if name.startswith("units.")}
OF_LOADS = {name for name in QUERIES if name.startswith("loads.")}  # for those who import
OF_DATA = OF_LOADS | {name for name in QUERIES if name.startswith("filled.")}  # no results
COUNTS = ("n5", "n4", "n3", "n2", "n_na", "excellent", "failing", "points", "sum_marks", "alpha")
EVERY = pytest.mark.parametrize("name", QUERIES)


@pytest.fixture(scope="module", autouse=True)
def small_territory():
    return world()


def asked(name, who, at="303"):
    return QUERIES[name](who, **AT[at][name])


@EVERY
def test_every_query_takes_the_scope_first_and_without_a_default(name):
    first = next(iter(inspect.signature(QUERIES[name]).parameters.values()))
    assert first.name == "scope"
    assert first.default is inspect.Parameter.empty


def test_every_query_is_called_in_these_tests():
    assert set(QUERIES) == set(AT["7"])


@EVERY
def test_an_empty_scope_shows_nothing(name):
    assert is_empty(asked(name, NOTHING))


@pytest.mark.parametrize("name", sorted(set(QUERIES) - OF_DATA))
@pytest.mark.parametrize("who", NO_RESULTS, ids=lambda who: who.reason)
def test_administrators_see_no_results_and_no_student(name, who):
    assert is_empty(asked(name, who, "7"))


@EVERY
def test_no_query_returns_a_unit_outside_the_scope(name):
    inside = {unit[0] for unit in UNITS if unit[6].startswith("/1/2/5/")}
    answer = asked(name, OF_SCHOOL_7, "7")
    nothing = {"students.children_of", *OF_LOADS, *NEED_FIVE_SCHOOLS}
    assert is_empty(answer) == (name in nothing)
    assert places(answer) <= inside


@EVERY
def test_a_neighbour_asking_for_the_same_gets_no_row_of_the_school(name):
    assert not places(asked(name, OF_SCHOOL_303, "7")) & {SCHOOL_7, CLASS_7_8A}


@EVERY
def test_a_head_sees_of_others_names_of_units_and_disclosed_numbers(name):
    own = {unit[0] for unit in UNITS if unit[6].startswith("/1/2/4/")}
    compared = {REGION, CITY, DISTRICT, SCHOOL_7}
    for at in AT:
        answer = asked(name, HEAD, at)
        assert places(answer) <= own | compared
        for row in rows_of(answer):
            if row.get("unit_id") in compared and "disclosed" in row:
                assert row["disclosed"]
                assert [row[name] for name in COUNTS if row.get(name) is not None] == []


@EVERY
def test_numbers_of_units_say_whether_they_are_disclosed(name):
    rows = list(rows_of(asked(name, HEAD)))
    if any({"n", "n_students"} & row.keys() for row in rows):
        assert all({"disclosed", "hidden"} <= row.keys() for row in rows)


@EVERY
@pytest.mark.parametrize("who", [TEACHER, PHYSICIST], ids=lambda who: who.reason)
def test_a_subject_teacher_sees_only_that_subject(name, who):
    [area] = who.areas
    for row in rows_of(asked(name, who)):
        assert row.get("subject_id", *area.subjects) in area.subjects


@EVERY
def test_a_subject_teacher_sees_only_the_own_class_student_by_student(name):
    for at in AT:
        classes = {
            row["class_id"] for row in rows_of(asked(name, TEACHER, at)) if "class_id" in row
        }
        assert classes <= {CLASS_303_8A}


@EVERY
def test_a_parent_sees_the_child_and_no_unit(name):
    answer = asked(name, PARENT)
    if name not in ONE_BY_ONE:
        assert is_empty(answer)
    assert {row["student_id"] for row in rows_of(answer) if "student_id" in row} <= {ANNA}


def test_an_assessment_is_there_for_those_whose_subject_it_is():
    for work in ("works.work", "assessments.assessment"):
        assert asked(work, TEACHER)["subject_id"] == ALGEBRA
        assert asked(work, PHYSICIST) is None
    assert asked("assessments.assessment_by_code", PHYSICIST) is None


def test_filters_offer_a_subject_teacher_only_what_is_his():
    assert [row["subject"] for row in asked("options.subjects", TEACHER)] == ["Алгебра"]
    assert asked("options.years", PHYSICIST) == [2025]
    assert asked("options.years", TEACHER) == [2025, 2024]
    assert set(asked("options.subject_spellings", PHYSICIST)["subject"]) == {"Физика"}


def test_a_subject_teacher_without_a_sum_of_all_subjects_sees_what_there_is():
    def seen(who):
        rows = QUERIES["overview.seen"](who, CLASS_303_8A)
        return [(row["basis"], row["period_id"]) for row in rows]

    assert seen(PHYSICIST) == [("final", 202550)]
    assert len(seen(EVERYTHING)) == len(set(seen(TEACHER))) == 5


def test_of_others_only_works_that_were_written_in_ones_own_are_listed():
    works = QUERIES["assessments.works_of_unit"]
    assert len(works(OF_SCHOOL_303, SCHOOL_303)) == 2
    of_school_7 = scope("директор школы 7", "/1/2/5/", RIGHTS[Role.HEAD])
    assert [row["assessment_id"] for row in works(of_school_7, CITY)] == [WORK]
    assert [row["disclosed"] for row in works(of_school_7, CITY)] == [True]


def test_everything_is_inside_the_root_and_nothing_inside_no_path():
    assert EVERYTHING.allows("/1/2/5/").allowed
    assert not NOTHING.allows("/1/2/5/").allowed


def test_an_answer_says_why():
    assert OF_SCHOOL_303.allows("/1/2/4/10/") == (True, "директор школы 303")
    assert "директор школы 303" in OF_SCHOOL_303.allows("/1/2/5/").reason


def test_a_path_that_only_begins_with_the_same_digits_is_outside():
    four = scope("", "/1/2/4/", ONLY_OWN)
    assert not four.allows("/1/2/40/").allowed
    assert not four.allows("/1/2/").allowed


def test_a_path_without_slashes_around_is_refused():
    with pytest.raises(ValueError, match="begins and ends"):
        scope("", "/1/2", ONLY_OWN)


def areas(*places):
    return Scope(tuple(Area(path, ONLY_OWN, "", subjects=frozenset(s)) for path, *s in places))


def test_a_path_inside_another_adds_no_second_root():
    assert areas(["/1/2/4/"], ["/1/2/"], ["/1/3/"]).roots == ("/1/2/", "/1/3/")


def test_a_class_inside_a_school_of_one_subject_is_a_top_in_the_other_subjects():
    works = QUERIES["assessments.assessments"]
    both = areas(["/1/2/4/", PHYSICS], [CLASS_PATH])
    # the works are of algebra: from the class alone, and once where the school has algebra too
    assert works(both)["n_students"].tolist() == [2, 4]
    assert works(areas(["/1/2/4/", ALGEBRA], [CLASS_PATH]))["n_students"].tolist() == [2, 4]
    subjects = QUERIES["indicators.indicators"](both, basis="final", unit_id=SCHOOL_303)
    assert set(subjects["subject_id"]) == {PHYSICS}


def test_ancestors_are_named_only_for_those_who_compare_with_them():
    breadcrumb = QUERIES["units.breadcrumb"]

    def line(who):
        return [row["unit_id"] for row in breadcrumb(who, CLASS_303_8A)]

    assert line(EVERYTHING) == line(HEAD) == line(CLASS_TEACHER) == [1, 2, 4, 10, 20]
    assert line(OF_SCHOOL_303) == [4, 10, 20]
    assert QUERIES["units.unit"](OF_SCHOOL_303, CITY) is None


def test_a_class_teacher_sees_no_other_class_and_no_other_school():
    shown = set(QUERIES["units.units"](CLASS_TEACHER)["unit_id"])
    assert shown == {REGION, CITY, SCHOOL_303, PARALLEL_303_8, CLASS_303_8A}
    assert CLASS_303_8B in set(QUERIES["units.units"](HEAD)["unit_id"])


def test_the_top_of_a_narrow_scope_is_its_own_unit():
    works = QUERIES["assessments.assessments"]
    assert works(EVERYTHING)["n_students"].tolist() == [2, 6]
    assert works(OF_SCHOOL_7)["n_students"].tolist() == [2]
    assert works(EVERYTHING, unit_id=REGION).equals(works(EVERYTHING))


def test_names_are_read_only_by_those_who_may_see_them():
    student = QUERIES["students.student"]
    assert student(OF_SCHOOL_303, ANNA)["name"] == "Ёлкина Анна"
    assert student(OF_SCHOOL_7, ANNA)["name"] == ""
    assert set(QUERIES["students.students"](OF_SCHOOL_7, CLASS_7_8A)["name"]) == {""}


def test_a_name_belongs_to_a_row_and_not_to_a_person():
    areas = Area("/1/2/4/", ONLY_OWN, "303"), Area("/1/2/5/", WITHOUT_NAMES, "7")
    marks = QUERIES["students.marks_of_student"](Scope(areas), ANNA)
    assert {(row["class_id"], row["name"]) for row in marks} == {
        (CLASS_303_8A, "Ёлкина Анна"),
        (CLASS_7_8A, ""),
    }


def test_every_name_that_was_read_is_counted_for_the_trail():
    with Flask(__name__).test_request_context():
        QUERIES["students.marks_of_class"](OF_SCHOOL_7, CLASS_7_8A, View(period=202550))
        assert "names_shown" not in g
        QUERIES["students.students"](OF_SCHOOL_303, CLASS_303_8A)
        assert g.names_shown == {ANNA}  # of Boris no name is known


def test_a_student_who_moved_is_seen_by_each_school_in_its_own_class():
    student = QUERIES["students.student"]
    assert student(OF_SCHOOL_303, ANNA)["class_id"] == CLASS_303_8A
    assert student(OF_SCHOOL_7, ANNA)["class_id"] == CLASS_7_8A
    assert student(EVERYTHING, ANNA)["class_id"] == CLASS_303_8A
    assert student(OF_SCHOOL_303, DINA) is None


def test_the_old_school_sees_what_was_and_the_parent_everything():
    marks, works = QUERIES["students.marks_of_student"], QUERIES["students.student_works"]
    assert {row["class_id"] for row in marks(OF_SCHOOL_7, ANNA)} == {CLASS_7_8A}
    assert works(OF_SCHOOL_7, ANNA) == []
    assert {row["class_id"] for row in marks(PARENT, ANNA)} == {CLASS_7_8A, CLASS_303_8A}
    assert len(works(PARENT, ANNA)) == 2


@pytest.mark.parametrize(
    ("who", "student", "reason"),
    [
        (OF_SCHOOL_303, ANNA, "директор школы 303"),
        (
            *(OF_SCHOOL_7, ANNA),
            "завуч школы 7; учился(ась) здесь до 31.12.2025: видно только то, что было",
        ),
        (PHYSICIST, BORIS, "физика в 8А"),
        (PARENT, ANNA, "родитель: ваш ребёнок"),
    ],
)
def test_a_student_is_shown_with_the_reason(who, student, reason):
    assert QUERIES["students.why"](who, student) == (True, reason)
    assert QUERIES["students.student"](who, student)["reason"] == reason


@pytest.mark.parametrize("who", [OF_SCHOOL_303, PARENT, NOTHING, *NO_RESULTS])
def test_of_a_stranger_and_of_nobody_the_same_is_said(who):
    why = QUERIES["students.why"]
    assert why(who, DINA) == why(who, 999_999)
    assert not why(who, DINA).allowed


def test_children_come_with_class_and_school():
    [child] = QUERIES["students.children_of"](PARENT)
    assert (child["name"], child["school_class"]) == ("Ёлкина Анна", "8А")
    assert child["school"] == "Школа № 303"


def test_postgresql_lets_the_same_rows_through(tmp_path):
    everybody = EVERYTHING, HEAD, TEACHER, CLASS_TEACHER, PARENT, OF_SCHOOL_7

    def found():
        return [sorted(map(str, rows_of(asked(n, who)))) for who in everybody for n in QUERIES]

    expected = found()
    engine = open_engine(store_in(tmp_path / "home", "postgresql"))
    try:
        world(engine)
        assert found() == expected
    finally:
        engine.dispose()
        world()


def test_two_parts_of_the_tree_can_be_seen_at_once():
    seen = QUERIES["units.units"](areas([CLASS_PATH], ["/1/2/5/"]))
    assert set(seen["unit_id"]) == {CLASS_303_8A, SCHOOL_7, PARALLEL_7_8, CLASS_7_8A}
    assert SCHOOL_303 not in set(seen["unit_id"])
    assert Right.SEE_NAMES not in RIGHTS[Role.MUNICIPAL_METHODOLOGIST]
