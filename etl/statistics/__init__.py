"""Facts → additive counts of students, classes, parallels and the school: each defined once, here.

The statements run on DuckDB over the facts of one school and one school year. They read the views
`marks`, `final_marks`, `results`, `answers` (facts), `places` (class → parallel → school →
municipality, grade), `months` (grade, month → period), `tasks` and `task_elements` (current plans).
Everything is a whole number: weights and points are hundredths, «mean ≥ 4.5» is a comparison of
products. The steps make tables of students and classes, one after the other; a mart is a question
to them.
"""

from typing import NamedTuple

from etl.statistics import answers, elements, external, journal, progress
from etl.statistics.counting import ANCESTORS, counts_of, keys_of, up_the_school
from models import (
    AssessmentMart,
    ElementMart,
    ExternalScoreMart,
    MarkMart,
    PairMart,
    ParticipationMart,
    ProgressMart,
    ReserveMart,
    ResultMart,
    ScoreMart,
    StudentMart,
    TaskGroupMart,
    TaskMart,
    TaskValueMart,
    WorkTypeMart,
)
from models.base import Base

__all__ = ["ANSWER_STATISTICS", "MARK_STATISTICS", "Statistics", "counts_of", "keys_of"]


class Statistics(NamedTuple):
    """The steps, in their order, and the question whose answer is a mart."""

    steps: tuple[str, ...]
    marts: dict[str, str]


def _statistics(steps: tuple[str, ...], marts: dict[type[Base], str]) -> Statistics:
    """`marts`: a SELECT, or the name of a table of classes to be summed up the school."""
    selects = {
        mart.__tablename__: said if "SELECT" in said else up_the_school(mart, said)
        for mart, said in marts.items()
    }
    return Statistics((ANCESTORS, *steps), selects)


MARK_STATISTICS = _statistics(
    (
        journal.STUDENT_CURRENT,
        journal.CLASS_CURRENT,
        journal.CLASS_FINAL,
        external.LAST_RESULTS,
        external.CLASS_EXTERNAL,
        journal.class_marks(),
        journal.CLASS_WORK_TYPES,
        progress.CLASS_PROGRESS,
        progress.CLASS_RESERVE,
        external.CLASS_SCORES,
        external.CLASS_PAIRS,
    ),
    {
        StudentMart: journal.STUDENT_MART,
        ResultMart: external.STUDENT_RESULTS,
        MarkMart: "class_mark",
        WorkTypeMart: "class_work_type",
        ProgressMart: "class_progress",
        ReserveMart: "class_reserve",
        ExternalScoreMart: "class_external_score",
        PairMart: "class_pair",
    },
)
ANSWER_STATISTICS = _statistics(
    (
        answers.GIVEN_ANSWERS,
        answers.PARTICIPATION,
        answers.CLASS_ASSESSMENTS,
        answers.CLASS_TASKS,
        answers.CLASS_SCORE_COUNTS,
        answers.CLASS_TASK_GROUPS,
        answers.CLASS_TASK_VALUES,
        elements.CLASS_ELEMENTS,
    ),
    {
        ParticipationMart: answers.STUDENT_MART,
        AssessmentMart: "class_assessment",
        TaskMart: "class_task",
        ScoreMart: "class_score",
        TaskGroupMart: "class_task_group",
        TaskValueMart: "class_task_value",
        ElementMart: "class_element",
    },
)
