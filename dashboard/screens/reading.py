"""All that the screen of a unit reads, read once: from the address to rows of numbers."""

from dataclasses import dataclass, field, replace

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.coverage import completeness
from dashboard.queries.overview import (
    children_in_order,
    marks_of_children,
    marks_of_places,
    seen,
)
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.queries.work_types import marks_by_work_type
from dashboard.rounded import is_comparable, is_disclosed
from dashboard.screens.allowed import may_export, opens_below, sees_all_subjects, sees_students
from dashboard.screens.choices import WITH_GRADES, options, settled, with_subject
from dashboard.screens.references import NEAREST, Reference, nearest, references


@dataclass(frozen=True)
class Side:
    """One unit in the view: its numbers, its periods and its subjects."""

    name: str = ""
    row: dict | None = None
    periods: list[dict] = field(default_factory=list)
    subjects: list[dict] = field(default_factory=list)


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
    work_types: list[dict]
    data: dict | None
    shows_students: bool  # one by one
    all_subjects: bool  # of these students, so that they can be put into groups
    can_export: bool

    @property
    def of_students(self) -> bool:
        """Whether the numbers are of students over all subjects, not of marks."""
        return counts_students(self.view)

    @property
    def has_rounded(self) -> bool:
        """Whether some of the numbers are of others, and so rounded or hidden."""
        return any(is_disclosed(row) for row in (self.own.row, self.other.row, *self.below))


def counts_students(view: View) -> bool:
    """Final marks over all subjects put every student in one group."""
    return view.basis == "final" and view.subject == 0


def read(scope: Scope, line: list[dict], asked: View) -> Reading:
    """What the last unit of the line shows in the asked view."""
    unit, id = line[-1], line[-1]["unit_id"]
    there = seen(scope, id)
    view = settled(there, asked)
    own_place = Place(id, view.grade)
    candidates = references(unit, line, view.grade)[:NEAREST]
    places = [own_place, *(candidate.place for candidate in candidates)]
    view, marks = _settled_marks(scope, places, view) if there else (view, {})
    subjects = _subjects(marks.get(own_place, []), view)
    has_sum = _has_sum(marks.get(own_place, []), view)
    groups = _by_place(progress_of_places(scope, places, view)) if counts_students(view) else {}
    sides = {place: _side(marks, groups, place, view) for place in places}
    own = sides[own_place]
    other = _reference(candidates, sides, own)
    return Reading(
        unit=unit,
        line=line,
        view=view,
        options=options(there, view, subjects, has_sum=has_sum),
        own=replace(own, name=unit["name"]),
        other=_to_compare_with(sides[other.place], other.name) if other else Side(),
        children=_children(scope, unit),
        below=_below(scope, unit, view, subjects) if own.row else [],
        work_types=_work_types(scope, own_place, view),
        data=completeness(scope, unit, view),
        shows_students=sees_students(scope, unit["path"]),
        all_subjects=sees_all_subjects(scope, unit["path"]),
        can_export=may_export(scope, unit["path"]),
    )


def _to_compare_with(side: Side, name: str) -> Side:
    """The reference without the periods in which it is rounded too coarsely."""
    periods = [row for row in side.periods if is_comparable(row)]
    return replace(side, name=name, periods=periods)


def _settled_marks(scope: Scope, places: list[Place], view: View) -> tuple[View, dict]:
    """The view in a subject that is there, and the marks of the places in it; the first is own."""
    marks = _by_place(marks_of_places(scope, places, view))
    own = marks.get(places[0], [])
    chosen = with_subject(view, _subjects(own, view), has_sum=_has_sum(own, view))
    if chosen.subject in (0, view.subject):
        return chosen, marks
    return chosen, _by_place(marks_of_places(scope, places, chosen))  # with its other periods


def _children(scope: Scope, unit: dict) -> list[dict]:
    """The children in order; `leads_down` where a link to one shows more than its row does."""
    return [
        child | {"leads_down": opens_below(scope, f"{unit['path']}{child['unit_id']}/")}
        for child in children_in_order(scope, unit["unit_id"])
    ]


def _by_place(rows: list[dict]) -> dict[Place, list[dict]]:
    found: dict[Place, list[dict]] = {}
    for row in rows:
        found.setdefault(Place(row["unit_id"], row["grade"]), []).append(row)
    return found


def _subjects(marks: list[dict], view: View) -> dict[int, str]:
    """Subjects with marks in the period of the view, by name."""
    names = {row["subject_id"]: row["subject"] for row in marks if row["period_id"] == view.period}
    return dict(sorted(((id, name) for id, name in names.items() if id), key=lambda pair: pair[1]))


def _has_sum(marks: list[dict], view: View) -> bool:
    """Whether all subjects together are shown: not to a teacher of some of them."""
    return any(row["period_id"] == view.period and not row["subject_id"] for row in marks)


def _side(marks: dict, groups: dict, place: Place, view: View) -> Side:
    rows = marks.get(place, [])
    of_subject = [row for row in rows if row["subject_id"] == view.subject]
    by_period = {row["period_id"]: row for row in groups.get(place, [])}
    periods = [as_students(row, by_period.get(row["period_id"])) for row in of_subject]
    return Side(
        row=next((row for row in periods if row["period_id"] == view.period), None),
        periods=sorted(periods, key=lambda row: row["period_id"]),
        subjects=[r for r in rows if r["subject_id"] and r["period_id"] == view.period],
    )


def as_students(marks: dict, groups: dict | None) -> dict:
    """Marks over all subjects with the shares of students by group in place of those of marks."""
    if groups is None:
        return marks
    of_marks = {"n_of_marks": marks["n"], "quality_of_marks": marks["quality_rate"]}
    return marks | of_marks | {name: groups[name] for name in groups if name != "grade"}


def _reference(candidates: list[Reference], sides: dict, own: Side) -> Reference | None:
    if own.row is None:
        return None
    return nearest(candidates, {place: side.row for place, side in sides.items()}, own.row)


def _below(scope: Scope, unit: dict, view: View, subjects: dict[int, str]) -> list[dict]:
    """Marks of every child by subject; over all subjects in students where there are groups."""
    if unit["level"] == "school_class":
        return []
    marks = marks_of_children(scope, unit["unit_id"], view, (0, *subjects))
    if not counts_students(view):
        return marks
    found = progress_of_children(scope, unit["unit_id"], view)
    groups = {row["unit_id"]: row for row in found}
    return [
        as_students(row, groups.get(row["unit_id"])) if row["subject_id"] == 0 else row
        for row in marks
    ]


def _work_types(scope: Scope, place: Place, view: View) -> list[dict]:
    """Work types stand behind journal marks only."""
    if view.basis == "external" or view.period is None:
        return []
    return marks_by_work_type(scope, place, view)


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
