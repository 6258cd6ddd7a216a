"""Easy and hard tasks of the works of a year, of every school of a region: for models only."""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from dashboard.queries.database import frame, total
from dashboard.queries.places import of_unit
from dashboard.queries.region import CELL, SCHOOL, municipalities
from models import Plan, PlanTask, TaskMart, Unit

SCHOOL_WORK = "контрольная"  # a school's own work is no procedure
FEWEST_TASKS = 6  # of a work: a third of them on either side
SIDES = ("easy", "hard")
COLUMNS = (*SCHOOL, "assessment_id", *CELL, "n", *SIDES, "variance")


def task_sides(region_id: int, period_id: int) -> pd.DataFrame:
    """One row per school and work of a procedure: `COLUMNS`.

    `easy, hard` are the school's solve rates of the easiest and the hardest third of the tasks less
    those of the region; `variance` that of their difference by chance.
    """
    sided = _sided(frame(_tasks(region_id, period_id)))
    if sided.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    schools = frame(_schools(region_id, sided))
    of_region = sided.groupby(["assessment_id", "side"])[["points", "given", "size"]].sum()
    return _beside(schools, of_region).assign(period_id=period_id)[list(COLUMNS)]


def _tasks(region_id: int, period_id: int) -> Select:
    """Every task of the works of procedures of the year, as the region has solved it."""
    return _planned(TaskMart.assessment_id, TaskMart.task_id, TaskMart.n, TaskMart.points).where(
        TaskMart.parent_id == 0,
        TaskMart.unit_id == region_id,
        Plan.procedure != SCHOOL_WORK,
        Plan.school_year == period_id // 100,
    )


def _planned(*columns) -> Select:
    """Tasks with the points that could be got for them."""
    return (
        select(*columns, (TaskMart.n * PlanTask.max_points).label("given"))
        .select_from(TaskMart)
        .join(Plan, and_(Plan.assessment_id == TaskMart.assessment_id, Plan.is_current))
        .join(PlanTask, and_(PlanTask.plan_id == Plan.id, PlanTask.task_id == TaskMart.task_id))
    )


def _sided(tasks: pd.DataFrame) -> pd.DataFrame:
    """The easiest and the hardest third of the tasks of every work that is long enough."""
    tasks = tasks[tasks["given"] > 0]
    of_work = (tasks["points"] / tasks["given"]).groupby(tasks["assessment_id"])
    place, whole = of_work.rank(method="first"), of_work.transform("size")
    side = np.select([place <= whole // 3, place > whole - whole // 3], ["hard", "easy"], "")
    chosen = (side != "") & (whole >= FEWEST_TASKS)
    return tasks.assign(side=side, size=1)[chosen]


def _schools(region_id: int, sided: pd.DataFrame) -> Select:
    """Points of every school in the tasks of each side."""
    given = TaskMart.n * PlanTask.max_points
    parts = []
    for side in SIDES:
        tasks = sided.loc[sided["side"] == side, "task_id"].tolist()
        parts += [_sum(TaskMart.points, tasks, f"{side}_points"), _sum(given, tasks, f"{side}_of")]
    keys = (Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.path)
    works = (TaskMart.assessment_id, Plan.procedure, Plan.subject_id, Plan.grade)
    return (
        _planned()
        .with_only_columns(*keys, *works, func.max(TaskMart.n).label("n"), *parts)
        .join(Unit, of_unit(TaskMart))
        .where(
            TaskMart.parent_id.in_(municipalities(region_id)),
            TaskMart.assessment_id.in_(sided["assessment_id"].unique().tolist()),
        )
        .group_by(Unit.id, Unit.name, Unit.path, *works)
        .order_by(Unit.id, TaskMart.assessment_id)
    )


def _sum(what: ColumnElement[int], tasks: list[int], name: str):
    return total(case((TaskMart.task_id.in_(tasks), what), else_=0)).label(name)


def _beside(schools: pd.DataFrame, of_region: pd.DataFrame) -> pd.DataFrame:
    """Rates of the school less those of the region, and the variance of their difference."""
    found, variance = {}, np.zeros(len(schools))
    for side in SIDES:
        region = of_region.xs(side, level="side").loc[schools["assessment_id"]]
        whole = (region["points"] / region["given"]).to_numpy()
        of = schools[f"{side}_of"].to_numpy(float)
        rate = schools[f"{side}_points"].to_numpy(float) / np.where(of > 0, of, np.nan)
        found[side] = rate - whole
        answers = schools["n"].to_numpy(float) * region["size"].to_numpy()
        variance += whole * (1 - whole) / answers
    return schools.assign(**found, variance=variance)
