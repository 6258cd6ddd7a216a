"""A class keeps its name while its students change: a teacher sees those of his own years."""

from dataclasses import replace
from datetime import date

import pytest
from reading_facts import ANNA, CLASS_7_8A, UNITS
from reading_world import world

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.accounts import database as accounts
from dashboard.accounts.grants import Grant, console
from dashboard.accounts.people import add_user
from dashboard.accounts.scopes import scope_of
from dashboard.filters import View
from dashboard.queries.overview import marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.students import marks_of_class, marks_of_student, student, student_works
from models.store import open_accounts

[PATH] = [unit[6] for unit in UNITS if unit[0] == CLASS_7_8A]
AREA = Area(PATH, RIGHTS[Role.CLASS_TEACHER], "8А", Role.CLASS_TEACHER)


@pytest.fixture(scope="module", autouse=True)
def small_territory():
    return world()


def since(year):
    return Scope((replace(AREA, first_year=year),), reason="8А")


def test_who_left_in_the_first_year_is_still_seen():
    # Анна left 8А of school 7 on 31.12.2025, in the school year 2025/2026
    assert student(since(2025), ANNA)["class_id"] == CLASS_7_8A
    assert marks_of_student(since(2025), ANNA)


def test_who_left_before_the_first_year_is_not_there():
    assert student(since(2026), ANNA) is None
    assert marks_of_student(since(2026), ANNA) == []
    assert student_works(since(2026), ANNA) == []


def test_the_class_of_an_earlier_year_has_no_students_for_the_new_teacher():
    view = View(year=2025, period=202550)
    assert marks_of_class(since(None), CLASS_7_8A, view)
    assert marks_of_class(since(2026), CLASS_7_8A, view) == []


@pytest.mark.parametrize(("role", "first"), [(Role.CLASS_TEACHER, 2025), (Role.HEAD, None)])
def test_the_first_day_of_a_role_limits_the_years_of_teachers_only(plain_store, role, first):
    accounts.use(open_accounts(plain_store))
    school = int(PATH.split("/")[3])
    unit = CLASS_7_8A if role is Role.CLASS_TEACHER else school
    grant = Grant(role, unit_id=unit, date_from=date(2026, 1, 12))
    user = add_user("teacher", by=console(), grants=[grant])
    [area] = scope_of(user, date(2026, 2, 1)).areas
    assert area.first_year == first
    assert scope_of(user, date(2026, 1, 11)).areas == ()
    accounts.forget()


def test_a_name_of_an_earlier_year_is_not_seen_through_another_role():
    by_code = Area("/", RIGHTS[Role.REGIONAL_ADMINISTRATOR], "регион")
    for first, is_named in ((2025, True), (2026, False)):
        scope = Scope((by_code, replace(AREA, first_year=first)))
        marks = [row for row in marks_of_student(scope, ANNA) if row["class_id"] == CLASS_7_8A]
        assert marks and all(bool(row["name"]) == is_named for row in marks)


def test_numbers_of_an_earlier_year_are_of_others():
    own, earlier = since(2025), since(2026)
    assert own.is_own(PATH, 1, 2025) and not earlier.is_own(PATH, 1, 2025)
    assert earlier.is_own(PATH, 1, 2026)
    view = View(year=2025, period=202550)
    [row] = marks_of_places(earlier, [Place(CLASS_7_8A)], view)[:1]
    assert row["hidden"] and row["n5"] is None
