"""What is new in the data behind a unit."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from dashboard.access import Scope, end_of
from dashboard.queries.database import rows
from dashboard.queries.made_once import made_once
from models import AssessmentMart, Load, LoadPart, Plan, Unit

SCHOOL = Unit.__table__.alias("school")


def works_added(scope: Scope, unit: dict, since: date) -> dict | None:
    """`unit_id`, the number of its works whose protocols were loaded since, and the last such day.

    Of one's own only: a work of others may have been written by few of them.
    """
    if not scope.allows(unit["path"]).allowed:
        return None
    path, is_above = unit["path"], unit["level"] in ("region", "municipality")
    asked = {
        **{"unit": unit["unit_id"], "parent": unit["parent_id"], "path": path, "end": end_of(path)},
        "line": [int(id) for id in path.strip("/").split("/")],
        "since": datetime.combine(since, time.min),
    }
    found = rows(_added(scope.kind, is_above), scope.values | asked)[0]
    return {"unit_id": unit["unit_id"]} | found


@made_once
def _added(kind: Scope, is_above: bool) -> Select:
    """Works with protocols of the unit's schools, or of its own one, in the loads since."""
    written = and_(
        AssessmentMart.assessment_id == LoadPart.part,
        AssessmentMart.parent_id == bindparam("parent"),
        AssessmentMart.unit_id == Unit.id,
    )
    return (
        select(
            func.count(LoadPart.part.distinct()).label("n_works"),
            func.max(Load.created_at).label("added_at"),
        )
        .select_from(LoadPart)
        .join(Load, Load.id == LoadPart.load_id)
        .join(SCHOOL, SCHOOL.c.id == LoadPart.school_id)
        .join(Plan, and_(Plan.assessment_id == LoadPart.part, Plan.is_current))
        .join(Unit, Unit.id == bindparam("unit"))
        .join(AssessmentMart, written)
        .where(LoadPart.kind == "answers", _in_territory() if is_above else _in_school())
        .where(Load.created_at >= bindparam("since"), Load.state == "loaded")
        .where(kind.owns(Unit.path, subject=Plan.subject_id))
    )


def _in_school() -> ColumnElement[bool]:
    """Parts of the school in the line of the unit, however many others there are."""
    return LoadPart.school_id.in_(bindparam("line", expanding=True))


def _in_territory() -> ColumnElement[bool]:
    """Parts of the schools inside, in new loads alone: ids of loads grow with their time."""
    older = select(Load.id).where(Load.created_at < bindparam("since"))
    last = func.coalesce(older.order_by(Load.id.desc()).limit(1).scalar_subquery(), 0)
    inside = and_(SCHOOL.c.path >= bindparam("path"), SCHOOL.c.path < bindparam("end"))
    return and_(LoadPart.load_id.in_(select(Load.id).where(Load.id > last)), inside)
