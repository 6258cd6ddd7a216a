"""Statements about elements, and what is made of their rows; whose rows, the caller says."""

from collections.abc import Callable

import numpy as np
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, select

from dashboard.access import ANY_SUBJECT, Scope
from dashboard.access import Subject as SubjectOfRows
from dashboard.disclosure import Form
from dashboard.queries.disclosing import Counts, disclosed, with_place
from dashboard.queries.measured import column, numbers, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit
from etl.indicators.intervals import ratio_interval
from etl.indicators.solve import solve_rate, status, threshold
from etl.periods import YEAR, period_dates, period_name
from models import (
    CodifierEntry,
    Element,
    ElementMapping,
    ElementMart,
    Plan,
    Subject,
    TaskElement,
    TaskMart,
    Unit,
)
from models.bank import counted_element, is_counted_elsewhere

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


def current_plans(subject_id: int | None, grade: int | None) -> list[ColumnElement[bool]]:
    """The current plans of a subject and grade."""
    conditions = [Plan.is_current]
    if subject_id:
        conditions.append(Plan.subject_id == subject_id)
    if grade:
        conditions.append(Plan.grade == grade)
    return conditions


Chosen = Callable[[SubjectOfRows], ColumnElement[bool]]  # the units, once the subject is said


def of_assessment(scope: Scope, chosen: Chosen, plans: list[ColumnElement[bool]]) -> Select:
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


def of_all_works(
    scope: Scope,
    chosen: Chosen,
    plans: list[ColumnElement[bool]],
    period_id: int,
    more: tuple[str, ...] = (),
) -> Select:
    """Sums by unit, grade and element of all works of a period, `more` of the mart with them."""
    behind = _tasks_behind(chosen, [*plans, in_period(period_id)])
    same_grade = behind.c.grade == ElementMart.grade
    statement = (
        _sums(behind, ElementMart.grade, literal(period_id // 100).label("school_year"))
        .add_columns(*(getattr(ElementMart, name) for name in more))
        .outerjoin(behind, and_(_same_element(behind), same_grade))
        .where(chosen(Element.subject_id))
        .where(ElementMart.assessment_id == 0, ElementMart.period_id == period_id)
        .where(ElementMart.parent_id.in_(select(Unit.parent_id).where(chosen(ANY_SUBJECT))))
    )
    statement = with_place(statement, scope, ELEMENTS, Element.subject_id)
    return _with_names(statement, ElementMart.grade)


def in_period(period_id: int) -> ColumnElement[bool]:
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
            counted_element().label("element_id"),
            func.count(TaskMart.task_id.distinct()).label("n_tasks"),
        )
        .select_from(Unit)
        .join(TaskMart, of_unit(TaskMart))
        .join(Plan, Plan.assessment_id == TaskMart.assessment_id)
        .join(
            TaskElement,
            and_(TaskElement.plan_id == Plan.id, TaskElement.task_id == TaskMart.task_id),
        )
        .outerjoin(ElementMapping, is_counted_elsewhere())
        .where(chosen(Plan.subject_id), TaskMart.n > 0, *plans)
        .where(TaskMart.assessment_id.in_(select(Plan.assessment_id).where(*plans)))
        .group_by(TaskMart.unit_id, Plan.grade, counted_element())
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


def with_status(scope: Scope, sums: list[dict]) -> list[dict]:
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
