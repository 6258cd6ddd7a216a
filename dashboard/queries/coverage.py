"""How complete and how fresh the data behind a screen are."""

from sqlalchemy import ColumnElement, case, func, or_, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.filters import View
from dashboard.queries.database import rows
from models import AssessmentMart, Load, MarkMart, Unit


def completeness(scope: Scope, unit: dict, view: View) -> dict | None:
    """`n_schools` of a unit, with marks in the view, with works at all; `loaded_at` of all data.

    A school or a part of it is one school: its own. None when no school may be seen.
    """
    school = Unit.__table__.alias("school")
    with_marks = _has_marks(school, view)
    statement = select(
        func.count(school.c.id).label("n_schools"),
        func.count(case((with_marks, 1))).label("n_with_marks"),
        func.count(case((_has_works(school), 1))).label("n_with_works"),
        _last_load().label("loaded_at"),
    ).where(school.c.is_active, school.c.level == "school", _schools_of(school, unit))
    found = rows(statement.where(scope.shows(school.c, subject=ANY_SUBJECT)))[0]
    return found if found["n_schools"] else None


def _last_load() -> ColumnElement:
    return select(func.max(Load.created_at)).where(Load.state == "loaded").scalar_subquery()


def _schools_of(school, unit: dict) -> ColumnElement[bool]:
    """The schools of a region, of a municipality, or the school a unit belongs to."""
    if unit["level"] in ("region", "municipality"):
        below = select(Unit.id).where(Unit.parent_id == unit["unit_id"])
        return or_(school.c.parent_id == unit["unit_id"], school.c.parent_id.in_(below))
    ids = [int(id) for id in unit["path"].strip("/").split("/")]
    return school.c.id.in_(ids)


def _has_marks(school, view: View) -> ColumnElement[bool]:
    return (
        select(MarkMart.unit_id)
        .where(
            MarkMart.parent_id == school.c.parent_id,
            MarkMart.basis == view.basis,
            MarkMart.grade == 0,
            MarkMart.subject_id == 0,
            MarkMart.period_id == (view.period or 0),
            MarkMart.unit_id == school.c.id,
        )
        .exists()
    )


def _has_works(school) -> ColumnElement[bool]:
    return select(AssessmentMart.unit_id).where(AssessmentMart.unit_id == school.c.id).exists()
