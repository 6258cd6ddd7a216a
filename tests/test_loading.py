"""Loading on both databases: again, corrected, in parts, in any order, tried without writing."""

import random
import zipfile

import pytest
from files import (
    PLAN,
    counts,
    dump,
    full,
    load_one,
    loaded,
    published,
    rules,
    school,
    sound,
    write_csv,
    written,
)
from holdings import (
    ANSWERS,
    MARKS,
    ORDER,
    PROTOCOL,
    facts,
    files_of_a_school,
    marks,
    n_of,
    points,
    switch,
    unit,
)
from homes import store_in

from etl import pipeline
from models import MarkMart
from models.store import writing


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("roster", "student_code  last_name\n У7  Ёжикова"),
        ("plan", "task  kes  max_points\n 1  1.1  1"),
        ("codifier", "code  name\n 1.1  Дроби"),
        ("marks", MARKS),
        ("final_marks", "student_code  mark\n У1  5\n У2  н/а"),
        ("protocol", PROTOCOL),
        ("protocol", "student_code  task  points\n У1  1  1\n У2  1  X"),
        ("results", "student_code  primary_score  mark  journal_mark\n У1  20,5  5  4"),
    ],
)
def test_the_same_file_again_is_unchanged_and_writes_nothing(store, tmp_path, kind, text):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "plan", PLAN, assessment="КР-1"))
    path = written(
        tmp_path, kind, text, "file.csv", **({"assessment": "КР-2"} if kind == "plan" else {})
    )
    first = load_one(store, path)
    before = dump(store)
    again = load_one(store, path)
    assert (again.state, again.loaded, again.id) == ("unchanged", 0, first.id)
    assert again.unchanged == first.loaded
    assert dump(store) == before
    assert sound(store)


def test_a_file_with_bad_rows_is_unchanged_too_when_it_comes_again(plain_store, tmp_path):
    school(plain_store, tmp_path)
    path = written(tmp_path, "marks", MARKS + "У9  2025-09-15  5\n")
    load_one(plain_store, path)
    before = dump(plain_store)
    assert counts(load_one(plain_store, path)) == (4, 0, 3, 1, 0)
    assert dump(plain_store) == before


def test_a_corrected_file_changes_only_its_corrected_rows(store, tmp_path):
    school(store, tmp_path)
    first = load_one(store, written(tmp_path, "marks", MARKS))
    second = load_one(store, written(tmp_path, "marks", MARKS.replace("16  3", "16  4")))
    assert counts(second) == (3, 1, 2, 0, 0)
    assert marks(store) == [4, 4, 5]
    assert sound(store)
    switch(store, second.id, on=False)
    assert marks(store) == [3, 4, 5]
    assert {fact["load_id"] for fact in facts(store, "marks")} == {first.id}


def test_a_corrected_cell_drops_the_second_mark(store, tmp_path):
    school(store, tmp_path)
    load_one(store, written(tmp_path, "marks", "student_code  mark\n У1  5 4"))
    assert marks(store) == [4, 5]
    report = load_one(store, written(tmp_path, "marks", "student_code  mark\n У1  5"))
    assert counts(report) == (1, 1, 0, 0, 0)
    assert marks(store) == [5]
    assert sound(store)


def test_an_absence_drops_the_mark_and_a_mark_the_absence(plain_store, tmp_path):
    school(plain_store, tmp_path)
    for cell, expected in (("5", [(5, None)]), ("н", [(None, "н")]), ("н 4", [(4, "н")])):
        load_one(plain_store, written(tmp_path, "marks", f"student_code  mark\n У1  {cell}"))
        found = facts(plain_store, "marks")
        assert [(fact["mark"], fact["absence"]) for fact in found] == expected


def test_a_file_of_one_class_leaves_the_others(store, tmp_path):
    school(store, tmp_path, "student_code  class\n У1  8А\n У2  8Б")
    both = "student_code  class  mark\n У1  8А  5\n У2  8Б  4"
    load_one(store, written(tmp_path, "marks", both))
    load_one(store, written(tmp_path, "marks", "student_code  class  mark\n У2  8Б  3", "b.csv"))
    assert marks(store) == [3, 5]
    assert sound(store)


