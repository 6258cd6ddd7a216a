"""Single marks of a student: what they come to, which file and row each of them is from."""

import csv
import gzip
from pathlib import Path

import pytest
from files import full, loaded, school, write_xlsx
from homes import store_in
from reading_facts import ALGEBRA, ANNA, BORIS, DINA
from reading_world import EVERYTHING, scope, world
from sqlalchemy import select

from dashboard import components
from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.queries import database
from dashboard.queries.marks import final_marks_of_subject, marks_of_subject
from dashboard.queries.students import marks_of_student
from dashboard.screens import marks as marks_screen
from dashboard.screens.marks import mean_explained, origin, with_running_sums
from dashboard.session import acting
from models import Student, Subject
from models.store import open_engine

HEAD_303 = scope("директор", "/1/2/4/", RIGHTS[Role.HEAD])
PHYSICIST = scope("физика", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], 2)
PARENT = Scope(children=(Child(ANNA, "родитель: ваш ребёнок", Role.PARENT),))
YEAR = 202550


@pytest.fixture
def small():
    return world()


@pytest.fixture
def reading_from():
    """Queries read from a store, the engine closed at the end."""
    engines = []

    def use(store):
        engines.append(open_engine(store))
        database.use(engines[-1], lake=store.lake)

    yield use
    for engine in engines:
        engine.dispose()


def id_of(table, column, value) -> int:
    statement = select(table.id.label("id")).where(column == value)
    return database.rows(statement)[0]["id"]


@pytest.mark.usefixtures("small")
def test_marks_stand_by_date_and_come_to_the_mean_of_the_journal():
    marks = marks_of_subject(EVERYTHING, ANNA, ALGEBRA, 202513)
    # 5 (weight 3), 5 (weight 1), 4 (weight 5): formula page of the product, 40/9 = 4.44
    assert [(row["mark"], row["weight"]) for row in marks] == [
        *((5, 300), (None, 100), (5, 100), (4, 500))
    ]
    sums = with_running_sums(marks)
    assert [(row["above"], row["below"]) for row in sums] == [
        *((1500, 300), (1500, 300), (2000, 400), (4000, 900))
    ]
    assert sums[-1]["mean"] == pytest.approx(40 / 9)


@pytest.mark.usefixtures("small")
def test_a_period_has_its_own_marks_and_the_year_all_of_them():
    # Anna wrote one mark in September, in the class she has left
    assert len(marks_of_subject(EVERYTHING, ANNA, ALGEBRA, YEAR)) == 5
    assert len(marks_of_subject(EVERYTHING, ANNA, ALGEBRA, 202511)) == 1
    assert marks_of_subject(EVERYTHING, ANNA, ALGEBRA, 202450) == []


@pytest.mark.usefixtures("small")
def test_a_school_sees_the_marks_given_there_and_nobody_those_of_another_subject():
    assert len(marks_of_subject(HEAD_303, ANNA, ALGEBRA, YEAR)) == 4
    assert marks_of_subject(PHYSICIST, ANNA, ALGEBRA, YEAR) == []
    assert marks_of_subject(HEAD_303, DINA, ALGEBRA, YEAR) == []
    assert marks_of_subject(PARENT, BORIS, ALGEBRA, YEAR) == []


@pytest.mark.usefixtures("small")
def test_families_see_the_marks_and_not_the_files_of_the_school():
    for query in (marks_of_subject, final_marks_of_subject):
        when = YEAR if query is marks_of_subject else 2025
        staff, family = (query(who, ANNA, ALGEBRA, when) for who in (EVERYTHING, PARENT))
        assert all(row["row"] for row in staff)
        assert {(row["file"], row["sheet"], row["row"]) for row in family} == {("", "", None)}
        assert len(staff) == len(family)


def test_where_a_mark_is_from_is_said_in_words():
    where = {"file": "marks.xlsx", "sheet": "8А", "row": 318}
    assert origin(where) == "marks.xlsx, лист «8А», строка 318"
    assert origin(where | {"sheet": ""}) == "marks.xlsx, строка 318"
    assert origin({"file": "", "sheet": "", "row": None}) == ""


