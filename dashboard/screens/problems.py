"""The screen of problem components: what was not learnt, where, and how it went in time."""

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.reports.registry import PROBLEMS
from dashboard.screens.choices import LABELS
from dashboard.screens.problems_reading import FILTERS, read_problems
from dashboard.screens.report_screen import ReportScreen

NAMES = {**LABELS, "of": "Показать", "kind": "Что"}
SCREEN = ReportScreen(
    name="problems",
    title="Проблемные компоненты",
    reports=PROBLEMS,
    filters={name: NAMES[name] for name in FILTERS},
    read=read_problems,
    roles=(*TERRITORY, *HEADS, *TEACHERS),
)
layout, add_callbacks = SCREEN.layout, SCREEN.add_callbacks
