"""Files to take away: the rows of the screen, harmless cells, only for who may, noted."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from urllib.parse import quote, unquote

import pytest
from files import loaded, world, written
from holdings import unit
from homes import settings_of, store_in
from python_calamine import CalamineWorkbook
from signed_in import client_of
from sqlalchemy import insert, select

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.app import create_app
from dashboard.exports.lines import lines_of
from dashboard.exports.pack import Part
from dashboard.exports.sheet import csv_file, file_name, harmless
from dashboard.queries import database
from dashboard.reports.content import Content, Table
from dashboard.rounded import RULE
from models import AuditRecord, RoleGrant, User

FINALS = """
    student_code  mark
    У1            5
    У2            4
    У3            3
"""
NAMES = """
    student_code  last_name      first_name
    У1            =1+1           Анна
    У2            Борисов;Белов  Борис
    У3            Волкова        Вера
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Schools 7 and 9 with final marks in class 8А of school 7."""
    folder = tmp_path_factory.mktemp("exports")
    made = store_in(folder / "home")
    world(made, folder)
    names = written(folder, "roster", NAMES, "names.csv")
    loaded(made, names, written(folder, "final_marks", FINALS))
    return made


@pytest.fixture(scope="module")
def app(store):
    made = create_app(settings_of(store.home))
    yield made
    database.forget()
    accounts.forget()


@pytest.fixture(scope="module")
def class_id(store):
    return unit(store, "7/8А", "school_class")


def signed_in(app, login, role, **place):
    """A browser of a new account with one role."""
    user = {"login": login, "is_active": True, "created_at": accounts.now()}
    with accounts.engine_in_use().begin() as connection:
        [user_id] = connection.execute(insert(User), user).inserted_primary_key
        connection.execute(insert(RoleGrant), {"user_id": user_id, "role": role, **place})
    return client_of(app, user_id)


@pytest.fixture(scope="module")
def teacher(app, class_id):
    return signed_in(app, "teacher", Role.CLASS_TEACHER, unit_id=class_id)


def table(level: str, unit_id: int, query: str = "", report: str = "children", form: str = "csv"):
    """Where the table of a report lies as a file."""
    address = quote(f"/{level}/{unit_id}{query}", safe="")
    return f"/export/report.{form}?report={report}&address={address}"


def cells(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_the_class_teacher_takes_the_matrix_of_the_class(teacher, class_id):
    answer = teacher.get(table("school_class", class_id))
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")  # by this Excel knows UTF-8
    told = cells(answer)
    assert told[0][0].startswith("МСОКО. У кого что получается?")
    assert told[0][0].endswith("8А")
    assert "2025/2026, год" in told[1][0]
    head = next(line for line in told if line[:1] == ["Ученик"])
    rows = {line[0]: dict(zip(head, line, strict=True)) for line in told[told.index(head) + 1 :]}
    assert rows["Волкова Вера"]["Алгебра"] == "3"
    assert rows["Борисов;Белов Борис"]["Группа"] == "хорошист"


def test_a_name_that_is_a_formula_is_text(teacher, class_id):
    names = [line[0] for line in cells(teacher.get(table("school_class", class_id))) if line]
    assert "'=1+1 Анна" in names


def test_the_file_has_a_russian_name(teacher, class_id):
    header = teacher.get(table("school_class", class_id)).headers["Content-Disposition"]
    assert header.startswith("attachment")
    assert "8А, У кого что получается, 2025-2026, год" in unquote(header)
    assert header.endswith(".csv")


def test_an_export_is_noted_with_its_rows(teacher, class_id):
    teacher.get(table("school_class", class_id, "?period=202550"))
    with accounts.engine_in_use().connect() as connection:
        noted = select(AuditRecord).where(AuditRecord.action == "exported")
        last = connection.execute(noted.order_by(AuditRecord.id.desc())).first()
    about = f"/school_class/{class_id}?year=2025&period=202550, children.csv"
    assert (last.actor, last.object, last.n) == ("teacher", about, 3)
    assert last.reason == "Классный руководитель"  # a reader need not know of other places


def without_token(page):
    """The page but for its CSRF token: signed with the second it was made in."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page.get_data(as_text=True))


