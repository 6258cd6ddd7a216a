"""What an empty protocol holds: the work, the class, its list of students, a column a task."""

from dataclasses import dataclass

from dashboard.access import Right, Scope
from dashboard.numbers import day
from dashboard.queries.plan_versions import plan_versions
from dashboard.queries.rosters import students_of_class
from dashboard.queries.units import breadcrumb


@dataclass(frozen=True)
class Blank:
    """An empty protocol of one class; names only where the person sees them."""

    version: dict
    school: dict
    school_class: dict
    students: list[dict]

    @property
    def has_names(self) -> bool:
        """Whether there is a name to show."""
        return any(student["name"] for student in self.students)

    @property
    def columns(self) -> list[tuple[str, float]]:
        """Task and maximum [points] in the order of the plan; of several variants the highest."""
        highest: dict[str, float] = {}
        for task in self.version["tasks"]:
            highest[task["task"]] = max(highest.get(task["task"], 0), task["max_points"])
        return list(highest.items())

    @property
    def has_variants(self) -> bool:
        """Whether some tasks are of some variants only."""
        return any(task["variant"] for task in self.version["tasks"])

    @property
    def borders(self) -> tuple[float, float, float] | None:
        """Points from «3», «4» and «5», where all are known."""
        known = tuple(self.version[name] for name in ("from_3", "from_4", "from_5"))
        return None if None in known else known

    @property
    def about(self) -> str:
        """«8А · Школа № 7 · Алгебра · 10.10.2025»."""
        version = self.version
        words = (self.school_class["name"], self.school["name"], version["subject"])
        return " · ".join((*words, day(version["date"])))


def blank_of(scope: Scope, assessment_id: int, class_id: int) -> Blank | None:
    """The empty protocol of a class of one's own; None where there is no such plan or class."""
    versions = plan_versions(scope, assessment_id)
    line = breadcrumb(scope, class_id)
    if not versions or not line or line[-1]["unit_id"] != class_id:
        return None
    last, version = line[-1], versions[0]
    if last["level"] != "school_class" or not scope.allows(last["path"], Right.EXPORT).allowed:
        return None
    students = students_of_class(scope, class_id, version["subject_id"], version["date"])
    school = next((one for one in line if one["level"] == "school"), None)
    if not students or school is None:
        return None
    return Blank(version, school, last, students)
