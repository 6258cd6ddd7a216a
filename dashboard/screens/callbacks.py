"""The callbacks of every screen."""

from dashboard.screens import assessment, assessments, student, unit

CALLBACKS = (
    unit.add_callbacks,
    student.add_callbacks,
    assessment.add_callbacks,
    assessments.add_callbacks,
)
