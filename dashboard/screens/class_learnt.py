"""What the students of a class have learnt in a subject: read once, shown as map and as groups."""

from dataclasses import dataclass

import numpy as np

from dashboard.access import Scope
from dashboard.queries.learnt import learnt_of_students
from dashboard.queries.written_works import students_of_works, subjects_of_works
from dashboard.screens.reading import Reading
from etl.indicators.gaps import LIKELY, common_gaps

NO_WORKS = "Работ с протоколами за этот год нет: загрузите планы и протоколы."
NOT_IN_SUBJECT = "По этому предмету работ с протоколами за год нет. Есть по предметам: {}."
NOT_CHOSEN = "Предмет не выбран: показан тот, по которому больше всего написано."


@dataclass(frozen=True)
class ClassLearnt:
    """Students, the elements of this year's grade in order, and a row for each pair given."""

    subject: str
    students: list[dict]
    elements: list[dict]
    pairs: dict[tuple[int, int], dict]  # (place of the student, place of the element) → row
    remark: str = ""

    def matrix(self, holds) -> np.ndarray:
        """Students × elements: whether a pair is there and holds."""
        found = np.zeros((len(self.students), len(self.elements)), bool)
        for place, row in self.pairs.items():
            found[place] = bool(holds(row))
        return found

    @property
    def groups(self) -> list[tuple[int, np.ndarray]]:
        """Elements with the students who probably have a gap there, the largest group first."""
        sure = self.matrix(lambda row: row["status"] == "gap")
        return common_gaps(sure, self.matrix(is_probable_gap))


def is_probable_gap(row: dict) -> bool:
    """A group may be gathered on less than a student is told: it costs one lesson."""
    sure = row["certainty"] is not None and row["certainty"] >= LIKELY
    return sure and row["status"] in ("gap", "low", "possible", "between")


def years_of(reading: Reading) -> tuple[int, ...]:
    """The year of the view and the one before it, as on the sheet of a student."""
    year = reading.view.year
    return (year - 1, year) if year else ()


def ids_of(students: list[dict]) -> list[int]:
    """Their surrogate ids."""
    return [student["student_id"] for student in students]


def class_learnt(scope: Scope, reading: Reading) -> ClassLearnt | str:
    """The subject of the view, or the one with the most works; else why there is nothing."""
    class_id, years = reading.unit["unit_id"], years_of(reading)
    written = subjects_of_works(scope, class_id, years[-1]) if years else []
    if not written:
        return NO_WORKS
    names = {row["subject_id"]: row["subject"] for row in written}
    subject = reading.view.subject or written[0]["subject_id"]
    if subject not in names:
        return NOT_IN_SUBJECT.format(", ".join(sorted(names.values())))
    students = students_of_works(scope, class_id, years[-1], subject)
    learnt = learnt_of_students(scope, ids_of(students), years, subject)
    remark = "" if reading.view.subject else NOT_CHOSEN
    return _laid_out(names[subject], students, learnt, remark)


def _laid_out(subject: str, students: list[dict], learnt: list[dict], remark: str) -> ClassLearnt:
    """Elements of the latest grade only: those of an earlier one are on the students' sheets."""
    grade = max((row["grade"] for row in learnt), default=0)
    here = [row for row in learnt if row["grade"] == grade]
    elements = {(row["element_id"], row["name"]): row for row in here}
    columns = {key: n for n, key in enumerate(elements)}
    lines = {student["student_id"]: n for n, student in enumerate(students)}
    return ClassLearnt(
        subject,
        students,
        [{name: row[name] for name in ("code", "name")} for row in elements.values()],
        {
            (lines[row["student_id"]], columns[row["element_id"], row["name"]]): row
            for row in here
            if row["student_id"] in lines
        },
        remark,
    )
