"""The screen of exam forecasts: who is in the zone of risk, what to expect, how right it was."""

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.reports.registry import FORECAST
from dashboard.screens.choices import LABELS
from dashboard.screens.forecast_reading import FILTERS, read_forecast
from dashboard.screens.forecast_words import CAUTION, NO_FORECASTS
from dashboard.screens.report_screen import ReportScreen

NAMES = {**LABELS, "risk": "Зона риска"}
SCREEN = ReportScreen(
    name="forecast",
    title="Прогноз экзаменов",
    reports=FORECAST,
    filters={name: NAMES[name] for name in FILTERS},
    read=read_forecast,
    roles=(*TERRITORY, *HEADS, *TEACHERS),
    caution=CAUTION,
    nothing=NO_FORECASTS,
)
layout, add_callbacks = SCREEN.layout, SCREEN.add_callbacks
