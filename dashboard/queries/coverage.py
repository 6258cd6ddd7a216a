"""How complete and how fresh the data behind a screen are."""

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.made_once import made_once
from models import AssessmentMart, Load, MarkMart, Unit

SCHOOL = Unit.__table__.alias("school").c


def completeness(scope: Scope, unit: dict, view: View) -> dict | None:
    """`n_schools` of a unit, with marks in the view, with works at all; `loaded_at` of all data.

    A school or a part of it is one school: its own. None when no school may be seen.
    """
    asked = {"basis": view.basis, "period": view.period or 0, "unit": unit["unit_id"]}
    asked["line"] = [int(id) for id in unit["path"].strip("/").split("/")]
    is_above = unit["level"] in ("region", "municipality")
    found = rows(_completeness(scope.kind, is_above), scope.values | asked)[0]
    return found if found["n_schools"] else None


@made_once
def _completeness(kind: Scope, is_above: bool) -> Select:
    """Of the schools below the unit, or of the one it belongs to."""
    return select(
        func.count(SCHOOL.id).label("n_schools"),
        func.count(case((_has_marks(), 1))).label("n_with_marks"),
        func.count(case((_has_works(), 1))).label("n_with_works"),
        _last_load().label("loaded_at"),
    ).where(
        *(SCHOOL.is_active, SCHOOL.level == "school"),
        _below() if is_above else SCHOOL.id.in_(bindparam("line", expanding=True)),
        kind.shows(SCHOOL, subject=ANY_SUBJECT),
    )


def _last_load() -> ColumnElement:
    """The time of the newest load that holds: ids of loads grow with their time."""
    held = select(Load.created_at).where(Load.state == "loaded")
    return held.order_by(Load.id.desc()).limit(1).scalar_subquery()


def _below() -> ColumnElement[bool]:
    """The schools of a municipality, or of the municipalities of a region."""
    inside = select(Unit.id).where(Unit.parent_id == bindparam("unit"))
    return or_(SCHOOL.parent_id == bindparam("unit"), SCHOOL.parent_id.in_(inside))


def _has_marks() -> ColumnElement[bool]:
    return (
        select(MarkMart.unit_id)
        .where(
            MarkMart.parent_id == SCHOOL.parent_id,
            MarkMart.basis == bindparam("basis"),
            MarkMart.grade == 0,
            MarkMart.subject_id == 0,
            MarkMart.period_id == bindparam("period"),
            MarkMart.unit_id == SCHOOL.id,
        )
        .exists()
    )


def _has_works() -> ColumnElement[bool]:
    return select(AssessmentMart.unit_id).where(AssessmentMart.unit_id == SCHOOL.id).exists()
