"""What reports about the answers of single students say where the students are others'."""

from dashboard.numbers import plural
from dashboard.reports.content import Content
from dashboard.rounded import is_disclosed
from dashboard.screens.blocks import MOST_PRINTED
from dashboard.screens.work_reading import WorkReading

TASKS = ("задание", "задания", "заданий")
MOST_NAMED = 12


def not_told(reading: WorkReading, what: str) -> Content | None:
    """Nothing where nobody wrote or all is hidden, a sentence where they are others; else None."""
    if reading.here is None or reading.is_hidden:
        return Content()
    if is_disclosed(reading.here):
        return Content(sentence=f"{what} – только по своим ученикам: выберите своё в поле «Где».")
    return None


def in_order(tasks: list[dict]) -> list[dict]:
    """In the order of the plan; more than a table can show, with the hardest first."""
    if len(tasks) <= MOST_PRINTED:
        return tasks
    return sorted(tasks, key=lambda row: (row["solve_rate"] is None, row["solve_rate"]))


def listed(labels: list[str]) -> str:
    """«№ 1, № 7 и ещё 3 задания»."""
    shown = ", ".join(f"№ {label}" for label in labels[:MOST_NAMED])
    left = len(labels) - MOST_NAMED
    return shown if left <= 0 else f"{shown} и ещё {left} {plural(left, *TASKS)}"