def test_the_weighted_mean_is_told_with_its_sums():
    row = {"sum_weighted": 4000, "sum_weight": 900, "weighted_mean": 40 / 9, "subject": "Алгебра"}
    told = mean_explained(row | {"period": "год", "school_year": 2025})
    formula = "Σ (отметка · вес) / Σ весов = 40 / 9 = 4,44"
    assert told.sentence == f"Средневзвешенный балл, Алгебра = {formula}; год 2025/2026"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("who", [HEAD_303, PARENT])
def test_the_page_is_laid_out(who):
    with acting(who):
        page = str(marks_screen.layout(f"/marks/{ANNA}", {"subject": "1", "period": "202513"}))
    assert "40 / 9 = " in page and "09.03.2026" in page


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", [{}, {"subject": "99"}, {"period": "1"}, {"subject": ["1", "2"]}])
def test_what_is_not_there_falls_to_what_is(query):
    with acting(HEAD_303):
        assert "Алгебра" in str(marks_screen.layout(f"/marks/{ANNA}", query))


@pytest.mark.usefixtures("small")
def test_a_stranger_is_not_found():
    with acting(PARENT):
        assert str(marks_screen.layout(f"/marks/{DINA}", {})) == str(components.not_found())


def test_file_sheet_and_row_lead_to_the_cell_of_the_workbook(plain_store, tmp_path, reading_from):
    school(plain_store, tmp_path)
    first = full("marks", "student_code  date        mark\n У1  2025-09-15  5\n У2  2025-09-15  4")
    second = full("marks", "student_code  date        mark\n У2  2025-09-16  3\n У1  2025-09-17  2")
    book = write_xlsx(tmp_path / "книга.xlsx", {"Сентябрь": first, "Ещё": second})
    loaded(plain_store, book)
    reading_from(plain_store)
    student = id_of(Student, Student.code, "У1")
    subject = id_of(Subject, Subject.name, "Алгебра")
    marks = marks_of_subject(EVERYTHING, student, subject, YEAR)
    with acting(EVERYTHING):
        page = str(marks_screen.layout(f"/marks/{student}", {}))
    assert "книга.xlsx, лист «Ещё», строка 3" in page
    assert [(m["mark"], m["file"], m["sheet"], m["row"]) for m in marks] == [
        *((5, "книга.xlsx", "Сентябрь", 2), (2, "книга.xlsx", "Ещё", 3))
    ]


def test_every_mark_of_the_demo_stands_in_its_file_and_row(demo_home, demo_files, reading_from):
    store = store_in(demo_home)
    reading_from(store)
    statement = select(Student.id.label("id"), Student.code).order_by(Student.id).limit(400)
    for student in database.rows(statement)[::100]:
        of_year = [r for r in marks_of_student(EVERYTHING, student["id"]) if r["n_marks"]
                   and r["period_id"] % 100 == 50]  # fmt: skip
        for row in of_year[:3]:
            marks = marks_of_subject(EVERYTHING, student["id"], row["subject_id"], row["period_id"])
            given = [m for m in marks if m["mark"] is not None]
            assert len(given) == row["n_marks"]
            assert sum(m["mark"] * m["weight"] for m in given) == row["sum_weighted"]
            for mark in given:
                cells = line_of(demo_files, mark["file"], mark["row"])
                days = {f"{mark['date']:%d.%m.%Y}", str(mark["date"])}
                assert student["code"] in cells and days & set(cells)
                assert str(mark["mark"]) in cells[-1]


def line_of(folder: Path, name: str, row: int) -> list[str]:
    """The cells of a line of a source file by its number; the header is the first."""
    [path] = folder.rglob(name)
    content = path.read_bytes()
    content = gzip.decompress(content) if name.endswith(".gz") else content
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = content.decode("cp1251").splitlines()
    return next(csv.reader([lines[row - 1]], delimiter=";" if ";" in lines[0] else ","))


def test_a_class_teacher_of_a_year_sees_marks_of_that_year(small):
    rights = RIGHTS[Role.CLASS_TEACHER]
    new = Scope((Area("/1/2/4/10/20/", rights, "классный руководитель", first_year=2026),))
    assert marks_of_subject(new, ANNA, ALGEBRA, YEAR) == []
