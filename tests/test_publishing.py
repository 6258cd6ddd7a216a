"""Only what changed is written: rows of a school, and the sums above it."""

import pytest
from files import load_one, published, school, sound, written
from homes import of_a_sqlite_file
from sqlalchemy import text

from etl import marts, rolling_up
from etl.pipeline import opened
from models.store import writing

MARKS = """
    student_code  date        mark
    У1            2025-09-15  5
    У2            2025-09-15  4
    У1            2026-02-10  3
    У2            2026-02-10  4
"""
CORRECTED = """
    student_code  date        mark
    У1            2026-02-10  2
"""
NOTED = "CREATE TABLE noted (what TEXT, period_id INTEGER)"
NOTING = "CREATE TRIGGER {what} AFTER {event} ON {mart} BEGIN INSERT INTO noted VALUES ('{mart}', {row}.period_id); END"  # noqa: E501


def refresh(store) -> int:
    """Count everything again; how many rows of any table that wrote."""
    with opened(store) as engine, writing(engine) as connection:
        before = connection.connection.total_changes
        marts.refresh(connection, store.lake, marts.all_tasks(connection))
        return connection.connection.total_changes - before


@of_a_sqlite_file
def test_what_is_counted_again_without_a_change_writes_nothing(plain_store, tmp_path):
    school(plain_store, tmp_path)
    load_one(plain_store, written(tmp_path, "marks", MARKS))
    assert refresh(plain_store) == 0


@of_a_sqlite_file
def test_a_mark_changes_the_rows_of_its_period_and_of_the_year_alone(plain_store, tmp_path):
    school(plain_store, tmp_path)
    load_one(plain_store, written(tmp_path, "marks", MARKS))
    with opened(plain_store) as engine, writing(engine) as connection:
        connection.execute(text(NOTED))
        for mart in ("mart_student", "mart_mark", "mart_work_type"):
            for event, row in (("INSERT", "new"), ("DELETE", "old")):
                what = {"what": f"{mart}_{event}", "event": event, "mart": mart, "row": row}
                connection.execute(text(NOTING.format(**what)))
    load_one(plain_store, written(tmp_path, "marks", CORRECTED, "corrected.csv"))
    with opened(plain_store) as engine, engine.connect() as connection:
        noted = set(connection.execute(text("SELECT what, period_id FROM noted")).all())
    marts_of_marks = ("mart_student", "mart_mark", "mart_work_type")
    assert noted == {(mart, period) for mart in marts_of_marks for period in (202513, 202550)}
    assert sound(plain_store)


@pytest.mark.parametrize("many", [0, 10**6])
def test_sums_of_some_keys_are_those_of_all(store, tmp_path, monkeypatch, many):
    monkeypatch.setattr(rolling_up, "MANY", many)
    school(store, tmp_path)
    for code in ("9", "11"):
        roster = {"school_code": code, "school": f"Школа {code}"}
        load_one(
            store, written(tmp_path, "roster", "student_code\n Я" + code, f"{code}.csv", **roster)
        )
        marks = f"student_code  mark\n Я{code}  4"
        load_one(store, written(tmp_path, "marks", marks, f"m{code}.csv", school_code=code))
    load_one(store, written(tmp_path, "marks", MARKS))
    load_one(store, written(tmp_path, "marks", CORRECTED, "corrected.csv"))
    assert sound(store)
    assert published(store)
