"""Undo and redo: facts in any order, lists and plans last in first out; marts follow."""

import pytest
from files import (
    dump,
    full,
    load_one,
    loaded,
    published,
    school,
    write_xlsx,
    written,
)
from holdings import ORDER, facts, files_of_a_school, marks, rows, switch

from etl import pipeline
from etl.mistakes import Mistake
from models import Unit


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0)])
def test_facts_are_undone_and_redone_in_any_order(store, tmp_path, order):
    school(store, tmp_path)
    before = published(store)
    loads = [
        load_one(
            store, written(tmp_path, "marks", f"student_code  mark  topic\n У1  {mark}  {topic}")
        )
        for mark, topic in ((5, "а"), (4, "б"), (3, "а"))
    ]
    after = published(store)
    for place in order:
        switch(store, loads[place].id, on=False)
    assert published(store) == before
    assert facts(store, "marks") == []
    for place in order:
        switch(store, loads[place].id, on=True)
    assert published(store) == after
    assert marks(store) == [3, 4]


def test_undo_of_the_first_of_two_overlapping_loads_leaves_the_second_statement(store, tmp_path):
    school(store, tmp_path)
    first = load_one(store, written(tmp_path, "marks", "student_code  mark\n У1  5\n У2  5"))
    load_one(store, written(tmp_path, "marks", "student_code  mark\n У2  4\n У3  3"))
    assert marks(store) == [3, 4, 5]
    switch(store, first.id, on=False)
    assert marks(store) == [3, 4]
    switch(store, first.id, on=True)
    assert marks(store) == [3, 4, 5]


@pytest.mark.parametrize("kind", ["marks", "final_marks", "protocol", "results"])
def test_undo_and_redo_of_each_kind_of_facts_bring_the_marts_back(plain_store, tmp_path, kind):
    paths = files_of_a_school(tmp_path / "school")
    reports = {report.kind: report.id for report in loaded(plain_store, *paths)}
    after = published(plain_store)
    switch(plain_store, reports[kind], on=False)
    assert published(plain_store) != after
    switch(plain_store, reports[kind], on=True)
    assert published(plain_store) == after


def test_lists_and_plans_are_undone_last_in_first_out(store, tmp_path):
    paths = files_of_a_school(tmp_path / "school")
    reports = {report.kind: report.id for report in loaded(store, *paths)}
    after = published(store)
    with pytest.raises(Mistake, match="опираются загрузки"):
        pipeline.switch(store, reports["roster"], on=False)
    with pytest.raises(Mistake, match="опираются загрузки"):
        pipeline.switch(store, reports["plan"], on=False)
    for kind in reversed(ORDER):
        switch(store, reports[kind], on=False)
    assert not any(published(store).values())
    with pytest.raises(Mistake, match="Сначала верните их"):
        pipeline.switch(store, reports["protocol"], on=True)
    for kind in ORDER:
        switch(store, reports[kind], on=True)
    assert published(store) == after


def test_undo_twice_and_undo_of_nothing_are_refused(plain_store, tmp_path):
    report = school(plain_store, tmp_path)
    switch(plain_store, report.id, on=False)
    for load_id, on, says in ((report.id, False, "уже отменена"), (99, False, "99 нет")):
        with pytest.raises(Mistake, match=says):
            pipeline.switch(plain_store, load_id, on=on)


def test_stays_of_two_sheets_are_undone_together(plain_store, tmp_path):
    sheets = {
        "осень": full("roster", "student_code  class\n У1  8А"),
        "зима": full("roster", "student_code  class  from\n У1  8Б  01.01.2026"),
    }
    report = load_one(plain_store, write_xlsx(tmp_path / "roster.xlsx", sheets))
    after = dump(plain_store, without=("load",))
    switch(plain_store, report.id, on=False)
    assert not rows(plain_store, Unit.id, is_active=True)
    switch(plain_store, report.id, on=True)
    assert dump(plain_store, without=("load",)) == after
