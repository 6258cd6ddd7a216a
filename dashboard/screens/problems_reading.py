"""All that the screen of problem components reads, read once."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.problems import problems_in
from dashboard.queries.units_inside import units_inside
from dashboard.screens.addresses import link, number_in
from dashboard.screens.allowed import may_export, opens_below
from dashboard.screens.choices import option
from dashboard.screens.places import line_to, top_unit
from dashboard.screens.problem_words import KINDS
from dashboard.screens.written import written
from etl.periods import YEAR, school_year_name

FILTERS = ("year", "subject", "grade", "of", "kind")
MOST_UNITS = 60  # of more of them one subject and one parallel are read at a time
WHOLE = "whole"
LEVELS_BELOW = {
    "region": ("school", "municipality", WHOLE),
    "municipality": ("school", "school_class", WHOLE),
    "school": ("school_class", WHOLE),
    "parallel": ("school_class", WHOLE),
    "school_class": (WHOLE,),
}
OF = {
    "municipality": "по муниципалитетам",
    "school": "по школам",
    "school_class": "по классам",
    WHOLE: "всё вместе",
}
ALL = "0"
WANTED = ("problem", "possible")  # in the order of weight


@dataclass(frozen=True)
class ProblemsReading:
    """Elements of the units inside a unit and of the unit itself, in one year, and the filters."""

    line: list[dict]
    chosen: dict[str, str]
    options: dict[str, list[dict]]
    rows: list[dict]  # of the units asked for
    whole: list[dict]  # of the unit itself
    can_export: bool
    level: str = "problems"  # at which its reports are asked: the same of every unit
    is_there: bool = True
    has_rounded: bool = False  # everything is of one's own

    def link_to(self, unit_id: int) -> str:
        """The same screen of another unit."""
        return link("problems", unit=unit_id)

    @property
    def unit(self) -> dict:
        """The unit shown."""
        return self.line[-1]

    @property
    def subject(self) -> int:
        """The subject; 0 = all."""
        return int(self.chosen["subject"])

    @property
    def grade(self) -> int:
        """The parallel; 0 = all."""
        return int(self.chosen["grade"])

    @property
    def flagged(self) -> list[dict]:
        """What is a problem or may be one, most students first."""
        return ranked(self.rows)

    @property
    def address(self) -> str:
        """The address of this screen with its filters."""
        usual = {"subject": ALL, "grade": ALL, "kind": next(iter(KINDS))}
        set_ones = {k: v for k, v in self.chosen.items() if v and v != usual.get(k)}
        return link("problems", unit=self.unit["unit_id"], **set_ones)

    @property
    def filters(self) -> str:
        """«2025/2026 · Алгебра · 7 классы · по школам · элементы содержания (КЭС)»."""
        labels = {
            name: next((o["label"] for o in self.options[name] if o["value"] == value), "")
            for name, value in self.chosen.items()
        }
        grade = labels["grade"] if self.grade else "все параллели"
        parts = (labels["year"], labels["subject"], grade, labels["of"], labels["kind"])
        return " · ".join(part for part in parts if part)


def read_problems(scope: Scope, query: Mapping[str, object]) -> ProblemsReading | None:
    """The screen an address names; None where the unit is not there for this person."""
    line = line_to(scope, number_in(str(query.get("unit", ""))) or top_unit(scope))
    if not line or not opens_below(scope, line[-1]["path"]):
        return None
    unit = line[-1]
    works = written(scope, unit)
    asked = {name: str(query.get(name) or "") for name in FILTERS}
    level = asked["of"] if asked["of"] in LEVELS_BELOW[unit["level"]] else usual_level(unit)
    inside = None if level == WHOLE else level
    is_large = bool(inside) and len(units_inside(scope, unit["unit_id"], inside)) > MOST_UNITS
    options = filter_options(unit, works, asked, is_large=is_large)
    chosen = {name: _offered(options[name], asked[name]) for name in FILTERS} | {"of": level}
    period = (View.parse({"year": chosen["year"]}).year or 0) * 100 + YEAR
    narrowed = {
        "subject_id": int(chosen["subject"]) or None,
        "grade": int(chosen["grade"]) or None,
        "kind": chosen["kind"],
    }
    whole = problems_in(scope, unit["unit_id"], period, **narrowed)
    rows = whole
    if inside:
        rows = problems_in(scope, unit["unit_id"], period, level=inside, **narrowed)
    return ProblemsReading(
        line=line,
        chosen=chosen,
        options=options,
        rows=rows,
        whole=whole,
        can_export=may_export(scope, unit["path"]),
    )


def ranked(found: list[dict]) -> list[dict]:
    """What is a problem, then what may be one; most students first."""
    flagged = [row for row in found if row["problem"] in WANTED]
    return sorted(flagged, key=lambda row: (WANTED.index(row["problem"]), -(row["behind"] or 0)))


def usual_level(unit: dict) -> str:
    """Schools of a territory, classes of a school."""
    return LEVELS_BELOW[unit["level"]][0]


def filter_options(
    unit: dict, works: list[dict], asked: dict[str, str], *, is_large: bool
) -> dict[str, list[dict]]:
    """What there is to choose from; of very many units no «все»."""
    years = sorted({work["year"] for work in works}, reverse=True)
    year = next((y for y in years if str(y) == asked["year"]), years[0] if years else 0)
    here = [work for work in works if work["year"] == year]
    subjects = sorted({(work["subject"], work["subject_id"]) for work in here})
    of_subject = [w for w in here if asked["subject"] in ("", ALL, str(w["subject_id"]))]
    grades = sorted({work["grade"] for work in of_subject})
    every_subject = [] if is_large else [option("Все предметы", ALL)]
    every_grade = [] if is_large else [option("Все", ALL)]
    return {
        "year": [option(school_year_name(one), one) for one in years] or [option("–", ALL)],
        "subject": [*every_subject, *(option(name, id) for name, id in subjects)]
        or [option("–", ALL)],
        "grade": [*every_grade, *(option(f"{one} классы", one) for one in grades)]
        or [option("–", ALL)],
        "of": [option(OF[level], level) for level in LEVELS_BELOW[unit["level"]]],
        "kind": [option(name, kind) for kind, name in KINDS.items()],
    }


def _offered(options: list[dict], asked: str) -> str:
    """The asked value where it is offered, else the first."""
    values = [one["value"] for one in options]
    return asked if asked in values else values[0]
