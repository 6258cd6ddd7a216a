"""The units of a person who has several, each by its latest numbers: a few statements for all."""

from dataclasses import dataclass

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.landing import seen_at
from dashboard.queries.ordering import natural_key
from dashboard.queries.overview import marks_in_periods
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_places
from dashboard.screens.addresses import unit_link
from dashboard.screens.allowed import own_areas
from dashboard.screens.cards import Card, unit_attention, unit_numbers, when
from dashboard.screens.choices import settled
from dashboard.screens.places import name_in
from dashboard.screens.references import NEAREST, Reference, nearest, references
from dashboard.screens.sides import as_students, counts_students
from dashboard.screens.since import year_before

SUM = 0  # of all subjects


@dataclass(frozen=True)
class Known:
    """Numbers of several places by subject and period, in one view and a year before it."""

    view: View
    rows: dict[tuple[Place, int, int], dict]

    def row(self, place: Place, subject: int) -> dict | None:
        """The numbers of a place in a subject."""
        return self.rows.get((place, subject, self.view.period))

    def before(self, place: Place, subject: int) -> dict | None:
        """The same a year before."""
        return self.rows.get((place, subject, year_before(self.view.period)))


def unit_cards(scope: Scope, own: list[dict]) -> list[Card]:
    """One card a unit, and a subject where only some of them are one's own, as people count."""
    views = _views(scope, own)
    found = []
    for view in dict.fromkeys(views.values()):
        units = [one for one in own if views[one["unit_id"]] == view]
        found += _cards_in(scope, own, units, view)
    return sorted(found, key=lambda card: natural_key(card.name))


def _views(scope: Scope, own: list[dict]) -> dict[int, View]:
    """The latest final marks of each unit, else what there is."""
    seen: dict[int, list[dict]] = {one["unit_id"]: [] for one in own}
    for row in seen_at(scope, list(seen)):
        seen[row["unit_id"]].append(row)
    return {id: settled(found, View()) for id, found in seen.items()}


def _cards_in(scope: Scope, own: list[dict], units: list[dict], view: View) -> list[Card]:
    """The cards of the units that are shown in one view."""
    above = {one["unit_id"]: references(one, one["line"], 0)[:NEAREST] for one in units}
    known = _known(scope, units, above, view) if view.period else None
    return [
        _card(scope, one, name_in(one, own), subject, above[one["unit_id"]], known)
        for one in units
        for subject in subjects_of(scope, one)
    ]


def _known(scope: Scope, units: list[dict], above: dict[int, list[Reference]], view: View) -> Known:
    """Only the subjects that are shown; over all of them students by their groups."""
    here = [Place(one["unit_id"]) for one in units]
    there = [reference.place for found in above.values() for reference in found]
    places = list(dict.fromkeys([*here, *there]))
    subjects = {subject for one in units for subject in subjects_of(scope, one)}
    periods = {view.period, year_before(view.period)}
    rows = {
        (_place(row), row["subject_id"], row["period_id"]): row
        for row in marks_in_periods(scope, places, view, periods, subjects)
    }
    if SUM in subjects and counts_students(view):
        for groups in progress_of_places(scope, places, view):
            key = _place(groups), SUM, groups["period_id"]
            rows |= {key: as_students(rows[key], groups)} if key in rows else {}
    return Known(view, rows)


def _place(row: dict) -> Place:
    return Place(row["unit_id"], row["grade"])


def _card(
    scope: Scope, one: dict, name: str, subject: int, above: list[Reference], known: Known | None
) -> Card:
    """A unit in a subject, beside the nearest unit above and itself a year ago."""
    place, id = Place(one["unit_id"]), one["unit_id"]
    href = unit_link(one["level"], id, View(subject=subject))
    row = known.row(place, subject) if known else None
    if row is None:
        return Card(name, href, roles_in(scope, one))
    theirs = {reference.place: known.row(reference.place, subject) for reference in above}
    reference = nearest(above, theirs, row)
    other = theirs[reference.place] if reference else None
    compared = (other, reference.name if reference else "", known.before(place, subject))
    return Card(
        f"{name} · {row['subject']}" if subject else name,
        href,
        roles_in(scope, one),
        when(known.view.period),
        unit_attention(row, *compared),
        unit_numbers(row, *compared),
    )


def subjects_of(scope: Scope, one: dict) -> list[int]:
    """The subjects a person has in a unit; all together where they are not limited."""
    areas = [area for area in own_areas(scope) if one["path"].startswith(area.path)]
    if any(not area.subjects for area in areas):
        return [SUM]
    return sorted({subject for area in areas for subject in area.subjects})


def roles_in(scope: Scope, one: dict) -> str:
    """«учитель-предметник, Алгебра»: the name of the unit stands beside it already."""
    reasons = [area.reason for area in own_areas(scope) if area.path == one["path"]]
    shorter = (reason.replace(f", {one['name']}", "", 1) for reason in reasons)
    return "; ".join(dict.fromkeys(shorter))
