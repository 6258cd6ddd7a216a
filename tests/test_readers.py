"""Readers: encodings, separators, workbooks, headers in any order, rows as people number them."""

from datetime import date
from pathlib import Path

import pytest
from files import (
    as_csv,
    counts,
    full,
    load_one,
    loaded,
    rules,
    school,
    write_csv,
    write_xlsx,
    written,
)

from etl.frames import KINDS
from etl.readers import READERS
from etl.readers.xlsx import cell_text

TWO_MARKS = """
    student_code  mark
    У1            5
    У2            4
"""
SAMPLES = {
    "roster": "student_code\n У1",
    "marks": "student_code  mark\n У1  5",
    "final_marks": "student_code  mark\n У1  5",
    "plan": "task  max_points\n 1  1",
    "protocol": "student_code  1  2\n У1  1  2",
    "results": "student_code  mark\n У1  5",
    "codifier": "code  name\n 1.1  Дроби",
}
RUSSIAN = {column.name: column.header for kind in KINDS.values() for column in kind.columns}


def only_sheet(path: Path):
    (sheet,) = READERS["".join(path.suffixes)](path)
    return sheet


def texts(sheet, column: str) -> list[str]:
    return [sheet.column(column)[row] for row in range(len(sheet))]


def test_every_template_has_a_sample_here():
    assert SAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("ending", READERS)
def test_every_reader_recognises_every_template(tmp_path, kind, ending):
    table, path = full(kind, SAMPLES[kind]), tmp_path / f"file{ending}"
    if ending == ".xlsx":
        write_xlsx(path, {"Лист1": table})
    else:
        write_csv(path, table)
    assert only_sheet(path).kind.name == kind


def test_a_long_protocol_is_a_protocol(tmp_path):
    path = written(tmp_path, "protocol", "student_code  task  points\n У1  1  0,5")
    assert only_sheet(path).kind.name == "protocol"
    assert texts(only_sheet(path), "points") == ["0,5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_make_no_difference(tmp_path, encoding, separator):
    path = write_csv(
        tmp_path / "marks.csv", full("marks", TWO_MARKS), separator=separator, encoding=encoding
    )
    assert texts(only_sheet(path), "subject") == ["Алгебра", "Алгебра"]
    assert texts(only_sheet(path), "mark") == ["5", "4"]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_lines_may_end_as_on_windows_and_on_an_old_macintosh(tmp_path, ends):
    path = tmp_path / "marks.csv"
    path.write_text(as_csv(full("marks", TWO_MARKS)), newline=ends)
    assert texts(only_sheet(path), "mark") == ["5", "4"]


@pytest.mark.parametrize("kind", SAMPLES)
def test_headers_may_be_russian_and_stand_in_any_order(tmp_path, kind):
    header, *body = full(kind, SAMPLES[kind])
    names = [
        KINDS[kind].column(name).header.upper() if not name.isdigit() else name for name in header
    ]
    turned = [line[::-1] for line in (names, *body)]
    sheet = only_sheet(write_csv(tmp_path / "file.csv", turned))
    assert sheet.kind.name == kind
    assert {name: texts(sheet, name) for name in sheet.columns} == {
        name: [cell] for name, cell in zip(header, body[0], strict=True) if not name.isdigit()
    }


def test_unknown_columns_are_left_out_with_a_note(tmp_path):
    path = written(tmp_path, "marks", "student_code  mark  Погода\n У1  5  дождь")
    assert only_sheet(path).notes == ("столбец «Погода» не нужен и пропущен",)


def test_a_workbook_has_titles_above_the_header_and_cells_of_numbers_and_dates(tmp_path):
    header = ["Код школы", "Класс", "Код ученика", "Предмет", "Дата", "Вес", "Отметка"]
    line = [7, "8А", 1001, "Алгебра", date(2025, 9, 15), 1.5, 5]
    path = write_xlsx(tmp_path / "marks.xlsx", {"8А": [header, line]}, above=[["Журнал"], []])
    sheet = only_sheet(path)
    assert [texts(sheet, name)[0] for name in ("school_code", "student_code", "date")] == [
        "7", "1001", "2025-09-15",
    ]  # fmt: skip
    assert (texts(sheet, "weight"), texts(sheet, "mark")) == (["1.5"], ["5"])
    assert sheet.rows.tolist() == [4]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(5.0, "5"), (1e6, "1000000"), (2.5, "2.5"), ("007", "007"), ("123.0", "123.0")],
)
def test_a_cell_reads_as_a_person_would_type_it(cell, text):
    assert cell_text(cell) == text


def test_a_workbook_may_hold_all_kinds_each_on_its_sheet(store, tmp_path):
    sheets = {
        "Отметки": full("marks", TWO_MARKS),
        "Справка": [["Кто выгрузил", "Иванова"]],
        "Работа": full("protocol", SAMPLES["protocol"]),
        "Список": full("roster", "student_code\n У1\n У2"),
        "План": full("plan", "task  max_points\n 1  1\n 2  2"),
    }
    reports = loaded(store, write_xlsx(tmp_path / "школа.xlsx", sheets))
    assert [report.kind for report in reports] == ["roster", "plan", "marks", "protocol"]
    assert [report.loaded for report in reports] == [2, 2, 2, 1]


