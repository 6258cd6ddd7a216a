"""All that the screen of objectivity is asked: the unit, the year, the filters; and its links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.options import subjects
from dashboard.queries.overview import seen
from dashboard.screens.addresses import link, number_in, unit_link
from dashboard.screens.allowed import may_export, own_areas, sees_students
from dashboard.screens.choices import WITH_GRADES, option, settled, year_options
from dashboard.screens.places import line_to, top_unit
from dashboard.screens.reading import Reading

FILTERS = ("year", "procedure", "subject", "grade")
ALL = "0"
OF_SCHOOLS = ("region", "municipality", "school")
SCHOOL_DEPTH = 4  # slashes of the path of a school, «/1/2/4/»


@dataclass(frozen=True)
class ObjectivityReading:
    """The unit, the view of external results, and the options of its filters."""

    line: list[dict]
    view: View
    options: dict[str, list[dict]]
    shows_students: bool
    has_rounded: bool
    can_export: bool

    @property
    def unit(self) -> dict:
        """The unit shown."""
        return self.line[-1]

    @property
    def level(self) -> str:
        """At which its reports are asked."""
        return self.unit["level"]

    @property
    def is_there(self) -> bool:
        """Whether there are external results."""
        return self.view.year is not None

    def link_to(self, unit_id: int) -> str:
        """The same screen of another unit."""
        return objectivity_link(unit_id, self.view)

    @property
    def chosen(self) -> dict[str, str]:
        """The value of every filter."""
        return {name: str(getattr(self.view, name) or ALL) for name in FILTERS}

    @property
    def address(self) -> str:
        """The address of this screen with its filters."""
        return objectivity_link(self.unit["unit_id"], self.view)

    @property
    def filters(self) -> str:
        """«2025/2026 · ВПР · Все предметы · Все параллели»."""
        chosen = self.chosen
        labels = {
            name: next((o["label"] for o in self.options[name] if o["value"] == chosen[name]), "")
            for name in FILTERS
        }
        return " · ".join(label for label in labels.values() if label)


def objectivity_link(unit_id: int, view: View) -> str:
    """The address of the objectivity of a unit in a view."""
    return link("objectivity", unit=unit_id, **{name: getattr(view, name) for name in FILTERS})


def read_objectivity(scope: Scope, query: Mapping[str, object]) -> ObjectivityReading | None:
    """The screen an address names; None where the unit is not there for this person."""
    line = line_to(scope, number_in(str(query.get("unit", ""))) or top_unit(scope))
    if not line:
        return None
    unit = line[-1]
    asked = replace(View.parse(query), basis="external", work_type=0, group="")
    there = [row for row in seen(scope, unit["unit_id"]) if row["basis"] == "external"]
    view = settled(there, asked)
    view = replace(view, procedure=asked.procedure if asked.procedure == view.procedure else "")
    known = {row["subject_id"]: row["subject"] for row in subjects(scope, unit["unit_id"], view)}
    view = replace(view, subject=asked.subject if asked.subject in known else 0)
    return ObjectivityReading(
        line=line,
        view=view,
        options=_options(unit, there, view, known),
        shows_students=sees_students(scope, unit["path"]),
        has_rounded=not scope.is_own(unit["path"]),
        can_export=may_export(scope, unit["path"]),
    )


def _options(unit: dict, there: list[dict], view: View, known: dict[int, str]) -> dict:
    """What can be chosen in the year; nothing is left out by choosing «все»."""
    of_year = [row for row in there if row["period_id"] // 100 == view.year]
    procedures = sorted({row["procedure"] for row in of_year})
    grades = sorted({row["grade"] for row in of_year} - {0}) if unit["level"] in WITH_GRADES else []
    return {
        "year": year_options({row["period_id"] for row in there}) or [option("–", ALL)],
        "procedure": [option("Все процедуры", ALL), *(option(one, one) for one in procedures)],
        "subject": [option("Все предметы", ALL), *(option(n, id) for id, n in known.items())],
        "grade": [option("Все параллели", ALL), *(option(f"{one} классы", one) for one in grades)],
    }


def sees_schools(scope: Scope, path: str) -> bool:
    """Whether whole schools of a unit, or the one it lies in, are one's own in some subject."""
    areas = [area.path for area in own_areas(scope) if area.path.count("/") <= SCHOOL_DEPTH]
    return any(path.startswith(one) or one.startswith(path) for one in areas)


def external_view(reading: Reading | ObjectivityReading) -> View:
    """The view in external results: a procedure only where external marks are looked at."""
    view = reading.view
    procedure = view.procedure if view.basis == "external" else ""
    return replace(view, basis="external", procedure=procedure, work_type=0, group="")


def link_down(reading: Reading | ObjectivityReading, level: str, unit_id: int) -> str:
    """Where a row about another unit leads: on the same screen, below the school to its own."""
    if unit_id == reading.unit["unit_id"]:
        return ""
    if isinstance(reading, ObjectivityReading) and level in OF_SCHOOLS:
        return objectivity_link(unit_id, reading.view)
    return unit_link(level, unit_id, external_view(reading))
