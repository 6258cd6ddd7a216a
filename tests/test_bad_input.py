"""Bad input: each mistake has its own sentence, place and remedy; the rest is taken, or nothing."""

import gzip
import json
import os
import subprocess
import sys
import zipfile

import pytest
from conftest import DATABASES, new_store
from files import (
    PLAN,
    as_csv,
    counts,
    dump,
    full,
    load_one,
    loaded,
    rules,
    school,
    sound,
    write_csv,
    write_xlsx,
    written,
)

from etl import pipeline

ONE_MARK = "student_code  mark\n У1  5"
JSON_KEYS = ["id", "file", "kind", "sha256", "rows_read", "loaded", "unchanged", "rejected",
             "ignored", "state"]  # fmt: skip

# name: kind, table, other values, (column, value, rule, what the message says)
ROWS = {
    "unknown school": (
        "marks", ONE_MARK, {"school_code": "99"},
        ("«Код школы» (school_code)", "99", "unknown_school", "такой школы нет"),
    ),
    "unknown student": (
        "marks", "student_code  mark\n У9  5", {},
        ("«Код ученика» (student_code)", "У9", "unknown_student", "такого ученика нет"),
    ),
    "unknown class": (
        "marks", ONE_MARK, {"class": "9Я"},
        ("«Класс» (class)", "9Я", "unknown_class", "класса «9Я» нет в школе 7"),
    ),
    "student of another school": (
        "marks", "student_code  mark\n Ч1  5", {},
        ("«Код ученика» (student_code)", "Ч1", "student_of_another_school", "не числился"),
    ),
    "unknown mark": (
        "marks", "student_code  mark\n У1  7", {},
        ("«Отметка» (mark)", "7", "unknown_mark", "целое число от 1 до 5"),
    ),
    "a word instead of a mark": (
        "marks", "student_code  mark\n У1  NaN", {},
        ("«Отметка» (mark)", "NaN", "unknown_mark", "код посещаемости"),
    ),
    "unknown final mark": (
        "final_marks", "student_code  mark\n У1  5-", {},
        ("«Отметка» (mark)", "5-", "unknown_mark", "н/а, осв, зач или незач"),
    ),
    "date outside the year": (
        "marks", ONE_MARK, {"date": "15.07.2025"},
        ("«Дата» (date)", "15.07.2025", "date_outside_year", "вне учебного года"),
    ),
    "unreadable date": (
        "marks", ONE_MARK, {"date": "31.09.2025"},
        ("«Дата» (date)", "31.09.2025", "bad_date", "не дата; нужно 01.09.2025"),
    ),
    "bad weight": (
        "marks", ONE_MARK, {"weight": "1e6"},
        ("«Вес» (weight)", "1e6", "bad_weight", "положительное число не больше 100"),
    ),
    "unknown period": (
        "final_marks", ONE_MARK, {"period": "5 четверть"},
        ("«Период» (period)", "5 четверть", "unknown_period", "1 четверть, 2 четверть"),
    ),
    "bad school year": (
        "final_marks", ONE_MARK, {"school_year": "2025/2027"},
        ("«Учебный год» (school_year)", "2025/2027", "bad_school_year", "нужен вид 2025/2026"),
    ),
    "empty cell": (
        "marks", "student_code  mark\n У1  _", {},
        ("«Отметка» (mark)", "", "empty_cell", "пустая ячейка"),
    ),
    "points above the maximum": (
        "protocol", "student_code  1  2\n У1  1  2,5", {},
        ("2", "2,5", "points_above_maximum", "больше максимума 2 за задание «2»"),
    ),
    "negative points": (
        "protocol", "student_code  1  2\n У1  -1  2", {},
        ("1", "-1", "bad_points", "X (не приступал)"),
    ),
    "task not in the plan, wide": (
        "protocol", "student_code  1  7\n У1  1  0", {},
        ("7", "0", "task_not_in_plan", "задания «7» нет в плане работы «КР-1»"),
    ),
    "task not in the plan, long": (
        "protocol", "student_code  task  points\n У1  8  _", {},
        ("«№ задания» (task)", "8", "task_not_in_plan", "задания «8» нет в плане"),
    ),
    "protocol without a plan": (
        "protocol", "student_code  1\n У1  1", {"assessment": "КР-5"},
        ("«Код работы» (assessment)", "КР-5", "no_plan", "сначала загрузите план"),
    ),
    "absent with points": (
        "protocol", "student_code  1  2\n У1  н  2", {},
        ("«Код ученика» (student_code)", "У1", "absent_with_points", "оставьте одно из двух"),
    ),
    "unknown mark of a protocol": (
        "protocol", "student_code  1  2  mark\n У1  1  2  300", {},
        ("«Отметка» (mark)", "300", "unknown_mark", "отметка — 1–5 или пусто"),
    ),
    "result without a result": (
        "results", "student_code  mark  primary_score\n У1  _  _", {},
        ("«Отметка» (mark)", "", "no_result", "заполните хотя бы одно"),
    ),
    "bad score": (
        "results", "student_code  primary_score\n У1  -3", {},
        ("«Первичный балл» (primary_score)", "-3", "bad_score", "неотрицательное число"),
    ),
    "bad maximum": (
        "plan", "task  max_points\n 1  0", {"assessment": "КР-2"},
        ("«Макс. балл» (max_points)", "0", "bad_max_points", "число больше нуля"),
    ),
    "student without a date of transfer": (
        "roster", "student_code\n У1", {"school_code": "9", "school": "Школа 9"},
        ("«Код ученика» (student_code)", "У1", "two_students_one_code", "уже записан в школе 7"),
    ),
    "no grade in the name of the class": (
        "roster", "student_code\n У5", {"class": "Лицейский"},
        ("«Класс» (class)", "Лицейский", "unknown_grade", "не видно параллели"),
    ),
    "class of another grade": (
        "roster", "student_code\n У5", {"grade": "7"},
        ("«Класс» (class)", "8А", "two_grades_one_class", "уже есть в другой параллели"),
    ),
    "leaves before coming": (
        "roster", "student_code  from  to\n У5  01.02.2026  01.01.2026", {},
        ("«По» (to)", "01.01.2026", "bad_dates", "раньше даты «С»"),
    ),
    "very long code": (
        "roster", f"student_code\n {'У' * 200}", {},
        ("«Код ученика» (student_code)", "У" * 200, "too_long", "длиннее 60 знаков"),
    ),
    "code of the codifier": (
        "codifier", "code  name\n 1.а  Дроби", {},
        ("«Код» (code)", "1.а", "bad_code", "числа через точку"),
    ),
}  # fmt: skip


