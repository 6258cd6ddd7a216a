"""Every report of every screen, in the order in which the screen puts its questions."""

from dashboard.reports import (
    assessment_elements,
    assessment_rates,
    assessment_tasks,
    children,
    distribution,
    groups,
    heat,
    subjects,
    trend,
    written,
)
from dashboard.reports.content import Report

UNIT: tuple[Report, ...] = (
    trend.REPORT,
    groups.REPORT,
    distribution.REPORT,
    children.REPORT,
    heat.REPORT,
    subjects.REPORT,
    written.REPORT,
)
ASSESSMENT: tuple[Report, ...] = (
    assessment_rates.REPORT,
    assessment_tasks.REPORT,
    assessment_elements.REPORT,
)
