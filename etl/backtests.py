"""Back-tests on what has come: forecasts from the eve of a procedure, whole schools held out."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, select
from threadpoolctl import threadpool_limits

from etl.came import Came, came
from etl.exams.scales import Scale, scale_of
from etl.features import FROM_MARKS, Cohort, features
from etl.features.cohorts import taught_subjects
from etl.forecasts.folds import held_together
from etl.forecasts.held_out import FACTS, held_out
from models import Subject

FEWEST = 25  # results; fewer are no test
EXAM_SEASON = (5, 20)  # forecasts of exams are of no use when the exams have begun
EXAMS = {"ОГЭ": 9, "ЕГЭ": 11}  # and the grade that takes them

Progress = Callable[[str], None]


def eve(procedure: str, school_year: int, first_day: date | None) -> date:
    """The last day before a procedure: before its first result; for exams 20 May at most."""
    begin = date(school_year + 1, *EXAM_SEASON)
    if first_day is None:
        return begin
    before = first_day - timedelta(days=1)
    return min(before, begin) if procedure in EXAMS else before


@threadpool_limits.wrap(limits=1)
def back_test(
    connection: Connection,
    folder: Path,
    procedure: str,
    subject_id: int,
    *,
    folds: int = 5,
    by: str = "school",
    own: Path | None = None,
    progress: Progress = lambda text: None,
) -> tuple[pd.DataFrame, str]:
    """One row a result, as of `held_out`, each from the mean of its year; and what was held out.

    Of fewer schools than folds students are held out; results of a year under `FEWEST` are none.
    """
    every = came(connection, folder, procedure, subject_id)
    found, held = [], by
    for number, one in enumerate(every, start=1):
        progress(f"{procedure}, {one.grade} класс, {one.school_year}: {number} из {len(every)}")
        if len(one.results) < FEWEST:
            continue
        if by == "school":
            held = held_together(one.results["school"], folds)
        known = features(connection, folder, _cohort(connection, procedure, subject_id, one))
        scale = _published(connection, procedure, subject_id, one, own)
        came_out = one.results.reindex(known.features.index)
        told = held_out(
            *(known.features, came_out["score"], came_out["mark"]),
            (scale.max_score, scale.minimum, scale.borders),
            from_marks=FROM_MARKS, by=held, folds=folds,
        )  # fmt: skip
        found.append(_from_mean(told))
    return pd.concat(found) if found else pd.DataFrame(columns=FACTS), held


def _cohort(connection: Connection, procedure: str, subject_id: int, one: Came) -> Cohort:
    return Cohort(
        procedure=procedure,
        subject_id=subject_id,
        taught=taught_subjects(connection, subject_id),
        grade=one.grade,
        school_year=one.school_year,
        as_of=eve(procedure, one.school_year, one.first_day),
        students=one.results[["school", "school_class"]],
    )


def _published(
    connection: Connection, procedure: str, subject_id: int, one: Came, own: Path | None
) -> Scale:
    name = connection.execute(select(Subject.name).where(Subject.id == subject_id)).scalar()
    scale = scale_of(procedure, name or "", one.school_year, own)
    return scale.of_test_scores() if one.in_test_scores else scale


def _from_mean(told: pd.DataFrame) -> pd.DataFrame:
    """Scores from the mean of the year: scales of other years do not pass for a forecast."""
    scores = ["fact", "expected", "low", "high", "baseline"]
    return told.assign(**(told[scores] - told["fact"].mean()))
