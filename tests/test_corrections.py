"""What is corrected later: transfers, moved schools, plans after protocols, weights with dates."""

from datetime import date

import pytest
from files import (
    PLAN,
    counts,
    dump,
    load_one,
    loaded,
    published,
    school,
    sound,
    written,
)
from holdings import ANSWERS, MARKS, PROTOCOL, facts, n_of, rows, switch, unit
from sqlalchemy import insert

from etl import pipeline
from etl.mistakes import Mistake
from models import StudentMart, Unit, WorkWeight
from models.store import writing

TRANSFER = """
    student_code  school_code  school   from        to
    У1            7            Школа 7  01.09.2025  31.12.2025
    У1            9            Школа 9  01.01.2026  _
"""


def test_a_transfer_keeps_the_facts_of_the_old_school(store, tmp_path):
    school(store, tmp_path)
    load_one(store, written(tmp_path, "marks", "student_code  mark\n У1  5"))
    moved = load_one(
        store,
        written(tmp_path, "roster", "student_code  from\n У1  01.01.2026", "transfer.csv",
                school_code="9", school="Школа 9"),
    )  # fmt: skip
    there = written(tmp_path, "marks", "student_code  mark  date\n У1  4  2026-02-10", "there.csv",
                    school_code="9")  # fmt: skip
    assert load_one(store, there).loaded == 1
    assert sound(store)
    assert [n_of(store, unit(store, code), "current") for code in ("7", "9")] == [1, 1]
    with pytest.raises(Mistake, match="опираются"):
        pipeline.switch(store, moved.id, on=False)


def test_a_transfer_within_one_file_is_two_stays(plain_store, tmp_path):
    report = load_one(plain_store, written(tmp_path, "roster", TRANSFER))
    assert counts(report) == (2, 2, 0, 0, 0)


def test_a_student_in_two_classes_counts_in_each(plain_store, tmp_path):
    stays = """
        student_code  class  from        to
        У1            8А     01.09.2025  31.10.2025
        У1            8Б     01.11.2025  _
    """
    school(plain_store, tmp_path, stays)
    table = "student_code  class  date  mark\n У1  8А  2025-09-15  5\n У1  8Б  2025-11-15  3"
    load_one(plain_store, written(tmp_path, "marks", table))
    for name, mark in (("8А", 5), ("8Б", 3)):
        class_id = unit(plain_store, f"7/{name}", "school_class")
        found = rows(plain_store, StudentMart.suggested_mark, class_id=class_id, period_id=202550)
        assert found == [(mark,)]
    assert sound(plain_store)


def moved(folder, municipality: str, name: str):
    return written(
        folder, "roster", "student_code\n У1\n У2\n У3", municipality=municipality, school=name
    )


def test_a_school_renamed_and_moved_takes_its_marts_along(store, tmp_path):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "marks", MARKS), written(tmp_path, "plan", PLAN))
    loaded(store, written(tmp_path, "protocol", PROTOCOL))
    before = published(store)
    report = load_one(store, moved(tmp_path, "Район", "Лицей 7"))
    assert sound(store)
    assert rows(store, Unit.name, Unit.code, level="school") == [("Лицей 7", "7")]
    city, district = (unit(store, f"Область/{name}", "municipality") for name in ("Город", "Район"))
    assert (n_of(store, city, "current"), n_of(store, district, "current")) == (0, 3)
    with pytest.raises(Mistake, match="опираются"):
        pipeline.switch(store, 1, on=False)
    switch(store, report.id, on=False)
    assert published(store) == before
    assert rows(store, Unit.name, level="school") == [("Школа 7",)]
    assert rows(store, Unit.is_active, code="Область/Район") == [(False,)]
    switch(store, report.id, on=True)
    assert n_of(store, district, "current") == 3


def test_a_class_of_an_undone_list_may_come_back_in_another_grade(plain_store, tmp_path):
    wrong = school(plain_store, tmp_path, "student_code\n У1", grade="7")
    switch(plain_store, wrong.id, on=False)
    school(plain_store, tmp_path, "student_code\n У1", grade="8")
    assert rows(plain_store, Unit.grade, code="7/8А") == [(8,)]
    load_one(plain_store, written(tmp_path, "marks", "student_code  mark\n У1  5"))
    assert sound(plain_store)


def test_a_plan_corrected_after_protocols_counts_anew(store, tmp_path):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", ANSWERS))
    before = published(store)
    more = PLAN.replace("2     1.2  2    П      2", "2     1.3  2    В      4")
    report = load_one(store, written(tmp_path, "plan", more))
    assert sound(store)
    assert published(store) != before
    switch(store, report.id, on=False)
    assert published(store) == before


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("task  max_points\n 1  1", {}, "по заданию «2» уже загружены протоколы"),
        ("task  max_points\n 1  1\n 2  1", {}, "его максимум меньше"),
        (PLAN, {"date": "2024-10-10"}, "дата в другом учебном году"),
    ],
)
def test_a_plan_never_loses_points_already_given(plain_store, tmp_path, text, more, says):
    school(plain_store, tmp_path)
    loaded(plain_store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", ANSWERS))
    before = dump(plain_store)
    report = load_one(plain_store, written(tmp_path, "plan", text, "other.csv", **more))
    assert report.state == "refused"
    assert report.message.startswith("other.csv: План работы «КР-1»")
    assert says in report.message
    assert dump(plain_store) == before


def test_a_protocol_is_not_redone_over_another_plan(plain_store, tmp_path):
    school(plain_store, tmp_path)
    load_one(plain_store, written(tmp_path, "plan", PLAN))
    answers = load_one(plain_store, written(tmp_path, "protocol", ANSWERS))
    switch(plain_store, answers.id, on=False)
    load_one(plain_store, written(tmp_path, "plan", "task  max_points\n 1  1"))
    with pytest.raises(Mistake, match="Загрузите файл протокола снова"):
        pipeline.switch(plain_store, answers.id, on=True)


def set_weight(store, weight: int, school_id: int = 0, day: date = date(1900, 1, 1)) -> None:
    """A weight of the answer in class («О», 10th work type) from a day on."""
    with pipeline.opened(store) as engine, writing(engine) as connection:
        connection.execute(
            insert(WorkWeight),
            [{"school_id": school_id, "work_type_id": 10, "valid_from": day, "weight": weight}],
        )


def weights(store) -> list[int]:
    return [fact["weight"] for fact in sorted(facts(store, "marks"), key=lambda f: f["row"])]


def test_the_weight_of_the_file_wins_and_the_table_has_dates(store, tmp_path):
    school(store, tmp_path)
    set_weight(store, 130, unit(store, "7"), date(2025, 11, 1))
    table = """
        student_code  date        weight  mark
        У1            2025-10-31  _       5
        У1            2025-11-01  _       5
        У1            2025-12-01  1,75    5
    """
    load_one(store, written(tmp_path, "marks", table))
    assert weights(store) == [100, 130, 175]


def test_a_changed_weight_never_rewrites_marks_already_there(store, tmp_path):
    school(store, tmp_path)
    load_one(store, written(tmp_path, "marks", MARKS))
    before = published(store)
    set_weight(store, 300, unit(store, "7"), date(2025, 12, 1))
    pipeline.refresh(store)
    assert published(store) == before
    assert weights(store) == [100, 100, 100]
