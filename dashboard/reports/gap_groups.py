"""Whom to gather for revision: students of a class with the same gap in a subject."""

import numpy as np

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.class_learnt import ClassLearnt, class_learnt
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.matrix import short_name
from dashboard.screens.reading import Reading
from etl.indicators.gaps import FEWEST_IN_GROUP, FEWEST_SURE, LIKELY, SURE, WHOLE_CLASS

STUDENTS = ("ученик", "ученика", "учеников")
MOST_TASKS = 3  # works to look at
NOTE = (
    "Правило этой системы: в группе те, кто решает тему хуже, чем решают ученики с таким же общим "
    f"результатом, с уверенностью от {100 * LIKELY:.0f} %; всего не меньше {FEWEST_IN_GROUP} "
    f"учеников, и хотя бы у {FEWEST_SURE} из них это пробел (уверенность от {100 * SURE:.0f} %). "
    "Ученик может быть в нескольких группах. Тему, которая ниже порога у половины класса, лучше "
    "повторить всем."
)
NOTHING = "Групп с общим пробелом не видно."


def build(scope: Scope, reading: Reading) -> Content:
    """One row per group, the largest first."""
    if not reading.shows_students:
        return Content()
    found = class_learnt(scope, reading)
    if isinstance(found, str):
        return Content(sentence=found)
    rows = [_row(found, element, students) for element, students in found.groups]
    told = (found.remark, f"{found.subject}.", _with_all(found), _plan(rows))
    return Content(
        table=Table(COLUMNS, rows) if rows else None,
        sentence=" ".join(part for part in told if part),
        note=NOTE,
    )


COLUMNS = [
    name_column("Тема"),
    number_column("n", "Учеников", "count"),
    number_column("given", "Из писавших", "count"),
    {"field": "who", "headerName": "Кого собрать"},
    {"field": "tasks", "headerName": "На чём разобрать"},
]


def _row(found: ClassLearnt, element: int, students: np.ndarray) -> dict:
    pairs = [found.pairs[line, element] for line in students]
    return {
        "name": _name(found, element),
        "n": len(students),
        "given": sum(column == element for _, column in found.pairs),
        "who": ", ".join(short_name(found.students[line]) for line in students),
        "tasks": _tasks(pairs),
    }


def _name(found: ClassLearnt, element: int) -> str:
    one = found.elements[element]
    return one["name"] or one["code"]


def _tasks(pairs: list[dict]) -> str:
    """«МКР 05.12.2025: № 3, 7»: the latest works that asked for it."""
    labels: dict[tuple, dict[str, None]] = {}
    for work in (work for pair in pairs for work in pair["works"]):
        place = (work["date"], work["procedure"])
        labels.setdefault(place, {}).update(dict.fromkeys(work["labels"]))
    latest = sorted(labels, reverse=True)[:MOST_TASKS]
    return "; ".join(
        f"{procedure} {day:%d.%m.%Y}: № {', '.join(labels[day, procedure])}"
        for day, procedure in latest
    )


def _with_all(found: ClassLearnt) -> str:
    """«Со всем классом: «Квадратные корни» (ниже порога у 14 из 20).»"""
    low = found.matrix(lambda row: row["status"] in ("low", "gap")).sum(axis=0)
    given = found.matrix(lambda row: True).sum(axis=0)
    told = [
        f"«{_name(found, element)}» (ниже порога у {low[element]} из {given[element]})"
        for element in np.argsort(-low, kind="stable")
        if given[element] >= FEWEST_IN_GROUP and low[element] >= WHOLE_CLASS * given[element]
    ]
    return f"Со всем классом: {', '.join(told[:MOST_TASKS])}." if told else ""


def _plan(rows: list[dict]) -> str:
    """A sentence for the plan of a lesson."""
    if not rows:
        return NOTHING
    told = [f"«{row['name']}» – {counted(row['n'], STUDENTS)}: {row['who']}" for row in rows[:3]]
    return f"В план урока, повторение по группам: {'; '.join(told).removesuffix('.')}."


REPORT = Report(
    "gap_groups",
    "Кого с кем собрать на повторение?",
    build,
    levels=("school_class",),
    wide=True,
    later=True,
)
