"""All that the screen of an assessment reads, read once."""

from dataclasses import dataclass

from dashboard.access import Scope
from dashboard.numbers import day
from dashboard.queries.elements import elements_of_work
from dashboard.queries.works import results_of_units, work
from dashboard.rounded import behind, is_disclosed, is_hidden
from dashboard.screens.addresses import link
from dashboard.screens.allowed import may_export
from dashboard.screens.compared import STUDENTS
from dashboard.screens.places import line_to, top_unit

BY = {"task": "заданиям", "kes": "КЭС", "kpu": "КПУ", "level": "уровням сложности"}


@dataclass(frozen=True)
class WorkReading:
    """An assessment in a unit beside the unit above, its elements, and how it is grouped."""

    found: dict
    line: list[dict]
    by: str
    here: dict | None
    there: dict | None
    mastered: list[dict]
    can_export: bool

    @property
    def unit(self) -> dict:
        """The unit shown."""
        return self.line[-1]

    @property
    def above(self) -> dict | None:
        """The unit it is compared with."""
        return self.line[-2] if len(self.line) > 1 else None

    @property
    def solved(self) -> list[dict]:
        """The tasks as they were solved here; none where the results are hidden."""
        return self.here["tasks"] if self.here else []

    @property
    def is_hidden(self) -> bool:
        """Whether so few wrote it that nothing may be told."""
        return is_hidden(self.here, "solve_rate")

    @property
    def has_rounded(self) -> bool:
        """Whether some of the numbers are of others, and so rounded or hidden."""
        return is_disclosed(self.here) or is_disclosed(self.there)

    @property
    def kind(self) -> str:
        """«ВПР · Математика · 8 класс · 15.04.2026»."""
        found = self.found
        words = (found["procedure"], found["subject"], f"{found['grade']} класс")
        return " · ".join((*words, day(found["date"])))

    @property
    def address(self) -> str:
        """The screen of the work in this unit and grouping."""
        by = "" if self.by == "task" else self.by
        id = self.found["assessment_id"]
        return link("assessment", id, unit=self.unit["unit_id"], by=by)

    @property
    def n(self) -> str:
        """«n = 252 ученика»."""
        return behind(self.here, STUDENTS, "n_students") if self.here else ""

    @property
    def caption(self) -> str:
        """The work, where and how many."""
        words = (self.found["title"], self.unit["name"], self.kind, self.n)
        return " · ".join(word for word in words if word)


def read_work(scope: Scope, assessment_id: int, unit_id: int, by: object) -> WorkReading | None:
    """The assessment in a unit (0 = the top of one's own); None where either is not there."""
    found = work(scope, assessment_id)
    line = line_to(scope, unit_id or top_unit(scope))
    if found is None or not line:
        return None
    by = by if by in tuple(BY) else "task"
    id, last = found["assessment_id"], line[-1]
    ids = [step["unit_id"] for step in line[:-3:-1]]
    results = results_of_units(scope, found, ids)
    return WorkReading(
        found=found,
        line=line,
        by=by,
        here=results.get(last["unit_id"]),
        there=results.get(ids[1]) if len(ids) > 1 else None,
        mastered=elements_of_work(scope, id, last["unit_id"], "kes" if by == "task" else by),
        can_export=may_export(scope, last["path"]),
    )
