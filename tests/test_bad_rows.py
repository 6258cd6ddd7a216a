"""Bad rows: each is rejected with its own sentence, place and remedy; the others are taken."""

import pytest
from files import (
    counts,
    dump,
    load_one,
    rules,
    school,
    sound,
    world,
    written,
)
from holdings import rows

from etl import pipeline
from models import Partition

ONE_MARK = "student_code  mark\n У1  5"

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
    plain_store, tmp_path, kind, text, expected
):
    world(plain_store, tmp_path)
    report = load_one(plain_store, written(tmp_path, kind, text, "bad.csv"))
    (row,) = pipeline.rejected(plain_store, report.id)
    assert (row["row"], row["rule"]) == expected[:2]
    assert expected[2] in row["message"]
    assert report.loaded == report.rows_read - 1
    assert sound(plain_store)


def test_one_student_in_two_schools_of_a_file_needs_dates(plain_store, tmp_path):
    text = """
        student_code  school_code  school
        У1            7            Школа 7
        У1            9            Школа 9
    """
    report = load_one(plain_store, written(tmp_path, "roster", text))
    assert rules(plain_store, report.id) == [(3, "two_students_one_code")]


def test_a_rejected_row_leaves_no_new_subject(plain_store, tmp_path):
    school(plain_store, tmp_path)
    load_one(plain_store, written(tmp_path, "marks", "student_code  mark\n У1  7", subject="Мусор"))
    assert "Мусор" not in str(dump(plain_store)["subject"])


def test_differences_of_the_sum_are_noted_and_the_points_count(plain_store, tmp_path):
    world(plain_store, tmp_path)
    path = written(tmp_path, "protocol", "student_code  1  2  total\n У1  1  2  3\n У2  1  1  5")
    assert load_one(plain_store, path).notes == [
        "строка 3, ученик У2: сумма в файле 5, по заданиям 2; взята сумма по заданиям"
    ]


def test_of_several_variants_the_protocol_says_which(plain_store, tmp_path):
    school(plain_store, tmp_path)
    plan = "task  variant  max_points\n 1  1  1\n 1  2  2\n 2  _  1"
    load_one(plain_store, written(tmp_path, "plan", plan))
    silent = "student_code  1  2\n У1  1  1"
    report = load_one(plain_store, written(tmp_path, "protocol", silent))
    (row,) = pipeline.rejected(plain_store, report.id)
    assert (row["column"], row["rule"]) == ("1", "task_not_in_plan")
    assert "без варианта" in row["message"]


def test_an_exam_taken_again_in_july_belongs_to_the_year_before(plain_store, tmp_path):
    school(plain_store, tmp_path)
    again = "student_code  date  mark\n У1  2026-07-03  4"
    path = written(tmp_path, "results", again, procedure="ОГЭ")
    assert load_one(plain_store, path).loaded == 1
    assert rows(plain_store, Partition.kind, Partition.school_year) == [("results", 2025)]
