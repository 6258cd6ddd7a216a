"""The state of the data: the row law, whose loads one sees, what rejected rows may say."""

import re
from pathlib import Path

import pytest
from files import load_one, world, written
from holdings import unit
from homes import store_in
from reading_world import NOTHING, scope
from sqlalchemy import select

from dashboard.access import RIGHTS, Right, Role, Scope
from dashboard.mending import LAW, NOT_SHOWN, RULES, is_telling, mendable, told_note
from dashboard.queries import database
from dashboard.queries.filled import filled_by_classes, filled_by_schools, filled_periods
from dashboard.queries.loads import Wanted, broken_rules, load, loads, rejected_rows
from dashboard.screens.data_filled import by_parent, missing, sentence
from dashboard.screens.data_loads import _pages, load_row, one_load, page_options
from dashboard.screens.data_state import content, layout, settled_period
from dashboard.session import acting
from etl.frames import KINDS
from etl.pipeline import ready_engine
from models import Unit
from models.store import open_engine

OF_7 = """
    student_code  date        mark
    У1            2025-09-15  5
    У2            2025-09-15  тройка
    У9            2025-09-15  4
    У3            2031-07-20  4
"""
OF_BOTH = """
    school_code  student_code  date        mark
    7            У1            2025-09-16  4
    9            Ч1            2025-09-16  5
    9            Ч1            2025-09-17  пять
"""
OF_9 = """
    school_code  student_code  mark
    9            Ч1            5
    9            У3            5
"""
ROOT = Path(__file__).parent.parent
FIRST_QUARTER, YEAR = 202511, 202550


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Schools 7 and 9, a journal of 7, a journal of both, final marks of 9."""
    folder = tmp_path_factory.mktemp("state")
    made = store_in(folder / "home")
    world(made, folder)
    load_one(made, written(folder, "marks", OF_7, "seven.csv"))
    load_one(made, written(folder, "marks", OF_BOTH, "both.csv"))
    load_one(made, written(folder, "final_marks", OF_9, "nine_finals.csv"))
    yield made
    database.forget()


@pytest.fixture(scope="module", autouse=True)
def engine(store):
    engine = open_engine(store)
    database.use(engine, "a secret")
    return engine


@pytest.fixture(scope="module")
def paths(store, engine):
    with engine.connect() as connection:
        return {
            code: connection.execute(select(Unit.path).where(Unit.id == unit(store, code))).scalar()
            for code in ("7", "9")
        }


@pytest.fixture(scope="module")
def seven(paths):
    return scope("администратор 7", paths["7"], RIGHTS[Role.SCHOOL_ADMINISTRATOR])


@pytest.fixture(scope="module")
def nine(paths):
    return scope("администратор 9", paths["9"], RIGHTS[Role.SCHOOL_ADMINISTRATOR])


SYSTEM = scope("системный", "/", RIGHTS[Role.SYSTEM_ADMINISTRATOR])


def named(who, name):
    """The load of that file."""
    return next(row for row in loads(who) if row["file"] == name)


def files(who, **wanted):
    return {row["file"] for row in loads(who, Wanted(**wanted))}


def test_the_row_law_is_shown_of_every_load():
    for row in loads(SYSTEM):
        assert row["rows_read"] == sum(row[name] for name in LAW[1:]), row
    assert [named(SYSTEM, "seven.csv")[name] for name in LAW] == [4, 1, 0, 3, 0]


def test_the_system_administrator_sees_also_plans_which_are_of_no_school():
    assert files(SYSTEM) == {
        "roster.csv", "nine.csv", "plan.csv", "seven.csv", "both.csv", "nine_finals.csv",
    }  # fmt: skip


def test_a_school_administrator_sees_only_loads_with_parts_of_his_school(seven, nine):
    assert files(seven) == {"roster.csv", "seven.csv", "both.csv"}
    assert files(nine) == {"nine.csv", "both.csv", "nine_finals.csv"}


def test_of_a_load_of_two_schools_each_sees_only_the_own_part(seven, nine):
    assert named(SYSTEM, "both.csv")["rejected"] == 1
    for who in (seven, nine):
        row = named(who, "both.csv")
        assert not row["is_whole"]
        assert [row[name] for name in LAW] == [None] * 5
        assert row["own_rows"] == 1  # one mark each


def test_rejected_rows_of_a_load_of_two_schools_are_shown_to_neither(seven, nine):
    both = named(SYSTEM, "both.csv")["load_id"]
    assert len(rejected_rows(SYSTEM, both)) == 1
    assert rejected_rows(seven, both) == rejected_rows(nine, both) == []
    assert "both.csv" not in files(nine, state="with_rejected")


def test_rejected_rows_of_another_school_are_not_there(seven, nine):
    of_seven = named(SYSTEM, "seven.csv")["load_id"]
    assert len(rejected_rows(seven, of_seven)) == 3
    assert rejected_rows(nine, of_seven) == []
    assert load(nine, of_seven) is None
    assert {row["load_id"] for row in broken_rules(nine)} == {
        named(nine, "nine_finals.csv")["load_id"]
    }


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SCHOOL_ADMINISTRATOR,
                                                     Role.SYSTEM_ADMINISTRATOR}))  # fmt: skip
def test_who_does_not_import_sees_no_load(role):
    who = scope(role, "/", RIGHTS[role])
    assert Right.IMPORT not in RIGHTS[role]
    assert loads(who) == broken_rules(who) == rejected_rows(who, 4) == []
    assert loads(NOTHING) == []


def test_a_mark_is_not_shown_to_those_who_see_no_results(seven):
    rows = {row["rule"]: row for row in rejected_rows(seven, named(seven, "seven.csv")["load_id"])}
    assert rows["unknown_mark"]["value"] == NOT_SHOWN
    assert "тройка" not in str(rows["unknown_mark"])
    assert rows["date_outside_year"]["value"] == "2031-07-20"
    assert rows["unknown_student"]["value"] == "У9"


def test_the_code_of_a_student_of_another_school_is_not_shown(nine):
    # У3 of school 7 stands in the file of school 9: not known there, but known
    [row] = rejected_rows(nine, named(nine, "nine_finals.csv")["load_id"])
    assert row["value"] == NOT_SHOWN
    assert "У3" not in str(row)
    [row] = rejected_rows(SYSTEM, named(SYSTEM, "nine_finals.csv")["load_id"])
    assert row["value"] == "У3"


@pytest.mark.parametrize("name", ["last_name", "first_name", "middle_name", "sex", "birth_year",
                                  "mark", "points", "total", "journal_mark", "test_score",
                                  "primary_score", "topic"])  # fmt: skip
def test_no_name_no_mark_and_no_points_are_shown(name):
    columns = [c for kind in KINDS.values() for c in kind.columns if c.name == name]
    assert columns
    for column in columns:
        row = {"column": column.title, "value": "Петров", "rule": "too_long", "message": "Петров"}
        assert "Петров" not in str(mendable(row))


@pytest.mark.parametrize("column", ["", "1", "2К1", "Иванов (class)", "1 (2б)"])
def test_lines_that_could_not_be_read_and_points_of_tasks_are_not_shown(column):
    assert not is_telling(column)


def test_every_rule_of_the_checks_has_its_words():
    text = "".join(path.read_text("utf-8") for path in (ROOT / "etl" / "checks").glob("*.py"))
    said = set(
        re.findall(r'"((?:bad|unknown|two|no|too|empty|duplicate|broken|absent)_\w+)"', text)
    )
    assert said - set(RULES) == set()


def test_loads_are_filtered_and_paged(seven):
    assert files(SYSTEM, kind="final_marks") == {"nine_finals.csv"}
    assert files(SYSTEM, text="SEVEN") == {"seven.csv"}
    assert files(SYSTEM, text="%") == set()
    assert files(SYSTEM, state="undone") == set()
    second = loads(SYSTEM, page=2, size=4)
    assert (len(second), second[0]["n_loads"]) == (2, 6)
    assert [one["label"] for one in page_options(30)] == ["1–25 из 30", "26–30 из 30"]


def test_every_choice_stands_in_the_address():
    chosen = {"period": "202550", "kind": "marks", "state": "0", "text": "seven", "portion": "9"}
    parts = content(SYSTEM, None, chosen)
    assert parts["address"] == "/data?period=202550&kind=marks&text=seven"  # of one page the first
    assert [row["name"] for row in parts["loads"]] == ["seven.csv"]
    assert parts["portion_value"] == "1"


def test_many_rejected_rows_are_shown_in_portions(seven):
    id = named(seven, "seven.csv")["load_id"]
    assert len(rejected_rows(seven, id, page=2, size=2)) == 1
    assert _links(_pages(id, 2, 150)) == [
        f"/data?load={id}&portion=1",
        f"/data?load={id}&portion=3",
    ]


def _links(nav):
    return [link.href for link in nav.children]


def test_the_page_of_a_load_of_two_schools_says_why_it_shows_no_rows(seven):
    id = named(SYSTEM, "both.csv")["load_id"]
    text = str(one_load(seven, id, 1))
    assert "другие школы" in text
    assert "пять" not in text
    assert "python -m etl undo" in str(one_load(SYSTEM, id, 1))


def test_a_load_of_another_school_is_answered_as_one_that_is_not_there(seven):
    foreign, missing_one = named(SYSTEM, "nine.csv")["load_id"], 999
    assert str(one_load(seven, foreign, 1)) == str(one_load(seven, missing_one, 1))


def test_rows_of_the_table_lead_to_the_load(seven):
    row = load_row(named(seven, "seven.csv"))
    assert row["href"] == f"/data?load={named(seven, 'seven.csv')['load_id']}"
    assert row["kind"] == "отметки журнала"


def test_where_something_is_missing_is_counted_in_classes(seven, nine):
    # the first quarter: a journal of both, final marks of the year of 9 alone
    [row] = filled_by_schools(seven, FIRST_QUARTER)
    assert (row["journal"], row["journal_of"]) == (1, 1)
    [row] = filled_by_schools(seven, YEAR)
    assert (row["final"], row["final_of"]) == (0, 1)
    assert missing(row, "class") == "итоговых отметок в 1 кл."
    [row] = filled_by_schools(nine, YEAR)
    assert (row["final"], row["final_of"]) == (1, 1)
    both = filled_by_schools(SYSTEM, YEAR)
    said = sentence(both, ("школы", "школ", "школ"))
    assert said.startswith("Есть не всё; без пропусков: ") and "итоговые – 1 из 2 школ" in said
    assert sentence([row], ("школы", "школ", "школ")).startswith("Всё, что ожидается, есть: ")
    [city] = by_parent(both)
    assert (city["journal"], city["journal_of"]) == (2, 2)
    assert (city["final"], city["final_of"]) == (1, 2)


def test_inside_a_school_subjects_are_counted(seven, paths):
    [row] = filled_by_classes(seven, YEAR, paths["7"])
    assert (row["unit"], row["journal"], row["journal_of"]) == ("8А", 1, 1)
    assert (row["final"], row["final_of"]) == (0, 1)
    assert filled_by_classes(seven, YEAR, paths["9"]) == []


def test_whoever_keeps_the_data_sees_counts_of_classes_and_no_marks():
    for row in filled_by_schools(SYSTEM, YEAR):
        assert set(row) == {
            *("unit_id", "unit", "code", "parent_id", "parent", "loaded_at"),
            *("journal", "journal_of", "final", "final_of"),
            *("works", "works_of", "external", "external_of"),
        }


def test_the_period_shown_is_the_last_one_that_is_not_the_year():
    periods = filled_periods(SYSTEM)
    assert {FIRST_QUARTER, YEAR} <= set(periods)
    assert settled_period(periods, "") == FIRST_QUARTER
    assert settled_period(periods, str(YEAR)) == YEAR
    assert settled_period(periods, "999999") == FIRST_QUARTER
    assert settled_period([], "") is None


def test_a_teacher_of_one_subject_sees_no_completeness(paths):
    teacher = Scope((scope("т", paths["7"], RIGHTS[Role.SUBJECT_TEACHER], 1)).areas, reason="т")
    assert filled_by_schools(teacher, YEAR) == []


def test_an_empty_system_says_what_to_load(tmp_path):
    before = database.engine_in_use()
    database.use(ready_engine(store_in(tmp_path / "empty")), "s")
    with acting(SYSTEM):
        text = str(layout({}))
    database.use(before, "a secret")
    assert "список учеников" in text
    assert "python -m etl load ПУТЬ" in text


def test_a_note_of_a_difference_is_told_without_marks_and_points():
    note = "строка 5, ученик У3: отметка в файле 5, по баллам 4; взята отметка из файла"
    assert told_note(note) == (
        "строка 5, ученик У3: отметка в файле и по баллам разные; взята отметка из файла"
    )
    assert told_note("столбец «Ученик» не нужен и пропущен") == (
        "столбец «Ученик» не нужен и пропущен"
    )
