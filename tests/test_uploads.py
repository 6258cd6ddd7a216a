"""Tables of accounts: checked as a whole, made or refused as a whole, within narrow limits."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from files import as_csv, lines, write_xlsx
from homes import settings_of
from managed import (
    ADMINISTRATOR,
    account,
    added,
    grant,
    held,
    ids,
    opened,
    shown,
    two_schools,
)
from signed_in import client_of, csrf_header

from dashboard.access import Role
from dashboard.accounts.files import LARGEST, MOST_ROWS
from dashboard.accounts.passwords import matches
from dashboard.app import create_app

XSS = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return two_schools(tmp_path_factory.mktemp("manage"))


@pytest.fixture(scope="module")
def app(store):
    return create_app(settings_of(store.home, MSOKO_ENV="demo"))


@pytest.fixture
def places(app, store):
    with opened(store) as found:
        yield found


@pytest.fixture
def root(app, places):
    """The browser of an administrator of the system."""
    return client_of(app, added("root", ADMINISTRATOR))


@pytest.fixture
def seven(app, places):
    """The browser of the administrator of the school 7."""
    return client_of(app, added("seven", grant(places, Role.SCHOOL_ADMINISTRATOR, unit="7")))


TABLE = """
    Логин  Имя   Роль                   Подразделение  Предмет  Код ученика  Действует до
    anna   Анна  учитель-предметник     7/8А           Алгебра  _            31.08.2030
    anna   _     классный руководитель  7/8А           _        _            _
    petr   Пётр  parent                 _              _        У2           _
