"""The file of one large school: 1.16 million marks of a year, made once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

MARKS = 1_160_000
STUDENTS = 1_000
SUBJECTS = (
    *("Русский язык", "Литература", "Математика", "Физика", "Химия", "Биология"),
    *("География", "История", "Обществознание", "Английский язык", "Информатика"),
)
TYPES = ("Контрольная работа", "Самостоятельная работа", "Ответ на уроке", "Тест", "ДЗ")


def school_files(folder: Path, progress: Callable[[str], None]) -> tuple[Path, Path]:
    """One large school: a roster and all its marks of a year; dated 2025/2026."""
    roster, marks = folder / "roster.csv", folder / "marks.csv"
    if marks.exists():
        return roster, marks
    progress("пишу файл школы")
    random = np.random.default_rng(1)
    classes = np.array([f"{grade}{letter}" for grade in range(1, 12) for letter in "АБВ"])
    codes = np.array([f"S{number:05d}" for number in range(STUDENTS)])
    of_class = classes[np.arange(STUDENTS) % len(classes)]
    pd.DataFrame(
        {
            "region": "Край",
            "municipality": "Город",
            "school_code": "100",
            "school": "Школа 100",
            "class": of_class,
            "student_code": codes,
        }
    ).to_csv(roster, index=False)
    days = pd.bdate_range("2025-09-01", "2026-05-29").strftime("%Y-%m-%d").to_numpy()
    shape = (STUDENTS, len(SUBJECTS), len(days), len(TYPES))
    cell = np.sort(random.choice(np.prod(shape), MARKS, replace=False))
    student, subject, day, kind = np.unravel_index(cell, shape)
    pd.DataFrame(
        {
            "school_code": "100",
            "class": of_class[student],
            "student_code": codes[student],
            "subject": np.array(SUBJECTS)[subject],
            "date": days[day],
            "work_type": np.array(TYPES)[kind],
            "topic": np.array([f"Тема {number}" for number in range(60)])[day % 60],
            "mark": random.choice(
                ["5", "4", "3", "2", "н"], MARKS, p=[0.25, 0.4, 0.25, 0.05, 0.05]
            ),
        }
    ).sample(frac=1, random_state=1).sort_values(["class", "date"], kind="stable").to_csv(
        marks, index=False
    )
    return roster, marks
