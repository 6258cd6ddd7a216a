"""Counts by hand: moments of elements, scores, groups, points, reserve, results and pairs."""

from files import loaded, school, sound, written
from sqlalchemy import select

from etl import pipeline
from models import (
    Element,
    ElementMart,
    ExternalScoreMart,
    PairMart,
    ProgressMart,
    ReserveMart,
    ResultMart,
    ScoreMart,
    TaskGroupMart,
    TaskValueMart,
    Unit,
)

# Points of У1: 1 of 1 and 1 of 2; У2: 0 and 2; У3: only task 1 was given
PLAN = """
    task  kes  level  max_points  from_3  from_4  from_5
    1     1.1  Б      1           1       2       3
    2     1.2  П      2           1       2       3
"""
PROTOCOL = """
    student_code  1  2
    У1            1  1
    У2            0  2
    У3            1  _
"""
FINALS = """
    student_code  subject   mark
    У1            Алгебра   3
    У1            Физика    4
    У2            Алгебра   3
    У2            Физика    3
    У3            Алгебра   5
    У3            Физика    4
"""


def class_rows(store, mart, *columns: str, **where) -> set[tuple]:
    """Rows of the class in a mart."""
    with pipeline.opened(store) as engine, engine.connect() as connection:
        query = select(*(getattr(mart, name) for name in columns))
        if "unit_id" in mart.__table__.c:
            query = query.join(Unit, Unit.id == mart.unit_id).where(Unit.level == "school_class")
        query = query.where(*(getattr(mart, name) == value for name, value in where.items()))
        return {tuple(row) for row in connection.execute(query)}


def test_moments_of_an_element_are_those_of_shares_in_whole_percents(store, tmp_path):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", PROTOCOL))
    with pipeline.opened(store) as engine, engine.connect() as connection:
        first = connection.execute(select(Element.id).where(Element.code == "1.1")).scalar_one()
    names = (
        *("n_students", "sum_x", "sum_xx", "sum_t", "sum_t2", "sum_t6", "sum_xt", "sum_xt3"),
        "given_points",
    )
    # x of 1.1: 100, 0, 100; t: 2 of 3, 2 of 3, 1 of 1 points = 67, 67, 100 %
    assert class_rows(store, ElementMart, *names, element_id=first, period_id=202550) == {
        (3, 200, 20_000, 234, 18_978, 2 * 67**6 + 100**6, 16_700, 100 * 67**3 + 100**4, 700)
    }
    assert sound(store)


def test_scores_count_those_who_were_given_every_task(store, tmp_path):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", PROTOCOL))
    assert class_rows(store, ScoreMart, "score", "n") == {(200, 2)}
    groups = class_rows(store, TaskGroupMart, "mark", "n", "points", "full", "not_attempted")
    assert groups == {(4, 2, 100, 1, 0), (3, 1, 100, 1, 0), (4, 2, 300, 1, 0)}
    assert class_rows(store, TaskValueMart, "value", "n") == {(100, 1), (200, 1)}


def test_reserve_counts_students_and_names_the_subjects_of_their_marks(store, tmp_path):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "final_marks", FINALS))
    kinds = ("one_two", "one_three", "two_threes", "one_four")
    assert class_rows(store, ReserveMart, *kinds, subject_id=0) == {(0, 1, 1, 1)}
    by_subject = class_rows(store, ReserveMart, "subject_id", *kinds) - {(0, 0, 1, 1, 1)}
    assert sorted(row[1:] for row in by_subject) == [(0, 0, 1, 1), (0, 1, 1, 0)]
    # 3 + 4, 3 + 3, 5 + 4: Σ (Σ marks)²/2 = 24.5 + 18 + 40.5
    sums = ("n_marks", "sum_marks", "sum_squares", "sum_of_students")
    assert class_rows(store, ProgressMart, *sums) == {(6, 22, 84, 83_000)}
    assert sound(store)


def test_a_result_is_set_beside_the_journal_mark_and_the_earlier_result(store, tmp_path):
    school(store, tmp_path)
    header = "student_code  primary_score  mark  journal_mark  date"
    before = written(tmp_path, "results", f"{header}\n У1  10  3  4  2025-04-15", "before.csv")
    now = f"{header}\n У1  12  4  4  2026-04-15\n У2  20  5  5  2026-04-15"
    loaded(store, written(tmp_path, "results", now, "now.csv"))
    pairs = ("kind", "earlier", "n", "sum_x", "sum_y", "sum_xy")
    assert class_rows(store, PairMart, *pairs, period_id=202550) == {
        ("journal", "", 2, 3_200, 9, 14_800)
    }
    (first,) = loaded(store, before)
    assert class_rows(store, PairMart, *pairs, period_id=202550, kind="progress") == {
        ("progress", "ВПР", 1, 1_000, 1_200, 1_200_000)
    }
    scores = class_rows(store, ExternalScoreMart, "primary_score", "mark", "n", period_id=202550)
    assert {row for row in scores if row[0]} == {(1_200, 4, 1), (2_000, 5, 1)}
    assert class_rows(store, ResultMart, "primary_score", "journal_mark", period_id=202450) == {
        (1_000, 4)
    }
    assert sound(store)
    pipeline.switch(store, first.id, on=False)
    assert class_rows(store, PairMart, *pairs, kind="progress") == set()
