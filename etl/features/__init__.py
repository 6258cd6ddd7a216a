"""What is known of the students of a cohort at a date; nothing of a later day is ever read."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from etl.features.cohorts import Cohort
from etl.features.journal import journal_features
from etl.features.mastery import mastery
from etl.features.results import results_features
from etl.features.works import works_features

__all__ = ["TITLES", "Cohort", "Known", "features", "title_of"]

FARTHEST = 4.0  # standard deviations; who is farther is as far
ALONE = 5  # students; a school's mean is drawn to the mean of all as by so many average ones
MOST_RESULTS = 6  # earlier procedures in the subject, the best known first
FEWEST_SHARE, FEWEST = 0.1, 20  # of students with a result; of fewer the procedure says nothing
RESULT = "result:"
FROM_MARKS = (
    *("marks", "marks_others", "marks_control", "marks_change", "marks_before", "finals"),
    *("absences", "no_absences"),
)
SPREADS = "ст. откл. от среднего"
TITLES: dict[str, tuple[str, str]] = {
    "marks": ("Средневзвешенный балл по предмету", "балл"),
    "marks_others": ("Средневзвешенный балл по другим предметам", "балл"),
    "marks_control": ("Отметки за контрольные работы", "балл"),
    "marks_change": ("Отметки последних двух месяцев и прежние", "балл"),
    "marks_before": ("Средневзвешенный балл прошлого года", "балл"),
    "finals": ("Отметки за прошедшие четверти и полугодия", "балл"),
    "absences": ("Пропуски (логарифм числа)", "ln(1 + n)"),
    "no_absences": ("Ни одного пропуска", "да или нет"),
    "trial": ("Пробный экзамен", SPREADS),
    "works": ("Работы этого года", SPREADS),
    "works_before": ("Работы прошлого года", SPREADS),
    "works_others": ("Работы по другим предметам", SPREADS),
    "mastery": ("Элементы содержания, как их спросят на экзамене", "доля баллов"),
    "results_others": ("Прошлые результаты по другим предметам", SPREADS),
    "peers": ("Прошлые результаты школы", SPREADS),
}


@dataclass(frozen=True)
class Known:
    """
    What is known of a cohort.

    Attributes
    ----------
    features : DataFrame, students × (school, school_class, features)
        NaN = not known.
    evidence : DataFrame, students × (n_marks, n_works, n_results)
        How many marks in the subject, works and earlier results stand behind.
    """

    features: pd.DataFrame
    evidence: pd.DataFrame


def title_of(name: str) -> tuple[str, str]:
    """What a feature is called, and its unit."""
    if name.startswith(RESULT):
        return f"{name.removeprefix(RESULT)}: прошлый результат", SPREADS
    return TITLES[name]


def features(connection: Connection, folder: Path, cohort: Cohort) -> Known:
    """Everything known of the students of a cohort on its day."""
    students = cohort.students
    of_results, n_results = results_features(connection, folder, cohort)
    of_works, n_works = works_features(connection, cohort)
    of_journal, n_marks = journal_features(connection, folder, cohort)
    found = pd.concat(
        [of_results, of_works, mastery(connection, folder, cohort), of_journal], axis=1
    ).reindex(students.index)
    measured = [name for name in found if title_of(name)[1] == SPREADS]
    found[measured] = found[measured].clip(-FARTHEST, FARTHEST)
    found = found.drop(columns=_rare_results(found))
    found["peers"] = _peers(found[measured_of(found)], students["school"])
    evidence = pd.DataFrame({"n_marks": n_marks, "n_works": n_works, "n_results": n_results})
    evidence = evidence.reindex(students.index).fillna(0).astype(int)
    return Known(pd.concat([students, found], axis=1), evidence)


def measured_of(found: pd.DataFrame) -> list[str]:
    """The features in which a student stands beside all others of the year."""
    return [name for name in found if title_of(name)[1] == SPREADS]


def _rare_results(found: pd.DataFrame) -> list[str]:
    """Earlier procedures that too few students have, or that are too many."""
    known = found.filter(like=RESULT).notna().sum().sort_values(ascending=False, kind="stable")
    enough = max(FEWEST, FEWEST_SHARE * len(found)) if len(found) > FEWEST else 1
    return [name for n, (name, k) in enumerate(known.items()) if n >= MOST_RESULTS or k < enough]


def _peers(measured: pd.DataFrame, schools: pd.Series) -> pd.Series:
    """Mean of a school's students in what all are measured by, drawn to 0 where they are few."""
    own = pd.Series(_mean_of_row(measured.to_numpy(dtype=float)), index=measured.index)
    by_school = own.groupby(schools)
    n, total = by_school.transform("count"), by_school.transform("sum")
    return (total / (n + ALONE)).where(n > 0)


def _mean_of_row(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    n = known.sum(axis=1)
    return np.where(n > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(n, 1), np.nan)
