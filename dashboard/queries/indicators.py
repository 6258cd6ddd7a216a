"""Indicators of marks by unit, subject and period; counts from the mart, ratios made here."""

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.disclosing import disclosed, with_place
from dashboard.queries.measured import FLAGS, INDICATORS, MARKS, measured
from dashboard.queries.ordering import by_nature
from dashboard.queries.periods import latest_period
from dashboard.queries.places import narrowed, of_unit
from etl.periods import YEAR
from models import MarkMart, Subject, Unit
from models.tree import LEVELS

ALL_SUBJECTS = "Все предметы"
COUNTS = ("n", "n5", "n4", "n3", "n2", "n1", "n_na", "n_released", "n_marks")
SUMS = ("sum_marks", "sum_weight", "sum_weighted")
OBJECTIVITY = ("n_both", "lowered", "confirmed", "raised")
COLUMNS = (
    *("level", "unit_id", "unit", "subject_id", "subject", "grade", "period_id", "period"),
    *("school_year", "basis", "procedure", *COUNTS),
    *("mean_mark", "weighted_mean", "pass_rate", "quality_rate", "learning_index"),
    *("quality_low", "quality_high", "pass_low", "pass_high", *OBJECTIVITY),
    *FLAGS,
)


def indicators(
    scope: Scope,
    *,
    basis: str,
    level: str | None = None,
    unit_id: int | None = None,
    parent_id: int | None = None,
    subject_id: int | None = None,
    grade: int = 0,
    period_id: int | None = None,
    procedure: str | None = None,
) -> pd.DataFrame:
    """One row per visible unit, subject, period and procedure: `COLUMNS`, shares 0–1.

    `subject_id` None = each subject apart, 0 = added up; `level` with `unit_id` = the units of
    that level inside that unit.
    """
    statement = (
        _counts(scope, basis, grade)
        .where(_of_subject(subject_id))
        .where(*narrowed(unit_id=unit_id, parent_id=parent_id, level=level))
    )
    if parent_id is not None:
        statement = statement.where(MarkMart.parent_id == parent_id)
    if period_id is not None:
        statement = statement.where(MarkMart.period_id == period_id)
    if procedure is not None:
        statement = statement.where(MarkMart.procedure == procedure)
    return _with_indicators(scope, rows(statement))


def indicators_of_children(scope: Scope, parent_id: int, view: View) -> pd.DataFrame:
    """One row per visible child of a unit, in the view: columns as `indicators`."""
    chosen = _chosen(scope, parent_id, view)
    return indicators(scope, parent_id=parent_id, subject_id=view.subject, **chosen)


def indicators_of_unit(scope: Scope, unit_id: int, view: View) -> pd.DataFrame:
    """The row of one unit in the view (external marks: one a procedure)."""
    chosen = _chosen(scope, unit_id, view)
    return indicators(scope, unit_id=unit_id, subject_id=view.subject, **chosen)


def by_subject(scope: Scope, unit_id: int, view: View) -> pd.DataFrame:
    """One row per subject of a unit in the view: columns as `indicators`."""
    chosen = _chosen(scope, unit_id, view)
    return indicators(scope, unit_id=unit_id, subject_id=None, **chosen)


def trend(scope: Scope, unit_id: int, view: View) -> pd.DataFrame:
    """One row per period of a unit: «год» of every year, and all periods of the chosen year."""
    periods = MarkMart.period_id % 100 == YEAR
    if view.year is not None:
        periods = or_(periods, MarkMart.period_id.between(view.year * 100, view.year * 100 + 99))
    statement = _counts(scope, view.basis, view.grade).where(
        Unit.id == unit_id, periods, MarkMart.subject_id == view.subject
    )
    if procedure := _procedure(view):
        statement = statement.where(MarkMart.procedure == procedure)
    return _with_indicators(scope, rows(statement)).sort_values("period_id", ignore_index=True)


def _of_subject(subject_id: int | None) -> ColumnElement[bool]:
    return MarkMart.subject_id > 0 if subject_id is None else MarkMart.subject_id == subject_id


def _counts(scope: Scope, basis: str, grade: int) -> Select:
    """Counts by visible unit, subject and period before anything is chosen from the tree."""
    statement = (
        select(
            *(Unit.level, Unit.id.label("unit_id"), Unit.name.label("unit"), MarkMart.subject_id),
            case(
                (MarkMart.subject_id == 0, ALL_SUBJECTS), else_=func.coalesce(Subject.name, "")
            ).label("subject"),
            case((MarkMart.grade > 0, MarkMart.grade), else_=func.coalesce(Unit.grade, 0)).label(
                "grade"
            ),
            *(MarkMart.period_id, MarkMart.basis, MarkMart.procedure),
            *(getattr(MarkMart, name) for name in (*COUNTS, *SUMS, *OBJECTIVITY)),
        )
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .outerjoin(Subject, Subject.id == MarkMart.subject_id)
        .where(MarkMart.basis == basis, _of_grade(grade))
        .where(scope.shows(Unit, subject=MarkMart.subject_id))
    )
    return with_place(statement, scope, MARKS, MarkMart.subject_id)


def _of_grade(grade: int) -> ColumnElement[bool]:
    """Rows of a grade: classes and parallels have one grade and only rows of grade 0."""
    if grade == 0:
        return MarkMart.grade == 0
    return and_(MarkMart.grade.in_((0, grade)), or_(MarkMart.grade == grade, Unit.grade == grade))


def _with_indicators(scope: Scope, counts: list[dict]) -> pd.DataFrame:
    """Rows of counts as a frame with indicators and intervals, in the order of `COLUMNS`."""
    ordered = sorted(disclosed(scope, MARKS, counts, measured), key=_ORDER)
    ordered.sort(key=lambda row: LEVELS.index(row["level"]))
    shown = pd.DataFrame(ordered, columns=list(COLUMNS))
    return shown.astype(dict.fromkeys(INDICATORS, float))


_ORDER = by_nature("grade", "unit", "unit_id", "subject", "period_id", "procedure")


def _chosen(scope: Scope, unit_id: int, view: View) -> dict:
    """What the view asks for; without a period the usual one of the unit, 0 (no rows) if none."""
    marks = {"basis": view.basis, "procedure": _procedure(view)}
    period_id = view.period or latest_period(scope, unit_id=unit_id, year=view.year, **marks)
    return {"grade": view.grade, "period_id": period_id or 0, **marks}


def _procedure(view: View) -> str | None:
    """Only external marks have procedures; none chosen = each apart."""
    return view.procedure or None if view.basis == "external" else None
