"""Headline numbers that say how they were made, and lead down to what they are made of."""

from dataclasses import replace
from datetime import datetime

from dashboard.components import Headline
from dashboard.explained import explained
from dashboard.filters import View

MADE_BY = {  # headline → the indicator it shows
    "Учатся на «4» и «5»": "overall_quality",
    "Успевают": "overall_pass",
    "С одной «3»": "quality_with_reserve",
    "Качество знаний": "quality_rate",
    "Успеваемость": "pass_rate",
    "СОУ": "learning_index",
    "Средний балл": "mean_mark",
    "Средневзвешенный балл": "weighted_mean",
}


def why_link(unit_id: int, view: View, indicator: str = "") -> str:
    """The page that says what an indicator of a unit is made of, in the same view."""
    query = view.query()
    chosen = f"{'&' if query else '?'}indicator={indicator}" if indicator else ""
    return f"/why/{int(unit_id)}{query}{chosen}"


def with_reasons(
    numbers: list[Headline], own: dict, view: View, loaded_at: datetime | None
) -> list[Headline]:
    """The headlines of a unit's row, each with its formula, its counts and the way down."""
    return [_with_reason(number, own, view, loaded_at) for number in numbers]


def _with_reason(number: Headline, own: dict, view: View, loaded_at: datetime | None) -> Headline:
    indicator = MADE_BY.get(number.name)
    if indicator is None:
        return number
    href = why_link(own["unit_id"], view, indicator)
    return replace(number, explained=explained(own, indicator, loaded_at=loaded_at, href=href))
