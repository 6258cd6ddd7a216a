"""Assessments: how a work went in a unit, and how reliable the work itself is."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, select

from dashboard.access import Scope
from dashboard.queries.database import frame, total
from dashboard.queries.places import of_unit, units_or_roots
from etl.indicators.ratios import ratio
from etl.psychometrics.classical import alpha_from_sums, error_from_sums
from models import Assessment, AssessmentMart, Plan, PlanTask, Subject, TaskMart, Unit

COLUMNS = (
    *("assessment_id", "assessment", "title", "procedure", "subject_id", "subject", "grade"),
    *("date", "n_students", "n_absent", "n_tasks", "max_points", "mean_points", "solve_rate"),
    *("n5", "n4", "n3", "n2", "n1", "n_complete", "alpha", "sem"),
)
SUMS = (
    *("n_students", "n_absent", "points", "max_points", "n5", "n4", "n3", "n2", "n1"),
    *("n_complete", "sum_score", "sum_score_sq"),
)


def assessments(
    scope: Scope,
    *,
    unit_id: int | None = None,
    subject_id: int | None = None,
    grade: int | None = None,
    assessment_id: int | None = None,
) -> pd.DataFrame:
    """One row per assessment written in a unit (None = the whole scope), by date: `COLUMNS`.

    `alpha` and `sem` [points] are of the students of that unit who were given every task.
    """
    conditions = [units_or_roots(scope, unit_id=unit_id), Plan.is_current]
    if subject_id:
        conditions.append(Plan.subject_id == subject_id)
    if grade:
        conditions.append(Plan.grade == grade)
    if assessment_id is not None:
        conditions.append(Plan.assessment_id == assessment_id)
    works = frame(_works().where(*conditions))
    tasks = frame(_complete_sums().where(*conditions))
    return _with_reliability(works, tasks)[list(COLUMNS)]


def assessment(scope: Scope, assessment_id: int, unit_id: int | None = None) -> dict | None:
    """One assessment as in `assessments`, or None when nobody in the scope wrote it."""
    found = assessments(scope, unit_id=unit_id, assessment_id=assessment_id)
    return found.to_dict("records")[0] if len(found) else None


def assessment_by_code(scope: Scope, code: str) -> int | None:
    """The id of the assessment of that code, if it was written in the scope."""
    statement = (
        select(Assessment.id)
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Assessment, Assessment.id == AssessmentMart.assessment_id)
        .where(units_or_roots(scope), Assessment.code == code)
        .limit(1)
    )
    found = frame(statement)
    return int(found["id"].iloc[0]) if len(found) else None


def _works() -> Select:
    """Sums of every current plan over the units that the caller chooses."""
    plan = (
        *(Plan.assessment_id, Assessment.code.label("assessment"), Plan.title, Plan.procedure),
        *(Plan.subject_id, Subject.name.label("subject"), Plan.grade, Plan.date, Plan.n_tasks),
        Plan.max_points,
    )
    sums = (total(getattr(AssessmentMart, name)).label(f"all_{name}") for name in SUMS)
    return (
        select(*plan, *sums)
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, Plan.assessment_id == AssessmentMart.assessment_id)
        .join(Assessment, Assessment.id == Plan.assessment_id)
        .join(Subject, Subject.id == Plan.subject_id)
        .group_by(Plan.id, Assessment.code, Subject.name)
        .order_by(Plan.date, Assessment.code)
    )


def _complete_sums() -> Select:
    """Σx and Σx² of every task over the students given all tasks."""
    return (
        select(
            Plan.assessment_id,
            TaskMart.task_id,
            total(TaskMart.sum_complete).label("sum"),
            total(TaskMart.sum_complete_sq).label("sum_of_squares"),
        )
        .select_from(Unit)
        .join(TaskMart, of_unit(TaskMart))
        .join(Plan, Plan.assessment_id == TaskMart.assessment_id)
        .join(PlanTask, _task_of_plan())
        .group_by(Plan.assessment_id, TaskMart.task_id)
    )


def _task_of_plan() -> ColumnElement[bool]:
    return and_(PlanTask.plan_id == Plan.id, PlanTask.task_id == TaskMart.task_id)


def _with_reliability(works: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """Works with means in points, α and its standard error of measurement."""
    by_work = {key: sums for key, sums in tasks.groupby("assessment_id")}
    alphas = [_alpha(work, by_work.get(work.assessment_id)) for work in works.itertuples()]
    sums = works.rename(columns={f"all_{name}": name for name in SUMS if name != "max_points"})
    scores = sums[["n_students", "points", "all_max_points"]].astype(float)
    complete = sums[["n_complete", "sum_score", "sum_score_sq"]].astype(float)
    alpha = pd.Series(alphas, index=works.index, dtype=float)
    error = error_from_sums(*(complete[name] for name in complete), alpha)
    return sums.assign(
        max_points=sums["max_points"].astype(float) / 100,
        mean_points=ratio(scores["points"], scores["n_students"]) / 100,
        solve_rate=ratio(scores["points"], scores["all_max_points"]),
        alpha=alpha,
        sem=error / 100,
    )


def _alpha(work, tasks: pd.DataFrame | None) -> float:
    """α of one work; NaN when nobody was given every task of the plan."""
    if tasks is None or len(tasks) != work.n_tasks or work.all_n_complete < 2:
        return np.nan
    return alpha_from_sums(
        work.all_n_complete,
        tasks["sum"].to_numpy(float),
        tasks["sum_of_squares"].to_numpy(float),
        work.all_sum_score,
        work.all_sum_score_sq,
    )
