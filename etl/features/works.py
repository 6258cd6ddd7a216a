"""Scores of works written before the day, each beside all who wrote the same work."""

import pandas as pd
from sqlalchemy import Connection, select

from etl.features.cohorts import Cohort
from etl.framed import frame_of
from models import ParticipationMart, Plan

TRIAL = "пробный "
COLUMNS = (
    *("student_id", "assessment_id", "points", "max_points"),
    *("procedure", "subject_id", "school_year", "date"),
)


def works_features(connection: Connection, cohort: Cohort) -> tuple[pd.DataFrame, pd.Series]:
    """`trial`, `works`, `works_before`, `works_others`; and how many works were written."""
    written = _written(connection, cohort)
    score = written["points"] / written["max_points"]
    same = score.groupby(written["assessment_id"])
    spread = same.transform("std", ddof=0)
    written = written.assign(z=(score - same.transform("mean")) / spread.where(spread > 0))
    written = written[written["student_id"].isin(cohort.students.index)].dropna(subset="z")
    own = written["subject_id"].isin(cohort.taught)
    is_trial = own & (written["procedure"] == TRIAL + cohort.procedure)
    this_year = written["school_year"] == cohort.school_year
    last_trial = written[is_trial].sort_values("date").groupby("student_id")["z"].last()
    parts = {
        "trial": last_trial,
        "works": _mean(written[own & ~is_trial & this_year]),
        "works_before": _mean(written[own & ~is_trial & ~this_year]),
        "works_others": _mean(written[~own]),
    }
    return pd.DataFrame(parts), written.groupby("student_id")["z"].count()


def _mean(written: pd.DataFrame) -> pd.Series:
    return written.groupby("student_id")["z"].mean()


def _written(connection: Connection, cohort: Cohort) -> pd.DataFrame:
    """All who wrote the works of the grade of this year, and of the grade below a year ago."""
    mart, grades = ParticipationMart, (cohort.grade, cohort.grade - 1)
    query = (
        select(
            *(mart.student_id, mart.assessment_id, mart.points, mart.max_points),
            *(Plan.procedure, Plan.subject_id, Plan.school_year, Plan.date),
        )
        .join(Plan, Plan.assessment_id == mart.assessment_id)
        .where(Plan.is_current, Plan.date <= cohort.as_of, Plan.grade.in_(grades))
        .where(Plan.school_year.between(cohort.school_year - 1, cohort.school_year))
        .where(mart.max_points > 0, mart.is_absent.is_(False))
        .order_by(mart.assessment_id, mart.class_id, mart.student_id)
    )
    return frame_of(connection.execute(query), COLUMNS)
