"""Tasks and variants of a work on a common scale, over all students of all schools together.

Not additive: whenever a file touches the answers or the plan of a work, the work is done anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, delete, select
from threadpoolctl import threadpool_limits

from etl import lake
from etl.executor import spread
from etl.psychometrics.fit import infit
from etl.psychometrics.rasch import Calibration, calibration
from etl.psychometrics.variants import (
    Variants,
    are_linked,
    variants_by_score,
    variants_compared,
)
from etl.tables.bulk import insert_dicts
from etl.words import batches
from models import Partition, Plan, PlanTask, TaskParameter, VariantParameter

ENOUGH = 8  # works that pay for starting other processes: one takes up to a second
FEWEST = 100  # students; fewer give no scale
MOST = 5000  # students; of more a part that is always the same
FEWEST_OF_VARIANT = 30
PART_OF_VARIANT = 0.5  # of its students: so many were given a task of it
# Ids follow the order of schools; multiplied so they follow none, and always the same one.
SCATTERED = "(CAST(student_id AS BIGINT) * 2654435761) % 4294967296"
ANSWERS = f"""
WITH given AS (
    SELECT student_id, class_id, task_id, points / 100 AS points, variant
    FROM read_parquet(?, union_by_name = true) WHERE points IS NOT NULL
), chosen AS (
    SELECT DISTINCT student_id FROM given ORDER BY {SCATTERED}, student_id LIMIT {MOST}
)
SELECT class_id, task_id, points, coalesce(variant, '') AS variant,
    dense_rank() OVER (ORDER BY student_id, class_id) - 1 AS student
