"""Marks and absences of the journal up to the day, read from the lake; final marks before it."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from etl import lake
from etl.executor import spread
from etl.features.cohorts import Cohort
from etl.periods import EXAM, PERIODS, YEAR, period_dates
from etl.words import batches
from models import Membership, Partition, StudentMart, WorkType

RECENT = 60  # days
FEWEST_TO_CHANGE = 3  # marks before and after, to tell a change
FILES_AT_ONCE = 8
SUMS = """
SELECT student_id, list_contains($taught, CAST(subject_id AS INTEGER)) AS own,
    count(mark) AS n, coalesce(sum(CAST(mark AS BIGINT)), 0) AS total,
    coalesce(sum(CASE WHEN mark IS NOT NULL THEN CAST(weight AS BIGINT) END), 0) AS weight,
    coalesce(sum(CAST(mark AS BIGINT) * weight), 0) AS weighted,
    count(CASE WHEN list_contains($control, CAST(work_type_id AS INTEGER)) THEN mark END)
        AS n_control,
    coalesce(sum(CASE WHEN list_contains($control, CAST(work_type_id AS INTEGER))
        THEN CAST(mark AS BIGINT) END), 0) AS control,
    count(CASE WHEN date > $recent THEN mark END) AS n_recent,
    coalesce(sum(CASE WHEN date > $recent THEN CAST(mark AS BIGINT) END), 0) AS recent,
    count(absence) AS n_absences
FROM read_parquet($files, union_by_name = true) SEMI JOIN cohort USING (student_id)
WHERE date <= $as_of
GROUP BY ALL ORDER BY ALL
"""
COLUMNS = (
    *("n", "total", "weight", "weighted", "n_control", "control", "n_recent", "recent"),
    "n_absences",
)


def journal_features(
    connection: Connection, folder: lake.Root, cohort: Cohort
) -> tuple[pd.DataFrame, pd.Series]:
    """Means of marks in the subject and in others, change, absences; and the number of marks."""
    files = _files(connection, cohort)
    sums = _sums(connection, folder, cohort, [path for _, path in files])
    own, others = (
        sums[sums["own"] == side].set_index("student_id").reindex(cohort.students.index)
        for side in (True, False)
    )
    found = {
        "marks": _over(own["weighted"], own["weight"]),
        "marks_others": _over(others["weighted"], others["weight"]),
        "marks_control": _over(own["control"], own["n_control"]),
        "marks_change": _change(own),
        "marks_before": _marks_before(connection, cohort),
        "finals": _finals(connection, cohort),
        **_absences(sums, cohort, {school for school, _ in files}),
    }
    return pd.DataFrame(found, index=cohort.students.index), own["n"]


def _files(connection: Connection, cohort: Cohort) -> list[tuple[int, str]]:
    """School and file of every journal the students may stand in: they may have moved."""
    schools = set(cohort.students["school"].tolist())
    for some in batches(cohort.students.index.tolist()):
        query = select(Membership.school_id).where(Membership.student_id.in_(some)).distinct()
        schools |= set(connection.execute(query).scalars())
    query = select(Partition.school_id, Partition.path).where(
        Partition.kind == "marks", Partition.school_year == cohort.school_year
    )
    found = connection.execute(query.order_by(Partition.path))
    return [(row.school_id, row.path) for row in found if row.school_id in schools]


def _sums(
    connection: Connection, folder: lake.Root, cohort: Cohort, paths: list[str]
) -> pd.DataFrame:
    """One row per student and side (the subject, all others): `COLUMNS`."""
    works = [paths[n : n + FILES_AT_ONCE] for n in range(0, len(paths), FILES_AT_ONCE)]
    control = list(connection.execute(select(WorkType.id).where(WorkType.is_control)).scalars())
    students = cohort.students.index.to_numpy()
    shared = (folder, students, sorted(cohort.taught), control, cohort.as_of)
    parts = [part for part in spread(journal_sums, works, *shared) if len(part)]
    if not parts:
        return pd.DataFrame(columns=["student_id", "own", *COLUMNS])
    return pd.concat(parts).groupby(["student_id", "own"], as_index=False)[list(COLUMNS)].sum()


def journal_sums(
    paths: list[str],
    folder: lake.Root,
    students: np.ndarray,
    taught: list[int],
    control: list[int],
    as_of: date,
) -> pd.DataFrame:
    """Sums of the marks of these students in some files, up to a day."""
    with lake.engine() as duck:
        duck.register("cohort", pd.DataFrame({"student_id": students}))
        return duck.execute(
            SUMS,
            {
                "files": [lake.file(folder, path) for path in paths],
                "taught": taught,
                "control": control or [0],
                "recent": as_of - timedelta(days=RECENT),
                "as_of": as_of,
            },
        ).df()


def _over(total: pd.Series, n: pd.Series) -> pd.Series:
    return (total / n.where(n > 0)).astype(float)


def _change(own: pd.DataFrame) -> pd.Series:
    """Mean of the last two months less the mean before them."""
    before = own["n"] - own["n_recent"]
    enough = (own["n_recent"] >= FEWEST_TO_CHANGE) & (before >= FEWEST_TO_CHANGE)
    recent = _over(own["recent"], own["n_recent"])
    return (recent - _over(own["total"] - own["recent"], before)).where(enough)


def _absences(sums: pd.DataFrame, cohort: Cohort, schools: set[int]) -> dict[str, pd.Series]:
    """Of schools whose journal is there; a student it does not name was never away."""
    counted = sums.groupby("student_id")["n_absences"].sum().reindex(cohort.students.index)
    is_kept = cohort.students["school"].isin(schools)
    n = counted.fillna(0).where(is_kept).astype(float)
    if not n.sum():
        return {}
    return {"absences": np.log1p(n), "no_absences": (n == 0).astype(float).where(is_kept)}


def _marks_before(connection: Connection, cohort: Cohort) -> pd.Series:
    """The weighted mean of the whole school year before, in the subject."""
    mart, period = StudentMart, (cohort.school_year - 1) * 100 + YEAR
    found = (
        _of_students(connection, cohort, (period,), mart.sum_weighted, mart.sum_weight)
        .groupby("student_id")[["sum_weighted", "sum_weight"]]
        .sum()
    )
    return _over(found["sum_weighted"], found["sum_weight"])


def _finals(connection: Connection, cohort: Cohort) -> pd.Series:
    """Mean of the final marks of this year's periods that were over on the day."""
    year = cohort.school_year * 100
    over = [
        year + code
        for code in PERIODS
        if code not in (YEAR, EXAM) and PERIODS[code].months
        and period_dates(year + code)[1] <= cohort.as_of
    ]  # fmt: skip
    found = _of_students(connection, cohort, over, StudentMart.final_mark)
    marks = pd.to_numeric(found["final_mark"], errors="coerce")
    return marks.groupby(found["student_id"]).mean()


def _of_students(connection: Connection, cohort: Cohort, periods, *columns) -> pd.DataFrame:
    """Rows of the students' mart in the subject and these periods."""
    rows = []
    for some in batches(cohort.students.index.tolist()) if periods else ():
        query = select(StudentMart.student_id, *columns).where(
            StudentMart.student_id.in_(some),
            StudentMart.subject_id.in_(sorted(cohort.taught)),
            StudentMart.period_id.in_(periods),
        )
        rows += connection.execute(query.order_by(StudentMart.student_id)).all()
    return pd.DataFrame(rows, columns=["student_id", *(column.key for column in columns)])
