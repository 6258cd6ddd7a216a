"""Loading, undoing and doing again, on both databases; at every step the marts are the facts."""

import random
import shutil
import zipfile
from datetime import date

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
    write_xlsx,
    written,
)
from sqlalchemy import insert, select

from etl import lake, pipeline
from etl.mistakes import Mistake
from models import MarkMart, Partition, StudentMart, Unit, WorkWeight
from models.store import writing

MARKS = """
    student_code  date        mark
    У1            2025-09-15  5
    У2            2025-09-15  4
    У3            2025-09-16  3
"""
PROTOCOL = """
    student_code  1  2
    У1            1  2
    У2            X  1
    У3            н  _
"""
ANSWERS = "student_code  1  2\n У1  1  2"


def rows(store, *columns, **where) -> list[tuple]:
    """Columns of one table, where its other columns have these values."""
    table = columns[0].class_.__table__
    query = select(*columns).where(*(table.c[name] == value for name, value in where.items()))
    with pipeline.opened(store) as engine, engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def unit(store, code: str, level: str = "school") -> int:
    return rows(store, Unit.id, code=code, level=level)[0][0]


def facts(store, kind: str) -> list[dict]:
    """The current facts of a kind, of all schools."""
    found = rows(store, Partition.path, kind=kind)
    return [fact for (path,) in found for fact in lake.read(store.lake, path).to_pylist()]


def marks(store) -> list[int]:
    return sorted(fact["mark"] for fact in facts(store, "marks"))


def switch(store, load_id: int, *, on: bool) -> None:
    pipeline.switch(store, load_id, on=on)
    assert sound(store)


def n_of(store, unit_id: int, basis: str) -> int:
    """Students with a mark in the year, all subjects together."""
    found = rows(
        store, MarkMart.n, unit_id=unit_id, basis=basis, subject_id=0, period_id=202550, grade=0
    )
    return found[0][0] if found else 0


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


