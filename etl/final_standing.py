"""What is known of classes on a day of a school year: periods over by then, and marks up to it."""

from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from etl.final_sums import periods_until
from etl.forecasts.lesson_days import days_of, short_periods
from etl.forecasts.standing import NOTHING, Journal, Known, added
from etl.marks_until import marks_until
from etl.periods import YEAR, period_dates
from etl.words import batches
from models import StudentMart

AS_NUMBER = {"5": 5, "4": 4, "3": 3, "2": 2, "1": 2}
Systems = dict[tuple[int, ...], list[int]]  # the periods of a system → classes


def systems_of(connection: Connection, period: int, classes: list[int]) -> Systems:
    """The classes of a school by the periods they learn by: a calendar, not a mark."""
    year = period // 100 * 100
    query = (
        select(StudentMart.class_id, StudentMart.period_id)
        .where(StudentMart.class_id.in_(classes))
        .where(StudentMart.period_id.between(year, year + YEAR - 1))
        .distinct()
    )
    known: dict[int, set[int]] = {}
    for row in connection.execute(query):
        known.setdefault(row.class_id, set()).add(row.period_id)
    systems: Systems = {}
    for school_class, ids in sorted(known.items()):
        systems.setdefault(tuple(short_periods(period, ids)), []).append(school_class)
    return systems


def journal_until(
    connection: Connection,
    folder: Path,
    school: int,
    classes: list[int],
    periods: tuple[int, ...],
    day: date,
) -> Journal:
    """Marks and final marks of these classes as they stood on the evening of a day."""
    journal: dict[tuple[int, int, int], Known] = {}
    ended = [id for id in periods_until(connection, day) if id in periods]
    for row in _mart(connection, StudentMart.class_id.in_(classes), ended):
        added(journal, row, AS_NUMBER.get(row.final_mark, 0))
    those = set(classes)
    for period in (id for id in periods if all(days_of(id, day))):
        for row in marks_until(connection, folder, school, period_dates(period)[0], day):
            if row["class_id"] in those:
                key = row["student_id"], row["subject_id"], period
                sums = row["n_marks"], row["sum_weighted"], row["sum_weight"]
                journal[key] = journal.get(key, NOTHING).plus(*sums)
    _add_last_year(connection, journal, periods[0] // 100 - 1)
    return journal


def _add_last_year(connection: Connection, journal: dict, year: int) -> None:
    students = sorted({student for student, _, _ in journal})
    for some in batches(students):
        for row in _mart(connection, StudentMart.student_id.in_(some), [year * 100 + YEAR]):
            added(journal, row, 0)


def _mart(connection: Connection, those, periods: list[int]) -> list:
    mart = StudentMart
    query = select(
        *(mart.student_id, mart.subject_id, mart.period_id, mart.n_marks, mart.sum_weighted),
        *(mart.sum_weight, mart.final_mark),
    ).where(those, mart.period_id.in_(periods))
    return connection.execute(query).all()
