"""The third gate: which rows a scope lets through, in conditions and in every query."""

import importlib
import inspect
import pkgutil

import pandas as pd
import pytest
from reading_facts import (
    ANNA,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    DINA,
    PARALLEL_7_8,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
    UNITS,
    WORK,
)
from reading_world import EVERYTHING, NOTHING, OF_SCHOOL_7, OF_SCHOOL_303, world

from dashboard import queries
from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.places import Place

PURE = ("codifier", "database", "measured", "ordering", "places")  # no rows of their own
UNIT_OF_7 = {"unit_id": SCHOOL_7}
# the arguments with which every query finds something for the deputy head of school 7
CALLS = {
    "assessments.assessment": {"assessment_id": WORK},
    "assessments.assessment_by_code": {"code": "АЛГ-8"},
    "assessments.assessments": {},
    "assessments.works_of_unit": UNIT_OF_7,
    "coverage.completeness": {
        "unit": {"unit_id": SCHOOL_7, "level": "school", "path": "/1/2/5/"},
        "view": View(year=2025, period=202550),
    },
    "elements.elements": {},
    "elements.elements_of_work": {"assessment_id": WORK, "unit_id": SCHOOL_7, "kind": "kes"},
    "elements.latest_year_of_works": {},
    "indicators.by_subject": {"unit_id": SCHOOL_7, "view": View()},
    "indicators.indicators": {"basis": "final"},
    "indicators.indicators_of_children": {"parent_id": SCHOOL_7, "view": View()},
    "indicators.indicators_of_unit": {"unit_id": SCHOOL_7, "view": View()},
    "indicators.trend": {"unit_id": SCHOOL_7, "view": View()},
    "options.periods": {"year": 2025},
    "options.subject_spellings": {},
    "options.subjects": {"unit_id": SCHOOL_7, "view": View()},
    "options.years": {},
    "overview.children_in_order": UNIT_OF_7,
    "overview.marks_of_children": {
        "unit_id": SCHOOL_7,
        "view": View(year=2025, period=202550),
        "subjects": (0,),
    },
    "overview.marks_of_places": {
        "places": [Place(SCHOOL_7)],
        "view": View(year=2025, period=202550),
    },
    "overview.seen": UNIT_OF_7,
    "periods.latest_period": {"basis": "final"},
    "periods.periods_with_marks": {},
    "progress.progress_of_children": {"unit_id": SCHOOL_7, "view": View(period=202550)},
    "progress.progress_of_places": {"places": [Place(SCHOOL_7)], "view": View(year=2025)},
    "students.marks_of_class": {"class_id": CLASS_7_8A, "view": View(period=202550)},
    "students.marks_of_student": {"student_id": DINA},
    "students.student": {"student_id": ANNA},
    "students.student_works": {"student_id": DINA},
    "students.students": {"class_id": None},
    "tasks.tasks_of_units": {"assessment_id": WORK, "unit_ids": [SCHOOL_7]},
    "tasks.tasks": {"assessment_id": WORK, "level": "school"},
    "works.results_of_units": {
        "plan": {"assessment_id": WORK, "n_tasks": 2, "max_points": 3},
        "unit_ids": [SCHOOL_7],
    },
    "works.work": {"assessment_id": WORK},
    "work_types.marks_by_work_type": {
        "place": Place(SCHOOL_7),
        "view": View(year=2025, period=202550),
    },
    "units.breadcrumb": {"unit_id": PARALLEL_7_8},
    "units.children": UNIT_OF_7,
    "units.classes_by_name": {"name": "8А"},
    "units.places_by_name": {"name": "Школа № 7"},
    "units.unit": UNIT_OF_7,
    "units.unit_by_code": {"code": "7"},
    "units.units": {},
    "units.units_by_code": {"code": "7"},
}


def public_queries() -> dict:
    """«module.function» → function, for all public functions of the query modules."""
    found = {}
    for module in pkgutil.iter_modules(queries.__path__, queries.__name__ + "."):
        name = module.name.rpartition(".")[2]
        if name not in PURE:
            functions = inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
            found |= {
                f"{name}.{function_name}": function
                for function_name, function in functions
                if function.__module__ == module.name and not function_name.startswith("_")
            }
    return found


