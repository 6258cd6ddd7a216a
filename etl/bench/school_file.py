"""The files of large schools: 1 000 students and 1.16 million marks of a year each, made once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

MARKS = 1_160_000
STUDENTS = 1_000
SCHOOL_YEAR = 2025
FIRST_SCHOOL = "10001"
OF_MUNICIPALITY = 30  # schools
CLASSES = np.array([f"{grade}{letter}" for grade in range(1, 12) for letter in "АБВ"])
SUBJECTS = (
    *("Русский язык", "Литература", "Математика", "Физика", "Химия", "Биология"),
    *("География", "История", "Обществознание", "Английский язык", "Информатика"),
)
TYPES = ("Контрольная работа", "Самостоятельная работа", "Ответ на уроке", "Тест", "ДЗ")

Progress = Callable[[str], None]


def school_codes(schools: int) -> np.ndarray:
    """Codes of so many schools; the first is the one that has a file of marks."""
    return np.array([str(int(FIRST_SCHOOL) + number) for number in range(schools)])


def write_roster(path: Path, schools: int = 1) -> None:
    """The list of the students of these schools, in municipalities of one region."""
    codes = np.repeat(school_codes(schools), STUDENTS)
    places = np.arange(len(codes)) // STUDENTS // OF_MUNICIPALITY + 1
    numbers = np.tile(np.arange(STUDENTS), schools)
    table = pd.DataFrame(
        {
            "region": "Край",
            "municipality": [f"Район {place}" for place in places],
            "school_code": codes,
            "school": [f"Школа {code}" for code in codes],
            "class": _classes_of(numbers),
            "student_code": _codes_of(codes, numbers),
        }
    )
    table.to_csv(path, index=False)


def marks_file(folder: Path, progress: Progress) -> Path:
    """The marks of the first school in the year 2025/2026, with the columns journals write."""
    path = folder / "marks.csv"
    if path.exists():
        return path
    progress("пишу файл школы")
    random = np.random.default_rng(1)
    days = pd.bdate_range("2025-09-01", "2026-05-29").strftime("%Y-%m-%d").to_numpy()
    shape = (STUDENTS, len(SUBJECTS), len(days), len(TYPES))
    cell = np.sort(random.choice(np.prod(shape), MARKS, replace=False))
    student, subject, day, kind = np.unravel_index(cell, shape)
    table = pd.DataFrame(
        {
            "school_code": FIRST_SCHOOL,
            "class": _classes_of(student),
            "student_code": _codes_of(np.array(FIRST_SCHOOL), student),
            "subject": np.array(SUBJECTS)[subject],
            "date": days[day],
            "work_type": np.array(TYPES)[kind],
            "topic": np.array([f"Тема {number}" for number in range(60)])[day % 60],
            "mark": random.choice(
                ["5", "4", "3", "2", "н"], MARKS, p=[0.25, 0.4, 0.25, 0.05, 0.05]
            ),
        }
    )
    table = table.sample(frac=1, random_state=1).sort_values(["class", "date"], kind="stable")
    table.to_csv(path, index=False)
    return path


def _classes_of(numbers: np.ndarray) -> np.ndarray:
    return CLASSES[numbers % len(CLASSES)]


def _codes_of(schools: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    return np.char.add(np.char.add(schools, "-"), np.char.zfill(numbers.astype(str), 5))
