"""Answers of the small territory by score, group and points, and its tasks on a scale."""

from reading_facts import ANSWERS, PARENTS, TASKS, WORK, line

from models import ScoreMart, TaskGroupMart, TaskParameter, TaskValueMart, VariantParameter


def answer_rows() -> dict:
    """Rows by table; the mark of a work is 5 for all points, else 3."""
    scores, groups, values = {}, {}, {}
    for work, sheet in ANSWERS.items():
        for (_, place), points in sheet.items():
            given = dict(zip(TASKS[work], points, strict=True))
            known = {task: 100 * x for task, x in given.items() if x is not None}
            mark = 5 if sum(known.values()) == 100 * sum(TASKS[work].values()) else 3
            for unit in line(place):
                if len(known) == len(TASKS[work]):
                    _add(scores, (work, unit, sum(known.values())), n=1)
                for task, x in known.items():
                    full = int(x == 100 * TASKS[work][task])
                    _add(groups, (work, unit, task, mark), n=1, points=x, full=full)
                    if TASKS[work][task] > 1:
                        _add(values, (work, unit, task, x), n=1)
    return {
        ScoreMart: _rows(scores, "score"),
        TaskGroupMart: _rows(groups, "task_id", "mark"),
        TaskValueMart: _rows(values, "task_id", "value"),
        TaskParameter: [_task(1, 1, -0.4), _task(2, 1, -0.5), _task(2, 2, 1.1)],
        VariantParameter: [_variant("1", 0.04), _variant("2", -0.04)],
    }


def _add(sums: dict, key: tuple, **counts: int) -> None:
    known = sums.setdefault(key, dict.fromkeys(counts, 0))
    for name, number in counts.items():
        known[name] += number


def _rows(sums: dict, *names: str) -> list[dict]:
    return [
        {"assessment_id": work, "unit_id": unit, "parent_id": PARENTS[unit]}
        | dict(zip(names, rest, strict=True))
        | counts
        for (work, unit, *rest), counts in sums.items()
    ]


def _task(task: int, step: int, difficulty: float) -> dict:
    place = {"assessment_id": WORK, "task_id": task, "step": step, "n": 130}
    return place | {"difficulty": difficulty, "standard_error": 0.2, "infit": 1.0}


def _variant(name: str, gap: float) -> dict:
    place = {"assessment_id": WORK, "variant": name, "n": 65, "n_tasks": 2, "gap": gap}
    rates = {"solve_rate": 0.5, "expected": 0.5 + gap, "expected_error": 0.02}
    return place | rates | {"gap_error": 0.01}
