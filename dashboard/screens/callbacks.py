"""The callbacks of every screen."""

from dashboard.screens import (
    assessment,
    assessments,
    compare,
    data_state,
    forecast,
    objectivity,
    plan,
    plans,
    problems,
    student,
    students_list,
    unit,
    what_if,
)

CALLBACKS = (
    unit.add_callbacks,
    student.add_callbacks,
    what_if.add_callbacks,
    assessment.add_callbacks,
    assessments.add_callbacks,
    compare.add_callbacks,
    students_list.add_callbacks,
    objectivity.add_callbacks,
    problems.add_callbacks,
    forecast.add_callbacks,
    plans.add_callbacks,
    plan.add_callbacks,
    data_state.add_callbacks,
)