def test_a_file_with_bad_rows_is_unchanged_too_when_it_comes_again(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    path = written(tmp_path, "marks", MARKS + "У9  2025-09-15  5\n")
    load_one(sqlite_store, path)
    before = dump(sqlite_store)
    assert counts(load_one(sqlite_store, path)) == (4, 0, 3, 1, 0)
    assert dump(sqlite_store) == before


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


def test_an_absence_drops_the_mark_and_a_mark_the_absence(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    for cell, expected in (("5", [(5, None)]), ("н", [(None, "н")]), ("н 4", [(4, "н")])):
        load_one(sqlite_store, written(tmp_path, "marks", f"student_code  mark\n У1  {cell}"))
        found = facts(sqlite_store, "marks")
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


def points(store) -> list[int]:
    """The points given, in hundredths."""
    return sorted(fact["points"] for fact in facts(store, "answers") if fact["points"] is not None)


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
def test_a_corrected_variant_takes_the_points_over(sqlite_store, tmp_path, first, corrected):
    plan = "task  variant  max_points\n 1  1  1\n 1  2  2\n 2  _  1"
    school(sqlite_store, tmp_path)
    loaded(sqlite_store, written(tmp_path, "plan", plan), written(tmp_path, "protocol", first))
    assert points(sqlite_store) == [100, 100]
    assert load_one(sqlite_store, written(tmp_path, "protocol", corrected)).loaded == 1
    assert points(sqlite_store) == [100, 200]
    assert sound(sqlite_store)


def files_of_a_school(folder):
    """One file of every kind."""
    return [
        written(folder, "results", "student_code  mark\n У1  5"),
        written(folder, "protocol", PROTOCOL),
        written(folder, "final_marks", "student_code  mark\n У1  5\n У2  4"),
        written(folder, "marks", MARKS),
        written(folder, "plan", PLAN),
        written(folder, "codifier", "code  name\n 1.1  Дроби"),
        written(folder, "roster", "student_code\n У1\n У2\n У3"),
    ]


ORDER = ["roster", "codifier", "plan", "marks", "final_marks", "protocol", "results"]


def test_files_come_in_any_order_and_in_folders_and_archives(sqlite_store, tmp_path):
    paths = files_of_a_school(tmp_path / "school")
    archive = tmp_path / "школа.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in paths:
            packed.write(path, f"вложено/{path.name}")
    reports = loaded(sqlite_store, archive)
    assert [report.kind for report in reports] == ORDER
    assert {report.rejected for report in reports} == {0}
    assert reports[0].file == "школа.zip/вложено/roster.csv"
    before = dump(sqlite_store)
    random.Random(1).shuffle(paths)
    assert {report.state for report in loaded(sqlite_store, *paths)} == {"unchanged"}
    assert {report.state for report in loaded(sqlite_store, tmp_path / "school")} == {"unchanged"}
    assert dump(sqlite_store) == before
    assert sound(sqlite_store)


def test_an_archive_may_hold_an_archive_and_traces_of_other_programs(sqlite_store, tmp_path):
    inner, outer = tmp_path / "inner.zip", tmp_path / "outer.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.write(written(tmp_path, "roster", "student_code\n У1"), "roster.csv")
    with zipfile.ZipFile(outer, "w") as packed:
        packed.write(inner, "школы/inner.zip")
        packed.writestr("__MACOSX/._roster.csv", b"\0\5")
        packed.writestr("~$журнал.xlsx", b"")
    assert load_one(sqlite_store, outer).file == "outer.zip/школы/inner.zip/roster.csv"


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
def test_undo_and_redo_of_each_kind_of_facts_bring_the_marts_back(sqlite_store, tmp_path, kind):
    paths = files_of_a_school(tmp_path / "school")
    reports = {report.kind: report.id for report in loaded(sqlite_store, *paths)}
    after = published(sqlite_store)
    switch(sqlite_store, reports[kind], on=False)
    assert published(sqlite_store) != after
    switch(sqlite_store, reports[kind], on=True)
    assert published(sqlite_store) == after


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


def test_undo_twice_and_undo_of_nothing_are_refused(sqlite_store, tmp_path):
    report = school(sqlite_store, tmp_path)
    switch(sqlite_store, report.id, on=False)
    for load_id, on, says in ((report.id, False, "уже отменена"), (99, False, "99 нет")):
        with pytest.raises(Mistake, match=says):
            pipeline.switch(sqlite_store, load_id, on=on)


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


def test_a_transfer_within_one_file_is_two_stays(sqlite_store, tmp_path):
    report = load_one(sqlite_store, written(tmp_path, "roster", TRANSFER))
    assert counts(report) == (2, 2, 0, 0, 0)


def test_stays_of_two_sheets_are_undone_together(sqlite_store, tmp_path):
    sheets = {
        "осень": full("roster", "student_code  class\n У1  8А"),
        "зима": full("roster", "student_code  class  from\n У1  8Б  01.01.2026"),
    }
    report = load_one(sqlite_store, write_xlsx(tmp_path / "roster.xlsx", sheets))
    after = dump(sqlite_store, without=("load",))
    switch(sqlite_store, report.id, on=False)
    assert not rows(sqlite_store, Unit.id, is_active=True)
    switch(sqlite_store, report.id, on=True)
    assert dump(sqlite_store, without=("load",)) == after


def test_a_student_in_two_classes_counts_in_each(sqlite_store, tmp_path):
    stays = """
        student_code  class  from        to
        У1            8А     01.09.2025  31.10.2025
        У1            8Б     01.11.2025  _
    """
    school(sqlite_store, tmp_path, stays)
    table = "student_code  class  date  mark\n У1  8А  2025-09-15  5\n У1  8Б  2025-11-15  3"
    load_one(sqlite_store, written(tmp_path, "marks", table))
    for name, mark in (("8А", 5), ("8Б", 3)):
        class_id = unit(sqlite_store, f"7/{name}", "school_class")
        found = rows(sqlite_store, StudentMart.suggested_mark, class_id=class_id, period_id=202550)
        assert found == [(mark,)]
    assert sound(sqlite_store)


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


def test_a_class_of_an_undone_list_may_come_back_in_another_grade(sqlite_store, tmp_path):
    wrong = school(sqlite_store, tmp_path, "student_code\n У1", grade="7")
    switch(sqlite_store, wrong.id, on=False)
    school(sqlite_store, tmp_path, "student_code\n У1", grade="8")
    assert rows(sqlite_store, Unit.grade, code="7/8А") == [(8,)]
    load_one(sqlite_store, written(tmp_path, "marks", "student_code  mark\n У1  5"))
    assert sound(sqlite_store)


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
def test_a_plan_never_loses_points_already_given(sqlite_store, tmp_path, text, more, says):
    school(sqlite_store, tmp_path)
    loaded(sqlite_store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", ANSWERS))
    before = dump(sqlite_store)
    report = load_one(sqlite_store, written(tmp_path, "plan", text, "other.csv", **more))
    assert report.state == "refused"
    assert report.message.startswith("other.csv: План работы «КР-1»")
    assert says in report.message
    assert dump(sqlite_store) == before


def test_a_protocol_is_not_redone_over_another_plan(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    load_one(sqlite_store, written(tmp_path, "plan", PLAN))
    answers = load_one(sqlite_store, written(tmp_path, "protocol", ANSWERS))
    switch(sqlite_store, answers.id, on=False)
    load_one(sqlite_store, written(tmp_path, "plan", "task  max_points\n 1  1"))
    with pytest.raises(Mistake, match="Загрузите файл протокола снова"):
        pipeline.switch(sqlite_store, answers.id, on=True)


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


def test_a_result_may_be_loaded_with_a_date_or_with_a_year(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    table = "student_code  date  mark  journal_mark\n У1  2026-04-10  4  5\n У2  2026-04-10  Х  5"
    report = load_one(sqlite_store, written(tmp_path, "results", table))
    assert rules(sqlite_store, report.id) == [(3, "no_result")]
    more = written(tmp_path, "results", "student_code  mark\n У2  5", "year.csv")
    assert load_one(sqlite_store, more).loaded == 1
    assert n_of(sqlite_store, unit(sqlite_store, "7"), "external") == 2
    assert sound(sqlite_store)


def test_an_upload_is_kept_as_it_came(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    path = written(tmp_path, "marks", MARKS)
    report = load_one(sqlite_store, path)
    (kept,) = sqlite_store.uploads.glob(f"{report.sha256}*")
    assert kept.read_bytes() == path.read_bytes()


def test_a_lost_lake_file_or_a_changed_mart_is_found_by_verify(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    load_one(sqlite_store, written(tmp_path, "marks", MARKS))
    with pipeline.opened(sqlite_store) as engine, writing(engine) as connection:
        connection.execute(MarkMart.__table__.update().values(n=MarkMart.n + 1))
    assert not sound(sqlite_store)
    assert pipeline.refresh(sqlite_store) == 1
    assert sound(sqlite_store)


def test_files_of_two_schools_at_once_are_as_good_as_one_after_another(sqlite_store, tmp_path):
    text = "student_code  school_code  school\n У1  7  Школа 7\n Ч1  9  Школа 9"
    school(sqlite_store, tmp_path, text)
    one = written(tmp_path / "a", "marks", "student_code  mark\n У1  5")
    two = written(tmp_path / "b", "marks", "student_code  mark\n Ч1  4", school_code="9")
    loaded(sqlite_store, one, two)
    together = published(sqlite_store)
    shutil.rmtree(sqlite_store.home)
    school(sqlite_store, tmp_path, text)
    load_one(sqlite_store, two)
    load_one(sqlite_store, one)
    assert published(sqlite_store) == together


def test_two_corrections_in_one_go_apply_in_the_order_given(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    paths = [
        write_csv(tmp_path / f"{n}.csv", full("marks", f"student_code  mark\n У1  {mark}"))
        for n, mark in enumerate((3, 5, 4))
    ]
    loaded(sqlite_store, *paths)
    assert marks(sqlite_store) == [4]
    assert sound(sqlite_store)
