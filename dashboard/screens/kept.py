"""Students of a class by their final marks: the group of each, and what keeps him or her there."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dashboard.access import Scope
from dashboard.queries.students import marks_of_class
from dashboard.screens.matrix import MARKS, student_groups
from dashboard.screens.reading import Reading
from etl.indicators.reserve import reserve_kind

KEEPS = {"one_three": ("3",), "two_threes": ("3",), "one_four": ("4",), "one_two": ("2", "1")}


@dataclass(frozen=True)
class Kept:
    """A student with final marks: the group, the kind of reserve, and the marks by subject."""

    student_id: int
    name: str
    group: str
    kind: str | None
    marks: list[dict]

    def of(self, *marks: str) -> list[dict]:
        """The subjects with one of these marks."""
        return [row for row in self.marks if row["final_mark"] in marks]


def students_of_class(scope: Scope, reading: Reading) -> list[Kept]:
    """In the order of names; nobody where they are not seen one by one in all subjects."""
    view, unit = reading.view, reading.unit
    if not (reading.shows_students and reading.all_subjects and reading.of_students):
        return []
    by_student: dict[int, list[dict]] = {}
    for row in marks_of_class(scope, unit["unit_id"], view):
        by_student.setdefault(row["student_id"], []).append(row)
    groups, kinds = student_groups(by_student), _kinds(by_student)
    return [
        Kept(id, rows[0]["name"] or rows[0]["student_code"], groups[id], kinds[id], rows)
        for id, rows in by_student.items()
        if groups[id]
    ]


def _kinds(by_student: dict[int, list[dict]]) -> dict[int, str | None]:
    counts = [Counter(row["final_mark"] for row in rows) for rows in by_student.values()]
    _, n4, n3, n2, n1, n_na = (np.array([c[mark] for c in counts], dtype=int) for mark in MARKS)
    kinds = np.atleast_1d(reserve_kind(n4, n3, n2 + n1, n_na))
    return dict(zip(by_student, kinds.tolist(), strict=True))
