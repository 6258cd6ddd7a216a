"""Problem components of one's own units: elements beside what their level lets one expect."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

import numpy as np
from sqlalchemy import ColumnElement, and_, literal, select

from dashboard.access import Scope, Time
from dashboard.access import Subject as SubjectOfRows
from dashboard.queries.codifier import named
from dashboard.queries.database import rows
from dashboard.queries.element_sums import current_plans, in_period, of_all_works, with_status
from dashboard.queries.measured import column, numbers, with_columns
from dashboard.queries.others_behind import region_in, without_few_others
from dashboard.queries.places import narrowed
from etl.indicators.problem import (
    FEWEST_IN_REFERENCE,
    MOMENTS,
    adjusted_gap,
    attributed,
    expectation,
    gap_interval,
    problems,
    shrunken_gap,
    students_behind,
)
from etl.indicators.ratios import ratio
from etl.indicators.solve import problem_component
from models import Element, ElementMapping, ElementMart, Plan, PlanTask, TaskElement, Unit
from models.bank import counted_element, is_counted_elsewhere

MORE = (*(name for name in MOMENTS if name != "n_students"), "given_points")
Tasks = dict[tuple[int, int], dict[int, int]]  # grade and element → task → points [hundredths]
NOBODY = dict.fromkeys(MOMENTS, 0)


def problems_in(
    scope: Scope,
    unit_id: int,
    period_id: int,
    *,
    level: str | None = None,
    subject_id: int | None = None,
    grade: int | None = None,
    kind: str = "kes",
) -> list[dict]:
    """One row per unit of one's own, subject, grade and element of all works of a period.

    Of the unit, or of the units of a level inside it. As `elements` with a rate, its interval and
    `status`, and `expected`, `gap`, `gap_low`, `gap_high` [share], `behind` [students], `problem`,
    `with_code` of the element whose tasks explain it, `wrote` [students].
    """
    chosen = partial(_own_units, scope, unit_id, level, period_id)
    plans = current_plans(subject_id, grade)
    statement = of_all_works(scope, chosen, plans, period_id, MORE)
    statement = statement.add_columns(Unit.path.label("path"), Unit.grade.label("unit_grade"))
    statement = statement.where(Element.kind == kind)
    if subject_id:
        statement = statement.where(Element.subject_id == subject_id)
    if grade:
        statement = statement.where(ElementMart.grade == grade)
    found = with_status(scope, named(rows(statement)))
    tasks = _tasks_of_elements(found, [*plans, in_period(period_id)])
    return _judged(found, _references(scope, found, period_id), tasks)


def _own_units(
    scope: Scope, unit_id: int, level: str | None, period_id: int, subject: SubjectOfRows
) -> ColumnElement[bool]:
    """A class that was somebody else's that year is not one's own in it."""
    own = scope.owns(Unit.path, subject=subject, time=Time(year=literal(period_id // 100)))
    return and_(own, *narrowed(unit_id=unit_id, level=level))


def _references(scope: Scope, found: list[dict], period_id: int) -> dict[tuple, dict]:
    """Region, grade and element → moments of everybody there; no numbers of them are told.

    Only what a cubic of them leads one to expect of one's own students is made of it, and nothing
    where they are few (etl/indicators/problem.py), or the others among them are.
    """
    if not found:
        return {}
    asked = (
        *(ElementMart.assessment_id == 0, ElementMart.period_id == period_id),
        ElementMart.grade.in_({row["grade"] for row in found}),
    )
    statement = select(
        *(ElementMart.unit_id.label("region"), ElementMart.grade, ElementMart.element_id),
        *(getattr(ElementMart, name) for name in MOMENTS),
    ).where(
        *asked,
        ElementMart.parent_id == 0,
        ElementMart.unit_id.in_({region_in(row["path"]) for row in found}),
    )
    references = {_place(row): row for row in rows(statement)}
    return without_few_others(scope, references, _place, *asked)


def _place(row: dict) -> tuple[int, int, int]:
    return row["region"], row["grade"], row["element_id"]


def _judged(found: list[dict], references: dict[tuple, dict], tasks: Tasks) -> list[dict]:
    """With the gap beyond the overall level and the verdict over all these rows as one table."""
    if not found:
        return []
    places = [_place(row | {"region": region_in(row["path"])}) for row in found]
    there = [references.get(place, NOBODY) for place in places]
    expected = expectation({name: column(there, name) for name in MOMENTS})
    own = {name: column(found, name) for name in MOMENTS}
    n, part = own["n_students"], ratio(column(found, "max_points"), column(found, "given_points"))
    gap, error = adjusted_gap(own, expected, part)
    rate, border = numbers(found, "solve_rate"), numbers(found, "threshold")
    n_tasks = column(found, "n_tasks")
    wrote, units = _wrote(found, n), np.array([row["unit_id"] for row in found])
    relative = problems(gap, error, n, wrote, n_tasks, rate, border, units)
    relative, by = _attributed(found, relative, gap, error, tasks)
    absolute = problem_component(np.array([row["status"] for row in found], object), n_tasks)
    # of a few students with nobody beside them a low rate alone is no finding
    absolute = np.where((absolute == "problem") & (n < FEWEST_IN_REFERENCE), "possible", absolute)
    measured = {
        "expected": np.clip(rate - gap, 0, 1),
        "gap": gap,
        **dict(zip(("gap_low", "gap_high"), gap_interval(gap, error), strict=True)),
        "behind": students_behind(shrunken_gap(gap, error), n),
        "problem": np.where(np.isnan(gap), absolute, relative),
        "with_code": by,
        "wrote": wrote,
    }
    return [_without_moments(row) for row in with_columns(found, measured)]


def _wrote(found: list[dict], n: np.ndarray) -> np.ndarray:
    """Students given anything, by row: those of the element that most of the unit were given."""
    wrote = np.zeros(len(found))
    for here in _families(found):
        wrote[here] = n[here].max()
    return wrote


def _attributed(found: list[dict], verdicts, gap, error, tasks: Tasks):
    """Verdicts without those that a clearer element of the unit explains, and its code."""
    verdicts, codes = verdicts.copy(), np.full(len(found), None, dtype=object)
    for here in _families(found):
        behind = [tasks[found[place]["grade"], found[place]["element_id"]] for place in here]
        told, by = attributed(verdicts[here], gap[here], error[here], _overlap(behind))
        verdicts[here] = told
        for place, other in zip(here, by, strict=True):
            codes[place] = found[here[other]]["code"] if other >= 0 else None
    return verdicts, codes


def _families(found: list[dict]) -> Iterable[np.ndarray]:
    """Places of the rows of each unit with a subject and grade."""
    places: dict[tuple, list[int]] = defaultdict(list)
    for place, row in enumerate(found):
        places[row["unit_id"], row["subject_id"], row["grade"]].append(place)
    return [np.array(here) for here in places.values()]


def _overlap(behind: list[dict[int, int]]) -> np.ndarray:
    """Share of the points of each element that come from tasks of each other one."""
    names = {task: place for place, task in enumerate(set().union(*behind))}
    points = np.zeros((len(behind), len(names)))
    for place, tasks in enumerate(behind):
        points[place, [names[task] for task in tasks]] = list(tasks.values())
    whole = np.maximum(points.sum(axis=1, keepdims=True), 1)
    return points @ (points > 0).T / whole


def _tasks_of_elements(found: list[dict], plans: list[ColumnElement[bool]]) -> Tasks:
    """Grade and element → points of each task that has it, in the works of the period."""
    element = counted_element().label("element_id")
    statement = (
        select(Plan.grade, element, PlanTask.task_id, PlanTask.max_points)
        .select_from(TaskElement)
        .join(Plan, Plan.id == TaskElement.plan_id)
        .join(
            PlanTask,
            and_(PlanTask.plan_id == Plan.id, PlanTask.task_id == TaskElement.task_id),
        )
        .outerjoin(ElementMapping, is_counted_elsewhere())
        .where(*plans, element.in_({row["element_id"] for row in found}))
    )
    tasks: Tasks = defaultdict(dict)
    for row in rows(statement) if found else ():
        tasks[row["grade"], row["element_id"]][row["task_id"]] = row["max_points"]
    return tasks


def _without_moments(row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in MORE}
