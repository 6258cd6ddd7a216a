"""Elements (content, skills, difficulty levels) of one assessment or of all works of a period."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.access import Subject as SubjectOfRows
from dashboard.disclosure import Form
from dashboard.queries.codifier import named
from dashboard.queries.database import rows
from dashboard.queries.disclosing import Counts, disclosed, with_place
from dashboard.queries.measured import FLAGS, column, numbers, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit, tops, units_or_roots
from etl.indicators.intervals import ratio_interval
from etl.indicators.solve import solve_rate, status, threshold
from etl.periods import YEAR, period_dates, period_name
from models import (
    AssessmentMart,
    CodifierEntry,
    Element,
    ElementMart,
    Plan,
    Subject,
    TaskElement,
    TaskMart,
    Unit,
)

COLUMNS = (
    *("kind", "code", "name", "level", "unit_id", "unit", "subject_id", "subject", "grade"),
    *(
        "period_id",
        "period",
        "school_year",
        "element_id",
        "n_students",
        "n_tasks",
        "points",
        "max_points",
    ),
    *("solve_rate", "low", "high", "threshold", "status", *FLAGS),
)
SUMS = (
    *("n_students", "points", "max_points", "max_basic", "max_advanced"),
    *("sum_pp", "sum_pm", "sum_mm"),
)
ELEMENTS = Counts(
    ElementMart,
    ("assessment_id", "grade", "period_id", "element_id"),
    Form(
        words=frozenset(
            {
                *("kind", "code", "name", "level", "unit_id", "unit", "subject_id", "subject"),
                *("grade", "period_id", "school_year", "element_id", "n_tasks", "threshold"),
            }
        ),
        n="n_students",
        rates=("solve_rate",),
        intervals=(("solve_rate", "low", "high"),),
    ),
)


def elements(
    scope: Scope,
    *,
    assessment_id: int | None = None,
    subject_id: int | None = None,
    grade: int | None = None,
    period_id: int | None = None,
    unit_id: int | None = None,
    level: str | None = None,
    kind: str | None = None,
) -> pd.DataFrame:
    """One row per unit and element: `COLUMNS`, points real, shares 0–1.

    Of one assessment, or of all works of a period (None = the latest school year with works).
    Neither unit nor level = the top of the scope.
    """
    chosen = partial(units_or_roots, scope, unit_id=unit_id, level=level)
    plans = _plans(subject_id, grade)
    if assessment_id is not None:
        plans.append(Plan.assessment_id == assessment_id)
        statement = _of_assessment(scope, chosen, plans)
    else:
        period_id = period_id or latest_year_of_works(scope, subject_id=subject_id, grade=grade)
        statement = _of_all_works(scope, chosen, plans, period_id or 0)
        if grade:
            statement = statement.where(ElementMart.grade == grade)
    if subject_id:
        statement = statement.where(Element.subject_id == subject_id)
    if kind is not None:
        statement = statement.where(Element.kind == kind)
    return _as_frame(_with_status(scope, named(rows(statement))))


def elements_of_work(scope: Scope, assessment_id: int, unit_id: int, kind: str) -> list[dict]:
    """One row per element of a kind in one unit and one assessment: columns as `elements`."""
    plans = [*_plans(None, None), Plan.assessment_id == assessment_id]
    chosen = partial(units_or_roots, scope, unit_id=unit_id)
    statement = _of_assessment(scope, chosen, plans)
    statement = statement.where(Element.kind == kind)
    # one work is one range of the mart: without it every work of the unit would be read
    statement = statement.where(ElementMart.assessment_id == assessment_id)
    return _with_status(scope, named(rows(statement)))


def latest_year_of_works(
    scope: Scope, *, subject_id: int | None = None, grade: int | None = None
) -> int | None:
    """The period «год» of the latest assessment written in the scope."""
    statement = (
        select(func.max(Plan.school_year).label("latest"))
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, Plan.assessment_id == AssessmentMart.assessment_id)
        .where(tops(scope, Plan.subject_id), *_plans(subject_id, grade))
    )
    latest = rows(statement)[0]["latest"]
    return None if latest is None else latest * 100 + YEAR


def _plans(subject_id: int | None, grade: int | None) -> list[ColumnElement[bool]]:
    """The current plans of a subject and grade."""
    conditions = [Plan.is_current]
    if subject_id:
        conditions.append(Plan.subject_id == subject_id)
    if grade:
        conditions.append(Plan.grade == grade)
    return conditions


Chosen = Callable[[SubjectOfRows], ColumnElement[bool]]  # the units, once the subject is said


def _of_assessment(scope: Scope, chosen: Chosen, plans: list[ColumnElement[bool]]) -> Select:
    """Sums by unit and element of one assessment."""
    behind = _tasks_behind(chosen, plans)
    statement = (
        _sums(behind, Plan.grade, Plan.school_year)
        .join(Plan, Plan.assessment_id == ElementMart.assessment_id)
        .outerjoin(behind, _same_element(behind))
        .where(chosen(Plan.subject_id), *plans)
    )
    statement = with_place(statement, scope, ELEMENTS, Plan.subject_id)
    return _with_names(statement, Plan.grade)


def _of_all_works(
    scope: Scope, chosen: Chosen, plans: list[ColumnElement[bool]], period_id: int
) -> Select:
    """Sums by unit, grade and element of all works of a period."""
    behind = _tasks_behind(chosen, [*plans, _in_period(period_id)])
    same_grade = behind.c.grade == ElementMart.grade
    statement = (
        _sums(behind, ElementMart.grade, literal(period_id // 100).label("school_year"))
        .outerjoin(behind, and_(_same_element(behind), same_grade))
        .where(chosen(Element.subject_id))
        .where(ElementMart.assessment_id == 0, ElementMart.period_id == period_id)
        .where(ElementMart.parent_id.in_(select(Unit.parent_id).where(chosen(ANY_SUBJECT))))
    )
    statement = with_place(statement, scope, ELEMENTS, Element.subject_id)
    return _with_names(statement, ElementMart.grade)


def _in_period(period_id: int) -> ColumnElement[bool]:
    """Plans of a school year, or with a date in a shorter period."""
    if period_id % 100 == YEAR or period_id == 0:
        return Plan.school_year == period_id // 100
    return Plan.date.between(*period_dates(period_id))


def _tasks_behind(chosen: Chosen, plans: list[ColumnElement[bool]]) -> Subquery:
    """Number of different tasks behind an element that somebody in the unit was given."""
    return (
        select(
            TaskMart.unit_id,
            Plan.grade,
            TaskElement.element_id,
            func.count(TaskMart.task_id.distinct()).label("n_tasks"),
        )
        .select_from(Unit)
        .join(TaskMart, of_unit(TaskMart))
        .join(Plan, Plan.assessment_id == TaskMart.assessment_id)
        .join(
            TaskElement,
            and_(TaskElement.plan_id == Plan.id, TaskElement.task_id == TaskMart.task_id),
        )
        .where(chosen(Plan.subject_id), TaskMart.n > 0, *plans)
        .where(TaskMart.assessment_id.in_(select(Plan.assessment_id).where(*plans)))
        .group_by(TaskMart.unit_id, Plan.grade, TaskElement.element_id)
        .subquery("behind")
    )


def _same_element(behind: Subquery) -> ColumnElement[bool]:
    return and_(
        behind.c.unit_id == ElementMart.unit_id, behind.c.element_id == ElementMart.element_id
    )


def _with_names(statement: Select, grade: ColumnElement[int]) -> Select:
    """With every current entry of the codifier that may name the element in that grade."""
    entry = and_(
        CodifierEntry.element_id == ElementMart.element_id,
        CodifierEntry.is_current,
        CodifierEntry.grade.in_((0, grade)),
    )
    return statement.outerjoin(CodifierEntry, entry)


def _sums(behind: Subquery, *of_work: ColumnElement) -> Select:
    return (
        select(
            *(Element.kind, Element.code, Unit.level, Unit.id.label("unit_id")),
            *(Unit.name.label("unit"), Element.subject_id, Subject.name.label("subject")),
            *(ElementMart.period_id, Element.id.label("element_id"), *of_work),
            *(CodifierEntry.name, CodifierEntry.grade.label("entry_grade")),
            *(CodifierEntry.valid_from, CodifierEntry.valid_to),
            func.coalesce(behind.c.n_tasks, 0).label("n_tasks"),
            *(getattr(ElementMart, name) for name in SUMS),
        )
        .select_from(Unit)
        .join(ElementMart, of_unit(ElementMart))
        .join(Element, Element.id == ElementMart.element_id)
        .join(Subject, Subject.id == Element.subject_id)
    )


def _with_status(scope: Scope, sums: list[dict]) -> list[dict]:
    """Rates with their intervals, and the verdict against the threshold, of what is shown alone."""
    shown = [_told(row) for row in disclosed(scope, ELEMENTS, sums, _with_rates)]
    if not shown:
        return []
    n, border = numbers(shown, "n_students"), numbers(shown, "threshold")
    low, high, rate = (numbers(shown, name) for name in ("low", "high", "solve_rate"))
    verdicts = np.atleast_1d(status(low, high, rate, n, border))
    return sorted(with_columns(shown, {"status": verdicts}), key=_ORDER)


def _with_rates(sums: list[dict]) -> list[dict]:
    """Sums turned into points and a rate with its interval and its threshold."""
    if not sums:
        return []
    n, points, highest, basic, advanced, *squares = (column(sums, name) for name in SUMS)
    rate = solve_rate(points, highest)
    low, high = ratio_interval(points, highest, *squares, n)
    measured = {
        **{"points": points / 100, "max_points": highest / 100, "solve_rate": rate},
        **{"low": low, "high": high, "threshold": threshold(basic, advanced)},
    }
    return with_columns(sums, measured)


def _told(row: dict) -> dict:
    """With the name of its period; of others, no more of the tasks than has to be told."""
    row |= {"period": period_name(row["period_id"]) if row["period_id"] else ""}
    if row["hidden"]:
        return row | {"n_tasks": None, "threshold": None}
    if row["disclosed"] and row["threshold"] is not None:
        # mixed levels are weighted by who was given which task
        return row | {"threshold": round(round(row["threshold"] / COARSE) * COARSE, 2)}
    return row


COARSE = 0.05
_ORDER = by_nature("kind", "unit", "unit_id", "subject", "grade", "code")


def _as_frame(found: list[dict]) -> pd.DataFrame:
    shown = pd.DataFrame(found, columns=list(COLUMNS))
    return shown.astype(dict.fromkeys(("solve_rate", "low", "high", "threshold"), float))
