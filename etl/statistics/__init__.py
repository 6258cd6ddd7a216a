"""Facts → additive counts of students, classes, parallels and the school: each defined once, here.

The statements run on DuckDB over the facts of one school and one school year. They read the views
`marks`, `final_marks`, `results`, `answers` (facts), `places` (class → parallel → school →
municipality, grade), `months` (grade, month → period), `tasks` and `task_elements` (current plans).
Everything is a whole number: weights and points are hundredths, «mean ≥ 4.5» is a comparison of
products. Each statement makes a table; the views named as a mart are the result, read once.
"""

from etl.statistics import answers, elements, external, journal, progress
from etl.statistics.counting import counts_of, keys_of, up_the_school
from models import (
    AssessmentMart,
    ElementMart,
    ExternalScoreMart,
    MarkMart,
    PairMart,
    ProgressMart,
    ReserveMart,
    ScoreMart,
    TaskGroupMart,
    TaskMart,
    TaskValueMart,
    WorkTypeMart,
)

__all__ = ["ANSWER_STATISTICS", "MARK_STATISTICS", "counts_of", "keys_of"]

MARK_STATISTICS = (
    journal.STUDENT_CURRENT,
    journal.STUDENT_MART,
    journal.CLASS_CURRENT,
    journal.CLASS_FINAL,
    external.LAST_RESULTS,
    external.STUDENT_RESULTS,
    external.CLASS_EXTERNAL,
    journal.class_marks(),
    up_the_school(MarkMart, "class_mark"),
    journal.CLASS_WORK_TYPES,
    up_the_school(WorkTypeMart, "class_work_type"),
    progress.CLASS_PROGRESS,
    up_the_school(ProgressMart, "class_progress"),
    progress.CLASS_RESERVE,
    up_the_school(ReserveMart, "class_reserve"),
    external.CLASS_SCORES,
    up_the_school(ExternalScoreMart, "class_external_score"),
    external.CLASS_PAIRS,
    up_the_school(PairMart, "class_pair"),
)
ANSWER_STATISTICS = (
    answers.GIVEN_ANSWERS,
    answers.PARTICIPATION,
    answers.CLASS_ASSESSMENTS,
    up_the_school(AssessmentMart, "class_assessment"),
    answers.CLASS_TASKS,
    up_the_school(TaskMart, "class_task"),
    answers.CLASS_SCORE_COUNTS,
    up_the_school(ScoreMart, "class_score"),
    answers.CLASS_TASK_GROUPS,
    up_the_school(TaskGroupMart, "class_task_group"),
    answers.CLASS_TASK_VALUES,
    up_the_school(TaskValueMart, "class_task_value"),
    elements.CLASS_ELEMENTS,
    up_the_school(ElementMart, "class_element"),
)
