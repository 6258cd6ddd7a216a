"""All that the screen of a unit reads, read once: from the address to rows of numbers."""

from dataclasses import dataclass, field, replace

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.coverage import completeness
from dashboard.queries.overview import children_in_order, seen
from dashboard.queries.places import Place
from dashboard.queries.work_types import work_types_of
from dashboard.rounded import is_disclosed
from dashboard.screens.allowed import may_export, opens_below, sees_all_subjects, sees_students
from dashboard.screens.choices import WITH_GRADES, options, settled, with_subject
from dashboard.screens.references import NEAREST, ONE_GRADE, references
from dashboard.screens.sides import (
    Marks,
    Side,
    below,
    beside,
    counts_students,
    marks_at,
    sides_at,
)


@dataclass(frozen=True)
class Reading:
    """The unit, the settled view, its options, and the rows of everything shown."""

    unit: dict
    line: list[dict]
    view: View
    options: dict[str, list[dict]]
    own: Side
    other: Side
    children: list[dict]
    below: list[dict]
    data: dict | None
    shows_students: bool  # one by one
    all_subjects: bool  # of these students, so that they can be put into groups
    can_export: bool
    other_periods: dict[int, dict] = field(default_factory=dict)  # of the children

    @property
    def of_students(self) -> bool:
        """Whether the numbers are of students over all subjects, not of marks."""
        return counts_students(self.view)

    @property
    def has_rounded(self) -> bool:
        """Whether some of the numbers are of others, and so rounded or hidden."""
        return any(is_disclosed(row) for row in (self.own.row, self.other.row, *self.below))


def read(scope: Scope, line: list[dict], asked: View) -> Reading:
    """What the last unit of the line shows in the asked view."""
    unit, id = line[-1], line[-1]["unit_id"]
    there = seen(scope, id)
    view, types = _with_work_type(scope, id, settled(there, asked))
    here = Place(id, view.grade)
    candidates = references(unit, line, view.grade)[:NEAREST]
    at_once = NEAREST if unit["level"] in ONE_GRADE else 1  # a class is often the only one
    places = [here, *(candidate.place for candidate in candidates[:at_once])]
    view, marks = _settled_marks(scope, places, view) if there else (view, {})
    subjects = _subjects(marks.get(here, []), view)
    has_sum = _has_sum(marks.get(here, []), view)
    sides = sides_at(scope, places, view, marks)
    own = sides[here]
    return Reading(
        unit=unit,
        line=line,
        view=view,
        options=options(there, view, subjects, has_sum=has_sum, work_types=types),
        own=replace(own, name=unit["name"]),
        other=beside(scope, candidates, sides, own, view),
        children=_children(scope, unit),
        below=below(scope, unit, view, subjects) if own.row else [],
        data=completeness(scope, unit, view),
        shows_students=sees_students(scope, unit["path"]),
        all_subjects=sees_all_subjects(scope, unit["path"]),
        can_export=may_export(scope, unit["path"]),
    )


def _with_work_type(scope: Scope, unit_id: int, view: View) -> tuple[View, list[dict]]:
    """The view with a work type that is there, and those to choose from: of current marks only."""
    types = work_types_of(scope, unit_id, view) if view.basis == "current" else []
    is_there = view.work_type in {one["work_type_id"] for one in types}
    return (view if is_there else replace(view, work_type=0)), types


def _settled_marks(scope: Scope, places: list[Place], view: View) -> tuple[View, Marks]:
    """The view in a subject that is there, and the marks of the places in it; the first is own."""
    marks = marks_at(scope, places, view, places[0])
    own = marks.get(places[0], [])
    chosen = with_subject(view, _subjects(own, view), has_sum=_has_sum(own, view))
    if chosen == view:
        return view, marks
    return chosen, marks_at(scope, places, chosen, places[0])  # with its other periods


def _children(scope: Scope, unit: dict) -> list[dict]:
    """The children in order; `leads_down` where a link to one shows more than its row does."""
    return [
        child | {"leads_down": opens_below(scope, f"{unit['path']}{child['unit_id']}/")}
        for child in children_in_order(scope, unit["unit_id"])
    ]


def _subjects(marks: list[dict], view: View) -> dict[int, str]:
    """Subjects with marks in the period of the view, by name."""
    names = {row["subject_id"]: row["subject"] for row in marks if row["period_id"] == view.period}
    return dict(sorted(((id, name) for id, name in names.items() if id), key=lambda pair: pair[1]))


def _has_sum(marks: list[dict], view: View) -> bool:
    """Whether all subjects together are shown: not to a teacher of some of them."""
    return any(row["period_id"] == view.period and not row["subject_id"] for row in marks)


def without_choice(reading: Reading) -> tuple[str, ...]:
    """The filters that have nothing to choose from here."""
    view, level = reading.view, reading.unit["level"]
    is_chosen_from = {
        "year": bool(reading.options["year"]),
        "period": bool(reading.options["period"]),
        "subject": bool(reading.options["subject"]),
        "grade": level in WITH_GRADES and len(reading.options["grade"]) > 1,
        "procedure": view.basis == "external",
        "work_type": view.basis == "current" and len(reading.options["work_type"]) > 1,
        "group": level == "school_class" and reading.of_students and reading.all_subjects,
    }
    return tuple(name for name, is_there in is_chosen_from.items() if not is_there)
