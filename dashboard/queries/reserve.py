"""Students whom one mark or two keep from the next group, by subject; of one's own only.

They are counted over all subjects of a student, so all of them have to be one's own.
"""

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.measured import column, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit, subject_name, units_or_roots
from dashboard.queries.progress import OVER_ALL
from etl.indicators.intervals import wilson
from etl.indicators.progress import PROGRESS_GROUPS, overall_quality, quality_with_reserve
from etl.indicators.reserve import RESERVE_KINDS, reserve_gain
from etl.periods import period_name
from models import ProgressMart, ReserveMart, Subject, Unit
from models.tree import LEVELS

COLUMNS = (
    *("level", "unit_id", "unit", "subject_id", "subject", "grade", "period_id", "period"),
    *("school_year", "n", "excellent", "good", "one_four", "with_threes", "one_three"),
    *("two_threes", "failing", "one_two", "not_attested", "quality_rate", "reserve_gain"),
    *("gain_low", "gain_high", "reserve_rate", *OWN),
)


def reserve_of_unit(scope: Scope, unit_id: int, view: View) -> list[dict]:
    """One row per subject of a unit (0 = students, the first) in the view: `COLUMNS`."""
    return _found(scope, Unit.id == unit_id, view.grade, view.period or 0)


def reserve_of_children(
    scope: Scope, unit_id: int, view: View, subjects: tuple[int, ...]
) -> list[dict]:
    """One row per child and subject (0 = students) that keeps somebody, in the view."""
    statement = _kinds(scope).where(
        Unit.parent_id == unit_id,
        ReserveMart.parent_id == unit_id,
        _of_grade(ReserveMart, view.grade),
        ReserveMart.subject_id.in_(subjects),
        ReserveMart.period_id == (view.period or 0),
    )
    return [row | OWN for row in rows(statement)]


def reserve(
    scope: Scope,
    *,
    level: str | None = None,
    unit_id: int | None = None,
    subject_id: int | None = None,
    grade: int = 0,
    period_id: int = 0,
) -> pd.DataFrame:
    """One row per unit and subject (0 = students, always there) in a period: `COLUMNS`."""
    chosen = units_or_roots(scope, OVER_ALL, unit_id=unit_id, level=level)
    found = _found(scope, chosen, grade, period_id)
    asked = [row for row in found if subject_id in (None, row["subject_id"])]
    return pd.DataFrame(asked, columns=list(COLUMNS))


def _found(scope: Scope, chosen: ColumnElement[bool], grade: int, period_id: int) -> list[dict]:
    """Units from the region down, each with its students before its subjects."""
    groups = rows(_of_groups(scope).where(chosen, *_at(ProgressMart, grade, period_id)))
    kinds = rows(_kinds(scope).where(chosen, *_at(ReserveMart, grade, period_id)))
    return sorted(sorted(_with_gain(groups, kinds), key=_ORDER), key=_by_level)


def _with_gain(groups: list[dict], kinds: list[dict]) -> list[dict]:
    """The students of each unit by subject that keeps some, with quality and what it would be."""
    by_unit = {row["unit_id"]: row for row in groups}
    nobody = dict.fromkeys(RESERVE_KINDS, 0) | {"subject_id": 0, "subject": "Все предметы"}
    counted = {row["unit_id"] for row in kinds if not row["subject_id"]}
    whole = [nobody | {"unit_id": unit_id} for unit_id in by_unit if unit_id not in counted]
    found = [
        by_unit[row["unit_id"]] | row | _of_period(by_unit[row["unit_id"]])
        for row in (*whole, *kinds)
        if row["unit_id"] in by_unit
    ]
    return [row | OWN for row in _measured(found)]


def _of_period(groups: dict) -> dict:
    period = groups["period_id"]
    named = {"period": period_name(period), "school_year": period // 100}
    return named | {"with_threes": groups["one_three"] + groups["satisfactory"]}


def _measured(found: list[dict]) -> list[dict]:
    if not found:
        return []
    n, excellent, good = (column(found, name) for name in ("n", "excellent", "good"))
    one_three = column(found, "one_three")
    low, high = wilson(one_three, n)
    rates = {
        "quality_rate": overall_quality(excellent, good, n),
        "reserve_gain": reserve_gain(one_three, n),
        "gain_low": low,
        "gain_high": high,
        "reserve_rate": quality_with_reserve(excellent, good, one_three, n),
    }
    return with_columns(found, rates)


def _kinds(scope: Scope) -> Select:
    time = Time(year=ReserveMart.period_id // 100)
    return (
        select(
            *(Unit.id.label("unit_id"), ReserveMart.subject_id, subject_name(ReserveMart)),
            *(getattr(ReserveMart, kind) for kind in RESERVE_KINDS),
        )
        .select_from(Unit)
        .join(ReserveMart, of_unit(ReserveMart))
        .outerjoin(Subject, Subject.id == ReserveMart.subject_id)
        .where(scope.owns(Unit.path, subject=OVER_ALL, time=time))
    )


def _of_groups(scope: Scope) -> Select:
    time = Time(year=ProgressMart.period_id // 100)
    grade = case((ProgressMart.grade > 0, ProgressMart.grade), else_=func.coalesce(Unit.grade, 0))
    return (
        select(
            *(Unit.level, Unit.id.label("unit_id"), Unit.name.label("unit")),
            *(grade.label("grade"), ProgressMart.period_id, ProgressMart.n),
            *(getattr(ProgressMart, name) for name in PROGRESS_GROUPS),
        )
        .select_from(Unit)
        .join(ProgressMart, of_unit(ProgressMart))
        .where(scope.owns(Unit.path, subject=OVER_ALL, time=time))
    )


def _at(mart: type, grade: int, period_id: int) -> list[ColumnElement[bool]]:
    return [_of_grade(mart, grade), mart.period_id == period_id]


def _of_grade(mart: type, grade: int) -> ColumnElement[bool]:
    """Rows of a grade: classes and parallels have one grade and only rows of grade 0."""
    if not grade:
        return mart.grade == 0
    return and_(mart.grade.in_((0, grade)), or_(mart.grade == grade, Unit.grade == grade))


_ORDER = by_nature("grade", "unit", "unit_id", "subject_id")


def _by_level(row: dict) -> int:
    return LEVELS.index(row["level"])
