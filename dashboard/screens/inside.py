"""What is inside a unit as one table: its children, or in a class its students by subjects."""

from dataclasses import dataclass, field

from dash import html

from dashboard.access import Scope
from dashboard.queries.students import marks_of_class
from dashboard.screens.matrix import ONE, group_line, matrix_columns, matrix_rows
from dashboard.screens.reading import Reading
from dashboard.screens.tables import children_columns, children_rows

TITLES = {
    "region": "Муниципалитеты",
    "municipality": "Школы",
    "school": "Параллели",
    "parallel": "Классы",
    "school_class": "Ученики",
}


@dataclass(frozen=True)
class Inside:
    """The columns and rows of the table, and who is in which group."""

    columns: list[dict]
    rows: list[dict]
    groups: list = field(default_factory=list)  # for the screen: with links


def inside(scope: Scope, reading: Reading) -> Inside:
    """The table of a unit, for the screen and for the file alike."""
    level = reading.unit["level"]
    if level == "school_class":
        return _students(scope, reading)
    return Inside(children_columns(reading, TITLES[level]), children_rows(reading))


def is_open(reading: Reading) -> bool:
    """Whether there is anything inside that this person sees."""
    if reading.unit["level"] == "school_class":
        return reading.shows_students
    return bool(reading.children)


def _students(scope: Scope, reading: Reading) -> Inside:
    """Groups only where all subjects are seen and none is chosen."""
    view = reading.view
    is_shown = view.period and reading.shows_students
    every = marks_of_class(scope, reading.unit["unit_id"], view) if is_shown else []
    is_narrowed = view.subject and reading.all_subjects
    marks = [row for row in every if row["subject_id"] == view.subject] if is_narrowed else every
    in_groups = reading.all_subjects and not view.subject
    rows = matrix_rows(marks, view, in_groups=in_groups)
    if in_groups and view.group:
        rows = [row for row in rows if row["group"] == ONE[view.group]]
    return Inside(
        matrix_columns(marks, view, in_groups=in_groups),
        rows,
        _lines(group_line(every, view)) if in_groups and view.basis == "final" else [],
    )


def _lines(groups: list) -> list[html.Dl]:
    return [html.Dl(groups, className="group-line")] if groups else []
