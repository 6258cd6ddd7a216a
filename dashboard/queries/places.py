"""Which units a question is about: conditions on `unit`, always within the scope."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from dashboard.access import ROOT, Scope
from dashboard.filters import View
from etl.periods import YEAR
from models import Unit


@dataclass(frozen=True)
class Place:
    """A unit in one grade (0 = all grades together, and the only one below the school)."""

    unit_id: int
    grade: int = 0


def chosen_units(
    scope: Scope,
    *,
    unit_id: int | None = None,
    parent_id: int | None = None,
    level: str | None = None,
) -> ColumnElement[bool]:
    """One unit; the units of a level, or of a level inside a unit; children; else all visible."""
    conditions = [scope.inside(Unit.path)]
    if unit_id is not None:
        conditions.append(Unit.id == unit_id if level is None else _inside_unit(unit_id))
    if parent_id is not None:
        conditions.append(Unit.parent_id == parent_id)
    if level is not None:
        conditions.append(Unit.level == level)
    return and_(*conditions)


def units_or_roots(
    scope: Scope, *, unit_id: int | None = None, level: str | None = None
) -> ColumnElement[bool]:
    """The chosen units; when none is chosen, the top of the scope: each region, or its roots."""
    if unit_id is None and level is None:
        return and_(scope.inside(Unit.path), _is_root(scope))
    return chosen_units(scope, unit_id=unit_id, level=level)


def _is_root(scope: Scope) -> ColumnElement[bool]:
    if ROOT in scope.roots:
        return Unit.parent_id == 0
    return Unit.path.in_(scope.roots)


def _inside_unit(unit_id: int) -> ColumnElement[bool]:
    """The unit and everything under it."""
    place = Unit.__table__.alias("place")
    path = select(place.c.path).where(place.c.id == unit_id).scalar_subquery()
    after = select(func.substr(place.c.path, 1, func.length(place.c.path) - 1) + "0")
    return and_(Unit.path >= path, Unit.path < after.where(place.c.id == unit_id).scalar_subquery())


def of_unit(mart: type) -> ColumnElement[bool]:
    """A mart's row and its unit; with the parent too, because the key of a mart starts there."""
    return and_(mart.parent_id == Unit.parent_id, mart.unit_id == Unit.id)


def in_places(scope: Scope, mart: type, places: list[Place]) -> ColumnElement[bool]:
    """The rows of the mart that are of these places."""
    each = [and_(Unit.id == place.unit_id, mart.grade == place.grade) for place in places]
    ids = [place.unit_id for place in places]
    grades = {place.grade for place in places}
    found = Unit.id.in_(ids), mart.grade.in_(grades), or_(*each)
    return and_(chosen_units(scope), *found)


def in_trend(mart: type, view: View) -> ColumnElement[bool]:
    """«год» of all years and every period of the year of the view."""
    year = (view.year or 0) * 100
    return or_(mart.period_id % 100 == YEAR, mart.period_id.between(year, year + 99))
