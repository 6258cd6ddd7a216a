"""The scale of an exam in a year: its maximum, its minimum, borders of marks, test scores."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from etl.exams import published

MARKS = (2, 3, 4, 5)
MOST_TEST = 100.0  # the highest test score of ЕГЭ


@dataclass(frozen=True)
class Scale:
    """
    What scores of an exam mean.

    Attributes
    ----------
    max_score : float or None [points]
    minimum : float or None [points]
        The lowest primary score that is not «under the minimum».
    borders : tuple of float, empty where not known [points]
        The lowest primary scores for «3», «4», «5».
    test_scores : ndarray or None
        Test score of each primary score from 0 on.
    lowest_test : float or None
        The lowest test score that is not «under the minimum».
    event, condition, year : str
        What «under the minimum» means, second conditions, and of which year the scale is.
    """

    max_score: float | None = None
    minimum: float | None = None
    borders: tuple[float, ...] = ()
    test_scores: np.ndarray | None = None
    lowest_test: float | None = None
    event: str = ""
    condition: str = ""
    year: str = ""

    def of_test_scores(self) -> "Scale":
        """The scale for results of which only test scores are known."""
        return Scale(MOST_TEST, self.lowest_test, event=self.event, year=self.year)

    def test_score(self, primary):
        """Test scores of primary ones, in proportion between whole ones; None without a table."""
        if self.test_scores is None:
            return None
        return np.interp(primary, np.arange(len(self.test_scores)), self.test_scores)


def scale_of(exam: str, subject: str, school_year: int, own: Path | None = None) -> Scale:
    """The scale in force in a school year: the newest that is not later, else the earliest."""
    if exam.endswith("ОГЭ"):
        return _oge(subject, school_year, own)
    return _ege(subject, school_year, own) if exam.endswith("ЕГЭ") else Scale()


def _oge(subject: str, school_year: int, own: Path | None) -> Scale:
    row = _newest(published("oge_marks", own), subject, school_year)
    if row.empty:
        return Scale()
    [row] = row.to_dict("records")
    borders = tuple(float(row[name]) for name in ("from_3", "from_4", "from_5") if row[name])
    return Scale(
        max_score=float(row["max_primary"]),
        minimum=borders[0] if borders else None,
        borders=borders if len(borders) == len(MARKS) - 1 else (),
        event="отметка «2»",
        condition=CONDITIONS.get(subject, ""),
        year=row["year"],
    )


# The second conditions of oge_marks.csv in the words of the school.
CONDITIONS = {
    "Математика": "Для «3», «4» и «5» нужно хотя бы 2 балла за геометрию (задания 15–19 и 23–25).",
    "Русский язык": "Для «4» нужно не меньше 6, для «5» – не меньше 9 баллов за грамотность.",
}


def _ege(subject: str, school_year: int, own: Path | None) -> Scale:
    table = _newest(published("ege_scales", own), subject, school_year)
    minimums = _newest(published("ege_minimums", own), subject, school_year)
    if table.empty:
        return Scale()
    ordered = table.astype({"primary_score": int, "test_score": int}).sort_values("primary_score")
    scores = np.interp(
        np.arange(ordered["primary_score"].max() + 1),
        ordered["primary_score"],
        ordered["test_score"],
    )
    lowest, event = _minimum(minimums)
    return Scale(
        max_score=float(len(scores) - 1),
        minimum=None if lowest is None else float(np.searchsorted(scores, lowest)),
        test_scores=scores,
        lowest_test=lowest,
        event=event,
        year=table["year"].iloc[0],
    )


def _minimum(rows: pd.DataFrame) -> tuple[float | None, str]:
    """The lowest test score for the certificate, else for a university."""
    for column, event in (
        ("min_certificate", "ниже минимального балла для аттестата"),
        ("min_university", "ниже минимального балла для поступления в вуз"),
    ):
        known = [value for value in rows.get(column, ()) if value]
        if known:
            return float(known[0]), event
    return None, ""


def _newest(rows: pd.DataFrame, subject: str, school_year: int) -> pd.DataFrame:
    """The rows of a subject of one year; the exam is in the second half of the school year."""
    here = rows[rows["subject"] == subject]
    years = here["year"].astype(int)
    past = years[years <= school_year + 1]
    chosen = past.max() if len(past) else years.min()
    return here[years == chosen]
