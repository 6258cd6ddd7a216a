"""A screen as its address names it, read within a scope: what files are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.reports import registry
from dashboard.reports.content import Content, Report
from dashboard.screens import captions
from dashboard.screens.addresses import link, number_in, unit_link
from dashboard.screens.allowed import may_export
from dashboard.screens.compare_reading import read_compare
from dashboard.screens.forecast_reading import read_forecast
from dashboard.screens.objectivity_reading import read_objectivity
from dashboard.screens.places import line_to
from dashboard.screens.problems_reading import read_problems
from dashboard.screens.reading import read
from dashboard.screens.student_reading import read_student
from dashboard.screens.work_reading import read_work
from etl.periods import period_in_words
from models.tree import LEVELS

LONGEST = 500


@dataclass(frozen=True)
class Shown:
    """One screen in one view, and everything that is said around its reports."""

    scope: Scope
    reading: Any
    all_reports: tuple[Report, ...]
    address: str  # with the view settled
    level: str
    title: str
    place: str
    filters: str
    n: str
    fresh: str
    path: str  # of the unit: what the right to export is asked for
    can_export: bool
    has_rounded: bool

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports asked at this level."""
        return tuple(report for report in self.all_reports if report.is_of(self.level))

    def report(self, name: str) -> Report | None:
        """The report of that name, where it is asked."""
        return next((report for report in self.reports if report.name == name), None)

    def content(self, name: str) -> Content | None:
        """What the report says now; None where there is no such report."""
        report = self.report(name)
        return report.build(self.scope, self.reading) if report else None


def shown_at(scope: Scope, address: object) -> Shown | None:
    """The screen at an address of this site; None where it is not there for this person."""
    if not isinstance(address, str) or len(address) > LONGEST:
        return None
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    kind = parts.path.strip("/").partition("/")[0]
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return SCREENS[kind](scope, parts.path, query) if kind in SCREENS else None


def _unit(scope: Scope, path: str, query: Mapping[str, str]) -> Shown | None:
    line = line_to(scope, number_in(path))
    if not line or f"/{line[-1]['level']}/" not in path:
        return None
    reading = read(scope, line, View.parse(query))
    unit = reading.unit
    return Shown(
        scope=scope,
        reading=reading,
        all_reports=registry.UNIT,
        address=unit_link(unit["level"], unit["unit_id"], reading.view),
        level=unit["level"],
        title=unit["name"],
        place=captions.place(reading),
        filters=captions.filters(reading),
        n=captions.n(reading),
        fresh=captions.fresh(reading),
        path=unit["path"],
        can_export=may_export(scope, unit["path"]),
        has_rounded=reading.has_rounded,
    )


def _assessment(scope: Scope, path: str, query: Mapping[str, str]) -> Shown | None:
    place = number_in(query.get("unit"))
    reading = read_work(scope, number_in(path), place, query.get("by"))
    if reading is None:
        return None
    return Shown(
        scope=scope,
        reading=reading,
        all_reports=registry.ASSESSMENT,
        address=reading.address,
        level="assessment",
        title=reading.found["title"],
        place=" › ".join(step["name"] for step in reading.line),
        filters=reading.kind,
        n=reading.n,
        fresh="",
        path=reading.unit["path"],
        can_export=reading.can_export,
        has_rounded=reading.has_rounded,
    )


def _student(scope: Scope, path: str, query: Mapping[str, str]) -> Shown | None:
    reading = read_student(scope, number_in(path), View.parse(query))
    if reading is None:
        return None
    view = reading.view
    return Shown(
        scope=scope,
        reading=reading,
        all_reports=registry.STUDENT,
        address=link("student", reading.student["student_id"], year=view.year, period=view.period),
        level="student",
        title=reading.name,
        place=" › ".join(step["name"] for step in reading.line),
        filters=period_in_words(view.period),
        n="",
        fresh="",
        path=reading.student["path"],
        can_export=reading.can_export,
        has_rounded=False,
    )


def _compare(scope: Scope, path: str, query: Mapping[str, str]) -> Shown | None:
    reading = read_compare(scope, query)
    if reading is None:
        return None
    return Shown(
        scope=scope,
        reading=reading,
        all_reports=registry.COMPARE,
        address=reading.address,
        level="compare",
        title=reading.title,
        place="",
        filters=reading.filters,
        n="",
        fresh="",
        path=reading.path,
        can_export=reading.can_export,
        has_rounded=reading.has_rounded,
    )


def _filtered(title: str, read: Callable, reports: tuple[Report, ...]) -> "Reader":
    """The reader of a screen of reports under filters (`screens.report_screen`)."""

    def reader(scope: Scope, path: str, query: Mapping[str, str]) -> Shown | None:
        reading = read(scope, query)
        if reading is None:
            return None
        return Shown(
            scope=scope,
            reading=reading,
            all_reports=reports if reading.is_there else (),
            address=reading.address,
            level=reading.level,
            title=f"{title}: {reading.unit['name']}",
            place=" › ".join(step["name"] for step in reading.line),
            filters=reading.filters,
            n="",
            fresh="",
            path=reading.unit["path"],
            can_export=reading.can_export,
            has_rounded=reading.has_rounded,
        )

    return reader


Reader = Callable[[Scope, str, Mapping[str, str]], Shown | None]
SCREENS: dict[str, Reader] = dict.fromkeys(LEVELS, _unit) | {
    "assessment": _assessment,
    "student": _student,
    "compare": _compare,
    "forecast": _filtered("Прогноз экзаменов", read_forecast, registry.FORECAST),
    "objectivity": _filtered("Объективность", read_objectivity, registry.OBJECTIVITY),
    "problems": _filtered("Проблемные компоненты", read_problems, registry.PROBLEMS),
}
