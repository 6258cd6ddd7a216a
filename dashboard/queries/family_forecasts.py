"""Who sees forecasts of single students: staff their own, families where the school tells them.

This is the one place that decides it: every query of such rows asks here.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select

from dashboard.access import Scope, Subject, Time
from dashboard.queries.database import rows
from dashboard.queries.unit_settings import tells_families
from models import Membership, Unit


def owns_forecasts(
    scope: Scope, subject: Subject, student: ColumnElement[int], year: ColumnElement[int]
) -> ColumnElement[bool]:
    """The condition on rows joined to the unit of their class."""
    staff = replace(scope, children=())
    own = staff.owns(Unit.path, subject=subject, student=student, time=Time(year=year))
    told = _classes_told(scope)
    if not told:
        return own
    children = student.in_({child.student_id for child in scope.children})
    return or_(own, and_(children, Unit.id.in_(told)))


def _classes_told(scope: Scope) -> set[int]:
    """The classes of one's own children in schools that show forecasts to families."""
    children = {child.student_id for child in scope.children}
    statement = (
        select(Unit.id, Unit.path)
        .join(Membership, Membership.class_id == Unit.id)
        .where(Membership.student_id.in_(children), Membership.is_current)
    )
    found = rows(statement) if children else []
    told = tells_families(row["path"] for row in found)
    return {row["id"] for row in found if row["path"] in told}
