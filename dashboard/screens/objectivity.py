"""The screen of objectivity: external marks beside the journal, markers, leniency, value added."""

from dashboard.access import HEADS, TERRITORY
from dashboard.reports.registry import OBJECTIVITY
from dashboard.screens.choices import LABELS
from dashboard.screens.objectivity_reading import FILTERS, read_objectivity
from dashboard.screens.objectivity_words import CAUTION, NO_RESULTS
from dashboard.screens.report_screen import ReportScreen

SCREEN = ReportScreen(
    name="objectivity",
    title="Объективность",
    reports=OBJECTIVITY,
    filters={name: LABELS[name] for name in FILTERS},
    read=read_objectivity,
    roles=(*TERRITORY, *HEADS),
    caution=CAUTION,
    nothing=NO_RESULTS,
)
layout, content, add_callbacks = SCREEN.layout, SCREEN.content, SCREEN.add_callbacks
