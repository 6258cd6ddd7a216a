"""One assessment in a few units: its plan, how it went in each of them, how reliable it was."""

from sqlalchemy import and_, select

from dashboard.access import Scope
from dashboard.queries.assessments import SUMS, WORKS
from dashboard.queries.database import rows
from dashboard.queries.disclosing import disclosed, with_place
from dashboard.queries.measured import known, reliability
from dashboard.queries.places import chosen_units, of_unit, tops
from dashboard.queries.tasks import tasks_of_units
from etl.psychometrics.classical import error_from_sums
from models import Assessment, AssessmentMart, Plan, Subject, Unit


def work(scope: Scope, assessment_id: int) -> dict | None:
    """The plan of an assessment, or None when nobody in the scope wrote it."""
    written = (
        select(AssessmentMart.unit_id)
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .where(tops(scope, Plan.subject_id), AssessmentMart.assessment_id == assessment_id)
        .exists()
    )
    statement = (
        select(
            *(Plan.assessment_id, Assessment.code.label("assessment"), Plan.title, Plan.procedure),
            *(Plan.subject_id, Subject.name.label("subject"), Plan.grade, Plan.date),
            *(Plan.n_tasks, Plan.max_points, Plan.from_3, Plan.from_4, Plan.from_5),
        )
        .join(Assessment, Assessment.id == Plan.assessment_id)
        .join(Subject, Subject.id == Plan.subject_id)
        .where(Plan.assessment_id == assessment_id, Plan.is_current, written)
    )
    found = rows(statement)
    return _in_points(found[0]) if found else None


def _in_points(plan: dict) -> dict:
    """The maximum and the scores of the marks, where they are known, in points."""
    names = ("max_points", "from_3", "from_4", "from_5")
    return plan | {name: plan[name] / 100 for name in names if plan[name] is not None}


def results_of_units(scope: Scope, plan: dict, unit_ids: list[int]) -> dict[int, dict]:
    """How each unit wrote the work, with its `tasks`, α and error of measurement [points]."""
    statement = (
        select(Unit.id.label("unit_id"), *(getattr(AssessmentMart, name) for name in SUMS))
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, and_(Plan.assessment_id == AssessmentMart.assessment_id, Plan.is_current))
        .where(chosen_units(scope, Plan.subject_id), Unit.id.in_(unit_ids))
        .where(AssessmentMart.assessment_id == plan["assessment_id"])
    )
    statement = with_place(statement, scope, WORKS, Plan.subject_id)
    tasks: dict[int, list[dict]] = {}
    for row in tasks_of_units(scope, plan["assessment_id"], unit_ids):
        tasks.setdefault(row["unit_id"], []).append(row)

    def measured(found: list[dict]) -> list[dict]:
        return [_result(sums, tasks.get(sums["unit_id"], []), plan) for sums in found]

    shown = disclosed(scope, WORKS, rows(statement), measured)
    return {row["unit_id"]: row | ({"tasks": []} if row["hidden"] else {}) for row in shown}


def _result(sums: dict, tasks: list[dict], plan: dict) -> dict:
    n, highest = sums["n_students"], sums["max_points"]
    alpha = reliability(sums, tasks, plan["n_tasks"])
    error = error_from_sums(sums["n_complete"], sums["sum_score"], sums["sum_score_sq"], alpha)
    return sums | {
        "tasks": tasks,
        "max_points": plan["max_points"],
        "given_points": highest / n / 100 if n else None,
        "mean_points": sums["points"] / n / 100 if n else None,
        "solve_rate": sums["points"] / highest if highest else None,
        "alpha": known(alpha),
        "sem": known(float(error) / 100),
    }
