"""The filter of work types: numbers of one form of control, counted by hand on a small journal."""

import pytest
from files import load_one, world, written
from holdings import unit
from homes import store_in
from reading_world import scope
from sqlalchemy import select

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.filters import View
from dashboard.queries import database
from dashboard.queries.overview import marks_of_children, marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.work_types import (
    marks_by_work_type,
    marks_of_children_by_type,
    marks_of_places_by_type,
    work_types_of,
)
from dashboard.reports.work_types import REPORT, build, control_sentence
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from models import Unit, WorkType
from models.store import open_engine

# class 8А of school 7: control works 5, 4, 3, 2 and answers 5, 5, 4; school 9: one control work
JOURNAL = """
    school_code  student_code  date        work_type  mark
    7            У1            2025-09-15  К          5
    7            У2            2025-09-15  К          4
    7            У3            2025-09-15  К          3
    7            У1            2025-11-17  К          2
    7            У1            2025-09-16  О          5
    7            У2            2025-09-16  О          5
    7            У3            2025-09-16  О          4
    9            Ч1            2025-09-15  К          3
"""
FIRST, YEAR = 202511, 202550


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("types")
    made = store_in(folder / "home")
    world(made, folder)
    load_one(made, written(folder, "marks", JOURNAL))
    database.use(open_engine(made), "a secret")
    yield made
    database.forget()


@pytest.fixture(scope="module")
def ids(store):
    with database.engine_in_use().connect() as connection:
        types = dict(connection.execute(select(WorkType.code, WorkType.id)).all())
        paths = dict(connection.execute(select(Unit.id, Unit.path)).all())
    school, other = unit(store, "7"), unit(store, "9")
    found = {"school": school, "other": other, "control": types["К"], "answer": types["О"]}
    found["city"] = int(paths[school].strip("/").split("/")[1])
    return found | {"path": paths[school]}


@pytest.fixture(scope="module")
def head(ids):
    return scope("директор 7", ids["path"], RIGHTS[Role.HEAD])


ALL = Scope.everything("тест")


def view(ids, type_name="control", period=YEAR, **more):
    more = {"basis": "current"} | more
    return View(year=2025, period=period, work_type=ids[type_name], **more)


def row_of(rows, period=YEAR, subject=0):
    [found] = [r for r in rows if (r["period_id"], r["subject_id"]) == (period, subject)]
    return found


def test_marks_of_one_work_type_are_counted_as_by_hand(ids):
    row = row_of(marks_of_places_by_type(ALL, [Place(ids["school"])], view(ids)))
    assert [row[f"n{mark}"] for mark in (5, 4, 3, 2, 1)] == [1, 1, 1, 1, 0]
    assert (row["n"], row["n_marks"], row["sum_marks"]) == (4, 4, 14)
    assert (row["quality_rate"], row["pass_rate"], row["mean_mark"]) == (0.5, 0.75, 3.5)
    assert row["weighted_mean"] is None
    assert row["of_marks"]


def test_the_trend_has_every_period_and_the_year(ids):
    rows = marks_of_places_by_type(ALL, [Place(ids["school"])], view(ids))
    means = {r["period_id"]: r["n"] for r in rows if r["subject_id"] == 0}
    assert means == {FIRST: 3, 202512: 1, YEAR: 4}


def test_rows_have_the_shape_of_those_of_all_marks(ids):
    places, asked = [Place(ids["school"])], view(ids)
    of_type = marks_of_places_by_type(ALL, places, asked)
    of_all = marks_of_places(ALL, places, asked)
    assert set(of_type[0]) == set(of_all[0]) | {"of_marks"}
    children = marks_of_children(ALL, ids["city"], asked, (0,))
    by_type = marks_of_children_by_type(ALL, ids["city"], asked, (0,))
    assert set(by_type[0]) == set(children[0]) | {"of_marks"}


def test_children_are_counted_each(ids):
    rows = marks_of_children_by_type(ALL, ids["city"], view(ids), (0,))
    assert {r["unit_id"]: r["n"] for r in rows} == {ids["school"]: 4, ids["other"]: 1}


def test_a_grade_is_asked_for_as_with_all_marks(ids):
    asked = view(ids, grade=8)
    rows = marks_of_places_by_type(ALL, [Place(ids["school"], 8)], asked)
    assert row_of(rows)["n"] == 4
    rows = marks_of_children_by_type(ALL, ids["city"], asked, (0,))
    assert {(r["unit_id"], r["grade"]) for r in rows if r["grade"]} == {
        (ids["school"], 8), (ids["other"], 8),
    }  # fmt: skip


def test_the_work_types_offered_are_those_with_marks(ids):
    names = [row["work_type"] for row in work_types_of(ALL, ids["school"], view(ids))]
    assert names == ["Контрольная работа", "Ответ на уроке"]
    assert [r["work_type"] for r in work_types_of(ALL, ids["other"], view(ids))] == [names[0]]
    assert work_types_of(ALL, ids["school"], view(ids, period=202513)) == []


def test_nothing_is_told_of_units_that_are_not_ones_own(ids, head):
    # marks say nothing of how many students stand behind them, so they cannot be rounded enough
    for unit_id in (ids["other"], ids["city"]):
        assert marks_of_places_by_type(head, [Place(unit_id)], view(ids)) == []
        assert work_types_of(head, unit_id, view(ids)) == []
    rows = marks_of_children_by_type(head, ids["city"], view(ids), (0,))
    assert {row["unit_id"] for row in rows} == {ids["school"]}
    assert not any(row["disclosed"] for row in rows)


def test_a_teacher_sees_nothing_of_before_the_first_year(ids):
    area = Area(ids["path"], RIGHTS[Role.CLASS_TEACHER], "классный", first_year=2026)
    new = Scope((area,), reason="классный")
    assert marks_of_places_by_type(new, [Place(ids["school"])], view(ids)) == []
    assert marks_by_work_type(new, Place(ids["school"]), view(ids)) == []


def reading(ids, **more):
    return read(ALL, line_to(ALL, ids["school"]), view(ids, **more))


def test_the_report_says_for_what_marks_are_given(ids):
    types = marks_by_work_type(ALL, Place(ids["school"]), view(ids))
    content = build(ALL, reading(ids))
    assert [row["name"] for row in content.table.rows] == ["Контрольная работа", "Ответ на уроке"]
    assert [row["n_marks"] for row in content.table.rows] == [4, 3]
    # the bar of a work type is as long as its share: 4 and 3 of 7 marks
    bars = [sum(trace["x"][n] for trace in content.figure["data"]) for n in (0, 1)]
    assert bars == pytest.approx([4 / 7, 3 / 7], abs=0.001)
    assert {trace["type"] for trace in content.figure["data"]} == {"bar"}
    # control works 14/4, answers 14/3: −1.17
    assert "средняя 3,50; остальные: 4,67, разница −1,17" in control_sentence(types)
    assert REPORT.has_figure


def test_a_unit_that_is_not_ones_own_has_no_work_types(ids, head):
    foreign = read(head, line_to(head, ids["other"]), view(ids))
    assert build(head, foreign).is_empty


def test_the_screen_shows_the_numbers_of_the_chosen_work_type(ids):
    own = reading(ids).own.row
    assert (own["n"], own["quality_rate"], own["of_marks"]) == (4, 0.5, True)