def test_a_student_corrected_to_absent_loses_the_points(store, tmp_path):
    school(store, tmp_path)
    loaded(store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", ANSWERS))
    report = load_one(store, written(tmp_path, "protocol", "student_code  1  2\n У1  н  _"))
    assert report.loaded == 1
    assert [fact["points"] for fact in facts(store, "answers")] == [None, None, None]
    assert sound(store)


@pytest.mark.parametrize(
    ("first", "corrected"),
    [
        ("student_code  variant  1  2\n У1  1  1  1", "student_code  variant  1  2\n У1  2  2  1"),
        (
            "student_code  variant  task  points\n У1  1  1  1\n У1  1  2  1",
            "student_code  variant  task  points\n У1  2  1  2",
        ),
    ],
)
def test_a_corrected_variant_takes_the_points_over(plain_store, tmp_path, first, corrected):
    plan = "task  variant  max_points\n 1  1  1\n 1  2  2\n 2  _  1"
    school(plain_store, tmp_path)
    loaded(plain_store, written(tmp_path, "plan", plan), written(tmp_path, "protocol", first))
    assert points(plain_store) == [100, 100]
    assert load_one(plain_store, written(tmp_path, "protocol", corrected)).loaded == 1
    assert points(plain_store) == [100, 200]
    assert sound(plain_store)


def test_files_come_in_any_order_and_in_folders_and_archives(plain_store, tmp_path):
    paths = files_of_a_school(tmp_path / "school")
    archive = tmp_path / "школа.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in paths:
            packed.write(path, f"вложено/{path.name}")
    reports = loaded(plain_store, archive)
    assert [report.kind for report in reports] == ORDER
    assert {report.rejected for report in reports} == {0}
    assert reports[0].file == "школа.zip/вложено/roster.csv"
    before = dump(plain_store)
    random.Random(1).shuffle(paths)
    assert {report.state for report in loaded(plain_store, *paths)} == {"unchanged"}
    assert {report.state for report in loaded(plain_store, tmp_path / "school")} == {"unchanged"}
    assert dump(plain_store) == before
    assert sound(plain_store)


def test_an_archive_may_hold_an_archive_and_traces_of_other_programs(plain_store, tmp_path):
    inner, outer = tmp_path / "inner.zip", tmp_path / "outer.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.write(written(tmp_path, "roster", "student_code\n У1"), "roster.csv")
    with zipfile.ZipFile(outer, "w") as packed:
        packed.write(inner, "школы/inner.zip")
        packed.writestr("__MACOSX/._roster.csv", b"\0\5")
        packed.writestr("~$журнал.xlsx", b"")
    assert load_one(plain_store, outer).file == "outer.zip/школы/inner.zip/roster.csv"


def test_a_dry_run_writes_nothing_and_says_the_same_counts(store, tmp_path):
    paths = files_of_a_school(tmp_path / "school")
    pipeline.verify(store)  # makes the tables
    before = dump(store)
    tried = loaded(store, *paths, dry_run=True)
    assert dump(store) == before
    assert not store.uploads.exists()
    real = loaded(store, *paths)
    assert [counts(report) for report in tried] == [counts(report) for report in real]
    assert {report.id for report in tried} == {None}


def test_a_result_may_be_loaded_with_a_date_or_with_a_year(plain_store, tmp_path):
    school(plain_store, tmp_path)
    table = "student_code  date  mark  journal_mark\n У1  2026-04-10  4  5\n У2  2026-04-10  Х  5"
    report = load_one(plain_store, written(tmp_path, "results", table))
    assert rules(plain_store, report.id) == [(3, "no_result")]
    more = written(tmp_path, "results", "student_code  mark\n У2  5", "year.csv")
    assert load_one(plain_store, more).loaded == 1
    assert n_of(plain_store, unit(plain_store, "7"), "external") == 2
    assert sound(plain_store)


def test_an_upload_is_kept_as_it_came(plain_store, tmp_path):
    school(plain_store, tmp_path)
    path = written(tmp_path, "marks", MARKS)
    report = load_one(plain_store, path)
    (kept,) = plain_store.uploads.glob(f"{report.sha256}*")
    assert kept.read_bytes() == path.read_bytes()


def test_a_lost_lake_file_or_a_changed_mart_is_found_by_verify(plain_store, tmp_path):
    school(plain_store, tmp_path)
    load_one(plain_store, written(tmp_path, "marks", MARKS))
    with pipeline.opened(plain_store) as engine, writing(engine) as connection:
        connection.execute(MarkMart.__table__.update().values(n=MarkMart.n + 1))
    assert not sound(plain_store)
    assert pipeline.refresh(plain_store) == 1
    assert sound(plain_store)


def test_files_of_two_schools_at_once_are_as_good_as_one_after_another(plain_store, tmp_path):
    text = "student_code  school_code  school\n У1  7  Школа 7\n Ч1  9  Школа 9"
    school(plain_store, tmp_path, text)
    one = written(tmp_path / "a", "marks", "student_code  mark\n У1  5")
    two = written(tmp_path / "b", "marks", "student_code  mark\n Ч1  4", school_code="9")
    loaded(plain_store, one, two)
    together = published(plain_store)
    other = store_in(tmp_path / "other")
    school(other, tmp_path, text)
    load_one(other, two)
    load_one(other, one)
    assert published(other) == together


def test_two_corrections_in_one_go_apply_in_the_order_given(plain_store, tmp_path):
    school(plain_store, tmp_path)
    paths = [
        write_csv(tmp_path / f"{n}.csv", full("marks", f"student_code  mark\n У1  {mark}"))
        for n, mark in enumerate((3, 5, 4))
    ]
    loaded(plain_store, *paths)
    assert marks(plain_store) == [4]
    assert sound(plain_store)
