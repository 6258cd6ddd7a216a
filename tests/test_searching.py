"""The search: numbers, names, codes within the scope; expected rows by hand."""

import pytest
from flask import Flask, g
from homes import of_a_sqlite_file, store_in
from reading_facts import (
    ANNA,
    BORIS,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    DINA,
    PARALLEL_303_8,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, NOTHING, OF_SCHOOL_7, OF_SCHOOL_303, world
from sqlalchemy import event, insert

from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.queries.searching import MOST, found
from dashboard.spelling import spellings, words_of
from models import Person
from models.store import open_engine

REGION = Scope((Area("/1/", RIGHTS[Role.REGIONAL_ADMINISTRATOR], "регион"),), reason="регион")
HEAD = Scope((Area("/1/2/4/", RIGHTS[Role.HEAD], "директор"),), reason="директор")
TEACHER = Scope(
    (Area("/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], "учитель", subjects=frozenset({1})),)
)
PARENT = Scope(children=(Child(ANNA, "ваш ребёнок", Role.PARENT),))


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def ids(scope, text):
    return [row.get("unit_id") or row["student_id"] for row in found(scope, text)]


@pytest.mark.parametrize("text", ["7", "школа 7", "Школа № 7", "ШКОЛА №7", "шк 7"])
def test_a_school_is_found_by_its_number(text):
    assert ids(EVERYTHING, text)[0] == SCHOOL_7


def test_a_number_is_a_whole_number():
    assert SCHOOL_303 not in ids(EVERYTHING, "30")
    assert ids(EVERYTHING, "303")[0] == SCHOOL_303


def test_a_place_is_found_by_the_beginning_of_its_name_in_any_case():
    assert ids(EVERYTHING, "гор") == ids(EVERYTHING, "ГОР") == [CITY]


@pytest.mark.parametrize("text", ["8а", "8А", "8 а"])
def test_a_class_is_found_in_every_school_in_order(text):
    assert ids(EVERYTHING, text) == [CLASS_7_8A, CLASS_303_8A]


@pytest.mark.parametrize("text", ["8А 7", "7 8а", "8а школа 7"])
def test_a_class_of_one_school_is_found(text):
    assert ids(EVERYTHING, text) == [CLASS_7_8A]


def test_a_grade_gives_the_parallel_and_its_classes():
    assert ids(HEAD, "8")[0] == PARALLEL_303_8
    assert CLASS_303_8A in ids(HEAD, "8 классы")


def test_a_unit_is_found_by_its_code():
    assert ids(EVERYTHING, "303/8А") == [CLASS_303_8A]


def test_a_row_says_what_it_is_and_where():
    [row] = found(EVERYTHING, "8А 7")
    assert (row["kind"], row["name"], row["place"]) == ("school_class", "8А", "Школа № 7, Город")


@pytest.mark.parametrize("text", ["Ёлк", "елк", "ЁЛКИНА", "ёлкина ан", "анна ёлк"])
def test_a_student_is_found_by_the_beginning_of_the_name(text):
    [row] = found(OF_SCHOOL_303, text)
    assert (row["student_id"], row["name"]) == (ANNA, "Ёлкина Анна")
    assert row["place"] == "8А, Школа № 303"


@pytest.mark.parametrize("who", [REGION, OF_SCHOOL_7], ids=["region", "school 7 without names"])
def test_who_sees_no_names_finds_nobody_by_name_and_codes_only_by_code(who):
    assert found(who, "Ёлкина") == found(who, "Тихая") == []
    [row] = found(who, f"У{ANNA}")
    assert row["name"] == f"У{ANNA}"


def test_a_code_is_whole_and_may_be_typed_small():
    assert ids(OF_SCHOOL_303, f"у{BORIS}") == [BORIS]
    assert ids(OF_SCHOOL_303, "У10") == []


def test_a_student_of_another_school_is_not_found():
    assert found(OF_SCHOOL_303, "Тихая") == found(OF_SCHOOL_303, f"У{DINA}") == []
    assert ids(EVERYTHING, "Тихая") == [DINA]


def test_who_has_moved_is_found_where_she_was_only_in_that_time():
    def at_school_7(first_year):
        area = Area("/1/2/5/", RIGHTS[Role.HEAD], "", first_year=first_year)
        return found(Scope((area,)), "Ёлкина")

    # she left school 7 on 31.12.2025, in the school year 2025/2026
    [row] = at_school_7(2025)
    assert (row["class_id"], row["place"]) == (CLASS_7_8A, "8А, Школа № 7")
    assert at_school_7(2026) == []


def test_a_student_is_one_row_in_the_latest_class():
    assert [row["class_id"] for row in found(EVERYTHING, "Ёлкина")] == [CLASS_303_8A]


def test_a_parent_finds_the_own_child_and_nothing_else():
    assert ids(PARENT, "Ёлкина") == ids(PARENT, f"У{ANNA}") == [ANNA]
    assert found(PARENT, "Тихая") == found(PARENT, "7") == found(PARENT, "8а") == []


def test_a_unit_that_leads_nowhere_is_not_found():
    assert SCHOOL_7 not in ids(HEAD, "7")  # named to compare with, but nothing opens there
    assert ids(HEAD, "город") == [CITY]
    assert ids(TEACHER, "8а") == [CLASS_303_8A]


@pytest.mark.parametrize(
    "text", ["", " ", "а", "%", "_", "%%", "__", "*", "' OR 1=1 --", "\0\0", "Ё%", "\ud800", "«»"]
)
def test_signs_of_patterns_and_of_sql_find_nothing(text):
    assert found(EVERYTHING, text) == []


def test_nobody_finds_nothing():
    for text in ("7", "8а", "Ёлкина", "303", f"У{ANNA}"):
        assert found(NOTHING, text) == []


def test_there_are_never_more_than_twelve():
    assert len(found(EVERYTHING, "8")) <= MOST


def test_names_that_were_found_are_counted_for_the_trail():
    with Flask(__name__).test_request_context():
        found(REGION, f"У{ANNA}")
        assert "names_shown" not in g
        found(OF_SCHOOL_303, "Ёлк")
        assert g.names_shown == {ANNA}


def test_words_are_taken_out_of_what_is_typed():
    assert words_of("Школа № 7") == ["школа", "7"]
    assert words_of("  Салтыков-Щедрин, 8А ") == ["салтыков-щедрин", "8а"]


def test_a_name_is_looked_for_in_every_way_it_may_be_written():
    assert spellings("елк") == ["Елк", "ЕЛК", "Ёлк", "ЁЛК"]
    assert "Салтыков-Щ" in spellings("салтыков-щ")


@of_a_sqlite_file
def test_no_table_of_persons_is_read_as_a_whole(engine):
    sent = []

    def remember(_connection, _cursor, statement, parameters, *_):
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", remember)
    found(EVERYTHING, "елкина анна")
    event.remove(engine, "before_cursor_execute", remember)
    with engine.connect() as connection:
        plan = [
            row[3]
            for statement, parameters in sent
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        ]
    tables = ("person", "student", "membership")
    assert not [step for step in plan if step.startswith(tuple(f"SCAN {one}" for one in tables))]
    assert any("ix_person_last_name (last_name>? AND last_name<?)" in step for step in plan)


def test_postgresql_finds_the_same(tmp_path):
    texts = ("7", "8а 7", "елк", "анна ёлк", "Ё%", f"у{ANNA}", "гор", "303/8А")
    expected = [found(OF_SCHOOL_303, text) + found(EVERYTHING, text) for text in texts]
    engine = open_engine(store_in(tmp_path / "home", "postgresql"))
    try:
        world(engine)
        assert [found(OF_SCHOOL_303, t) + found(EVERYTHING, t) for t in texts] == expected
    finally:
        engine.dispose()
        world()


def test_a_name_in_capitals_is_found():
    engine = world()
    row = {"id": 9, "student_id": BORIS, "last_name": "БЕРЁЗИН", "load_id": 1, "is_current": True}
    with engine.begin() as connection:
        connection.execute(insert(Person), row)
    assert ids(OF_SCHOOL_303, "березин") == [BORIS]
    world()
