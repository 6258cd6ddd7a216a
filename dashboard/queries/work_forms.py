"""Forms of control with the weight each has in a school on a day."""

from datetime import date

from sqlalchemy import select

from dashboard.access import Scope, Time
from dashboard.queries.database import rows
from models import StudentMart, Unit, WorkType, WorkWeight

SCHOOL = 2  # its place in the path of a class


def work_forms(scope: Scope, class_id: int, day: date) -> list[dict]:
    """One row per form in the school of a class of one's own: `work_type_id, work_type, weight`.

    Weights are hundredths: the school's own, else the common one. The heaviest come first.
    """
    school = _school(scope, class_id)
    statement = (
        select(
            *(WorkType.id.label("work_type_id"), WorkType.name.label("work_type")),
            *(WorkType.is_control, WorkWeight.weight),
        )
        .join(WorkWeight, WorkWeight.work_type_id == WorkType.id)
        .where(WorkWeight.school_id.in_((0, school)), WorkWeight.valid_from <= day)
        .order_by(WorkWeight.school_id, WorkWeight.valid_from)
    )
    last = {row["work_type_id"]: row for row in rows(statement)} if school else {}
    return sorted(last.values(), key=lambda row: (-row["weight"], row["work_type_id"]))


def _school(scope: Scope, class_id: int) -> int:
    """The school of a class in which some marks are of one's own; 0 where none is."""
    mart = StudentMart
    own = scope.owns(
        Unit.path,
        subject=mart.subject_id,
        student=mart.student_id,
        time=Time(year=mart.period_id // 100),
    )
    statement = select(Unit.path).join(mart, mart.class_id == Unit.id)
    found = rows(statement.where(Unit.id == class_id, own).limit(1))
    return int(found[0]["path"].split("/")[1 + SCHOOL]) if found else 0