FROM given JOIN chosen USING (student_id)
"""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Work:
    """An assessment: its tasks with their maximum [points] and the files of its answers."""

    assessment_id: int
    max_points: dict[int, float]
    files: list[str]


@dataclass(frozen=True)
class Answers:
    """Points of students × tasks, NaN where not given; variant and class by student."""

    points: np.ndarray
    variant: np.ndarray
    school_class: np.ndarray


def refresh(
    connection: Connection,
    folder: lake.Root,
    assessments: Iterable[int],
    progress: Progress = lambda text: None,
) -> None:
    """Replace the parameters of these assessments."""
    works = works_of(connection, sorted(set(assessments)))
    for table in (TaskParameter, VariantParameter):
        for some in batches([work.assessment_id for work in works]):
            connection.execute(delete(table).where(table.assessment_id.in_(some)))
    found = spread(parameters, works, folder, enough=ENOUGH, at_once=1)
    for number, (tasks, variants) in enumerate(found, start=1):
        insert_dicts(connection, TaskParameter, tasks)
        insert_dicts(connection, VariantParameter, variants)
        progress(f"шкалы работ: {number} из {len(works)}")


def assessments_of(connection: Connection, school_ids: list[int] | None = None) -> list[int]:
    """Every assessment that has answers, of all schools or of some."""
    query = select(Partition.part).where(Partition.kind == "answers").distinct()
    if school_ids is not None:
        query = query.where(Partition.school_id.in_(school_ids))
    return list(connection.execute(query).scalars())


def works_of(connection: Connection, assessments: list[int]) -> list[Work]:
    """The assessments with their current tasks and files, those without any among them."""
    works = {number: Work(number, {}, []) for number in assessments}
    for some in batches(assessments):
        tasks = (
            select(Plan.assessment_id, PlanTask.task_id, PlanTask.max_points)
            .join(PlanTask, PlanTask.plan_id == Plan.id)
            .where(Plan.is_current, Plan.assessment_id.in_(some))
            .order_by(PlanTask.position)
        )
        for row in connection.execute(tasks):
            works[row.assessment_id].max_points[row.task_id] = row.max_points / 100
        files = select(Partition.part, Partition.path).where(
            Partition.kind == "answers", Partition.part.in_(some)
        )
        for row in connection.execute(files.order_by(Partition.path)):
            works[row.part].files.append(row.path)
    return list(works.values())


@threadpool_limits.wrap(limits=1)  # the same sums on every machine, whatever its cores
def parameters(work: Work, folder: lake.Root) -> tuple[list[dict], list[dict]]:
    """Rows of tasks and of variants; none where too few wrote the work."""
    answers = answers_of(work, folder)
    if len(answers.points) < FEWEST:
        return [], []
    found = calibration(answers.points)
    return _task_rows(work, answers, found), _variant_rows(work, answers, found)


def answers_of(work: Work, folder: lake.Root) -> Answers:
    """The answers of all students, or of the chosen part of them."""
    if not work.files or not work.max_points:
        return Answers(np.empty((0, 0)), np.empty(0), np.empty(0))
    files = [lake.file(folder, path) for path in work.files]
    with lake.engine() as duck:
        found = duck.execute(ANSWERS, [files]).fetchnumpy()
    places = {task: place for place, task in enumerate(work.max_points)}
    column = np.array([places.get(task, -1) for task in found["task_id"].tolist()], int)
    student, is_planned = found["student"].astype(int), column >= 0
    points = np.full((student.max(initial=-1) + 1, len(places)), np.nan)
    points[student[is_planned], column[is_planned]] = found["points"][is_planned]
    return Answers(points, *(_by_student(found[n], student) for n in ("variant", "class_id")))


def _by_student(values: np.ndarray, student: np.ndarray) -> np.ndarray:
    _, first = np.unique(student, return_index=True)
    return np.asarray(values)[first]


def _task_rows(work: Work, answers: Answers, found: Calibration | None) -> list[dict]:
    """One row a step of a task."""
    if found is None:
        return []
    steps, ids = found.patterns.steps, np.array(list(work.max_points))
    given = np.sum(~np.isnan(answers.points), axis=0)
    columns = {
        "task_id": ids[steps.task].tolist(),
        "step": steps.rank.tolist(),
        "n": given[steps.task].tolist(),
        "difficulty": found.difficulty.tolist(),
        "standard_error": found.standard_error.tolist(),
        "infit": infit(found)[steps.task].tolist(),
    }
    return _as_rows(work, columns)


def _variant_rows(work: Work, answers: Answers, found: Calibration | None) -> list[dict]:
    """Variants that enough students wrote, where there are several of them."""
    names, number = np.unique(answers.variant.astype(str), return_counts=True)
    names = [str(name) for name in names[number >= FEWEST_OF_VARIANT] if name]
    if len(names) < 2:
        return []
    wrote = np.array([answers.variant == name for name in names])
    given, highest = ~np.isnan(answers.points), np.array(list(work.max_points.values()))
    tasks_of = np.array([given[of].mean(axis=0) >= PART_OF_VARIANT for of in wrote])
    if found is not None and are_linked(tasks_of):
        compared = variants_compared(found, tasks_of, highest)
    else:
        compared = _by_score(answers, wrote, given @ highest)
    if np.isnan(compared.gap_error).any():
        return []
    rates = [np.nansum(answers.points[of]) / (given[of] @ highest).sum() for of in wrote]
    columns = {
        "variant": names,
        "n": wrote.sum(axis=1).tolist(),
        "n_tasks": tasks_of.sum(axis=1).tolist(),
        "solve_rate": np.array(rates).tolist(),
        "expected": compared.share.tolist(),
        "expected_error": compared.share_error.tolist(),
        "gap": compared.gap.tolist(),
        "gap_error": compared.gap_error.tolist(),
    }
    return _as_rows(work, columns)


def _as_rows(work: Work, columns: dict[str, list]) -> list[dict]:
    return [
        {"assessment_id": work.assessment_id} | dict(zip(columns, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]


def _by_score(answers: Answers, wrote: np.ndarray, highest: np.ndarray) -> Variants:
    """By the scores of those who wrote these variants."""
    of = wrote.any(axis=0)
    share = np.nansum(answers.points[of], axis=1) / highest[of]
    _, school_class = np.unique(answers.school_class[of], return_inverse=True)
    return variants_by_score(share, wrote.argmax(axis=0)[of], school_class)
