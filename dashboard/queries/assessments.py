"""Assessments: how a work went in a unit, and how reliable the work itself is."""

from functools import partial

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from dashboard.access import Scope
from dashboard.disclosure import Form
from dashboard.queries.database import rows, total
from dashboard.queries.disclosing import Counts, compares, disclosed
from dashboard.queries.measured import FLAGS, known, reliability
from dashboard.queries.places import of_unit, tops, units_or_roots
from etl.psychometrics.classical import error_from_sums
from models import Assessment, AssessmentMart, Plan, PlanTask, Subject, TaskMart, Unit

COLUMNS = (
    *("assessment_id", "assessment", "title", "procedure", "subject_id", "subject", "grade"),
    *("date", "n_students", "n_absent", "n_tasks", "max_points", "mean_points", "solve_rate"),
    *("n5", "n4", "n3", "n2", "n1", "n_complete", "alpha", "sem"),
    *FLAGS,
)
SUMS = (
    *("n_students", "n_absent", "points", "max_points", "n5", "n4", "n3", "n2", "n1"),
    *("n_complete", "sum_score", "sum_score_sq"),
)
WORKS = Counts(
    AssessmentMart,
    ("assessment_id",),
    Form(
        words=frozenset(
            {
                *("assessment_id", "assessment", "title", "procedure", "subject_id", "subject"),
                *("grade", "date", "n_tasks", "max_points", "unit_id", "tasks"),
            }
        ),
        n="n_students",
        rates=("solve_rate",),
    ),
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
    conditions = _written(scope, unit_id)
    if subject_id:
        conditions.append(Plan.subject_id == subject_id)
    if grade:
        conditions.append(Plan.grade == grade)
    if assessment_id is not None:
        conditions.append(Plan.assessment_id == assessment_id)
    found = _found(scope, conditions)
    shown = pd.DataFrame(found, columns=list(COLUMNS))
    return shown.astype(dict.fromkeys(("mean_points", "solve_rate", "alpha", "sem"), float))


def works_of_unit(scope: Scope, unit_id: int) -> list[dict]:
    """One row per assessment written in a unit, by date: as `assessments`, faster."""
    return _found(scope, _written(scope, unit_id))


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
        .join(Plan, and_(Plan.assessment_id == Assessment.id, Plan.is_current))
        .where(tops(scope, Plan.subject_id), Assessment.code == code)
        .limit(1)
    )
    found = rows(statement)
    return found[0]["id"] if found else None


def _written(scope: Scope, unit_id: int | None) -> list[ColumnElement[bool]]:
    """Current plans of a unit; of a unit that is not one's own, those written in one's own too."""
    conditions = [units_or_roots(scope, Plan.subject_id, unit_id=unit_id), Plan.is_current]
    if unit_id is not None and compares(scope):
        own = scope.owns(Unit.path, subject=Plan.subject_id)
        conditions.append(or_(own, Plan.assessment_id.in_(_written_in_own(scope))))
    return conditions


def _written_in_own(scope: Scope) -> Select:
    """The assessments written at the tops of one's own."""
    plan = Plan.__table__.alias("own_plan")
    place = Unit.__table__.alias("own_unit")
    return (
        select(AssessmentMart.assessment_id)
        .join(place, and_(place.c.id == AssessmentMart.unit_id))
        .join(plan, and_(plan.c.assessment_id == AssessmentMart.assessment_id, plan.c.is_current))
        .where(scope.owns(place.c.path, subject=plan.c.subject_id))
        .correlate(None)
    )


def _found(scope: Scope, conditions: list[ColumnElement[bool]]) -> list[dict]:
    """The works that meet the conditions, their own reliability, and others' numbers disclosed."""
    works = rows(_works(scope).where(*conditions))
    measured = partial(_with_reliability, tasks=rows(_complete_sums().where(*conditions)))
    return disclosed(scope, WORKS, works, measured)


def _works(scope: Scope) -> Select:
    """Sums of every current plan over the units that the caller chooses."""
    plan = (
        *(Plan.assessment_id, Assessment.code.label("assessment"), Plan.title, Plan.procedure),
        *(Plan.subject_id, Subject.name.label("subject"), Plan.grade, Plan.date, Plan.n_tasks),
        Plan.max_points,
    )
    sums = (total(getattr(AssessmentMart, name)).label(_label(name)) for name in SUMS)
    place = _place_of_one() if compares(scope) else ()
    return (
        select(*plan, *sums, *place)
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, Plan.assessment_id == AssessmentMart.assessment_id)
        .join(Assessment, Assessment.id == Plan.assessment_id)
        .join(Subject, Subject.id == Plan.subject_id)
        .group_by(Plan.id, Assessment.code, Subject.name)
        .order_by(Plan.date, Assessment.code)
    )


def _label(name: str) -> str:
    """The plan has a maximum too, of one student."""
    return "sum_of_maxima" if name == "max_points" else name


def _place_of_one() -> tuple[ColumnElement, ...]:
    """What the door asks of its rows: of one unit, or of several that are all one's own."""
    return (
        *(func.min(Unit.path).label("_path"), func.min(Unit.parent_id).label("_parent_id")),
        *(func.min(Unit.id).label("_unit_id"), Plan.subject_id.label("_subject")),
        Plan.assessment_id.label("_assessment_id"),
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
    sums = {name: work[_label(name)] for name in SUMS if name != "max_points"}
    n, highest = sums["n_students"], work[_label("max_points")]
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
