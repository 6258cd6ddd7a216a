"""The same elements followed through the works of a year and of earlier ones, in one's own unit."""

import numpy as np
from sqlalchemy import select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.queries.database import rows
from dashboard.queries.measured import column, with_columns
from dashboard.queries.places import of_unit
from etl.indicators.intervals import ratio_interval
from etl.indicators.solve import solve_rate, threshold
from models import Element, ElementMart, Plan, Unit

SUMS = ("points", "max_points", "sum_pp", "sum_pm", "sum_mm")
LEVELS = ("max_basic", "max_advanced")


def elements_through_works(
    scope: Scope, unit_id: int, subject_id: int, grade: int, element_ids: list[int]
) -> list[dict]:
    """One row per element and work of a subject and grade, oldest first.

    `element_id, code, assessment_id, title, procedure, date, n_students, solve_rate, low, high,
    threshold`.
    """
    statement = (
        select(
            *(Element.id.label("element_id"), Element.code, Plan.assessment_id, Plan.title),
            *(Plan.procedure, Plan.date, ElementMart.n_students),
            *(getattr(ElementMart, name) for name in (*SUMS, *LEVELS)),
        )
        .select_from(Unit)
        .join(ElementMart, of_unit(ElementMart))
        .join(Plan, Plan.assessment_id == ElementMart.assessment_id)
        .join(Element, Element.id == ElementMart.element_id)
        .where(scope.owns(Unit.path, subject=Plan.subject_id, time=Time(year=Plan.school_year)))
        .where(Unit.id == unit_id)
        .where(Plan.is_current, Plan.subject_id == subject_id, Plan.grade == grade)
        .where(ElementMart.assessment_id > 0, ElementMart.element_id.in_(element_ids))
        .order_by(Plan.date, Plan.assessment_id)
    )
    return _measured(rows(statement)) if element_ids else []


def _measured(found: list[dict]) -> list[dict]:
    if not found:
        return []
    n, (points, highest, *squares) = column(found, "n_students"), [column(found, s) for s in SUMS]
    low, high = ratio_interval(points, highest, *squares, n)
    border = threshold(*(column(found, name) for name in LEVELS))
    measured = {"solve_rate": solve_rate(points, highest), "low": low, "high": high}
    told = with_columns(found, measured | {"threshold": np.asarray(border)})
    return [{k: v for k, v in row.items() if k not in (*SUMS, *LEVELS)} | OWN for row in told]
