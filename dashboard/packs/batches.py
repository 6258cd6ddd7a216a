"""The same reports for many units: which units, which reports, one pack for each."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.packs.asked import Asked
from dashboard.queries.units_inside import units_inside
from dashboard.reports import registry
from dashboard.reports.content import Report
from dashboard.screens.addresses import unit_link
from dashboard.screens.allowed import may_export
from dashboard.screens.places import line_to, own_units
from models.tree import LEVELS

MOST_UNITS = 400
ALL_OF = {
    "municipality": "все муниципалитеты",
    "school": "все школы",
    "parallel": "все параллели",
    "school_class": "все классы",
}
INSIDE = {
    "region": ("municipality", "school"),
    "municipality": ("school",),
    "school": ("school_class", "parallel"),
    "parallel": ("school_class",),
}
MINE = "0:school_class"  # the classes a teacher has, wherever they are


@dataclass(frozen=True)
class Choice:
    """Units one can choose at once: where, of which level, how it is called, how many there are."""

    value: str
    name: str
    units: list[dict]

    @property
    def words(self) -> str:
        """«Школа № 7: все классы (24)»."""
        only = f": {self.units[0]['name']}" if len(self.units) == 1 else ""
        return f"{self.name} ({len(self.units)}{only})"


def choices(scope: Scope, unit_id: int = 0) -> list[Choice]:
    """What can be chosen: inside the tops of one's own, or inside the unit one comes from."""
    own = own_units(scope)
    line = line_to(scope, unit_id) if unit_id else []
    tops = [line[-1]] if line else own
    found = [_choice(scope, top, level) for top in tops for level in INSIDE.get(top["level"], ())]
    return [*_mine(scope, own), *(one for one in found if one.units)]


def chosen(scope: Scope, value: str) -> Choice | None:
    """The choice of a form; None for what is not there, or nobody offered."""
    unit, _, level = value.partition(":")
    if value == MINE:
        return next(iter(_mine(scope, own_units(scope))), None)
    if not (unit.isascii() and unit.isdigit() and len(unit) < 10):
        return None
    line = line_to(scope, int(unit))
    if not line or level not in INSIDE.get(line[-1]["level"], ()):
        return None
    found = _choice(scope, line[-1], level)
    return found if found.units else None


def _choice(scope: Scope, top: dict, level: str) -> Choice:
    name = f"{top['name']}: {ALL_OF[level]}"
    found = units_inside(scope, top["unit_id"], level)
    return Choice(f"{top['unit_id']}:{level}", name, _to_take(scope, found))


def _mine(scope: Scope, own: list[dict]) -> list[Choice]:
    classes = _to_take(scope, [unit for unit in own if unit["level"] == "school_class"])
    return [Choice(MINE, "Мои классы", classes)] if len(classes) > 1 else []


def _to_take(scope: Scope, units: Iterable[dict]) -> list[dict]:
    return [unit for unit in units if may_export(scope, unit["path"])][:MOST_UNITS]


def reports_of_units() -> tuple[Report, ...]:
    """The reports that can be asked of units inside another."""
    return tuple(one for one in registry.UNIT if any(map(one.is_of, ALL_OF)))


def question_of(report: Report) -> str:
    """A report under the question of every level it is asked at."""
    asked = [report.asked_at(level) for level in LEVELS if level in ALL_OF and report.is_of(level)]
    return " / ".join(dict.fromkeys(asked))


def packs(choice: Choice, reports: Iterable[str], view: View) -> list[list[Asked]]:
    """One pack a unit, of the reports that are asked at its level, in the order of the screen."""
    names = set(reports)
    wanted = [report for report in registry.UNIT if report.name in names]
    found = [
        [
            Asked(unit_link(unit["level"], unit["unit_id"], view), report.name)
            for report in wanted
            if report.is_of(unit["level"])
        ]
        for unit in choice.units
    ]
    return [pack for pack in found if pack]
