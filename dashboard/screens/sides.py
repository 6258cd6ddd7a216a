"""A unit and the one it is compared with: the numbers, periods and subjects of each."""

from dataclasses import dataclass, field, replace

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.overview import marks_of_children, marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.queries.work_types import marks_of_children_by_type, marks_of_places_by_type
from dashboard.rounded import is_comparable
from dashboard.screens.references import Reference, nearest
from etl.periods import period_name


@dataclass(frozen=True)
class Side:
    """One unit in the view: its numbers, its periods and its subjects."""

    name: str = ""
    row: dict | None = None
    periods: list[dict] = field(default_factory=list)
    subjects: list[dict] = field(default_factory=list)


Marks = dict[Place, list[dict]]


def counts_students(view: View) -> bool:
    """Final marks over all subjects put every student in one group."""
    return view.basis == "final" and view.subject == 0


def marks_at(scope: Scope, places: list[Place], view: View, own: Place | None = None) -> Marks:
    """The marks of each place; of one work type alone when it is chosen.

    Where students stand in groups, the periods of all but `own` are told by the groups.
    """
    if view.work_type:
        return _by_place(marks_of_places_by_type(scope, places, view))
    followed = [place for place in places if place == own or not counts_students(view)]
    return _by_place(marks_of_places(scope, places, view, followed=followed))


def sides_at(scope: Scope, places: list[Place], view: View, marks: Marks) -> dict[Place, Side]:
    """The places with their numbers in students where there are groups."""
    groups = _by_place(progress_of_places(scope, places, view)) if counts_students(view) else {}
    return {place: _side(marks.get(place, []), groups.get(place, []), view) for place in places}


def beside(
    scope: Scope, candidates: list[Reference], sides: dict[Place, Side], own: Side, view: View
) -> Side:
    """The nearest unit worth comparing with; those further up are asked only when it is not."""
    if own.row is None:
        return Side()
    for some in (candidates[:1], candidates[1:]):
        missing = [one.place for one in some if one.place not in sides]
        if missing:
            sides |= sides_at(scope, missing, view, marks_at(scope, missing, view))
        rows = {place: side.row for place, side in sides.items()}
        if found := nearest(some, rows, own.row):
            return _to_compare_with(sides[found.place], found.name)
    return Side()


def below(scope: Scope, unit: dict, view: View, subjects: dict[int, str]) -> list[dict]:
    """Marks of every child by subject; over all subjects in students where there are groups."""
    if unit["level"] == "school_class":
        return []
    ask = marks_of_children_by_type if view.work_type else marks_of_children
    marks = ask(scope, unit["unit_id"], view, (0, *subjects))
    if not counts_students(view):
        return marks
    found = progress_of_children(scope, unit["unit_id"], view)
    groups = {row["unit_id"]: row for row in found}
    return [
        as_students(row, groups.get(row["unit_id"])) if row["subject_id"] == 0 else row
        for row in marks
    ]


def as_students(marks: dict, groups: dict | None) -> dict:
    """Marks over all subjects with the shares of students by group in place of those of marks."""
    if groups is None:
        return marks
    of_marks = {"n_of_marks": marks["n"], "quality_of_marks": marks["quality_rate"]}
    return marks | of_marks | {name: groups[name] for name in groups if name != "grade"}


def _by_place(rows: list[dict]) -> Marks:
    found: Marks = {}
    for row in rows:
        found.setdefault(Place(row["unit_id"], row["grade"]), []).append(row)
    return found


def _side(marks: list[dict], groups: list[dict], view: View) -> Side:
    of_subject = {row["period_id"]: row for row in marks if row["subject_id"] == view.subject}
    by_period = {row["period_id"]: row for row in groups}
    periods = [as_students(row, by_period.get(id)) for id, row in of_subject.items()]
    if of_subject:  # the unit has marks now: what the groups say of other periods is told as well
        periods += [_dated(row) for id, row in by_period.items() if id not in of_subject]
    return Side(
        row=next((row for row in periods if row["period_id"] == view.period), None),
        periods=sorted(periods, key=lambda row: row["period_id"]),
        subjects=[r for r in marks if r["subject_id"] and r["period_id"] == view.period],
    )


def _dated(groups: dict) -> dict:
    """Groups of a period without the marks behind them."""
    period = groups["period_id"]
    named = {"subject_id": 0, "period": period_name(period), "school_year": period // 100}
    return groups | named


def _to_compare_with(side: Side, name: str) -> Side:
    """The reference without the periods in which it is rounded too coarsely."""
    periods = [row for row in side.periods if is_comparable(row)]
    return replace(side, name=name, periods=periods)
