"""Tasks and variants of a work on the common scale of all schools that wrote it.

One scale stands for everybody, so most of those behind it are others' students: then its numbers
are rounded so that 5 students do not move them, and hidden where the others are fewer than 5.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, select

from dashboard.access import Scope
from dashboard.disclosure import OWN, SMALLEST, logit_step, step_of
from dashboard.queries.database import rows, total
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit, tops
from etl.psychometrics.quality import mean_difficulty
from etl.psychometrics.variants import gap_interval, unequal
from models import AssessmentMart, Plan, TaskParameter, Unit, VariantParameter

HIDDEN = {"disclosed": True, "hidden": True, "step": None}
OF_TASK = ("difficulty", "error", "infit")
OF_VARIANT = ("solve_rate", "expected", "gap")


def task_scales(scope: Scope, assessment_id: int) -> list[dict]:
    """One row per task with a place on the scale: `n, difficulty, error` [logits], `infit`."""
    names = ("task_id", "n", "difficulty", "standard_error", "infit")
    statement = _of_work(scope, TaskParameter, assessment_id, names)
    steps: dict[int, list[dict]] = {}
    for row in rows(statement.order_by(TaskParameter.task_id, TaskParameter.step)):
        steps.setdefault(row["task_id"], []).append(row)
    found = [_task(task, of_task) for task, of_task in steps.items()]
    return _told(scope, assessment_id, found, OF_TASK, logit_step)


def _task(task_id: int, steps: list[dict]) -> dict:
    difficulty, error = mean_difficulty(
        [row["difficulty"] for row in steps], [row["standard_error"] for row in steps]
    )
    first = steps[0]
    row = {"task_id": task_id, "n": first["n"], "infit": first["infit"]}
    return row | {"difficulty": difficulty, "error": error}


def variants(scope: Scope, assessment_id: int) -> list[dict]:
    """One row per variant, as people count: how it was solved, and how all would have solved it.

    `expected` and the `gap` from the mean of the variants with its interval [share 0–1].
    """
    names = ("variant", "n", "n_tasks", "solve_rate", "expected", "gap", "gap_error")
    stored = rows(_of_work(scope, VariantParameter, assessment_id, names))
    found = [_variant(row, len(stored)) for row in stored]
    shown = _told(scope, assessment_id, found, OF_VARIANT, step_of)
    return sorted(map(_with_ends, shown), key=by_nature("variant"))


def _variant(row: dict, number: int) -> dict:
    low, high = gap_interval(row["gap"], row.pop("gap_error"), number)
    half = float(high - low) / 2
    return row | {"half": half, "is_unequal": bool(unequal(row["gap"], low, high))}


def _with_ends(row: dict) -> dict:
    """The ends of the gap about what is shown of it."""
    gap, half = row["gap"], row.pop("half")
    ends = (None, None) if gap is None else (gap - half, gap + half)
    return row | dict(zip(("low", "high"), ends, strict=True))


def _of_work(scope: Scope, table: type, assessment_id: int, names: tuple[str, ...]) -> Select:
    """The columns of a work that was written at the tops of one's own."""
    return (
        select(*(getattr(table, name) for name in names))
        .join(Plan, and_(Plan.assessment_id == table.assessment_id, Plan.is_current))
        .where(table.assessment_id == assessment_id, _is_own(scope))
    )


def _is_own(scope: Scope) -> ColumnElement[bool]:
    return exists(
        select(AssessmentMart.unit_id)
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .where(AssessmentMart.assessment_id == Plan.assessment_id, tops(scope, Plan.subject_id))
        .correlate(Plan)
    )


def _told(scope: Scope, assessment_id: int, found: list[dict], names: tuple, step_for) -> list:
    """The rows as they may be shown, by how many behind the scale are others' students."""
    others = _others(scope, assessment_id) if found else 0
    if others == 0:
        return [row | OWN for row in found]
    if others < SMALLEST:
        unknown = dict.fromkeys((*names, "n"))
        return [row | unknown | HIDDEN | {"is_unequal": False} for row in found]
    return [_rounded(row, names, step_for(row["n"])) for row in found]


def _rounded(row: dict, names: tuple[str, ...], step: float | None) -> dict:
    if step is None:
        return row | dict.fromkeys(names) | HIDDEN
    numbers = {
        name: round(round(row[name] / step) * step, 2) for name in names if row[name] is not None
    }
    n = round(row["n"] / SMALLEST) * SMALLEST
    return row | numbers | {"n": n, "disclosed": True, "hidden": False, "step": step}


def _others(scope: Scope, assessment_id: int) -> int:
    """How many of those who wrote the work are not one's own."""
    sums = (
        select(total(AssessmentMart.n_students).label("n"))
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, and_(Plan.assessment_id == AssessmentMart.assessment_id, Plan.is_current))
        .where(AssessmentMart.assessment_id == assessment_id)
    )
    everybody = rows(sums.where(Unit.level == "region"))[0]["n"] or 0
    own = rows(sums.where(tops(scope, Plan.subject_id)))[0]["n"] or 0
    return everybody - own
