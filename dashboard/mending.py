"""Rejected rows for those who mend the files: where, which rule, what to do; no marks, no names.

Own rule. Administrators import and see no results, so a value is shown only where its column
says what the row is about: codes, classes, dates, subjects. Marks, points, names and lines that
could not be read at all are looked up in the file itself, by sheet, row and column.
"""

import re

from etl.frames import KINDS

LAW = ("rows_read", "loaded", "unchanged", "rejected", "ignored")
NOT_SHOWN = "не показывается"
TELLING = frozenset(  # columns of every kind of file, by their English names
    {
        *("region", "municipality", "school_code", "school", "grade", "class", "student_code"),
        *("subject", "teacher_code", "date", "work_type", "weight", "school_year", "period"),
        *("assessment", "exam", "year", "title", "procedure", "task", "variant", "kes", "kpu"),
        *("level", "type", "max_points", "from_3", "from_4", "from_5", "from", "to"),
        *("kind", "code", "name", "valid_from", "valid_to"),
    }
)
TITLES = frozenset(
    column.title for kind in KINDS.values() for column in kind.columns if column.name in TELLING
)
# rule → what is wrong, what to do
RULES = {
    "absent_with_points": ("у отсутствовавшего есть баллы", "оставьте одно из двух"),
    "bad_birth_year": ("год рождения не читается", "нужно четыре цифры"),
    "bad_border": ("граница отметки не читается", "нужно число баллов"),
    "bad_class": ("класс не читается", "нужно «8А» или «10-1»"),
    "bad_code": ("код не читается", "нужно «3.6» или «12»"),
    "bad_date": ("дата не читается", "нужно 01.09.2025 или 2025-09-01"),
    "bad_dates": ("конец раньше начала", "исправьте даты"),
    "bad_grade": ("параллель не читается", "нужно число от 1 до 12"),
    "bad_max_points": ("максимальный балл не читается", "нужно число больше нуля"),
    "bad_points": ("балл не читается", "нужно число, X или «н»"),
    "bad_school_year": ("учебный год не читается", "нужно 2025/2026"),
    "bad_score": ("балл не читается", "нужно целое число"),
    "bad_sex": ("пол не читается", "нужно «м» или «ж»"),
    "bad_weight": ("вес не читается", "нужно число больше нуля"),
    "bad_year": ("год не читается", "нужно четыре цифры"),
    "broken_line": ("в строке другое число столбцов", "проверьте разделители и кавычки"),
    "date_outside_year": ("дата вне учебного года", "нужно от 1 сентября до 30 июня"),
    "duplicate": ("то же уже сказано в строке выше", "оставьте одну из строк"),
    "duplicate_task": ("задание встречается дважды", "оставьте одно"),
    "empty_cell": ("пустая ячейка", "заполните её"),
    "no_plan": ("плана работы нет", "сначала загрузите план"),
    "no_result": ("в строке нет ни балла, ни отметки", "впишите результат или уберите строку"),
    "points_above_maximum": ("балл больше максимума за задание", "исправьте балл или план"),
    "student_of_another_school": ("ученик записан в другой школе", "укажите дату перевода"),
    "task_not_in_plan": ("задания нет в плане работы", "исправьте номер или план"),
    "too_long": ("слишком длинный текст", "сократите"),
    "two_grades_one_class": ("у класса две параллели", "исправьте параллель"),
    "two_plans_one_code": ("под одним кодом две работы", "дайте работам разные коды"),
    "two_schools_one_code": ("под одним кодом две школы", "исправьте код школы"),
    "two_students_one_code": ("под одним кодом два ученика", "исправьте код ученика"),
    "unknown_class": ("такого класса в школе нет", "исправьте или загрузите список учеников"),
    "unknown_grade": ("параллель не понять из класса", "впишите параллель"),
    "unknown_kind": ("вид кода неизвестен", "нужно КЭС или КПУ"),
    "unknown_level": ("уровень неизвестен", "нужно Б, П или В"),
    "unknown_mark": ("в клетке не отметка", "нужно 1–5, код посещаемости или состояние"),
    "unknown_period": ("период неизвестен", "нужно «1 четверть», «2 полугодие» или «год»"),
    "unknown_school": ("такой школы нет", "исправьте код или загрузите список учеников"),
    "unknown_student": ("такого ученика нет", "исправьте код или загрузите список учеников"),
    "unknown_subject": ("предмет не назван", "впишите предмет"),
    "unknown_work_type": ("форма контроля не читается", "исправьте название"),
}
DIFFERENCE = re.compile(r" в файле [^;]*;")
OTHER_RULE = ("значение не подходит", "исправьте его в файле")


def mendable(row: dict) -> dict:
    """The row as it may be shown; where the value is not, its message is the rule's own."""
    is_foreign = row.pop("is_foreign", False)
    if is_telling(row["column"]) and not is_foreign:
        return row
    what, remedy = RULES.get(row["rule"], OTHER_RULE)
    return row | {"value": NOT_SHOWN, "message": f"{what}; {remedy}"}


def told_note(note: str) -> str:
    """A note of a load without marks and points: where and of whom, not what stood there."""
    return DIFFERENCE.sub(" в файле и по баллам разные;", note)


def is_telling(column: str) -> bool:
    """Whether the column says what a row is about, and not how somebody learns or is called."""
    return column in TITLES
