"""What is taught and how it is marked: subjects, weekly hours, work types, school days."""

from dataclasses import dataclass
from datetime import date

import numpy as np

# Weekly lessons in grades 1 to 11.
HOURS = """
Русский язык               5 5 5 5 5 6 4 3 3 2 2
Литературное чтение        4 4 4 4 0 0 0 0 0 0 0
Литература                 0 0 0 0 3 3 2 2 3 3 3
Математика                 4 4 4 4 5 5 5 5 5 5 5
Вероятность и статистика   0 0 0 0 0 0 1 1 1 1 1
Информатика                0 0 0 0 0 0 1 1 1 1 1
Иностранный язык           0 2 2 2 3 3 3 3 3 3 3
Окружающий мир             2 2 2 2 0 0 0 0 0 0 0
История                    0 0 0 0 2 2 2 2 2 2 2
Обществознание             0 0 0 0 0 1 1 1 1 2 2
География                  0 0 0 0 1 1 2 2 2 1 1
Биология                   0 0 0 0 1 1 1 2 2 1 1
Физика                     0 0 0 0 0 0 2 2 3 2 2
Химия                      0 0 0 0 0 0 0 2 2 1 1
Музыка                     1 1 1 1 1 1 1 0 0 0 0
Изобразительное искусство  1 1 1 1 1 1 1 0 0 0 0
Труд                       1 1 1 1 2 2 2 1 1 0 0
Физическая культура        2 2 2 2 2 2 2 2 2 2 2
ОБЗР                       0 0 0 0 0 0 0 1 1 1 1
"""
SUBJECTS = [line[:27].strip() for line in HOURS.strip().splitlines()]
WEEKLY = np.array([[int(n) for n in line[27:].split()] for line in HOURS.strip().splitlines()])
SUBJECT_NUMBER = {subject: number for number, subject in enumerate(SUBJECTS)}
EXEMPT_SUBJECT = SUBJECT_NUMBER["Физическая культура"]

MATHS, LANGUAGE, SCIENCE, HUMANITIES, PRACTICE = range(5)
FIELD = np.array([1, 3, 3, 0, 0, 0, 1, 3, 3, 3, 3, 2, 2, 2, 4, 4, 4, 4, 4])
# Marks in music or physical training come easier than in mathematics.
EASE = np.array([-0.10, 0.0, -0.06, 0.0, 0.30])[FIELD]


@dataclass(frozen=True)
class WorkType:
    """A form of control as schools use it."""

    letter: str
    name: str
    weight: float
    given: float  # share of the students present who get a mark for it
    ease: float  # how much higher than usual the mark is
    lessons: tuple[float, ...]  # share of lessons in mathematics, languages, science, …


WORK_TYPES = [
    WorkType("К", "Контрольная работа", 1.5, 0.95, -0.42, (0, 0, 0, 0, 0)),
    WorkType("С", "Самостоятельная работа", 1.2, 0.85, -0.14, (0.08, 0.03, 0.06, 0.05, 0)),
    WorkType("Л", "Лабораторная работа", 1.3, 0.90, 0.05, (0, 0, 0.09, 0, 0)),
    WorkType("В", "Проверочная работа", 1.3, 0.85, -0.20, (0.04, 0.03, 0.03, 0.02, 0)),
    WorkType("А", "Практическая работа", 1.3, 0.85, 0.08, (0.01, 0, 0.02, 0.05, 0.16)),
    WorkType("Н", "Диктант", 1.5, 0.90, -0.30, (0, 0.06, 0, 0, 0)),
    WorkType("Т", "Тест", 1.2, 0.85, -0.05, (0.03, 0.04, 0.04, 0.06, 0.02)),
    WorkType("З", "Зачёт", 1.5, 0.85, 0.05, (0, 0, 0.01, 0.01, 0.06)),
    WorkType("И", "Изложение", 1.3, 0.90, -0.10, (0, 0.02, 0, 0, 0)),
    WorkType("Ч", "Сочинение", 1.3, 0.90, 0.0, (0, 0.02, 0, 0.02, 0)),
    WorkType("П", "Проект", 1.0, 0.35, 0.35, (0.01, 0.01, 0.02, 0.03, 0.03)),
    WorkType("Д", "Домашнее задание", 1.0, 0.11, 0.32, (0.33, 0.29, 0.28, 0.26, 0.03)),
    WorkType("О", "Ответ на уроке", 1.0, 0.09, 0.30, (0.50, 0.50, 0.45, 0.50, 0.70)),
]
WEIGHTS = np.array([work_type.weight for work_type in WORK_TYPES])
CONTROL = 0
WRITTEN = len(WORK_TYPES) - 2  # the work types before this one have a topic in the journal


@dataclass(frozen=True)
class SchoolYear:
    """A school year with its holidays."""

    start: int
    holidays: tuple[tuple[str, str], ...]  # first and last day, ISO

    @property
    def name(self) -> str:
        """«2025/2026»."""
        return f"{self.start}/{self.start + 1}"

    @property
    def first(self) -> str:
        """The first day, ISO."""
        return f"{self.start}-09-01"

    @property
    def last(self) -> str:
        """The last day of membership: summer belongs to the year that ends."""
        return f"{self.start + 1}-08-31"

    def days(self, week: int) -> np.ndarray:
        """School days of a five- or six-day week [datetime64]."""
        mask = [1] * week + [0] * (7 - week)
        span = np.arange(self.first, f"{self.start + 1}-05-27", dtype="datetime64[D]")
        free = np.zeros(len(span), bool)
        for first, last in self.holidays:
            free |= (span >= np.datetime64(first)) & (span <= np.datetime64(last))
        return span[np.is_busday(span, weekmask=mask) & ~free]


YEARS = [
    SchoolYear(
        2024,
        (
            ("2024-10-26", "2024-11-04"),
            ("2024-12-29", "2025-01-08"),
            ("2025-02-22", "2025-02-24"),
            ("2025-03-08", "2025-03-08"),
            ("2025-03-22", "2025-03-31"),
            ("2025-05-01", "2025-05-02"),
            ("2025-05-08", "2025-05-09"),
        ),
    ),
    SchoolYear(
        2025,
        (
            ("2025-10-25", "2025-11-04"),
            ("2025-12-31", "2026-01-11"),
            ("2026-02-21", "2026-02-23"),
            ("2026-03-07", "2026-03-09"),
            ("2026-03-21", "2026-03-31"),
            ("2026-05-01", "2026-05-02"),
            ("2026-05-09", "2026-05-11"),
        ),
    ),
]


def quarters(days: np.ndarray) -> np.ndarray:
    """Number of the quarter, 0 to 3, of every day: by month, as the journal counts."""
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    return np.select([months >= 11, months >= 9, months <= 3], [1, 0, 2], 3)


def last_school_day(year: SchoolYear, quarter: int) -> date:
    """The day on which the mark of a quarter is given."""
    days = year.days(5)
    return days[quarters(days) == quarter].max().astype(object)


def subjects_of(grade: int) -> np.ndarray:
    """Numbers of the subjects taught in a grade."""
    return np.flatnonzero(WEEKLY[:, grade - 1])
