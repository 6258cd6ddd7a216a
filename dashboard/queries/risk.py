"""What tells of risk besides the works: the mean of the year, and the last external mark."""

from collections.abc import Iterable

from sqlalchemy import select

from dashboard.access import Scope, Time
from dashboard.queries.database import rows, total
from etl.periods import YEAR
from models import ResultMart, StudentMart, Subject, Unit

Place = tuple[int, int]  # student, subject


def means_of_year(scope: Scope, students: Iterable[int], year: int) -> dict[Place, dict]:
    """Student and subject → `subject, weighted_mean` of the current marks of a school year.

    Of who has changed the class the marks of each class that is seen count together.
    """
    mart = StudentMart
    statement = (
        select(
            *(mart.student_id, mart.subject_id, Subject.name.label("subject")),
            *(total(mart.sum_weighted).label("weighted"), total(mart.sum_weight).label("weight")),
        )
        .join(Unit, Unit.id == mart.class_id)
        .join(Subject, Subject.id == mart.subject_id)
        .where(mart.student_id.in_(list(students)), mart.period_id == year * 100 + YEAR)
        .where(mart.sum_weight > 0, _own(scope, mart))
        .group_by(mart.student_id, mart.subject_id, Subject.name)
    )
    return {
        (row["student_id"], row["subject_id"]): {
            **{name: row[name] for name in ("student_id", "subject_id", "subject")},
            "weighted_mean": row["weighted"] / row["weight"],
        }
        for row in rows(statement)
    }


def last_results(scope: Scope, students: Iterable[int], year: int) -> dict[Place, dict]:
    """Student and subject → `subject, procedure, mark` of the lowest mark of the last year.

    Of the school year and the one before it.
    """
    mart = ResultMart
    begin, end = (year - 1) * 100, year * 100 + 99
    statement = (
        select(
            *(mart.student_id, mart.subject_id, Subject.name.label("subject")),
            *(mart.procedure, mart.mark),
        )
        .join(Unit, Unit.id == mart.class_id)
        .join(Subject, Subject.id == mart.subject_id)
        .where(mart.student_id.in_(list(students)), mart.period_id.between(begin, end))
        .where(mart.mark.is_not(None), _own(scope, mart))
        .order_by(mart.period_id, mart.mark.desc(), mart.procedure)
    )
    return {(row["student_id"], row["subject_id"]): row for row in rows(statement)}


def _own(scope: Scope, mart: type):
    year = mart.period_id // 100
    return scope.owns(
        Unit.path, subject=mart.subject_id, student=mart.student_id, time=Time(year=year)
    )
