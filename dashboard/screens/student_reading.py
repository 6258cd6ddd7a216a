"""All that the sheet of a student shows, read once."""

from dataclasses import dataclass, field

from dashboard.access import Right, Scope
from dashboard.disclosure import SMALLEST
from dashboard.filters import View
from dashboard.queries.learnt import learnt_of_students
from dashboard.queries.overview import marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.students import marks_of_student, student, student_works
from dashboard.queries.units import breadcrumb
from dashboard.rounded import is_disclosed
from dashboard.screens.allowed import sees_all_subjects
from dashboard.screens.choices import with_period
from etl.periods import YEAR, school_year_of

ClassMeans = dict[tuple[int, int], float]  # (class, subject) → weighted mean


@dataclass(frozen=True)
class StudentReading:
    """A student in a year and period: marks, works, elements, and the class where it is told."""

    student: dict  # also why it is seen: `reason`
    line: list[dict]
    view: View
    marks: list[dict]
    works: list[dict]
    learnt: list[dict]
    class_means: ClassMeans = field(default_factory=dict)
    is_family: bool = False  # told in plain words, and beside nobody else
    in_groups: bool = False  # all subjects are seen, so that they can be added up
    can_export: bool = False

    @property
    def name(self) -> str:
        """The name where it may be seen, else the code."""
        return self.student["name"] or self.student["student_code"]

    @property
    def shown(self) -> list[dict]:
        """One row per subject in the period of the view."""
        return [row for row in self.marks if row["period_id"] == self.view.period]

    @property
    def period_ids(self) -> set[int]:
        """Every period with marks; a year with works and without marks is shown as well."""
        return {row["period_id"] for row in self.marks} | {_year_of(work) for work in self.works}


def read_student(scope: Scope, student_id: int, asked: View) -> StudentReading | None:
    """The sheet of a student in the asked year and period; None where there is none to be seen."""
    found = student(scope, student_id)
    return reading_of(scope, found, asked) if found else None


def reading_of(scope: Scope, found: dict, asked: View) -> StudentReading:
    """The same of a student that is found already."""
    id = found["student_id"]
    marks, works = marks_of_student(scope, id), student_works(scope, id)
    ids = {row["period_id"] for row in marks} | {_year_of(work) for work in works}
    settled = with_period(asked, ids)
    view = View(year=settled.year, period=settled.period)
    is_family = scope.allows_child(id).allowed
    years = (view.year - 1, view.year) if view.year else ()
    return StudentReading(
        student=found,
        line=breadcrumb(scope, found["class_id"]),
        view=view,
        marks=marks,
        works=works,
        learnt=learnt_of_students(scope, [id], years) if works else [],
        class_means={} if is_family else _class_means(scope, marks, view),
        is_family=is_family,
        in_groups=is_family or sees_all_subjects(scope, found["path"]),
        can_export=scope.allows(found["path"], Right.EXPORT).allowed,
    )


def _year_of(work: dict) -> int:
    return school_year_of(work["date"]) * 100 + YEAR


def _class_means(scope: Scope, marks: list[dict], view: View) -> ClassMeans:
    """The weighted mean of the student's class by subject, where it is of enough others.

    Only of one's own class, and of SMALLEST besides the student, so that no other is told.
    """
    places = [Place(id) for id in {r["class_id"] for r in marks if r["period_id"] == view.period}]
    if not places:
        return {}
    current = View(year=view.year, period=view.period, basis="current")
    return {
        (row["unit_id"], row["subject_id"]): row["weighted_mean"]
        for row in marks_of_places(scope, places, current)
        if row["period_id"] == view.period
        and row["subject_id"]
        and not is_disclosed(row)
        and row["n"] > SMALLEST
        and row["weighted_mean"] is not None
    }
