"""Files to take away: the rows of the screen, harmless cells, only for who may, noted."""

import csv
import re
from datetime import date
from io import StringIO
from urllib.parse import unquote

import pytest
from files import loaded, world, written
from holdings import unit
from signed_in import client_of
from sqlalchemy import insert, select

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.app import create_app
from dashboard.exports.sheet import csv_file, file_name, harmless
from dashboard.exports.table import lines_of
from dashboard.filters import View
from dashboard.queries import database
from dashboard.rounded import RULE
from dashboard.screens.inside import Inside
from dashboard.screens.reading import Reading, Side
from dashboard.settings import Settings
from models import AuditRecord, RoleGrant, User
from models.store import Store

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
    made = Store(MSOKO_HOME=folder / "home", DATABASE_URL="")
    world(made, folder)
    names = written(folder, "roster", NAMES, "names.csv")
    loaded(made, names, written(folder, "final_marks", FINALS))
    return made


@pytest.fixture(scope="module")
def app(store):
    made = create_app(Settings(MSOKO_HOME=store.home, DATABASE_URL=""))
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


def cells(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_the_class_teacher_takes_the_matrix_of_the_class(teacher, class_id):
    answer = teacher.get(f"/export/unit/{class_id}.csv")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")  # by this Excel knows UTF-8
    told = cells(answer)
    assert told[0] == ["МСОКО. Ученики: 8 классы › 8А"] or told[0][0].endswith("8А")
    assert "Учебный год: 2025/2026; Период: год" in told[1][0]
    head = next(line for line in told if line[:1] == ["Ученик"])
    rows = {line[0]: dict(zip(head, line, strict=True)) for line in told[told.index(head) + 1 :]}
    assert rows["Волкова Вера"]["Алгебра"] == "3"
    assert rows["Борисов;Белов Борис"]["Группа"] == "хорошист"


def test_a_name_that_is_a_formula_is_text(teacher, class_id):
    names = [line[0] for line in cells(teacher.get(f"/export/unit/{class_id}.csv")) if line]
    assert "'=1+1 Анна" in names


def test_the_file_has_a_russian_name(teacher, class_id):
    header = teacher.get(f"/export/unit/{class_id}.csv").headers["Content-Disposition"]
    assert header.startswith("attachment")
    assert "8А, Ученики, год 2025-2026.csv" in unquote(header)


def test_an_export_is_noted_with_its_rows(teacher, class_id):
    teacher.get(f"/export/unit/{class_id}.csv?period=202550")
    with accounts.engine_in_use().connect() as connection:
        noted = select(AuditRecord).where(AuditRecord.action == "exported")
        last = connection.execute(noted.order_by(AuditRecord.id.desc())).first()
    assert (last.actor, last.object, last.n) == ("teacher", f"/export/unit/{class_id}.csv", 3)
    assert last.reason == "Классный руководитель"  # a reader need not know of other places


def without_token(page):
    """The page but for its CSRF token: signed with the second it was made in."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page.get_data(as_text=True))


def test_what_is_foreign_and_what_is_not_there_get_one_answer(store, teacher):
    foreign = teacher.get(f"/export/unit/{unit(store, '9/8А', 'school_class')}.csv")
    missing = teacher.get("/export/unit/999999999.csv")
    beyond = teacher.get(f"/export/unit/{10**30}.csv")
    assert {foreign.status_code, missing.status_code, beyond.status_code} == {404}
    assert without_token(foreign) == without_token(missing) == without_token(beyond)


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.SCHOOL_ADMINISTRATOR, "unit_id"), (Role.PARENT, "student_id"), (None, None)],
)
def test_without_the_right_there_is_no_file(app, store, class_id, role, place):
    where = {place: class_id if place == "unit_id" else 1} if place else {"unit_id": None}
    client = signed_in(app, f"without-{role}", role or "nothing", **where)
    assert client.get(f"/export/unit/{class_id}.csv").status_code == 404


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


def reading_of(rows) -> Reading:
    """A municipality in the year 2025/2026 whose schools have these rows."""
    names = ("year", "period", "subject", "grade", "basis", "procedure")
    return Reading(
        unit={"unit_id": 2, "name": "Город", "level": "municipality"},
        line=[{"name": "Область"}, {"name": "Город"}],
        view=View(year=2025, period=202550),
        options={name: [] for name in names},
        own=Side("Город", None), other=Side(), children=[], below=rows, work_types=[], data=None,
        shows_students=False, all_subjects=False, can_export=True,
    )  # fmt: skip


def test_numbers_of_others_are_rounded_and_hidden_in_the_file_as_on_the_screen():
    own = {"name": "Школа 7", "quality_rate": 0.6432, "n": 128, "disclosed": False}
    rounded = own | {"name": "Школа 9", "quality_rate": 0.65, "n": 130, "disclosed": True}
    hidden = rounded | {"name": "Школа 12", "quality_rate": None, "n": None}
    columns = [
        {"field": "name", "headerName": "Школы"},
        {"field": "n", "headerName": "n", "valueFormatter": {"function": "count(params.value)"}},
        {"field": "quality_rate", "headerName": "Качество"}
        | {"valueFormatter": {"function": "percent(params.value)"}},
    ]
    rows = [own, rounded, hidden]
    told = lines_of(reading_of(rows), Inside(columns, rows), date(2026, 5, 1))
    assert told[0] == ["МСОКО. Школы: Область › Город"]
    assert ["Выгружено 01.05.2026"] in told
    assert [RULE] in told
    assert told[-4:] == [
        ["Школы", "n", "Качество, %"],
        ["Школа 7", "128", "64,3"],
        ["Школа 9", "≈ 130", "≈ 65"],
        ["Школа 12", "×", "×"],
    ]
