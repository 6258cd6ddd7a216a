"""Empty protocols made of a plan and a class list: filled in, they come back through a load."""

import shutil
import subprocess
from io import BytesIO

import pytest
from files import load_one, loaded, sound, written
from filling import OFFICE, filled, places, saved_by_office
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.exports.protocol_blank import blank_of
from dashboard.exports.protocol_pdf import Task, leaves_of, protocol_pdf
from dashboard.exports.protocol_xlsx import protocol_xlsx
from dashboard.queries import database
from etl import pipeline
from models import ParticipationMart, Student, Unit
from models.store import open_engine

ROSTER = """
    student_code  last_name  first_name  from        to
    У1            Петров     Пётр        01.09.2025  _
    У2            Иванова    Анна        01.09.2025  _
    У3            _          _           01.09.2025  _
    У4            Ушедший    Олег        01.09.2025  30.09.2025
"""
PLAN = """
    task  kes  level  max_points  from_3  from_4  from_5
    1     1.1  Б      1           2       3       5
    2     1.2  П      2           2       3       5
    3К1   1.2  В      2,5         2       3       5
"""
NAMES = Scope.everything("a test")
HEAD_ROW = 4  # of names, as a spreadsheet counts


@pytest.fixture
def home(plain_store, tmp_path):
    """School 7 with its plan; the screens read from it."""
    loaded(plain_store, written(tmp_path, "roster", ROSTER), written(tmp_path, "plan", PLAN))
    engine = open_engine(plain_store)
    database.use(engine, lake=plain_store.lake)
    yield plain_store
    database.forget()


def class_id() -> int:
    [row] = database.rows(select(Unit.id).where(Unit.level == "school_class"))
    return row["id"]


def blank(scope=NAMES):
    return blank_of(scope, 1, class_id())


def empty_file(tmp_path, scope=NAMES):
    path = tmp_path / "protocol_empty.xlsx"
    path.write_bytes(protocol_xlsx(blank(scope)))
    return path


def answered(path, tmp_path, *rows, name="filled.xlsx"):
    """The file with the answers of the students in the order of the list."""
    columns = places(path)
    cells = {
        f"{columns[task]}{HEAD_ROW + number}": value
        for number, row in enumerate(rows, start=1)
        for task, value in row.items()
    }
    return filled(path, cells, tmp_path / name)


def test_the_list_is_that_of_the_day_of_the_work_and_in_order(home):
    made = blank()
    assert [row["student_code"] for row in made.students] == ["У3", "У2", "У1"]  # the first unnamed
    assert made.columns == [("1", 1.0), ("2", 2.0), ("3К1", 2.5)]


def test_names_stand_only_where_the_person_sees_them(home, tmp_path):
    methodologist = Scope((Area("/", RIGHTS[Role.MUNICIPAL_METHODOLOGIST], "методист"),))
    assert "Ученик" in places(empty_file(tmp_path))
    path = empty_file(tmp_path, methodologist)
    assert "Ученик" not in places(path)
    assert b"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xb0" not in protocol_text(path)


def protocol_text(path) -> bytes:
    import zipfile

    with zipfile.ZipFile(path) as book:
        return b"".join(map(book.read, book.namelist()))


def test_a_class_of_others_and_a_plan_nobody_has_give_no_blank(home):
    assert blank_of(Scope.nothing("nobody"), 1, class_id()) is None
    assert blank_of(NAMES, 99, class_id()) is None
    assert blank_of(NAMES, 1, 99) is None


ANSWERS = ({"1": 1, "2": 2, "3К1": 1.5}, {"1": "X", "2": 1, "3К1": "х"}, {"1": "н"})


def came_back(store, path):
    report = load_one(store, path)
    assert (report.loaded, report.rejected) == (3, 0)
    assert sound(store)
    found = database.rows(
        select(Student.code, ParticipationMart.points, ParticipationMart.mark).join(
            ParticipationMart, ParticipationMart.student_id == Student.id
        )
    )
    return report.notes, {row["code"]: (row["points"], row["mark"]) for row in found}


