"""Results that have come: of an external procedure, or of works that stand for one."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from etl import lake
from etl.features.cohorts import places
from etl.framed import frame_of
from etl.periods import school_year_of
from models import ParticipationMart, Partition, Plan

COLUMNS = ["student_id", "school_class", "date", "score", "mark"]
SCORES = ("primary_score", "test_score", "mark")  # the first that at least half of the results have
RESULTS = """
SELECT student_id, class_id AS school_class, date, CAST(primary_score AS DOUBLE) / 100,
    CAST(test_score AS DOUBLE) / 100, CAST(mark AS DOUBLE)
FROM read_parquet($files, union_by_name = true)
WHERE procedure = $procedure AND subject_id = $subject
    AND coalesce(primary_score, test_score, mark) IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY student_id, year(date) - CASE WHEN month(date) < 9 THEN 1 ELSE 0 END
    ORDER BY date, primary_score, test_score, mark) = 1
ORDER BY student_id, date
"""


@dataclass(frozen=True)
class Came:
    """
    The results of a procedure in one grade and school year.

    Attributes
    ----------
    grade, school_year : int
    results : DataFrame, indexed by `student_id`
        `school`, `school_class`, `score` [points], `mark` (NaN = none); the first of each student.
    first_day : date
    in_test_scores : bool
        Scores are test scores, for primary ones are not known.
    """

    grade: int
    school_year: int
    results: pd.DataFrame
    first_day: date
    in_test_scores: bool = False


def came(connection: Connection, folder: lake.Root, procedure: str, subject_id: int) -> list[Came]:
    """What is known of a procedure, grade by grade, year by year; of works where there is none."""
    found, of_what = _results(connection, folder, procedure, subject_id)
    if found.empty:
        found = _works(connection, procedure, subject_id)
    if found.empty:
        return []
    found = found.join(places(connection), on="school_class", how="inner")
    days = found["date"]
    years = days.map({day: school_year_of(day) for day in days.unique()})
    return [
        Came(
            int(grade),
            int(year),
            rows.set_index("student_id")[["school", "school_class", "score", "mark"]],
            rows["date"].min(),
            of_what == "test_score",
        )
        for (grade, year), rows in found.groupby(["grade", years.rename("year")])
    ]


def _results(
    connection: Connection, folder: lake.Root, procedure: str, subject: int
) -> tuple[pd.DataFrame, str]:
    """Results of a procedure and what their scores are: one of `SCORES`, never two mixed."""
    query = select(Partition.path).where(Partition.kind == "results").order_by(Partition.path)
    files = [lake.file(folder, path) for path in connection.execute(query).scalars()]
    if not files:
        return pd.DataFrame(columns=COLUMNS), SCORES[0]
    asked = {"files": files, "procedure": procedure, "subject": subject}
    with lake.engine() as duck:
        rows = duck.execute(RESULTS, asked).fetchall()
    found = pd.DataFrame(rows, columns=[*COLUMNS[:3], *SCORES])
    found = found.astype(dict.fromkeys(SCORES, float))
    known = found[list(SCORES)].notna().mean()
    of_what = next((name for name in SCORES if known[name] >= 0.5), SCORES[0])
    told = found.assign(score=found[of_what]).dropna(subset="score")
    return told[COLUMNS], of_what


def _works(connection: Connection, procedure: str, subject_id: int) -> pd.DataFrame:
    """Points of works, each as if it were the procedure; the last of a student in a year."""
    mart = ParticipationMart
    query = (
        select(mart.student_id, mart.class_id, Plan.date, mart.points, mart.mark)
        .join(Plan, Plan.assessment_id == mart.assessment_id)
        .where(Plan.is_current, Plan.procedure == procedure, Plan.subject_id == subject_id)
        .where(mart.is_absent.is_(False), mart.n_tasks > 0)
        .order_by(mart.student_id, Plan.date)
    )
    found = frame_of(connection.execute(query), COLUMNS)
    found["score"] = found["score"].astype(float) / 100
    found["mark"] = found["mark"].astype(float)
    years = found["date"].map(school_year_of)
    return found[~found.assign(year=years).duplicated(["student_id", "year"], keep="last")]


def procedures(connection: Connection, folder: lake.Root) -> pd.DataFrame:
    """One row per `procedure` and `subject_id` that has results."""
    query = select(Partition.path).where(Partition.kind == "results").order_by(Partition.path)
    files = [lake.file(folder, path) for path in connection.execute(query).scalars()]
    if not files:
        return pd.DataFrame(columns=["procedure", "subject_id"])
    with lake.engine() as duck:
        return duck.execute(
            "SELECT DISTINCT procedure, subject_id FROM read_parquet(?, union_by_name = true) "
            "ORDER BY ALL",
            [files],
        ).df()


def last_day(connection: Connection, folder: lake.Root) -> date | None:
    """The last day of which the journal or a work tells anything."""
    works = select(Plan.date).where(Plan.is_current).order_by(Plan.date.desc()).limit(1)
    days = [connection.execute(works).scalar()]
    year = select(Partition.school_year).where(Partition.kind == "marks")
    newest = connection.execute(year.order_by(Partition.school_year.desc()).limit(1)).scalar()
    query = select(Partition.path).where(Partition.kind == "marks", Partition.school_year == newest)
    files = [lake.file(folder, path) for path in connection.execute(query).scalars()]
    if files:
        with lake.engine() as duck:
            latest = "SELECT max(date) FROM read_parquet(?, union_by_name = true)"
            days.append(duck.execute(latest, [files]).fetchone()[0])
    return max((day for day in days if day), default=None)