def world(store, folder) -> None:
    """Schools 7 and 9, and a plan."""
    school(store, folder)
    nine = written(
        folder, "roster", "student_code\n Ч1", "nine.csv", school_code="9", school="Школа 9"
    )
    loaded(store, nine, written(folder, "plan", PLAN))


@pytest.fixture(scope="module", params=DATABASES)
def standing(request, tmp_path_factory):
    """A store that nothing here changes."""
    folder = tmp_path_factory.mktemp("standing")
    store = new_store(folder / "home", request.param, request)
    world(store, folder)
    return store


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_rejected_with_its_place_rule_and_remedy(standing, tmp_path, name):
    store = standing
    kind, text, more, (column, value, rule, says) = ROWS[name]
    before = dump(store, without=("load", "rejected_row", "work_type", "subject"))
    report = load_one(store, written(tmp_path, kind, text, "bad.csv", **more))
    assert counts(report) == (1, 0, 0, 1, 0)
    (row,) = pipeline.rejected(store, report.id)
    assert says in row.pop("message")
    assert row == {
        "file": "bad.csv", "sheet": "", "row": 2, "column": column, "value": value, "rule": rule,
    }  # fmt: skip
    assert dump(store, without=("load", "rejected_row", "work_type", "subject")) == before


def test_every_mistake_in_a_row_has_its_own_sentence():
    says = [case[-1][-1] for case in ROWS.values()]
    assert len(set(says)) == len(says)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("marks", "student_code  mark\n У1  5\n У2  4\n У1  5", (4, "duplicate", "строку 2")),
        ("final_marks", "student_code  mark\n У1  5\n У1  4", (3, "duplicate", "в строке 2")),
        ("results", "student_code  mark\n У1  5\n У1  4", (3, "duplicate", "в строке 2")),
        ("protocol", "student_code  1  2\n У1  1  1\n У1  1  1", (3, "duplicate", "строка 2")),
        ("protocol", "student_code  task  points\n У1  1  1\n У1  1  0",
         (3, "duplicate", "на это задание уже есть в строке 2")),
        ("plan", "task  max_points\n 9  1\n 9  2", (3, "duplicate_task", "в строке 2")),
        ("plan", "task  max_points  date\n 9  1  01.10.2025\n 8  2  02.10.2025",
         (3, "two_plans_one_code", "в строке 2")),
        ("codifier", "code  name  kind\n 1  Дроби  kes\n 1  Числа  КЭС",
         (3, "duplicate", "назван в строке 2")),
        ("roster", "student_code\n У8\n У8", (3, "duplicate", "уже есть в строке 2")),
        ("roster", "student_code  class\n У8  8Б\n У8  8В",
         (3, "two_students_one_code", "укажите даты")),
        ("roster", "student_code  last_name\n У8  Ежова\n У8  Лисин",
         (3, "two_students_one_code", "другие имя, пол или год рождения")),
        ("roster", "student_code  class  from  to\n У8  8Б  01.09.2025  31.12.2025"
         "\n У8  8В  31.12.2025  _", (3, "two_students_one_code", "укажите даты")),
        ("roster", "student_code  school\n У8  Школа 7\n У9  Лицей 7",
         (3, "two_schools_one_code", "в строке 2")),
        ("roster", "student_code  class  grade\n У8  А  8\n У9  А  9",
         (3, "two_grades_one_class", "в строке 2")),
    ],
)  # fmt: skip
def test_of_rows_that_contradict_each_other_the_first_stays(
    sqlite_store, tmp_path, kind, text, expected
):
    world(sqlite_store, tmp_path)
    report = load_one(sqlite_store, written(tmp_path, kind, text, "bad.csv"))
    (row,) = pipeline.rejected(sqlite_store, report.id)
    assert (row["row"], row["rule"]) == expected[:2]
    assert expected[2] in row["message"]
    assert report.loaded == report.rows_read - 1
    assert sound(sqlite_store)