"""


def upload(client, content, name="people.csv", **fields):
    """The form with a file, encoded here: the client of Werkzeug leaves its own files open."""
    parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + content)
    start = b"--edge\r\nContent-Disposition: form-data; "
    body = b"".join(start + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return client.post("/users/import", data=body, content_type=kind, headers=csrf_header(client))


def content(table, separator=";", encoding="utf-8-sig"):
    return as_csv(lines(table), separator).encode(encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_table_in_any_shape_is_checked(root, separator, encoding):
    answer = upload(root, content(TABLE, separator, encoding), only_check="1")
    assert "Ошибок нет. Новых учётных записей: 2, уже есть: 0, ролей: 3." in shown(answer)
    assert ids("anna") == []


def test_a_table_makes_accounts_and_shows_their_passwords(seven, places):
    answer = upload(seven, content(TABLE))
    assert answer.status_code == 200
    passwords = re.findall(r"<code>(.+?)</code>", answer.text)
    [anna], [petr] = ids("anna"), ids("petr")
    assert matches(account(anna).password_hash, passwords[0])
    assert held(petr) == [grant(places, Role.PARENT, student="У2")]
    assert len(held(anna)) == 2
    again = upload(seven, content(TABLE))
    assert "Новых учётных записей: 0, дано ролей: 0." in shown(again)


def test_a_workbook_is_read_like_a_csv(root, tmp_path):
    path = write_xlsx(tmp_path / "people.xlsx", {"Лист1": lines(TABLE)})
    assert upload(root, path.read_bytes(), "people.xlsx").status_code == 200
    assert ids("anna")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("a.b\thead\t77", "2 Подразделение 77 «77»: такого подразделения нет."),
        ("a.b\tking\t7", "2 Роль king Роли «king» нет."),
        ("a b\thead\t7", "2 Логин a b Логин «a b» не подходит"),
        ("\thead\t7", "2 Логин Ячейка пуста. Заполните её."),
        ("a.b\thead\t", "2 Подразделение a.b, роль «директор»: нужно подразделение."),
        ("a.b\thead\t7\na.b\thead\t7", "3 Роль head Эта роль уже есть выше."),
        ("a.b\thead\t9", "2 Подразделение 9 «9»: такого подразделения нет."),
        ("root\thead\t7", "2 Логин root root: роли этой учётной записи даёте не вы"),
        ("seven\thead\t7", "2 Логин seven seven: это вы"),
        ("a.b\tschool_administrator\t7", "только системный администратор. Обратитесь к нему."),
    ],
)
def test_one_bad_cell_stops_the_whole_table_and_is_explained(seven, places, rows, problem):
    added("root", ADMINISTRATOR)
    good = "good.one\thead\t7\n"
    numbers = f"login\trole\tunit\n{rows}\n{good}"
    answer = upload(seven, numbers.encode())
    assert answer.status_code == 400
    assert problem in shown(answer)
    assert ids("good.one") == []


def bomb():
    """A small archive with a large sheet."""
    return book({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * (30 * 2**20)})


def far_cell():
    """A sheet of one cell in the last row of Excel, before which a reader would make the others."""
    cell = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return book({"xl/worksheets/sheet1.xml": cell})


def cells_without_places(rows, columns):
    """A sheet whose widest row times all its rows would fill the memory; no cell says its place."""
    cell = b"<c><v>1</v></c>"
    sheet = b"<row>" + cell * columns + b"</row>" + (b"<row>" + cell + b"</row>") * rows
    return book({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": sheet})


def repeated_cells():
    """A book of another kind under the name of an Excel one: one cell, said to stand 10⁸ times."""
    cell = (
        b'<table:table-row table:number-rows-repeated="5000">'
        b'<table:table-cell table:number-columns-repeated="20000"/></table:table-row>'
    )
    return book({"mimetype": b"", "content.xml": cell, "xl/workbook.xml": b""})


def book(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("people.csv", b"x" * (LARGEST + 1), "Файл больше 2 МБ"),
        ("people.csv", b"login;role\n" + b"a;b\n" * (MOST_ROWS + 1), "Строк больше 5000"),
        ("people.csv", b"login;role" + b";" * 60 + b"\n", "Столбцов больше"),
        ("people.csv", book({"a": b"b"}), "не похоже на таблицу"),
        ("people.csv", "login;role".encode("utf-16"), "не похоже на таблицу"),
        ("people.csv", b'login;role\n"' + b"x" * 200_000, "не похоже на таблицу"),
        ("people.csv", b"", "нет столбца «Логин»"),
        ("people.csv", b"a;b\n1;2\n", "нет столбца «Логин»"),
        ("people.csv", b"login;role\n", "нет ни одной строки"),
        ("people.xlsx", b"login;role\n", "Книга Excel повреждена"),
        ("people.xlsx", book({"a": b"b"}), "Книга Excel повреждена"),
        ("people.xlsx", book({str(n): b"" for n in range(300)}), "Книга Excel повреждена"),
        ("people.xlsx", bomb(), "слишком велика в распакованном виде"),
        ("people.xlsx", far_cell(), "Строк больше 5000"),
        ("people.xlsx", cells_without_places(MOST_ROWS + 1, 1), "Строк больше 5000"),
        ("people.xlsx", cells_without_places(1, 60), "Столбцов больше"),
        ("people.xlsx", repeated_cells(), "Книга Excel повреждена"),
        ("people.exe", b"MZ", "Нужен файл .csv или .xlsx"),
        ("", b"", "Файл не выбран"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "data",
)
def test_what_is_no_modest_table_is_refused(root, name, data, words):
    answer = upload(root, data, name)
    assert answer.status_code == 400
    assert words in shown(answer)


def test_a_workbook_behind_another_one_is_not_read(root, tmp_path):
    above = write_xlsx(tmp_path / "a.xlsx", {"Лист1": lines(TABLE)}).read_bytes()
    below = bytearray(write_xlsx(tmp_path / "b.xlsx", {"Лист1": [["login"], ["x"]]}).read_bytes())
    end = below.rfind(b"PK\x05\x06")
    below[end + 4] = 1  # «of the second disk»: some readers then look for an earlier archive
    answer = upload(root, above + bytes(below), "people.xlsx")
    assert answer.status_code == 400
    assert "нет столбца «Роль»" in shown(answer)
    assert ids("anna") == []


def test_a_table_with_formulas_for_names_is_handed_back_harmless(root):
    table = "login;role;unit;name\nanna;head;7;=HYPERLINK(1)\n"
    answer = upload(root, table.encode())
    assert """;"'=HYPERLINK(1)";""" in unquote(answer.text)


def test_cells_of_any_kind_are_shown_as_text(root):
    answer = upload(root, f"login;role;unit\n{XSS};{XSS};{XSS}".encode())
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
