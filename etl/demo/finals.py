"""Final marks: quarters, half-years, the year, the exam and the total, from the journal's sums."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.demo.journal import LEVEL, SLOPE
from etl.demo.programme import EXEMPT_SUBJECT, SUBJECTS, YEARS, last_school_day, subjects_of
from etl.demo.territory import Territory

STRICTNESS = 0.08  # the exact middle between two marks rarely gets the better one
TEACHER = 0.12  # how far a teacher departs from the weighted mean
FORGIVEN = 0.6  # share of «2» that become «3» at the end of a period
NOT_ATTESTED = 0.003
QUARTERS = ["1 четверть", "2 четверть", "3 четверть", "4 четверть"]
HALF_YEARS = ["1 полугодие", "2 полугодие"]
LAST_QUARTER = {period: n for n, period in enumerate(QUARTERS)} | {
    "1 полугодие": 1,
    "2 полугодие": 3,
    "год": 3,
    "экзамен": 3,
    "итог": 3,
}
NONE, RELEASED = 0, 1  # beside the marks 2–5: not attested, released


@dataclass(frozen=True)
class Finals:
    """Final marks of a year by number: 2–5, `NONE` or `RELEASED`."""

    quarters: np.ndarray  # students × subjects × 4
    half_years: np.ndarray  # students × subjects × 2
    year: np.ndarray  # students × subjects


def finals(
    territory: Territory, number: int, weighted: np.ndarray, weights: np.ndarray, seed: int
) -> Finals:
    """Final marks from Σ mark·weight and Σ weight of all students, subjects and quarters."""
    rng = np.random.default_rng([seed, 3, number])
    members = territory.memberships.query("year == @number")
    grade = np.zeros(len(territory.students), int)
    grade[members["student"]] = members["grade"]
    ability = LEVEL + SLOPE * territory.abilities[..., None]
    halves = [array.reshape(*array.shape[:2], 2, 2).sum(axis=3) for array in (weighted, weights)]
    quarters = period_marks(weighted, weights, ability, rng)
    half_years = period_marks(*halves, ability, rng)
    for marks in (quarters, half_years):
        marks[territory.students["exempt"], EXEMPT_SUBJECT] = RELEASED
    year = np.where(grade[:, None] >= 10, year_marks(half_years), year_marks(quarters))
    return Finals(quarters, half_years, year)


def period_marks(
    weighted: np.ndarray, weights: np.ndarray, ability: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """The weighted mean rounded by the borders 2.5, 3.5, 4.5; by ability where no mark is."""
    mean = np.where(weights > 0, weighted / np.maximum(weights, 1), ability)
    mark = rounded(mean + rng.normal(-STRICTNESS, TEACHER, mean.shape))
    mark[(mark == 2) & (rng.random(mark.shape) < FORGIVEN)] = 3
    mark[rng.random(mark.shape) < np.where(weights > 0, NOT_ATTESTED, 0.2)] = NONE
    return mark


def year_marks(marks: np.ndarray) -> np.ndarray:
    """The mean of the period marks, at a half the way of the last; released stays released."""
    valid = marks >= 2
    mean = (marks * valid).sum(axis=2) / np.maximum(valid.sum(axis=2), 1)
    falls = (mean % 1 == 0.5) & (marks[..., -1] < mean)
    year = np.where(valid.any(axis=2), rounded(mean - 0.01 * falls), NONE)
    return np.where((marks == RELEASED).all(axis=2), RELEASED, year)


def rounded(mean: np.ndarray) -> np.ndarray:
    """A mark from a mean."""
    return np.clip(np.floor(mean + 0.5), 2, 5).astype(int)


def final_rows(
    territory: Territory, number: int, marks: Finals, exams: pd.DataFrame, school: int
) -> pd.DataFrame:
    """The rows of one school: everybody who is there when the period ends."""
    here = territory.memberships.query("year == @number and school == @school")
    parts = []
    for grade, members in here.groupby("grade"):
        if grade == 1:
            continue
        subjects = subjects_of(grade)
        if grade >= 10:
            periods = zip(HALF_YEARS, np.moveaxis(marks.half_years, 2, 0), strict=True)
        else:
            periods = zip(QUARTERS, np.moveaxis(marks.quarters, 2, 0), strict=True)
        for period, values in [*periods, ("год", marks.year)]:
            parts.append(period_rows(members, subjects, period, values, number))
        if grade == 11:
            parts.append(period_rows(members, subjects, "итог", marks.year, number))
        if grade == 9 and school % 2 == 0:
            parts += leaving_rows(members, marks.year, exams, number)
    rows = pd.concat(parts, ignore_index=True)
    texts = np.array(["н/а", "осв", "2", "3", "4", "5"], object)
    return pd.DataFrame(
        {
            "school_code": territory.schools["school_code"][school],
            "class": rows["school_class"].to_numpy(),
            "student_code": territory.students["student_code"].to_numpy()[rows["student"]],
            "subject": np.array(SUBJECTS, object)[rows["subject"]],
            "school_year": YEARS[number].name,
            "period": rows["period"].to_numpy(),
            "mark": texts[rows["mark"]],
        }
    )


def period_rows(
    members: pd.DataFrame, subjects: np.ndarray, period: str, values: np.ndarray, number: int
) -> pd.DataFrame:
    """One row per student of the school on the last day of the period and subject."""
    day = pd.Timestamp(last_school_day(YEARS[number], LAST_QUARTER[period]))
    staying = members[(members["first"] <= day) & (members["last"] >= day)]
    student = np.repeat(staying["student"].to_numpy(), len(subjects))
    subject = np.tile(subjects, len(staying))
    return pd.DataFrame(
        {
            "student": student,
            "school_class": np.repeat(staying["school_class"].to_numpy(), len(subjects)),
            "subject": subject,
            "period": period,
            "mark": values[student, subject],
        }
    )


def leaving_rows(
    members: pd.DataFrame, year: np.ndarray, exams: pd.DataFrame, number: int
) -> list[pd.DataFrame]:
    """«экзамен» and «итог» of grade 9: the total is the mean of year and exam, halves up."""
    exam = np.zeros_like(year)
    exam[exams["student"], exams["subject"]] = exams["mark"]
    total = np.where((exam >= 2) & (year >= 2), rounded((year + exam) / 2), year)
    rows = [
        period_rows(members, subjects_of(9), period, values, number)
        for period, values in (("экзамен", exam), ("итог", total))
    ]
    return [rows[0][rows[0]["mark"] >= 2], rows[1]]
