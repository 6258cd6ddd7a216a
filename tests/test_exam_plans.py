"""The published exam plans of 2026: loaded whole as they are, misprints said aloud."""

from pathlib import Path

import pandas as pd
import pytest
from files import counts, load_one, loaded, school, write_csv, written
from homes import store_in
from sqlalchemy import func, select

from etl import pipeline
from models import Element, Plan, PlanTask, Subject, Task, TaskElement

SAMPLE = Path(__file__).parent / "samples" / "exam_plans_2026.csv"


@pytest.fixture(scope="module")
def exams(tmp_path_factory):
    """A store with the plans, and what their load said."""
    store = store_in(tmp_path_factory.mktemp("exams"))
    return store, load_one(store, SAMPLE)


def query(store, statement) -> list[tuple]:
    with pipeline.opened(store) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_the_published_plans_load_whole(exams):
    _, report = exams
    assert (report.kind, counts(report)) == ("plan", (412, 412, 0, 0, 0))


def test_each_exam_is_an_assessment_of_its_year(exams):
    store, _ = exams
    found = query(
        store,
        select(
            Plan.title, Plan.procedure, Subject.name, Plan.grade, Plan.date, Plan.n_tasks,
            Plan.max_points,
        ).join(Subject, Subject.id == Plan.subject_id),
    )  # fmt: skip
    plans = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    names = plans["exam"] + " 2026 " + plans["subject"] + (" " + plans["variant"]).str.rstrip()
    points = plans["max_points"].astype(int).groupby(names)
    assert len(found) == 17
    assert {row[0]: row[-2:] for row in found} == {
        name: (len(of_exam), 100 * of_exam.sum()) for name, of_exam in points
    }
    (math,) = [row for row in found if row[0] == "ЕГЭ 2026 Математика базовый"]
    assert math[1:4] == ("ЕГЭ", "Математика", 11)
    assert str(math[4]) == "2026-06-01"


@pytest.mark.parametrize(
    ("exam", "task", "codes"),
    [
        ("ЕГЭ 2026 Биология", "1", {"1.1", "1.2", "1.3"}),
        ("ЕГЭ 2026 Биология", "3", {"2.2", "2.3", "2.5", "2.6", "7.4"}),  # «2,6» of the original
    ],
)
def test_codes_are_those_of_the_cells(exams, exam, task, codes):
    store, _ = exams
    found = query(
        store,
        select(Element.code)
        .join(TaskElement, TaskElement.element_id == Element.id)
        .join(Plan, Plan.id == TaskElement.plan_id)
        .join(Task, Task.id == TaskElement.task_id)
        .where(Plan.title == exam, Task.label == task, Element.kind == "kes"),
    )
    assert {code for (code,) in found} == codes


def test_what_looked_wrong_is_listed_with_row_column_and_reading(exams):
    store, report = exams
    assert "строка 4, «КЭС» (kes), «2.2,2.3,2.5,2,6,7.4»: «2,6»: прочитано как 2.6" in report.notes
    assert all(note.startswith("строка ") for note in report.notes)
    for misprint in ("3.1,3,2,3.6", "5.1–5.72.1–2.6", "5.1.,5.8"):
        assert any(misprint in note for note in report.notes), misprint
    assert query(store, select(func.count()).select_from(PlanTask)) == [(412,)]


def test_the_plans_are_unchanged_when_they_come_again(exams):
    store, report = exams
    again = load_one(store, SAMPLE)
    assert (again.state, again.id, again.unchanged) == ("unchanged", report.id, 412)


def test_a_protocol_of_an_exam_finds_its_plan(plain_store, tmp_path):
    school(plain_store, tmp_path, "student_code\n У1", **{"class": "11А"})
    table = "student_code  1  2\n У1  1  2"
    path = written(tmp_path, "protocol", table, assessment="ЕГЭ 2026 Биология", **{"class": "11А"})
    assert [report.loaded for report in loaded(plain_store, SAMPLE, path)] == [412, 1]


def test_a_plan_with_neither_code_nor_exam_is_refused(plain_store, tmp_path):
    path = write_csv(
        tmp_path / "plan.csv",
        [
            ["subject", "grade", "date", "task", "max_points"],
            ["Физика", "9", "01.10.2025", "1", "1"],
        ],
    )
    report = load_one(plain_store, path)
    assert report.message == (
        "plan.csv: это план работы, но нет столбца «Код работы» (assessment). "
        "Добавьте столбец с таким заголовком и загрузите файл снова."
    )
