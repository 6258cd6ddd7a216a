"""Who a row is about: school, class and student of every kind of facts, checked once here."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from etl import words
from etl.checks.cells import class_name
from etl.checks.rows import Rows


@dataclass(frozen=True)
class Who:
    """Per row of the sheet (also the bad ones, where the ids are 0)."""

    school: np.ndarray
    school_class: np.ndarray
    grade: np.ndarray
    student: np.ndarray


def known_who(rows: Rows, connection: Connection) -> Who:
    """School, class and student of each row; rows about unknown ones are rejected."""
    school = _schools(rows, connection)
    school_class, grade = _classes(rows, connection, school)
    student = _students(rows, connection, school)
    return Who(*(part.astype(np.int32) for part in (school, school_class, grade, student)))


def _schools(rows: Rows, connection: Connection) -> np.ndarray:
    codes = rows.sheet.column("school_code").values
    known = words.schools(connection, codes)
    return rows.read(
        "school_code",
        known.get,
        "unknown_school",
        "такой школы нет; проверьте код или сначала загрузите список учеников этой школы",
    )


def _classes(rows: Rows, connection: Connection, school: np.ndarray):
    texts = rows.sheet.column("class")
    schools = np.sort(pd.unique(school[school > 0]))
    known = words.classes(connection, schools.tolist())
    names = [class_name(text) for text in texts.values]
    unit = np.zeros((len(schools), len(names)), np.int64)
    grade = np.zeros_like(unit)
    for line, number in enumerate(schools.tolist()):
        for place, name in enumerate(names):
            unit[line, place], grade[line, place] = known.get((number, name), (0, 0))
    if not len(schools):
        return school, school
    line = np.searchsorted(schools, school).clip(max=len(schools) - 1)
    found = unit[line, texts.codes]
    rows.reject(
        found == 0,
        "class",
        "unknown_class",
        lambda p: (
            f"класса «{texts[p]}» нет в школе {rows.sheet.column('school_code')[p]}; "
            "проверьте название или сначала загрузите список учеников"
        ),
    )
    return found, grade[line, texts.codes]


def _students(rows: Rows, connection: Connection, school: np.ndarray) -> np.ndarray:
    codes = rows.sheet.column("student_code").values
    known = words.students(connection, codes)
    student = rows.read(
        "student_code",
        known.get,
        "unknown_student",
        "такого ученика нет; проверьте код или сначала загрузите список учеников",
    )
    places = np.flatnonzero(rows.good)
    if len(places):
        here = words.members(connection, pd.unique(school[places]).tolist())
        number = school[places].astype(np.int64) * 2**32 + student[places]
        pairs = np.array([s * 2**32 + who for who, s in here], np.int64)
        elsewhere = np.zeros(len(school), bool)
        elsewhere[places] = ~np.isin(number, pairs)
        rows.reject(
            elsewhere,
            "student_code",
            "student_of_another_school",
            "ученик с этим кодом не числился в этой школе; если он перешёл, "
            "загрузите список учеников с датой перехода",
        )
    return student
