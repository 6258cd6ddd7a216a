"""What an indicator of a unit is made of, read once: its own counts and those of its parts."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from dashboard.access import Scope
from dashboard.explained import BY_MARK, GROUPS, Arithmetic, fitting
from dashboard.filters import View
from dashboard.queries.coverage import completeness
from dashboard.queries.ordering import by_nature
from dashboard.queries.overview import marks_of_children, marks_of_places, seen
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.queries.students import marks_of_class
from dashboard.screens.addresses import link
from dashboard.screens.allowed import opens_below
from dashboard.screens.choices import settled, with_subject
from dashboard.screens.explaining import why_link
from dashboard.screens.matrix import MARKS, student_groups
from dashboard.screens.sides import as_students, counts_students

SUMS = ("sum_marks", "n_marks", "sum_weight", "sum_weighted")


@dataclass(frozen=True)
class WhyReading:
    """A unit's row in the view, the indicator asked for, and the rows that add up to it."""

    unit: dict
    line: list[dict]
    view: View
    row: dict | None
    chosen: Arithmetic | None = None
    others: list[Arithmetic] = field(default_factory=list)
    parts: list[dict] = field(default_factory=list)
    loaded_at: datetime | None = None

    @property
    def is_class(self) -> bool:
        """Whether the parts are students."""
        return self.unit["level"] == "school_class"


def read_why(scope: Scope, line: list[dict], asked: View, indicator: str) -> WhyReading:
    """What is behind the indicator of the last unit of the line; the first one when not there."""
    unit = line[-1]
    there = seen(scope, unit["unit_id"])
    view = settled(there, replace(asked, work_type=0, group=""))
    view, row = _row(scope, unit, view) if there else (view, None)
    if row is None:
        return WhyReading(unit, line, view, None)
    possible = fitting(row)
    chosen = next((one for one in possible if one.indicator == indicator), None)
    data = completeness(scope, unit, view)
    return WhyReading(
        unit=unit,
        line=line,
        view=view,
        row=row,
        chosen=chosen or next(iter(possible), None),
        others=possible,
        parts=_parts(scope, unit, view, chosen or next(iter(possible), None)),
        loaded_at=data and data["loaded_at"],
    )


def _row(scope: Scope, unit: dict, view: View) -> tuple[View, dict | None]:
    """The unit's own row, in a subject that is there."""
    place = Place(unit["unit_id"], view.grade)
    marks = [r for r in marks_of_places(scope, [place], view) if r["period_id"] == view.period]
    names = {row["subject_id"]: row["subject"] for row in marks if row["subject_id"]}
    subjects = dict(sorted(names.items(), key=lambda pair: pair[1]))
    has_sum = any(not row["subject_id"] for row in marks)
    view = with_subject(view, subjects, has_sum=has_sum)
    row = next((row for row in marks if row["subject_id"] == view.subject), None)
    if row is None or not counts_students(view):
        return view, row
    groups = progress_of_places(scope, [place], view)
    return view, as_students(row, next(iter(_of_period(groups, view)), None))


def _of_period(rows: list[dict], view: View) -> list[dict]:
    return [row for row in rows if row["period_id"] == view.period]


def _parts(scope: Scope, unit: dict, view: View, chosen: Arithmetic | None) -> list[dict]:
    """The children of the unit, or the students of the class, each with its counts."""
    if chosen is None:
        return []
    if unit["level"] == "school_class":
        return _students(scope, unit, view)
    found = marks_of_children(scope, unit["unit_id"], view, (view.subject,))
    groups = progress_of_children(scope, unit["unit_id"], view) if counts_students(view) else []
    by_unit = {row["unit_id"]: row for row in groups}
    return [
        as_students(row, by_unit.get(row["unit_id"]))
        | {"name": row["unit"], "href": _way_down(scope, unit, row["unit_id"], view, chosen)}
        for row in sorted(found, key=by_nature("unit", "unit_id"))
    ]


def _way_down(scope: Scope, unit: dict, child_id: int, view: View, chosen: Arithmetic) -> str:
    """To the parts of a child, where something of one's own is inside."""
    is_open = opens_below(scope, f"{unit['path']}{child_id}/")
    return why_link(child_id, view, chosen.indicator) if is_open else ""


def _students(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per student with what he or she adds to the counts of the class."""
    if view.basis == "external":
        return []
    by_student: dict[int, list[dict]] = {}
    for row in marks_of_class(scope, unit["unit_id"], view):
        if view.subject in (0, row["subject_id"]):
            by_student.setdefault(row["student_id"], []).append(row)
    groups = student_groups(by_student)
    found = [_student(rows, groups[id], view) for id, rows in by_student.items()]
    return [row for row in found if any(row[name] for name in (*BY_MARK, *GROUPS, "n_marks"))]


def _student(rows: list[dict], group: str | None, view: View) -> dict:
    """The marks of one student as counts; every subject is one mark."""
    field = "suggested_mark" if view.basis == "current" else "final_mark"
    marks = Counter(str(row[field]) for row in rows if row[field] is not None)
    sums = {name: sum(row[name] or 0 for row in rows) for name in SUMS}
    first = rows[0]
    return {
        "name": first["name"] or first["student_code"],
        "href": _to_student(first, view),
        "mark": str(rows[0][field] or "") if view.subject else "",
        **{f"n{mark}": marks[mark] for mark in MARKS[:5]},
        "n_na": marks["н/а"],
        **{name: int(group == name) for name in GROUPS},
        **(sums if view.basis == "current" else dict.fromkeys(SUMS, 0)),
    }


def _to_student(row: dict, view: View) -> str:
    when = {"year": view.year, "period": view.period}
    if view.subject:
        return link("marks", row["student_id"], subject=view.subject, **when)
    return link("student", row["student_id"], **when)
