"""Which units a question is about: conditions on `unit`, always within the scope.

The subject is said each time: the column of the rows asked for, 0 for sums over all subjects,
ANY_SUBJECT for rows that tell nothing about marks.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, case, false, func, not_, or_, select, true

from dashboard.access import ROOT, Area, Right, Scope, Subject, end_of
from dashboard.filters import View
from etl.periods import YEAR
from models import Subject as SubjectTable
from models import Unit


@dataclass(frozen=True)
class Place:
    """A unit in one grade (0 = all grades together, and the only one below the school)."""

    unit_id: int
    grade: int = 0


def chosen_units(
    scope: Scope,
    subject: Subject,
    *,
    unit_id: int | None = None,
    parent_id: int | None = None,
    level: str | None = None,
) -> ColumnElement[bool]:
    """One unit; the units of a level, or of a level inside a unit; children; else all visible.

    Also units that are not one's own: their numbers go through `queries.disclosing`.
    """
    asked = narrowed(unit_id=unit_id, parent_id=parent_id, level=level)
    return and_(scope.shows(Unit, subject=subject), *asked)


def narrowed(
    *, unit_id: int | None = None, parent_id: int | None = None, level: str | None = None
) -> list[ColumnElement[bool]]:
    """What is asked of the tree, before any scope."""
    conditions = []
    if unit_id is not None:
        conditions.append(Unit.id == unit_id if level is None else _inside_unit(unit_id))
    if parent_id is not None:
        conditions.append(Unit.parent_id == parent_id)
    if level is not None:
        conditions.append(Unit.level == level)
    return conditions


def units_or_roots(
    scope: Scope, subject: Subject, *, unit_id: int | None = None, level: str | None = None
) -> ColumnElement[bool]:
    """The chosen units; when none is chosen, the tops of one's own: each region, or its roots."""
    if unit_id is None and level is None:
        return tops(scope, subject)
    return chosen_units(scope, subject, unit_id=unit_id, level=level)


def tops(scope: Scope, subject: Subject) -> ColumnElement[bool]:
    """The highest units of one's own in the subject; none of them lies inside another."""
    areas = scope.within(Right.SEE_RESULTS)
    paths = sorted({area.path for area in areas})
    own = scope.owns(Unit.path, subject=subject)
    return and_(own, or_(false(), *(_top(areas, path, subject) for path in paths)))


def _top(areas: tuple[Area, ...], path: str, subject: Subject) -> ColumnElement[bool]:
    """The unit of that path, unless the subject is one's own in a unit above it as well."""
    if path == ROOT:
        return Unit.parent_id == 0
    above = tuple(area for area in areas if path != area.path and path.startswith(area.path))
    here = Unit.path == path
    return and_(here, not_(Scope(above).owns(Unit.path, subject=subject))) if above else here


def _inside_unit(unit_id: int) -> ColumnElement[bool]:
    """The unit and everything under it."""
    place = Unit.__table__.alias("place")
    path = select(place.c.path).where(place.c.id == unit_id).scalar_subquery()
    after = select(func.substr(place.c.path, 1, func.length(place.c.path) - 1) + "0")
    return and_(Unit.path >= path, Unit.path < after.where(place.c.id == unit_id).scalar_subquery())


def children_in(unit: dict) -> ColumnElement[bool]:
    """The children of a unit; of a school its classes, for its parallels are of one grade each."""
    if unit["level"] != "school":
        return Unit.parent_id == unit["unit_id"]
    path = unit["path"]
    return and_(Unit.path >= path, Unit.path < end_of(path), Unit.level == "school_class")


def of_unit(mart: type) -> ColumnElement[bool]:
    """A mart's row and its unit; with the parent too, because the key of a mart starts there."""
    return and_(mart.parent_id == Unit.parent_id, mart.unit_id == Unit.id)


def at_places(mart: type, n_places: int) -> ColumnElement[bool]:
    """The rows of the mart that are of these places (`values_of_places`), before any scope."""
    units = [bindparam(f"place_{n}") for n in range(n_places)]
    grades = [bindparam(f"place_{n}_grade") for n in range(n_places)]
    each = (
        and_(Unit.id == unit, mart.grade == grade)
        for unit, grade in zip(units, grades, strict=True)
    )
    return and_(Unit.id.in_(units), mart.grade.in_(grades), or_(false(), *each))


def values_of_places(places: list[Place]) -> dict[str, int]:
    """What `at_places` leaves to be bound."""
    units = {f"place_{n}": place.unit_id for n, place in enumerate(places)}
    return units | {f"place_{n}_grade": place.grade for n, place in enumerate(places)}


def in_trend(mart: type) -> ColumnElement[bool]:
    """«год» of all years and every period of the year of the view (`values_of_trend`)."""
    year = mart.period_id.between(bindparam("year_first"), bindparam("year_last"))
    return or_(mart.period_id % 100 == YEAR, year)


def values_of_trend(view: View) -> dict[str, int]:
    """What `in_trend` leaves to be bound."""
    year = (view.year or 0) * 100
    return {"year_first": year, "year_last": year + 99}


def subject_name(mart: type) -> ColumnElement[str]:
    """The name of a row's subject, joined to the mart; 0 is all of them."""
    all_of_them = (mart.subject_id == 0, "Все предметы")
    return case(all_of_them, else_=func.coalesce(SubjectTable.name, "")).label("subject")


def sums_where_enough(scope: Scope, subject: ColumnElement[int]) -> ColumnElement[bool]:
    """Which rows tell what there is: the sums over subjects, unless some are seen by subject."""
    limited = any(area.subjects for area in scope.areas)
    return subject >= 0 if limited else subject == 0


def in_own_subjects(scope: Scope, subject: ColumnElement[int]) -> ColumnElement[bool]:
    """What tells of no student and is known to those who see results in that subject anywhere."""
    areas = scope.within(Right.SEE_RESULTS)
    if not areas or all(area.subjects for area in areas):
        return subject.in_(frozenset().union(*(area.subjects for area in areas)))
    return true()
