"""What the comparison of chosen units reads: each in one view, and what is above all of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from posixpath import commonpath

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.compared_units import seen_in_units, units_of
from dashboard.queries.overview import children_in_order
from dashboard.queries.places import Place
from dashboard.rounded import is_comparable, is_disclosed
from dashboard.screens.addresses import LONGEST_ID, link
from dashboard.screens.allowed import may_export
from dashboard.screens.choices import (
    BASIS_NAMES,
    WITH_GRADES,
    filter_values,
    option,
    options,
    settled,
    with_subject,
)
from dashboard.screens.references import Reference
from dashboard.screens.sides import Marks, Side, marks_at, sides_at

MOST = 8  # panels one can still take in
FILTERS = ("year", "period", "subject", "grade", "basis", "procedure")


@dataclass(frozen=True)
class CompareReading:
    """The units with a name of each that no other has, the view, and the rows of everything."""

    units: list[dict]
    view: View
    options: dict[str, list[dict]]
    sides: list[Side]  # in the order of the units
    other: Side  # the nearest unit above all of them; without a row where there is none
    beside: list[dict]  # options of units to add
    asked: int  # how many were asked for
    can_export: bool

    @property
    def address(self) -> str:
        """The address of this comparison."""
        ids = ",".join(str(unit["unit_id"]) for unit in self.units)
        query = self.view.query().removeprefix("?")
        return f"/compare?units={ids}{'&' if query else ''}{query}"

    @property
    def has_rounded(self) -> bool:
        """Whether some of the numbers are of others."""
        return any(is_disclosed(side.row) for side in (*self.sides, self.other))

    @property
    def path(self) -> str:
        """The place that holds all of them."""
        return common_path(self.units)

    @property
    def title(self) -> str:
        """«Сравнение: Школа № 7, Школа № 12»."""
        return f"Сравнение: {', '.join(unit['title'] for unit in self.units)}"

    @property
    def filters(self) -> str:
        """«2025/2026, год · Все предметы · итоговые отметки»."""
        values, labels = filter_values(self.view), {}
        for name in FILTERS:
            found = {one["value"]: one["label"] for one in self.options[name]}
            labels[name] = found.get(values[name], "")
        when = ", ".join(part for part in (labels["year"], labels["period"]) if part)
        grade = labels["grade"] if self.view.grade else ""
        procedure = labels["procedure"] if self.view.basis == "external" else ""
        basis = f"{BASIS_NAMES[self.view.basis]} отметки"
        words = (when, labels["subject"], grade, basis, procedure)
        return " · ".join(word for word in words if word)


def ids_in(text: object) -> list[int]:
    """Ids of units as the address gives them, «3,5,8»; what is no id is passed over."""
    parts = text.split(",") if isinstance(text, str) else []
    ids = (part for part in parts if part.isascii() and part.isdigit())
    return list(dict.fromkeys(int(id) for id in ids if len(id) <= LONGEST_ID and int(id)))


def read_compare(scope: Scope, query: Mapping[str, object]) -> CompareReading | None:
    """The comparison an address names; None where none of its units is there for this person."""
    asked = ids_in(query.get("units"))
    units = with_titles(scope, units_of(scope, asked[: 4 * MOST])[:MOST])
    if not units:
        return None
    there = seen_in_units(scope, [unit["unit_id"] for unit in units])
    view = replace(settled(there, View.parse(query)), work_type=0, group="")
    own = [_place_of(unit, view.grade) for unit in units]
    above = _above(scope, units, view.grade)
    places = [*own, *([above.place] if above else [])]
    view, marks = _settled(scope, places, len(own), view)
    sides = sides_at(scope, places, view, marks)
    subjects, has_sum = _subjects(marks, own, view)
    return CompareReading(
        units=units,
        view=view,
        options=options(there, view, subjects, has_sum=has_sum),
        sides=[
            replace(sides[place], name=unit["title"])
            for unit, place in zip(units, own, strict=True)
        ],
        other=to_compare_with(sides[above.place], above.name) if above else Side(),
        beside=_beside(scope, units),
        asked=len(asked),
        can_export=all(may_export(scope, unit["path"]) for unit in units),
    )


def with_titles(scope: Scope, units: list[dict]) -> list[dict]:
    """With `place`, the visible units above; and `title`, a name that no other of these has."""
    above = {int(id) for unit in units for id in unit["path"].strip("/").split("/")[:-1]}
    names = {row["unit_id"]: row["name"] for row in units_of(scope, sorted(above))
             if row["level"] != "parallel"}  # fmt: skip
    seen = Counter(unit["name"] for unit in units)
    found = []
    for unit in units:
        ids = [int(id) for id in unit["path"].strip("/").split("/")[:-1]]
        place = [names[id] for id in ids if id in names]
        several = seen[unit["name"]] > 1
        title = ", ".join([unit["name"], *(place[-1:] if several else [])])
        found.append(unit | {"place": ", ".join(reversed(place)), "title": title})
    return found


def common_path(units: list[dict]) -> str:
    """The path of the nearest unit that all of these are in, or are."""
    return f"{commonpath([unit['path'] for unit in units]).rstrip('/')}/"


def _above(scope: Scope, units: list[dict], grade: int) -> Reference | None:
    """The nearest unit shown above all of them; above classes of one grade in that grade."""
    paths = {unit["path"] for unit in units}
    ids = [int(id) for id in common_path(units).strip("/").split("/") if id]
    found = [unit for unit in units_of(scope, ids) if unit["path"] not in paths]
    if not found:
        return None
    grades = {unit["grade"] or 0 for unit in units}
    place = _place_of(found[-1], grade or (grades.pop() if len(grades) == 1 else 0))
    name = found[-1]["name"]
    return Reference(f"{name}, {place.grade} классы" if place.grade else name, place)


def _place_of(unit: dict, grade: int) -> Place:
    """What is below the school has one grade."""
    return Place(unit["unit_id"], grade if unit["level"] in WITH_GRADES else 0)


def to_compare_with(side: Side, name: str) -> Side:
    """The side where its numbers are fine enough to compare with; else nothing."""
    if not is_comparable(side.row):
        return Side()
    periods = [row for row in side.periods if is_comparable(row)]
    return replace(side, name=name, periods=periods)


def _settled(scope: Scope, places: list[Place], n_own: int, view: View) -> tuple[View, Marks]:
    """The view in a subject that is there, and the marks in it; first places are the units."""
    marks = marks_at(scope, places, view)
    subjects, has_sum = _subjects(marks, places[:n_own], view)
    chosen = with_subject(view, subjects, has_sum=has_sum)
    if chosen == view:
        return view, marks
    return chosen, marks_at(scope, places, chosen)


def _subjects(marks: Marks, own: list[Place], view: View) -> tuple[dict[int, str], bool]:
    """Subjects with marks in the period by name, and whether all of them may be added up."""
    rows = [row for place in own for row in marks.get(place, ())]
    names = {row["subject_id"]: row["subject"] for row in rows if row["period_id"] == view.period}
    ordered = sorted(((id, name) for id, name in names.items() if id), key=lambda pair: pair[1])
    return dict(ordered), 0 in names


def _beside(scope: Scope, units: list[dict]) -> list[dict]:
    """Units beside the first one that are not chosen yet."""
    chosen = {unit["unit_id"] for unit in units}
    if len(units) >= MOST or not units[0]["parent_id"]:
        return []
    found = children_in_order(scope, units[0]["parent_id"])
    return [option(one["name"], one["unit_id"]) for one in found if one["unit_id"] not in chosen]


def without_choice(reading: CompareReading) -> tuple[str, ...]:
    """The filters that have nothing to choose from here."""
    grades = any(unit["level"] in WITH_GRADES for unit in reading.units)
    is_chosen_from = {
        **{name: bool(reading.options[name]) for name in ("year", "period", "subject")},
        "grade": grades and len(reading.options["grade"]) > 1,
        "procedure": reading.view.basis == "external",
    }
    return tuple(name for name, is_there in is_chosen_from.items() if not is_there)


def link_of(reading: CompareReading, unit: dict) -> str:
    """The same comparison without one of its units."""
    left = [str(one["unit_id"]) for one in reading.units if one is not unit]
    query = reading.view.query().removeprefix("?")
    if not left:
        return link("")
    return f"/compare?units={','.join(left)}{'&' if query else ''}{query}"
