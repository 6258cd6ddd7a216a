"""The unit compared with: the nearest one above that is more than the unit itself."""

from dataclasses import dataclass

from dashboard.queries.places import Place
from dashboard.rounded import is_comparable

NEAREST = 3
ONE_GRADE = ("parallel", "school_class")


@dataclass(frozen=True)
class Reference:
    """A unit above, in one grade, under the name it is compared by."""

    name: str
    place: Place


def references(unit: dict, line: list[dict], grade: int) -> list[Reference]:
    """Units above from the nearest up; below the school only what is of the same grade."""
    above = [step for step in reversed(line) if step["unit_id"] != unit["unit_id"]]
    if unit["level"] in ONE_GRADE:
        return [_of_grade(step, unit["grade"] or 0) for step in above if step["level"] != "school"]
    return [Reference(step["name"], Place(step["unit_id"], grade)) for step in above]


def _of_grade(step: dict, grade: int) -> Reference:
    if step["level"] == "parallel":
        return Reference(step["name"], Place(step["unit_id"]))
    return Reference(f"{step['name']}, {grade} классы", Place(step["unit_id"], grade))


def nearest(candidates: list[Reference], marks: dict[Place, dict], own: dict) -> Reference | None:
    """The first with more marks than the unit: the only class of a parallel is the parallel.

    One whose numbers are hidden, or too coarse to compare with, is passed over.
    """
    for candidate in candidates:
        found = marks.get(candidate.place)
        if is_comparable(found) and found["n"] > (own["n"] or 0):
            return candidate
    return None
