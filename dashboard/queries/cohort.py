"""The students of a class in the years before, wherever they learnt; of one's own only."""

from itertools import groupby

import numpy as np
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.measured import column, with_columns
from etl.indicators.intervals import wilson
from etl.indicators.progress import overall_quality, progress_group
from etl.periods import YEAR
from models import StudentMart, Unit

GOOD = ("excellent", "good")
COUNTED = {"n5": ("5",), "n4": ("4",), "n3": ("3",), "n_failing": ("2", "1"), "n_na": ("н/а",)}


def cohort_of_class(scope: Scope, class_id: int, view: View) -> list[dict]:
    """One row per school year with final marks of those who are in the class in the view.

    `n` of them were found, of `n_now`; quality is that over all subjects, or of the one chosen.
    A year in which somebody else taught them is there only for who may see it.
    """
    each = rows(_of_students(scope, class_id, view))
    years = [_year(period, list(of)) for period, of in groupby(each, lambda row: row["period_id"])]
    return _with_quality([row for row in years if row["n"]])


def _of_students(scope: Scope, class_id: int, view: View) -> Select:
    """One row per student and year: how many final marks of each kind."""
    now = _members(scope, class_id, view).subquery()
    n_now = select(func.count()).select_from(now).scalar_subquery()
    counts = (_count(marks).label(name) for name, marks in COUNTED.items())
    return (
        select(StudentMart.period_id, StudentMart.student_id, n_now.label("n_now"), *counts)
        .select_from(StudentMart)
        .join(Unit, Unit.id == StudentMart.class_id)
        .where(StudentMart.student_id.in_(select(now.c.student_id)))
        .where(StudentMart.period_id % 100 == YEAR)
        .where(StudentMart.period_id // 100 <= (view.year or 0))
        .where(*_of_subject(StudentMart, view), _is_own(scope, StudentMart, Unit))
        .group_by(StudentMart.period_id, StudentMart.student_id)
        .order_by(StudentMart.period_id)
    )


def _members(scope: Scope, class_id: int, view: View) -> Select:
    """Who is in the class in the period of the view."""
    here, place = aliased(StudentMart), aliased(Unit)
    return (
        select(here.student_id)
        .join(place, place.id == here.class_id)
        .where(here.class_id == class_id, here.period_id == (view.period or 0))
        .where(*_of_subject(here, view), _is_own(scope, here, place))
        .distinct()
    )


def _of_subject(marks, view: View) -> tuple[ColumnElement[bool], ...]:
    return (marks.subject_id == view.subject,) if view.subject else ()


def _is_own(scope: Scope, marks, place) -> ColumnElement[bool]:
    time = Time(year=marks.period_id // 100)
    return scope.owns(place.path, subject=marks.subject_id, time=time)


def _count(marks: tuple[str, ...]) -> ColumnElement[int]:
    return func.sum(case((StudentMart.final_mark.in_(marks), 1), else_=0))


def _year(period: int, students: list[dict]) -> dict:
    """How many of a year are in some group, and how many have no mark under 4."""
    groups = np.atleast_1d(progress_group(*(column(students, name) for name in COUNTED)))
    found = [group for group in groups.tolist() if group]
    return {
        "period_id": period,
        "school_year": period // 100,
        "n_now": students[0]["n_now"],
        "n": len(found),
        **{name: found.count(name) for name in GOOD},
    }


def _with_quality(years: list[dict]) -> list[dict]:
    if not years:
        return []
    n, excellent, good = (column(years, name) for name in ("n", *GOOD))
    low, high = wilson(excellent + good, n)
    rate = overall_quality(excellent, good, n)
    quality = {"quality_rate": rate, "quality_low": low, "quality_high": high}
    return [row | OWN for row in with_columns(years, quality)]
