"""Tasks of an assessment in a unit: solved how far, how hard and how well they discriminate."""

import pandas as pd
from sqlalchemy import Select, and_, select

from dashboard.access import Scope
from dashboard.disclosure import Form
from dashboard.queries.database import rows
from dashboard.queries.disclosing import Counts, disclosed, with_place
from dashboard.queries.measured import FLAGS, column, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit, units_or_roots
from etl.indicators.intervals import ratio_interval
from etl.indicators.ratios import ratio
from etl.indicators.solve import solve_rate
from etl.psychometrics.classical import correlation_from_sums
from models import Assessment, Plan, PlanTask, Task, TaskMart, Unit

COLUMNS = (
    *("assessment_id", "assessment", "level", "unit_id", "unit", "task_id", "task", "variant"),
    *("position", "difficulty_level", "type", "max_points", "n", "points", "solve_rate"),
    *("full_rate", "partial_rate", "zero_rate", "not_attempted_rate", "low", "high"),
    *("difficulty", "discrimination"),
)
SUMS = (
    *("n", "points", "full", "partial", "zero", "not_attempted", "sum_xx"),
    *("sum_rest", "sum_rest_sq", "sum_cross"),
)


RATES = COLUMNS[COLUMNS.index("points") :]
TASKS = Counts(
    TaskMart,
    ("assessment_id", "task_id"),
    Form(
        words=frozenset(
            {
                *("assessment_id", "assessment", "level", "unit_id", "unit", "task_id", "task"),
                *("variant", "position", "difficulty_level", "type", "max_points"),
            }
        ),
        n="n",
        rates=("solve_rate",),
        intervals=(("solve_rate", "low", "high"),),
    ),
)


def tasks(
    scope: Scope,
    assessment_id: int,
    *,
    unit_id: int | None = None,
    level: str | None = None,
) -> pd.DataFrame:
    """One row per unit and task in the order of the plan: `COLUMNS`, points real, shares 0–1.

    Neither unit nor level = the top of the scope. `discrimination` is the corrected item–total
    correlation over the students given the task.
    """
    chosen = units_or_roots(scope, Plan.subject_id, unit_id=unit_id, level=level)
    statement = _sums(scope).where(chosen, TaskMart.assessment_id == assessment_id)
    shown = pd.DataFrame(_in_order(scope, rows(statement)), columns=[*COLUMNS, *FLAGS])
    return shown.astype(dict.fromkeys(RATES, float))


def tasks_of_units(scope: Scope, assessment_id: int, unit_ids: list[int]) -> list[dict]:
    """One row per unit and task, as `tasks`, with the sums of those given every task."""
    complete = TaskMart.sum_complete, TaskMart.sum_complete_sq
    statement = _sums(scope).add_columns(*complete)
    here = Unit.id.in_(unit_ids), TaskMart.assessment_id == assessment_id
    return _in_order(scope, rows(statement.where(*here)))


def _sums(scope: Scope) -> Select:
    """Sums of every task that may be shown, with what the door asks of its rows."""
    statement = (
        select(
            *(Plan.assessment_id, Assessment.code.label("assessment"), Unit.level),
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), TaskMart.task_id),
            *(Task.label.label("task"), Task.variant, PlanTask.position),
            *(PlanTask.difficulty_level, PlanTask.type, PlanTask.max_points),
            *(getattr(TaskMart, name) for name in SUMS),
        )
        .select_from(Unit)
        .join(TaskMart, of_unit(TaskMart))
        .join(Task, Task.id == TaskMart.task_id)
        .join(Assessment, Assessment.id == TaskMart.assessment_id)
        .join(Plan, and_(Plan.assessment_id == Assessment.id, Plan.is_current))
        .join(PlanTask, and_(PlanTask.plan_id == Plan.id, PlanTask.task_id == TaskMart.task_id))
        .where(scope.shows(Unit, subject=Plan.subject_id))
    )
    return with_place(statement, scope, TASKS, Plan.subject_id)


def _in_order(scope: Scope, sums: list[dict]) -> list[dict]:
    """Rates of every task by unit, in the order of the plan."""
    shown = disclosed(scope, TASKS, sums, _with_rates)
    return sorted(shown, key=by_nature("unit", "unit_id", "position"))


def _with_rates(sums: list[dict]) -> list[dict]:
    """Sums in hundredths turned into points, rates, an interval and a correlation."""
    if not sums:
        return []
    numbers = {name: column(sums, name) for name in (*SUMS, "max_points")}
    n, points, highest = numbers["n"], numbers["points"], numbers["max_points"]
    given = n * highest
    rate = solve_rate(points, given)
    low, high = ratio_interval(
        points, given, numbers["sum_xx"], points * highest, n * highest**2, n
    )
    discrimination = correlation_from_sums(
        n, points, numbers["sum_rest"], numbers["sum_xx"], numbers["sum_rest_sq"],
        numbers["sum_cross"],
    )  # fmt: skip
    rates = {
        f"{part}_rate": ratio(numbers[part], n)
        for part in ("full", "partial", "zero", "not_attempted")
    }
    rates |= {"max_points": highest / 100, "points": points / 100, "solve_rate": rate}
    rates |= {"low": low, "high": high, "difficulty": rate, "discrimination": discrimination}
    return with_columns(sums, rates)