def test_one_student_in_two_schools_of_a_file_needs_dates(sqlite_store, tmp_path):
    text = """
        student_code  school_code  school
        У1            7            Школа 7
        У1            9            Школа 9
    """
    report = load_one(sqlite_store, written(tmp_path, "roster", text))
    assert rules(sqlite_store, report.id) == [(3, "two_students_one_code")]


def table_without(kind: str, text: str, column: str) -> list[list[str]]:
    header, *body = full(kind, text)
    place = header.index(column)
    return [line[:place] + line[place + 1 :] for line in (header, *body)]


def zipped(path, content: bytes, name: str = "marks.csv"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
    return path.read_bytes()


MARKS = full("marks", ONE_MARK)
CONTENT = as_csv(MARKS).encode()
FILES = {
    "empty.csv": (lambda path: b"", "файл пуст. Проверьте"),
    "blank.csv": (lambda path: b"\n \n", "файл пуст"),
    "header.csv": (lambda path: CONTENT.split(b"\n")[0], "нет ни одной строки данных"),
    "other.csv": (lambda path: b"a,b,c\n1,2,3\n", "не узнаю вид файла по заголовку «a,b,c»"),
    "column.csv": (
        lambda path: as_csv(table_without("marks", ONE_MARK, "date")).encode(),
        "это отметки журнала, но нет столбца «Дата» (date)",
    ),
    "twice.csv": (
        lambda path: CONTENT.replace(b"work_type", "Класс".encode()),
        "столбец «Класс» (class) встречается дважды",
    ),
    "mojibake.csv": (
        lambda path: as_csv(MARKS).encode("cp1251").decode("latin-1").encode(),
        "в чужой кодировке (например, «Àëãåáðà»)",
    ),
    "broken.csv": (
        lambda path: as_csv(MARKS).encode("cp1251").decode("utf-8", "replace").encode(),
        "в чужой кодировке (например, «8\ufffd»)",
    ),
    "garbled.csv": (
        lambda path: CONTENT.decode("cp1251", "replace").encode(),
        "в чужой кодировке (например, «8Рђ»)",
    ),
    "unicode.csv": (lambda path: as_csv(MARKS).encode("utf-16"), "это UTF-16"),
    "quote.csv": (
        lambda path: as_csv(MARKS + MARKS[1:] * 3).replace("У1,5", 'У1,"5', 1).encode(),
        "кавычка открыта и не закрыта",
    ),
    "quotes.csv": (
        lambda path: as_csv(MARKS + MARKS[1:] * 3).replace("У1,5", 'У1,"5', 2).encode(),
        "исправьте ячейку «5»",
    ),
    "zeros.csv": (lambda path: b"\0" * 300_000, "нулевые байты"),
    "long.csv": (lambda path: b"a" * 300_000 + b",b\n", "заголовок не читается"),
    "bytes.csv": (lambda path: b"\x98\xff,b\n1,2\n", "не UTF-8 и не Windows-1251"),
    "cut.csv.gz": (lambda path: gzip.compress(CONTENT)[:-12], "архив повреждён или обрезан"),
    "changed.csv.gz": (
        lambda path: gzip.compress(CONTENT)[:30] + b"\xff" * 30, "скачайте его заново"
    ),
    "cut.xlsx": (
        lambda path: write_xlsx(path, {"8А": MARKS}).read_bytes()[:-300],
        "книга Excel повреждена или обрезана",
    ),
    "html.xlsx": (lambda path: b"<html></html>", "сохраните заново"),
    "header.xlsx": (
        lambda path: write_xlsx(path, {"8А": MARKS[:1]}).read_bytes(), "но нет ни одной строки"
    ),
    "other.xlsx": (
        lambda path: write_xlsx(path, {"Погода": [["дождь"]]}).read_bytes(),
        "ни на одном листе нет заголовка известного шаблона (листы: Погода)",
    ),
    "twice.xlsx": (
        lambda path: write_xlsx(path, {"8А": full("protocol", "student_code  1  1\n У1  1  0")})
        .read_bytes(),
        "лист «8А»: столбец «1» встречается дважды",
    ),
    "tasks.csv": (
        lambda path: as_csv(full("protocol", "student_code\n У1")).encode(),
        "нет ни столбцов заданий",
    ),
    "cut.zip": (lambda path: zipped(path, CONTENT)[:-20], "архив повреждён, закрыт паролем"),
    "other.zip": (lambda path: zipped(path, b"", "a.pdf"), "или в нём нет файлов"),
    "report.pdf": (lambda path: b"%PDF", "формат не поддерживается"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_changes_nothing_and_says_why(standing, tmp_path, name):
    make, says = FILES[name]
    path = tmp_path / "bad" / name
    path.parent.mkdir()
    path.write_bytes(make(path))
    before = dump(standing)
    report = load_one(standing, path)
    assert (report.state, report.id, counts(report)) == ("refused", None, (0, 0, 0, 0, 0))
    assert says in report.message
    assert report.message.startswith(name)
    assert dump(standing) == before


def test_a_folder_without_files_and_a_path_that_is_not_there_are_said(sqlite_store, tmp_path):
    (tmp_path / "empty").mkdir()
    empty, nowhere = loaded(sqlite_store, tmp_path / "empty", tmp_path / "nowhere.csv")
    assert "в папке нет файлов" in empty.message
    assert "такого файла нет" in nowhere.message


@pytest.mark.parametrize("length", [10, 100, 1000, 3000, -200, -30, -1])
def test_a_workbook_cut_anywhere_is_refused(sqlite_store, tmp_path, length):
    path = write_xlsx(tmp_path / "cut.xlsx", {"8А": MARKS})
    path.write_bytes(path.read_bytes()[:length])
    assert load_one(sqlite_store, path).state == "refused"


@pytest.mark.parametrize(
    "text",
    ["Р", "С", "Ёлка", "Рёбра и вершины", "été", "«С»", "№ 5", "Größe", "Р. Шуман", "Сложение — 2"],
)
def test_honest_words_are_not_taken_for_a_wrong_encoding(sqlite_store, tmp_path, text):
    school(sqlite_store, tmp_path)
    path = written(tmp_path, "marks", ONE_MARK, topic=text)
    assert load_one(sqlite_store, path).loaded == 1


def test_a_rejected_row_leaves_no_new_subject(sqlite_store, tmp_path):
    school(sqlite_store, tmp_path)
    load_one(
        sqlite_store, written(tmp_path, "marks", "student_code  mark\n У1  7", subject="Мусор")
    )
    assert "Мусор" not in str(dump(sqlite_store)["subject"])


def test_differences_of_the_sum_are_noted_and_the_points_count(sqlite_store, tmp_path):
    world(sqlite_store, tmp_path)
    path = written(tmp_path, "protocol", "student_code  1  2  total\n У1  1  2  3\n У2  1  1  5")
    assert load_one(sqlite_store, path).notes == [
        "строка 3: сумма в файле 5, по заданиям 2; взята сумма по заданиям"
    ]


def command(home, *arguments):
    """The real command line."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        env=os.environ | {"MSOKO_HOME": str(home), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder of the command line with the school 7."""
    home = tmp_path_factory.mktemp("command")
    done = command(home, "load", written(home, "roster", "student_code\n У1\n У2"), "--json")
    assert done.returncode == 0
    (entry,) = json.loads(done.stdout)["loads"]
    assert list(entry) == JSON_KEYS
    assert (entry["kind"], entry["rows_read"], entry["loaded"]) == ("roster", 2, 2)
    return home


def test_exit_status_and_json_tell_what_became_of_the_file(home, tmp_path):
    half = written(tmp_path, "marks", "student_code  mark\n У1  5\n У2  7")
    done = command(home, "load", half, "--json")
    (entry,) = json.loads(done.stdout)["loads"]
    assert done.returncode == 1
    assert list(entry) == JSON_KEYS
    assert (entry["rows_read"], entry["loaded"], entry["rejected"]) == (2, 1, 1)
    assert f"rejected {entry['id']}" in done.stderr
    listed = command(home, "rejected", entry["id"], "--format", "csv").stdout.splitlines()
    assert listed[0] == "file,sheet,row,column,value,rule,message"
    assert listed[1].startswith("marks.csv,,3,«Отметка» (mark),7,unknown_mark,")


def test_nothing_taken_is_exit_status_two_and_a_sentence(home, tmp_path):
    bad = written(tmp_path, "marks", "student_code  mark\n У1  7")
    for path in (bad, tmp_path / "nowhere.csv", write_csv(tmp_path / "x.csv", [["a"], ["b"]])):
        done = command(home, "load", path, "--json")
        (entry,) = json.loads(done.stdout)["loads"]
        assert done.returncode == 2
        assert set(JSON_KEYS) <= entry.keys()
        assert entry["rows_read"] == entry["rejected"]
        assert path.name in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("undo", 999), "Загрузки 999 нет"),
        (("redo", 1), "не отменена"),
        (("rejected", 999), "Загрузки 999 нет"),
        (("refresh", "--school", "99"), "Школы с кодом «99» нет"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(home, arguments, says):
    done = command(home, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
