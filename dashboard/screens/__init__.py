"""Screens: a layout as a function of the address, and one callback each that changes its leaves."""

from dashboard.screens import assessment, assessments, student, unit

CALLBACKS = (
    unit.add_callbacks,
    student.add_callbacks,
    assessment.add_callbacks,
    assessments.add_callbacks,
)
