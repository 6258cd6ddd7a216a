"""Elements with nearly the same name: told on load, counted as one once a person has said so."""

from datetime import datetime

import pytest
from files import load_one, loaded, school, sound, world, written
from sqlalchemy import delete, insert, select, update

from dashboard.access import Scope
from dashboard.queries import database
from dashboard.queries.codified import tasks_of_works
from dashboard.queries.elements import elements
from etl import pipeline
from models import Element, ElementMapping, ElementMart, Plan
from models.store import open_engine, writing

CODIFIER = """
    code  name
    1.1   Geometric measurement
    1.2   Geomteric measurement
    1.3   Задачи в 2 действия
    1.4   Задачи в 3 действия
"""
PROTOCOL = """
    student_code  1  2
    У1            1  1
    У2            0  2
    У3            1  0
"""
EVERYTHING = Scope.everything("a test")


@pytest.fixture
def written_work(store, tmp_path):
    """Task 1 is of element 1.1 and task 2 of 1.2, whose name is a misprint of it."""
    world(store, tmp_path)
    loaded(store, written(tmp_path, "codifier", CODIFIER), written(tmp_path, "protocol", PROTOCOL))
    return store


def decide(store, state, *, code="1.2", into="1.1", grade=8):
    engine = open_engine(store)
    with writing(engine) as connection:
        ids = {row.code: row.id for row in connection.execute(
            select(Element).where(Element.kind == "kes"))}  # fmt: skip
        connection.execute(delete(ElementMapping))
        connection.execute(insert(ElementMapping), {
            "element_id": ids[code], "into_id": ids[into], "state": state, "grade": grade,
            "confirmed_by": "methodologist", "confirmed_as": "",
            "confirmed_at": datetime.fromisoformat("2025-11-01"),
        })  # fmt: skip
    engine.dispose()


def leave(store):
    engine = open_engine(store)
    with writing(engine) as connection:
        connection.execute(update(ElementMapping).values(state="leaving"))
    engine.dispose()


def points(store) -> dict[str, tuple]:
    """Content element → students, points, tasks and name, as the screens read them."""
    engine = open_engine(store)
    database.use(engine, lake=store.lake)
    found = elements(EVERYTHING, kind="kes", level="school", period_id=202550)
    [plan] = database.rows(select(Plan.id).where(Plan.is_current))
    tasks = tasks_of_works([{"plan_id": plan["id"], "grade": 8, "school_year": 2025}])
    behind = [(task["label"], task["code"]) for task in tasks[plan["id"]]]
    database.forget()
    rows = {row.code: (row.n_students, row.points, row.n_tasks) for row in found.itertuples()}
    return rows | {"tasks": behind}


def test_a_misprint_is_told_on_load(plain_store, tmp_path):
    report = load_one(plain_store, written(tmp_path, "codifier", CODIFIER))
    [note] = [note for note in report.notes if "почти одно" in note]
    assert "строка 2: «Geometric measurement» (1.1) и «Geomteric measurement» (1.2)" in note
    later = load_one(plain_store, written(
        tmp_path, "codifier", "code  name\n 1.5  Geometric mesurement", "later.csv"))  # fmt: skip
    assert [note.partition(" и ")[0] for note in later.notes] == [
        "строка 2: «Geometric mesurement» (1.5)"
    ] * 2


def test_after_a_decision_one_element_counts_as_the_other_and_it_can_be_taken_back(written_work):
    store = written_work
    # by hand: 1 + 0 + 1 of task 1, 1 + 2 + 0 of task 2
    apart = {"1.1": (3, 2, 1), "1.2": (3, 3, 1), "tasks": [("1", "1.1"), ("2", "1.2")]}
    assert points(store) == apart
    decide(store, "asked")
    assert points(store) == apart  # until the marts are made anew
    assert pipeline.settle_elements(store) == 1
    assert points(store) == {"1.1": (3, 5, 2), "tasks": [("1", "1.1"), ("2", "1.1")]}
    assert sound(store)
    leave(store)
    assert pipeline.settle_elements(store) == 1
    assert points(store) == apart
    assert sound(store)
    assert pipeline.settle_elements(store) == 0


def test_a_decision_of_another_grade_changes_nothing(written_work):
    decide(written_work, "asked", grade=9)
    assert pipeline.settle_elements(written_work) == 1
    assert points(written_work)["1.2"] == (3, 3, 1)
    decide(written_work, "asked", grade=0)  # of any grade
    assert pipeline.settle_elements(written_work) == 1
    assert points(written_work)["1.1"] == (3, 5, 2)


def test_two_that_are_different_change_nothing(written_work):
    decide(written_work, "different")
    assert pipeline.settle_elements(written_work) == 0
    assert points(written_work)["1.2"] == (3, 3, 1)


def test_a_task_of_both_gives_its_points_once(plain_store, tmp_path):
    school(plain_store, tmp_path)
    plan = "task  kes  level  max_points\n 1  1.1, 1.2  Б  1\n 2  1.3  Б  2"
    loaded(plain_store, written(tmp_path, "plan", plan))
    decide(plain_store, "asked")
    loaded(plain_store, written(tmp_path, "protocol", PROTOCOL))
    pipeline.refresh(plain_store)
    assert points(plain_store) == {
        "1.1": (3, 2, 1), "1.3": (3, 3, 1), "tasks": [("1", "1.1"), ("2", "1.3")]
    }  # fmt: skip
    engine = open_engine(plain_store)
    with engine.connect() as connection:
        assert connection.execute(select(ElementMart.points).where(
            ElementMart.assessment_id == 0).limit(1)).scalar() is not None  # fmt: skip
    engine.dispose()
