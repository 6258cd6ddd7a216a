"""Elements (content, skills, difficulty levels) of one assessment or of all works of a period."""

from functools import partial

import pandas as pd
from sqlalchemy import func, select

from dashboard.access import Scope
from dashboard.queries.codifier import named
from dashboard.queries.database import rows
from dashboard.queries.element_sums import current_plans, of_all_works, of_assessment, with_status
from dashboard.queries.measured import FLAGS
from dashboard.queries.places import of_unit, tops, units_or_roots
from etl.periods import YEAR
from models import (
    AssessmentMart,
    Element,
    ElementMart,
    Plan,
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
    plans = current_plans(subject_id, grade)
    if assessment_id is not None:
        plans.append(Plan.assessment_id == assessment_id)
        statement = of_assessment(scope, chosen, plans)
    else:
        period_id = period_id or latest_year_of_works(scope, subject_id=subject_id, grade=grade)
        statement = of_all_works(scope, chosen, plans, period_id or 0)
        if grade:
            statement = statement.where(ElementMart.grade == grade)
    if subject_id:
        statement = statement.where(Element.subject_id == subject_id)
    if kind is not None:
        statement = statement.where(Element.kind == kind)
    return _as_frame(with_status(scope, named(rows(statement))))


def elements_of_work(scope: Scope, assessment_id: int, unit_id: int, kind: str) -> list[dict]:
    """One row per element of a kind in one unit and one assessment: columns as `elements`."""
    plans = [*current_plans(None, None), Plan.assessment_id == assessment_id]
    chosen = partial(units_or_roots, scope, unit_id=unit_id)
    statement = of_assessment(scope, chosen, plans)
    statement = statement.where(Element.kind == kind)
    # one work is one range of the mart: without it every work of the unit would be read
    statement = statement.where(ElementMart.assessment_id == assessment_id)
    return with_status(scope, named(rows(statement)))


def latest_year_of_works(
    scope: Scope, *, subject_id: int | None = None, grade: int | None = None
) -> int | None:
    """The period «год» of the latest assessment written in the scope."""
    statement = (
        select(func.max(Plan.school_year).label("latest"))
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, Plan.assessment_id == AssessmentMart.assessment_id)
        .where(tops(scope, Plan.subject_id), *current_plans(subject_id, grade))
    )
    latest = rows(statement)[0]["latest"]
    return None if latest is None else latest * 100 + YEAR


def _as_frame(found: list[dict]) -> pd.DataFrame:
    shown = pd.DataFrame(found, columns=list(COLUMNS))
    return shown.astype(dict.fromkeys(("solve_rate", "low", "high", "threshold"), float))