def test_what_is_foreign_and_what_is_not_there_get_one_answer(store, teacher):
    foreign = teacher.get(table("school_class", unit(store, "9/8А", "school_class")))
    missing = teacher.get(table("school_class", 999_999_999))
    beyond = teacher.get(table("school_class", 10**30))
    assert {foreign.status_code, missing.status_code, beyond.status_code} == {404}
    assert without_token(foreign) == without_token(missing) == without_token(beyond)


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.SCHOOL_ADMINISTRATOR, "unit_id"), (Role.PARENT, "student_id"), (None, None)],
)
def test_without_the_right_there_is_no_file(app, store, class_id, role, place):
    where = {place: class_id if place == "unit_id" else 1} if place else {"unit_id": None}
    client = signed_in(app, f"without-{role}", role or "nothing", **where)
    for form in ("csv", "xlsx"):
        asked = table("school_class", class_id, form=form)
        assert client.get(asked).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *("", "?report=children", "?address=/", "?report=x&address=/school_class/1"),
        *(
            "?report=children&address=https://evil.example/school_class/1",
            "?address=%00&report=%00",
        ),
        f"?report=children&address=/school_class/{'1' * 600}",
    ],
)
def test_what_is_no_report_is_not_there(teacher, query):
    assert teacher.get(f"/export/report.csv{query}").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-2", "@SUM", "\tA", "\rA", " =1", "＝1"])
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text):
    assert harmless(text) == (text if text == "-2" else f"'{text}")


@pytest.mark.parametrize("text", ["8А", "-3,2", "≈ 64", "×", "", "Иванова-Петрова"])
def test_other_cells_stay(text):
    assert harmless(text) == text


def test_cells_with_the_separator_or_a_line_end_are_quoted():
    assert csv_file([["а;б", "в\nг"]]).decode("utf-8-sig") == '"а;б";"в\nг"\r\n'


def test_no_sign_of_a_path_gets_into_the_name_of_a_file():
    assert file_name("../Школа № 7", "", 'год "2025/2026"') == "-Школа № 7, год -2025-2026-.csv"


def test_the_same_rows_as_a_workbook_have_numbers(teacher, class_id):
    answer = teacher.get(table("school_class", class_id, form="xlsx"))
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    found = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
             for cell in row]  # fmt: skip
    assert {"Волкова Вера", "Борисов;Белов Борис"} <= {
        cell for cell in found if isinstance(cell, str)
    }
    assert {3.0, 4.0, 5.0} <= {cell for cell in found if isinstance(cell, float)}


def part_of(rows, columns) -> Part:
    """A municipality in the year 2025/2026 whose schools have these rows."""
    content = Content(table=Table(columns, rows))
    said = {"title": "Город", "place": "Область › Город", "filters": "2025/2026, год"}
    return Part("Где лучше?", **said, n="", fresh="", remark="", content=content, rule=RULE)


def test_numbers_of_others_are_rounded_and_hidden_in_the_file_as_on_the_screen():
    own = {"name": "Школа 7", "quality_rate": 0.6432, "n": 128, "disclosed": False}
    rounded = own | {"name": "Школа 9", "quality_rate": 0.65, "n": 130, "disclosed": True}
    hidden = rounded | {"name": "Школа 12", "quality_rate": None, "n": None}
    columns = [
        {"field": "name", "headerName": "Школы"},
        {"field": "n", "headerName": "n", "context": {"form": "count"}},
        {"field": "quality_rate", "headerName": "Качество", "context": {"form": "percent"}},
    ]
    told = lines_of(part_of([own, rounded, hidden], columns), date(2026, 5, 1))
    assert told[0] == ["МСОКО. Где лучше? Область › Город"]
    assert told[1] == ["2025/2026, год"]
    assert ["Выгружено 01.05.2026"] in told
    assert [RULE] in told
    assert told[-4:] == [
        ["Школы", "n", "Качество, %"],
        ["Школа 7", "128", "64,3"],
        ["Школа 9", "≈ 130", "≈ 65"],
        ["Школа 12", "×", "×"],
    ]


def test_a_large_number_has_no_space_inside_and_a_zero_no_minus():
    columns = [
        {"field": "name", "headerName": "Школы"},
        {"field": "n", "headerName": "n", "context": {"form": "count"}},
        {"field": "gap", "headerName": "Разница", "context": {"form": "gap"}},
    ]
    rows = [{"name": "Школа 7", "n": 12_345, "gap": -0.0001}, {"name": "Школа 9"}]
    told = lines_of(part_of(rows, columns), date(2026, 5, 1))
    assert told[-2:] == [["Школа 7", "12345", "0,0"], ["Школа 9", "", ""]]
