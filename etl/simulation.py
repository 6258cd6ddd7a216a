"""How often chance is called a problem: random classes drawn from real answers, seeded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from etl import lake
from etl.indicators.problem import (
    FEWEST_IN_REFERENCE,
    adjusted_gap,
    attributed,
    expectation,
    moments,
    problems,
)
from etl.indicators.ratios import ratio
from etl.mistakes import Mistake
from models import Assessment, Element, Partition, Plan, PlanTask, TaskElement

HALF, BELOW = 0.5, 0.1
Z_ONE_SIDED = 1.645
LOST = 0.5  # share of a class that knows nothing of the lost element
FEWEST = FEWEST_IN_REFERENCE  # classes drawn from fewer would be the same again and again


@dataclass(frozen=True)
class Answers:
    """Points of students by task, the maxima, and which tasks carry which element."""

    points: np.ndarray  # students × tasks, NaN = not given
    maxima: np.ndarray
    of_element: np.ndarray  # tasks × elements, 0/1

    def shares(self, students: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shares x and t of these students."""
        given = ~np.isnan(points)
        filled, maxima = np.where(given, points, 0), given * self.maxima
        x = ratio(filled @ self.of_element, maxima @ self.of_element)
        t = ratio(filled.sum(axis=1), maxima.sum(axis=1))
        return x, t[:, None]

    def part(self) -> np.ndarray:
        """Points of each element among all points given."""
        maxima = ~np.isnan(self.points) * self.maxima
        return (maxima @ self.of_element).sum(axis=0) / maxima.sum()

    def overlap(self) -> np.ndarray:
        """Share of the points of each element that come from tasks of each other one."""
        points = self.of_element.T * self.maxima
        return points @ self.of_element / points.sum(axis=1, keepdims=True)


def simulated(
    connection: Connection,
    folder: Path,
    code: str,
    *,
    classes: int,
    sizes: tuple[int, ...],
    seed: int,
    kind: str,
) -> pd.DataFrame:
    """One row per size of class and rule: shares of pairs and classes flagged, and losses found."""
    answers = answers_of(connection, folder, code, kind)
    rows = [row for size in sizes for row in _of_size(answers, size, classes, seed)]
    return pd.DataFrame(rows)


def answers_of(connection: Connection, folder: Path, code: str, kind: str) -> Answers:
    """All answers to an assessment, of every school."""
    plan = connection.execute(
        select(Plan.id, Plan.assessment_id)
        .join(Assessment, Assessment.id == Plan.assessment_id)
        .where(Assessment.code == code, Plan.is_current)
    ).one_or_none()
    if plan is None:
        raise Mistake(f"--assessment {code}: такой работы нет; коды: show assessments.")
    tasks = connection.execute(
        select(PlanTask.task_id, PlanTask.max_points)
        .where(PlanTask.plan_id == plan.id)
        .order_by(PlanTask.position)
    ).all()
    coded = connection.execute(
        select(TaskElement.task_id, TaskElement.element_id)
        .join(Element, Element.id == TaskElement.element_id)
        .where(TaskElement.plan_id == plan.id, Element.kind == kind)
    ).all()
    points = _points(connection, folder, plan.assessment_id)
    labels = [task.task_id for task in tasks if task.task_id in points]
    if len(points) < FEWEST or not coded:
        raise Mistake(
            f"--assessment {code}: нужны ответы хотя бы {FEWEST} учеников и коды {kind} в плане."
        )
    maxima = {task.task_id: task.max_points for task in tasks}
    carried = pd.DataFrame(coded, columns=["task", "element"]).assign(is_there=1.0)
    matrix = carried.pivot_table(index="task", columns="element", values="is_there", fill_value=0)
    of_element = matrix.reindex(labels, fill_value=0).to_numpy()
    return Answers(
        points[labels].to_numpy(float), np.array([maxima[task] for task in labels]), of_element
    )


def _points(connection: Connection, folder: Path, assessment_id: int) -> pd.DataFrame:
    """Students × tasks, hundredths of a point."""
    paths = connection.execute(
        select(Partition.path).where(Partition.kind == "answers", Partition.part == assessment_id)
    ).scalars()
    every = [lake.read(folder, path).to_pandas() for path in sorted(paths)]
    if not every:
        return pd.DataFrame()
    rows = pd.concat(every).query("task_id > 0 and points.notna()")
    return rows.pivot_table(index="student_id", columns="task_id", values="points")


def _of_size(answers: Answers, size: int, classes: int, seed: int) -> Iterator[dict]:
    rng = np.random.default_rng([seed, size])
    students = len(answers.points)
    if size > students:
        raise Mistake(f"--size {size}: учеников с ответами всего {students}.")
    rules = _rules(answers)
    flagged = {name: np.zeros((classes, answers.of_element.shape[1])) for name in rules}
    found = {name: [] for name in rules}
    for number in range(classes):
        group = rng.choice(students, size, replace=False)
        points = answers.points[group]
        lost = int(rng.integers(answers.of_element.shape[1]))
        weaker = _without(answers, points, lost, rng)
        for name, rule in rules.items():
            flagged[name][number] = rule(points)
            if np.any(~np.isnan(points[:, answers.of_element[:, lost] > 0])):
                found[name].append(rule(weaker)[lost])
    for name in rules:
        yield {
            "size": size,
            "rule": name,
            "classes": classes,
            "pairs_flagged": flagged[name].mean(),
            "classes_flagged": flagged[name].any(axis=1).mean(),
            "losses": len(found[name]),
            "losses_found": np.mean(found[name]),
        }


def _without(answers: Answers, points: np.ndarray, lost: int, rng) -> np.ndarray:
    """The same class when half of it got nothing for one element."""
    weaker = points.copy()
    half = rng.permutation(len(points))[: round(LOST * len(points))]
    cells = np.ix_(half, answers.of_element[:, lost] > 0)
    weaker[cells] = np.where(np.isnan(weaker[cells]), np.nan, 0)
    return weaker


def _rules(answers: Answers) -> dict:
    """Our rule, what it calls possible as well, and the usual rules beside it."""
    every = np.arange(len(answers.points))
    whole = answers.shares(every, answers.points)
    expected, part = expectation(moments(*whole)), answers.part()
    n_tasks, overlap = answers.of_element.sum(axis=0), answers.overlap()
    rate = _rates(answers, answers.points)[0]

    def verdicts(points: np.ndarray) -> np.ndarray:
        found = moments(*answers.shares(every, points))
        gap, error = adjusted_gap(found, expected, part)
        unknown = np.full(len(gap), np.nan)
        told = problems(gap, error, found["n_students"], len(points), n_tasks, unknown, unknown)
        return attributed(told, gap, error, overlap)[0]

    def pooled(points: np.ndarray) -> np.ndarray:
        own, n = _rates(answers, points)
        return own - rate < -Z_ONE_SIDED * np.sqrt(rate * (1 - rate) / np.maximum(n, 1))

    return {
        "проблемный": lambda points: verdicts(points) == "problem",
        "проблемный или возможно": lambda points: verdicts(points) != "no",
        "меньше 50 %": lambda points: _rates(answers, points)[0] < HALF,
        "на 10 п. п. ниже всех": lambda points: _rates(answers, points)[0] < rate - BELOW,
        "баллы как независимые": pooled,
    }


def _rates(answers: Answers, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Solve rate of each element, and the number of points behind it."""
    given = ~np.isnan(points)
    maxima = (given * answers.maxima) @ answers.of_element
    sums = (np.where(given, points, 0) @ answers.of_element).sum(axis=0)
    return ratio(sums, maxima.sum(axis=0)), maxima.sum(axis=0) / 100
