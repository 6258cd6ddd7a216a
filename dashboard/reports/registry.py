"""Every report of every screen, in the order in which the screen puts its questions."""

from dashboard.reports import (
    assessment_elements,
    assessment_rates,
    assessment_tasks,
    attendance,
    attention,
    changes,
    children,
    cohort,
    compared,
    compared_marks,
    compared_trend,
    completeness,
    distribution,
    groups,
    heat,
    ranked,
    student_strengths,
    student_subjects,
    student_trend,
    student_works,
    subjects,
    trend,
    work_types,
    written,
)
from dashboard.reports.content import Report

UNIT: tuple[Report, ...] = (
    attention.REPORT,
    changes.REPORT,
    trend.REPORT,
    groups.REPORT,
    ranked.REPORT,
    children.REPORT,
    heat.REPORT,
    subjects.REPORT,
    distribution.REPORT,
    cohort.REPORT,
    work_types.REPORT,
    attendance.REPORT,
    completeness.REPORT,
    written.REPORT,
)
ASSESSMENT: tuple[Report, ...] = (
    assessment_rates.REPORT,
    assessment_tasks.REPORT,
    assessment_elements.REPORT,
)
STUDENT: tuple[Report, ...] = (
    student_subjects.REPORT,
    student_trend.REPORT,
    student_strengths.REPORT,
    student_works.REPORT,
)
COMPARE: tuple[Report, ...] = (
    compared.REPORT,
    compared_trend.REPORT,
    compared_marks.REPORT,
)