def test_sheets_of_one_kind_add_up_also_for_one_school(store, tmp_path):
    school(store, tmp_path)
    sheets = {
        "8А": full("marks", TWO_MARKS),
        "8Б": full("marks", "student_code  mark\n У3  3"),
        "пустой": full("marks", "student_code  mark"),
    }
    report = load_one(store, write_xlsx(tmp_path / "marks.xlsx", sheets))
    assert counts(report) == (3, 3, 0, 0, 0)
    again = load_one(store, write_xlsx(tmp_path / "again.xlsx", sheets, above=[["Журнал"]]))
    assert counts(again) == (3, 0, 3, 0, 0)
    assert len(list(store.lake.rglob("*.parquet"))) == 1


def test_a_blank_header_in_a_workbook_is_no_task(plain_store, tmp_path):
    school(plain_store, tmp_path)
    load_one(plain_store, written(tmp_path, "plan", "task  max_points\n 1  1\n 4  1"))
    header, line = full("protocol", "student_code  1  4\n У1  1  1")
    table = [["", *header], ["", *line]]
    sheet = only_sheet(write_xlsx(tmp_path / "p.xlsx", {"8А": table}))
    assert sheet.tasks.keys() == {"1", "4"}


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("{header}\n{good}\n{bad}\n", 3),
        ("{header}\n\n{good}\n\n\n{bad}\n", 6),
        ("\n\n{header}\n{good}\n{bad}\n", 5),
        ("{header}\r\n\r\n{good}\r\n{bad}\r\n", 4),
        ('{header}\n\n{good}"а, б"\n\n{bad}\n', 5),
        ('{header}\n{good}"а\nб"\n{bad}\n', 3),  # a row of a spreadsheet, though two lines
        ("{header}\n{good}\n{bad}", 3),
    ],
)
def test_rows_have_the_numbers_a_person_sees(plain_store, tmp_path, text, row):
    school(plain_store, tmp_path)
    header, good, bad = as_csv(
        full("marks", "student_code  mark  topic\n У1  5  _\n У2  7  _")
    ).splitlines()
    path = tmp_path / "marks.csv"
    path.write_text(text.format(header=header, good=good, bad=bad), newline="")
    assert rules(plain_store, load_one(plain_store, path).id) == [(row, "unknown_mark")]


def test_a_line_that_does_not_fit_moves_no_numbers(plain_store, tmp_path):
    school(plain_store, tmp_path)
    header, good, bad = as_csv(full("marks", "student_code  mark\n У1  5\n У2  7")).splitlines()
    path = tmp_path / "marks.csv"
    path.write_text(f"{header}\n\n{good},лишнее\n{good}\n{bad}\n")
    found = rules(plain_store, load_one(plain_store, path).id)
    assert found == [(3, "broken_line"), (5, "unknown_mark")]


def test_numbers_and_texts_are_right_also_in_the_third_block_of_a_large_file(tmp_path):
    header, good = as_csv(full("marks", "student_code  mark\n У1  5")).splitlines()
    n = 3_000_000 // len(good.encode())  # a reader takes a megabyte at a time
    path = tmp_path / "marks.csv"
    path.write_text("\n".join([header, *[good] * n, f"{good},лишнее", good.replace("У1", "У2")]))
    sheet = only_sheet(path)
    assert [line.row for line in sheet.broken] == [n + 2]
    assert (sheet.rows[-1], texts(sheet, "student_code")[-1]) == (n + 3, "У2")
    assert sheet.rows_read == n + 2


def test_a_header_may_go_over_two_lines_in_quotes(tmp_path):
    header, line = as_csv(full("marks", "student_code  mark\n У1  5")).splitlines()
    path = tmp_path / "marks.csv"
    header = header.replace("work_type", '"Форма\nконтроля"')
    path.write_text(f"{header}\n{line}\n")
    assert texts(only_sheet(path), "work_type") == ["О"]


def test_quotes_newlines_and_signs_of_any_alphabet_stay_in_the_cell(tmp_path):
    topic = 'Тема «Ёж», "дроби"\n🦔, ½'
    header, line = full("marks", "student_code  mark  topic\n У1  5  _")
    sheet = only_sheet(write_csv(tmp_path / "marks.csv", [header, [*line[:-1], topic]]))
    assert texts(sheet, "topic") == [topic]


def test_leading_zeros_of_a_code_stay(plain_store, tmp_path):
    school(plain_store, tmp_path, "student_code\n 007\n 7")
    path = written(tmp_path, "marks", "student_code  mark\n 007  5\n 7  4\n 07  3")
    report = load_one(plain_store, path)
    assert counts(report) == (3, 2, 0, 1, 0)
    assert rules(plain_store, report.id) == [(4, "unknown_student")]


@pytest.mark.parametrize("name", ["8а", "8A", "8 А", "8-А", "8 «А»", "8a"])
def test_a_class_is_the_same_in_latin_letters_and_with_signs(plain_store, tmp_path, name):
    school(plain_store, tmp_path)
    path = written(tmp_path, "marks", "student_code  mark\n У1  5", **{"class": name})
    assert load_one(plain_store, path).loaded == 1
