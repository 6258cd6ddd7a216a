"""Assessments: how a work went in a unit, and how reliable the work itself is."""

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, select

from dashboard.access import Scope
from dashboard.queries.database import rows, total
from dashboard.queries.measured import known, reliability
from dashboard.queries.places import of_unit, units_or_roots
from etl.psychometrics.classical import error_from_sums
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
    works = rows(_works().where(*conditions))
    found = _with_reliability(works, rows(_complete_sums().where(*conditions)))
    shown = pd.DataFrame(found, columns=list(COLUMNS))
    return shown.astype(dict.fromkeys(("mean_points", "solve_rate", "alpha", "sem"), float))


def works_of_unit(scope: Scope, unit_id: int) -> list[dict]:
    """One row per assessment written in a unit, by date: as `assessments`, faster."""
    conditions = units_or_roots(scope, unit_id=unit_id), Plan.is_current
    works = rows(_works().where(*conditions))
    return _with_reliability(works, rows(_complete_sums().where(*conditions)))


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
    found = rows(statement)
    return found[0]["id"] if found else None


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
            total(TaskMart.sum_complete).label("sum_complete"),
            total(TaskMart.sum_complete_sq).label("sum_complete_sq"),
        )
        .select_from(Unit)
        .join(TaskMart, of_unit(TaskMart))
        .join(Plan, Plan.assessment_id == TaskMart.assessment_id)
        .join(PlanTask, _task_of_plan())
        .group_by(Plan.assessment_id, TaskMart.task_id)
    )


def _task_of_plan() -> ColumnElement[bool]:
    return and_(PlanTask.plan_id == Plan.id, PlanTask.task_id == TaskMart.task_id)


def _with_reliability(works: list[dict], tasks: list[dict]) -> list[dict]:
    """Works with means in points, α and its standard error of measurement."""
    by_work: dict[int, list[dict]] = {}
    for row in tasks:
        by_work.setdefault(row["assessment_id"], []).append(row)
    return [_in_points(work, by_work.get(work["assessment_id"], [])) for work in works]


def _in_points(work: dict, tasks: list[dict]) -> dict:
    sums = {name: work[f"all_{name}"] for name in SUMS if name != "max_points"}
    n, highest = sums["n_students"], work["all_max_points"]
    alpha = reliability(sums, tasks, work["n_tasks"])
    error = error_from_sums(sums["n_complete"], sums["sum_score"], sums["sum_score_sq"], alpha)
    return (
        work
        | sums
        | {
            "max_points": work["max_points"] / 100,
            "mean_points": sums["points"] / n / 100 if n else None,
            "solve_rate": sums["points"] / highest if highest else None,
            "alpha": known(alpha),
            "sem": known(float(error) / 100),
        }
    )
