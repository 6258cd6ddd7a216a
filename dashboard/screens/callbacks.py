"""The callbacks of every screen."""

from dashboard.screens import (
    assessment,
    assessments,
    compare,
    data_state,
    objectivity,
    plan,
    plans,
    problems,
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
    objectivity.add_callbacks,
    problems.add_callbacks,
    plans.add_callbacks,
    plan.add_callbacks,
    data_state.add_callbacks,
)
