"""Marks of a school up to a day, in sums of students: facts of the lake, read by their dates."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, func, select

from etl import lake
from models import Partition

SUMS = """
SELECT class_id, student_id, subject_id, count(mark) AS n_marks,
    CAST(coalesce(sum(CASE WHEN mark IS NOT NULL THEN CAST(weight AS BIGINT) END), 0) AS BIGINT)
        AS sum_weight,
    CAST(coalesce(sum(CAST(mark AS BIGINT) * weight), 0) AS BIGINT) AS sum_weighted
FROM read_parquet(?, union_by_name = true) WHERE date BETWEEN ? AND ?
"""


def marks_until(
    connection: Connection,
    folder: lake.Root,
    school_id: int,
    first: date,
    last: date,
    *,
    class_id: int | None = None,
    students: Iterable[int] | None = None,
) -> list[dict]:
    """One row per class, student and subject with marks between two days: sums as in the marts.

    Of the whole school, of one class, or of some students of it.
    """
    year = first.year if first.month >= 9 else first.year - 1
    files = [lake.file(folder, path) for path in _paths(connection, school_id, year)]
    if not files:
        return []
    where, values = "", []
    if class_id is not None:
        where, values = " AND class_id = ?", [class_id]
    if students is not None:
        ids = list(students)
        where += f" AND student_id IN ({', '.join('?' * len(ids)) or 'NULL'})"
        values += ids
    with lake.engine() as duck:
        found = duck.execute(f"{SUMS}{where} GROUP BY ALL", [files, first, last, *values])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def last_day_of_marks(
    connection: Connection, folder: lake.Root, school_id: int, school_year: int
) -> date | None:
    """The date of the last mark in the journal of a school and year; None without a journal."""
    return _last_day(folder, _paths(connection, school_id, school_year))


def last_day(connection: Connection, folder: lake.Root) -> date | None:
    """The date of the last mark of all schools: of the latest year with journals."""
    latest = select(func.max(Partition.school_year)).where(Partition.kind == "marks")
    query = select(Partition.path).where(
        Partition.kind == "marks", Partition.school_year == latest.scalar_subquery()
    )
    return _last_day(folder, sorted(connection.execute(query).scalars()))


def _last_day(folder: lake.Root, paths: list[str]) -> date | None:
    files = [lake.file(folder, path) for path in paths]
    if not files:
        return None
    with lake.engine() as duck:  # answered from the statistics at the end of the files
        query = "SELECT max(date) FROM read_parquet(?, union_by_name = true)"
        return duck.execute(query, [files]).fetchone()[0]


def _paths(connection: Connection, school_id: int, school_year: int) -> list[str]:
    query = select(Partition.path).where(
        Partition.kind == "marks",
        Partition.school_id == school_id,
        Partition.school_year == school_year,
    )
    return sorted(connection.execute(query).scalars())
