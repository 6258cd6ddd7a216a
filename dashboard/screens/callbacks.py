"""The callbacks of every screen."""

from dashboard.screens import (
    assessment,
    assessments,
    compare,
    data_state,
    student,
    students_list,
    unit,
)

CALLBACKS = (
    unit.add_callbacks,
    student.add_callbacks,
    assessment.add_callbacks,
    assessments.add_callbacks,
    compare.add_callbacks,
    students_list.add_callbacks,
    data_state.add_callbacks,
)
