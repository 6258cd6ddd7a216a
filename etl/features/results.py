"""Earlier results of external procedures, each beside those of the same year and grade."""

import pandas as pd
from sqlalchemy import Connection, select

from etl import lake
from etl.features.cohorts import Cohort, places
from models import Partition

YEARS_BACK = 11  # all of a school life: a test of grade 4 still tells of an exam in grade 9
SCHOOL_YEAR = "year(date) - CASE WHEN month(date) < 9 THEN 1 ELSE 0 END"
# Sums are of whole numbers: those of fractions depend on the order that threads take them in.
STANDARDISED = f"""
WITH graded AS (
    SELECT student_id, subject_id, procedure, date, grade, {SCHOOL_YEAR} AS school_year,
        CAST(coalesce(primary_score, test_score, 100 * mark) AS BIGINT) AS score
    FROM read_parquet($files, union_by_name = true) JOIN places ON school_class = class_id
    WHERE date <= $as_of
), summed AS (
    SELECT *, count(*) OVER same AS n, sum(score) OVER same AS total,
        sum(score * score) OVER same AS squares
    FROM graded WHERE score IS NOT NULL
    WINDOW same AS (PARTITION BY procedure, subject_id, grade, school_year)
), beside AS (
    SELECT *, (n * score - total) / nullif(sqrt(n * squares - total * total), 0) AS z FROM summed
)
SELECT student_id, subject_id, procedure, z FROM beside JOIN cohort USING (student_id)
WHERE z IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY student_id, subject_id, procedure ORDER BY date DESC, score DESC) = 1
ORDER BY student_id, subject_id, procedure
"""


def results_features(
    connection: Connection, folder: lake.Root, cohort: Cohort
) -> tuple[pd.DataFrame, pd.Series]:
    """`result:<procedure>` in the subject, `results_others`; and how many results there are."""
    found = _standardised(connection, folder, cohort)
    own = found["subject_id"].isin(cohort.taught)
    in_subject = found[own].groupby(["student_id", "procedure"])["z"].mean().unstack("procedure")
    in_subject = in_subject.add_prefix("result:")
    others = found[~own].groupby("student_id")["z"].mean().rename("results_others")
    counted = found.groupby("student_id")["z"].count()
    return pd.concat([in_subject, others], axis=1), counted


def _standardised(connection: Connection, folder: lake.Root, cohort: Cohort) -> pd.DataFrame:
    query = select(Partition.path).where(
        Partition.kind == "results",
        Partition.school_year.between(cohort.school_year - YEARS_BACK, cohort.school_year),
    )
    files = [
        lake.file(folder, path)
        for path in connection.execute(query.order_by(Partition.path)).scalars()
    ]
    if not files:
        return pd.DataFrame(columns=["student_id", "subject_id", "procedure", "z"])
    with lake.engine() as duck:
        duck.register("places", places(connection).reset_index())
        duck.register("cohort", pd.DataFrame({"student_id": cohort.students.index}))
        return duck.execute(STANDARDISED, {"files": files, "as_of": cohort.as_of}).df()