EXPECTED = {"У3": (450, 4), "У2": (100, 2), "У1": (0, None)}  # by hand: 1 + 2 + 1,5; 0 + 1 + 0


def test_a_filled_protocol_comes_back_through_a_load_without_a_touch(home, tmp_path):
    path = answered(empty_file(tmp_path), tmp_path, *ANSWERS)
    notes, marks = came_back(home, path)
    assert marks == EXPECTED
    assert notes == ["столбец «Ученик» не нужен и пропущен"]


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
def test_so_it_does_when_an_office_program_has_counted_it(home, tmp_path):
    path = answered(empty_file(tmp_path), tmp_path, *ANSWERS)
    saved = saved_by_office(path, tmp_path / "office")
    row = CalamineWorkbook.from_path(str(saved)).get_sheet_by_index(0).to_python()[HEAD_ROW]
    assert row[-2:] == [4.5, 4.0]  # sum and mark, counted by the formulas
    notes, marks = came_back(home, saved)
    assert marks == EXPECTED
    assert notes == ["столбец «Ученик» не нужен и пропущен"]


def test_an_empty_one_says_that_nobody_was_there(home, tmp_path):
    report = load_one(home, empty_file(tmp_path))
    assert any("ещё не заполнен" in note for note in report.notes)


def test_a_dirty_one_gives_its_errors_cell_by_cell(home, tmp_path):
    dirty = ({"1": 7, "2": "да", "3К1": 1}, {"1": 1, "2": 2, "3К1": -1, "Отметка": "отл"}, {"1": 1})
    path = answered(empty_file(tmp_path), tmp_path, *dirty)
    report = load_one(home, path)
    assert (report.rows_read, report.loaded, report.rejected) == (3, 1, 2)
    found = pipeline.rejected(home, report.id)
    assert {(r["sheet"], r["row"], r["column"], r["value"], r["rule"]) for r in found} == {
        ("Протокол", 5, "1", "7", "points_above_maximum"),
        ("Протокол", 5, "2", "да", "bad_points"),
        ("Протокол", 6, "3К1", "-1", "bad_points"),
        ("Протокол", 6, "«Отметка» (mark)", "отл", "unknown_mark"),
    }
    assert all(row["message"] and row["file"] == "filled.xlsx" for row in found)


def test_sums_and_marks_that_differ_are_told_by_code(home, tmp_path):
    rows = ({"1": 1, "2": 2, "3К1": 1.5, "Сумма": 6, "Отметка": 5}, {"1": 1}, {"1": "н"})
    report = load_one(home, answered(empty_file(tmp_path), tmp_path, *rows))
    assert [note for note in report.notes if "строка" in note] == [
        "строка 5, ученик У3: сумма в файле 6, по заданиям 4,5; взята сумма по заданиям",
        "строка 5, ученик У3: отметка в файле 5, по баллам 4; взята отметка из файла",
    ]


def test_long_plans_go_over_pages():
    tasks = [Task(str(number), "1", 20.0) for number in range(60)]
    assert [len(page) for page in leaves_of(tasks, room=500)] == [25, 25, 10]
    assert leaves_of([Task("широкое", "1", 600.0)], room=500) == [[Task("широкое", "1", 600.0)]]


def test_the_printed_blank_is_a_page_of_the_class(home, tmp_path):
    content = protocol_pdf(blank())
    assert content.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content,
                              capture_output=True, check=True).stdout.decode()  # fmt: skip
        assert all(word in text for word in ("Контрольная 1", "Иванова Анна", "У2", "3К1"))
        assert "Ушедший" not in text


def test_the_workbook_has_one_sheet_to_fill_and_one_that_says_how(home, tmp_path):
    book = CalamineWorkbook.from_filelike(BytesIO(protocol_xlsx(blank())))
    assert book.sheet_names == ["Протокол", "Как заполнять"]
