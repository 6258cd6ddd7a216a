"""What is new in the data behind a unit."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from dashboard.access import Scope, end_of
from dashboard.queries.database import rows
from models import AssessmentMart, Load, LoadPart, Plan, Unit


def works_added(scope: Scope, unit: dict, since: date) -> dict | None:
    """`unit_id`, the number of its works whose protocols were loaded since, and the last such day.

    Of one's own only: a work of others may have been written by few of them.
    """
    if not scope.allows(unit["path"]).allowed:
        return None
    return {"unit_id": unit["unit_id"]} | rows(_added(scope, unit, since))[0]


def _added(scope: Scope, unit: dict, since: date) -> Select:
    """Works with protocols of the unit's schools in the loads since."""
    school = Unit.__table__.alias("school")
    written = and_(
        AssessmentMart.assessment_id == LoadPart.part,
        AssessmentMart.parent_id == unit["parent_id"],
        AssessmentMart.unit_id == Unit.id,
    )
    return (
        select(
            func.count(LoadPart.part.distinct()).label("n_works"),
            func.max(Load.created_at).label("added_at"),
        )
        .select_from(Load)
        .join(LoadPart, and_(LoadPart.load_id == Load.id, LoadPart.kind == "answers"))
        .join(school, school.c.id == LoadPart.school_id)
        .join(Plan, and_(Plan.assessment_id == LoadPart.part, Plan.is_current))
        .join(Unit, Unit.id == unit["unit_id"])
        .join(AssessmentMart, written)
        .where(Load.created_at >= datetime.combine(since, time.min))
        .where(Load.state == "loaded", _is_of(school, unit["path"]))
        .where(scope.owns(Unit.path, subject=Plan.subject_id))
    )


def _is_of(school, path: str) -> ColumnElement[bool]:
    """The schools inside a unit, or the one it belongs to."""
    ids = [int(id) for id in path.strip("/").split("/")]
    inside = and_(school.c.path >= path, school.c.path < end_of(path))
    return or_(inside, school.c.id.in_(ids))