QUERIES = public_queries()


@pytest.fixture(scope="module", autouse=True)
def small_territory():
    return world()


def is_empty(answer) -> bool:
    return answer is None or len(answer) == 0 if not isinstance(answer, int) else False


def places(answer) -> set[int]:
    """Every unit that an answer names."""
    if isinstance(answer, dict):
        answer = [answer]
    if isinstance(answer, list):
        answer = pd.DataFrame([row for row in answer if isinstance(row, dict)])
    if not isinstance(answer, pd.DataFrame):
        return set()
    named = [answer[column] for column in ("unit_id", "class_id") if column in answer]
    return set(pd.concat(named)) if named else set()


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_takes_the_scope_first_and_without_a_default(name):
    first = next(iter(inspect.signature(QUERIES[name]).parameters.values()))
    assert first.name == "scope"
    assert first.default is inspect.Parameter.empty


def test_every_query_is_called_in_these_tests():
    assert set(QUERIES) == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_an_empty_scope_shows_nothing(name):
    assert is_empty(QUERIES[name](NOTHING, **CALLS[name]))


@pytest.mark.parametrize("name", CALLS)
def test_no_query_returns_a_unit_outside_the_scope(name):
    inside = {unit[0] for unit in UNITS if unit[6].startswith("/1/2/5/")}
    answer = QUERIES[name](OF_SCHOOL_7, **CALLS[name])
    assert not is_empty(answer)
    assert places(answer) <= inside


@pytest.mark.parametrize("name", CALLS)
def test_a_neighbour_asking_for_the_same_gets_no_row_of_the_school(name):
    assert not places(QUERIES[name](OF_SCHOOL_303, **CALLS[name])) & {SCHOOL_7, CLASS_7_8A}


def test_everything_is_inside_the_root_and_nothing_inside_no_path():
    assert EVERYTHING.allows("/1/2/5/").allowed
    assert not NOTHING.allows("/1/2/5/").allowed


def test_an_answer_says_why():
    assert OF_SCHOOL_303.allows("/1/2/4/10/") == (True, "директор школы 303")
    assert "директор школы 303" in OF_SCHOOL_303.allows("/1/2/5/").reason


def test_a_path_that_only_begins_with_the_same_digits_is_outside():
    scope = Scope(("/1/2/4/",), sees_names=False, reason="")
    assert not scope.allows("/1/2/40/").allowed
    assert not scope.allows("/1/2/").allowed


def test_a_path_without_slashes_around_is_refused():
    with pytest.raises(ValueError, match="begins and ends"):
        Scope(("/1/2",), sees_names=False, reason="")


def test_a_path_inside_another_adds_no_second_root():
    scope = Scope(("/1/2/4/", "/1/2/", "/1/3/"), sees_names=False, reason="")
    assert scope.roots == ("/1/2/", "/1/3/")


def test_ancestors_of_the_scope_are_not_shown():
    breadcrumb = QUERIES["units.breadcrumb"]
    assert [row["unit_id"] for row in breadcrumb(EVERYTHING, CLASS_303_8A)] == [1, 2, 4, 10, 20]
    assert [row["unit_id"] for row in breadcrumb(OF_SCHOOL_303, CLASS_303_8A)] == [4, 10, 20]
    assert QUERIES["units.unit"](OF_SCHOOL_303, CITY) is None


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


def test_a_student_who_moved_is_seen_by_each_school_in_its_own_class():
    student = QUERIES["students.student"]
    assert student(OF_SCHOOL_303, ANNA)["class_id"] == CLASS_303_8A
    assert student(OF_SCHOOL_7, ANNA)["class_id"] == CLASS_7_8A
    assert student(EVERYTHING, ANNA)["class_id"] == CLASS_303_8A
    assert student(OF_SCHOOL_303, DINA) is None


def test_two_parts_of_the_tree_can_be_seen_at_once():
    both = Scope(("/1/2/4/10/20/", "/1/2/5/"), sees_names=False, reason="")
    seen = QUERIES["units.units"](both)
    assert set(seen["unit_id"]) == {CLASS_303_8A, SCHOOL_7, PARALLEL_7_8, CLASS_7_8A}
    assert SCHOOL_303 not in set(seen["unit_id"])
