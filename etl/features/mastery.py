"""How a student masters what the exam asks for: points of works by what their elements weigh."""

from collections import defaultdict

import pandas as pd
from sqlalchemy import Connection, select

from etl import lake
from etl.exams import published
from etl.features.cohorts import Cohort
from etl.features.works import TRIAL
from etl.indicators.exam_weights import exam_code, exam_share
from etl.readers.code_lists import parse_codes
from models import CodifierEntry, Element, Partition, Plan, PlanTask, Subject, TaskElement

PRIOR = 0.15  # weight of an average student's answers, so that one task does not say all
# Fractions are added up in one order, whatever the number of threads.
ANSWERS = """
WITH given AS (
    SELECT student_id, task_id, CAST(points AS BIGINT) AS points, max_points, weight
    FROM read_parquet($files, union_by_name = true) JOIN tasks USING (task_id)
    WHERE points IS NOT NULL
), beside AS (
    SELECT *, (points - sum(points) OVER same / count(*) OVER same) / max_points AS above
    FROM given WINDOW same AS (PARTITION BY task_id)
)
SELECT student_id, sum(weight * above ORDER BY task_id, above) AS above,
    sum(weight ORDER BY task_id) AS weight
FROM beside SEMI JOIN cohort USING (student_id) GROUP BY ALL ORDER BY student_id
"""


def mastery(connection: Connection, folder: lake.Root, cohort: Cohort) -> pd.Series:
    """Points above the average of all who were given the same task, weighed as in the exam."""
    weights = task_weights(connection, cohort)
    files = _files(connection, folder, set(weights["assessment_id"]))
    if not files:
        return pd.Series(dtype=float, name="mastery")
    with lake.engine() as duck:
        duck.register("tasks", weights)
        duck.register("cohort", pd.DataFrame({"student_id": cohort.students.index}))
        found = duck.execute(ANSWERS, {"files": files}).df().set_index("student_id")
    return (found["above"] / (found["weight"] + PRIOR)).rename("mastery")


def task_weights(connection: Connection, cohort: Cohort) -> pd.DataFrame:
    """One row a task of earlier works: `assessment_id, task_id, max_points, weight` in the exam."""
    exam = exam_tasks(connection, cohort)
    codes = {code for _, of_task in exam for code in of_task}
    called = _names(connection, cohort)
    exam_names = called.get(cohort.grade, {})
    rows: dict[tuple, float] = defaultdict(float)
    for row in _elements(connection, cohort) if exam else ():
        code = exam_code(row.code, called.get(row.grade, {}), codes, exam_names)
        if code:
            key = (row.assessment_id, row.task_id, row.max_points)
            rows[key] += exam_share(code, exam)
    found = [(*key, weight) for key, weight in rows.items() if weight > 0]
    return pd.DataFrame(found, columns=["assessment_id", "task_id", "max_points", "weight"])


def exam_tasks(connection: Connection, cohort: Cohort) -> list[tuple[float, tuple[str, ...]]]:
    """The tasks of the published plan of the exam: maximum and codes; empty where there is none."""
    name = connection.execute(select(Subject.name).where(Subject.id == cohort.subject_id)).scalar()
    plans = published("plans")
    variants = ("", "базовый") if name and "базовая" in name else ("", "профильный")
    here = plans[
        (plans["exam"] == cohort.procedure)
        & (plans["subject"] == (name or "").partition(" (")[0])
        & plans["variant"].isin(variants)
    ]
    rows = zip(here["max_points"], here["kes"], strict=True)
    return [(float(points), parse_codes(kes)[0]) for points, kes in rows]


def _elements(connection: Connection, cohort: Cohort) -> list:
    """Content elements of the tasks of works before the day, trial exams left out."""
    grades = (cohort.grade, cohort.grade - 1)
    query = (
        select(Plan.assessment_id, Plan.grade, PlanTask.task_id, PlanTask.max_points, Element.code)
        .join(PlanTask, PlanTask.plan_id == Plan.id)
        .join(
            TaskElement,
            (TaskElement.plan_id == PlanTask.plan_id) & (TaskElement.task_id == PlanTask.task_id),
        )
        .join(Element, Element.id == TaskElement.element_id)
        .where(Plan.is_current, Plan.date <= cohort.as_of, Element.kind == "kes")
        .where(Plan.subject_id.in_(sorted(cohort.taught)), Plan.grade.in_(grades))
        .where(Plan.school_year.between(cohort.school_year - 1, cohort.school_year))
        .where(Plan.procedure != TRIAL + cohort.procedure, Plan.procedure != cohort.procedure)
        .order_by(Plan.assessment_id, PlanTask.task_id, Element.code)
    )
    return list(connection.execute(query))


def _names(connection: Connection, cohort: Cohort) -> dict[int, dict[str, str]]:
    """Grade → code → name, as the codifiers of the subject call it."""
    query = (
        select(CodifierEntry.grade, Element.code, CodifierEntry.name)
        .join(Element, Element.id == CodifierEntry.element_id)
        .where(CodifierEntry.is_current, Element.kind == "kes")
        .where(Element.subject_id.in_(sorted(cohort.taught)))
        .order_by(CodifierEntry.id)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.grade][row.code] = row.name
    return found


def _files(connection: Connection, folder: lake.Root, assessments: set[int]) -> list[str]:
    query = select(Partition.path).where(
        Partition.kind == "answers", Partition.part.in_(sorted(map(int, assessments)))
    )
    return [
        lake.file(folder, path)
        for path in connection.execute(query.order_by(Partition.path)).scalars()
    ]
