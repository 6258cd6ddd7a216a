"""Files that cannot be read: nothing changes, and a sentence says why."""

import gzip
import zipfile

import pytest
from files import (
    ROSTER,
    as_csv,
    counts,
    dump,
    full,
    load_one,
    loaded,
    school,
    write_xlsx,
    written,
)

from etl import pipeline

ONE_MARK = "student_code  mark\n У1  5"


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


def test_a_folder_without_files_and_a_path_that_is_not_there_are_said(plain_store, tmp_path):
    (tmp_path / "empty").mkdir()
    empty, nowhere = loaded(plain_store, tmp_path / "empty", tmp_path / "nowhere.csv")
    assert "в папке нет файлов" in empty.message
    assert "такого файла нет" in nowhere.message


@pytest.mark.parametrize("length", [10, 100, 1000, 3000, -200, -30, -1])
def test_a_workbook_cut_anywhere_is_refused(plain_store, tmp_path, length):
    path = write_xlsx(tmp_path / "cut.xlsx", {"8А": MARKS})
    path.write_bytes(path.read_bytes()[:length])
    assert load_one(plain_store, path).state == "refused"


@pytest.mark.parametrize(
    "text",
    ["Р", "С", "Ёлка", "Рёбра и вершины", "été", "«С»", "№ 5", "Größe", "Р. Шуман", "Сложение — 2"],
)
def test_honest_words_are_not_taken_for_a_wrong_encoding(plain_store, tmp_path, text):
    school(plain_store, tmp_path)
    path = written(tmp_path, "marks", ONE_MARK, topic=text)
    assert load_one(plain_store, path).loaded == 1


def test_a_file_of_another_format_in_a_folder_is_named_and_no_reason_to_fail(plain_store, tmp_path):
    written(tmp_path / "in", "roster", ROSTER)
    (tmp_path / "in" / "readme.docx").write_bytes(b"text")
    reports = pipeline.load(plain_store, [tmp_path / "in"])
    assert [(r.file, r.state) for r in reports] == [
        ("readme.docx", "skipped"),
        ("roster.csv", "loaded"),
    ]
    assert "не поддерживается" in reports[0].message
