"""The counts of current marks as one would write them with pandas: our yardstick."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from etl.periods import YEAR
from etl.school_year import PLACE_COLUMNS, SchoolYear

COLUMNS = (
    *("class_id", "student_id", "subject_id", "work_type_id"),
    *("date", "mark", "weight", "absence"),
)


def students_by_pandas(path: Path, work: SchoolYear) -> list[pd.DataFrame]:
    """Students in a subject, by period and year, with groupby."""
    return [_students(_marks(path, work, [name for name in COLUMNS if name != "work_type_id"]))]


def counted_by_pandas(path: Path, work: SchoolYear) -> list[pd.DataFrame]:
    """Students, work types and units up to the school, each by period and year, with groupby."""
    marks = _marks(path, work, list(COLUMNS))
    places = pd.DataFrame(work.places, columns=PLACE_COLUMNS)
    students = _students(marks)
    mean = students["weighted_sum"] / students["weight_sum"]
    suggested = np.select([mean >= 4.5, mean >= 3.5, mean >= 2.5], [5, 4, 3], 2)
    for mark in (5, 4, 3, 2):
        students[f"n{mark}"] = (suggested == mark) & mean.notna()
    types = ["class_id", "subject_id", "work_type_id"]
    kinds = dict.fromkeys([f"m{mark}" for mark in (5, 4, 3, 2, 1)], "sum") | {
        "mark": ["count", "sum"]
    }
    marks = marks.assign(**{f"m{mark}": marks["mark"] == mark for mark in (5, 4, 3, 2, 1)})
    return [
        students,
        *_up_by_pandas(students.drop(columns="student_id"), places, ["subject_id"]),
        *_up_by_pandas(_with_year(marks, types, kinds), places, ["subject_id", "work_type_id"]),
    ]


def _marks(path: Path, work: SchoolYear, columns: list[str]) -> pd.DataFrame:
    """The marks of a school with the period of each."""
    marks = pq.read_table(path, columns=columns).to_pandas()
    places = pd.DataFrame(work.places, columns=PLACE_COLUMNS)
    months = pd.DataFrame(work.months, columns=["grade", "month", "period_id"])
    marks["month"] = pd.to_datetime(marks["date"]).dt.month
    return marks.merge(places[["class_id", "grade"]]).merge(months)


def _students(marks: pd.DataFrame) -> pd.DataFrame:
    marks = marks.assign(
        squares=marks["mark"] ** 2,
        weight=marks["weight"].where(marks["mark"].notna()),
        weighted=marks["mark"] * marks["weight"],
    )
    sums = {
        "mark": ["count", "sum"],
        **dict.fromkeys(("squares", "weight", "weighted"), "sum"),
        "absence": "count",
    }
    return _with_year(marks, ["class_id", "student_id", "subject_id"], sums)


def _with_year(rows: pd.DataFrame, keys: list[str], sums: dict) -> pd.DataFrame:
    """Sums by period, and the same of the year."""
    periods = rows.groupby([*keys, "period_id"]).agg(sums)
    periods.columns = ["_".join(name) for name in periods.columns]
    periods = periods.reset_index()
    year = periods.assign(period_id=periods["period_id"] // 100 * 100 + YEAR)
    return pd.concat([periods, year.groupby([*keys, "period_id"]).sum().reset_index()])


def _up_by_pandas(rows: pd.DataFrame, places: pd.DataFrame, keys: list[str]) -> list[pd.DataFrame]:
    """Class, parallel, school, school by grade; each subject and all of them."""
    rows = pd.concat([rows, rows.assign(subject_id=0)]).merge(places)
    own = [*keys, "period_id"]
    return [
        rows.groupby([*units, *own]).sum()
        for units in (["class_id"], ["parallel_id"], ["school_id"], ["school_id", "grade"])
    ]
