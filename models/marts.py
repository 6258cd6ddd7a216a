"""Marts: additive counts by unit, published for reading; ratios are made by the reader.

The primary key starts with the parent, so that a drill-down («all children of this unit in this
period») is one range. Grade 0 and subject 0 are the sums; classes and parallels, which have one
grade, have rows of grade 0 only. Points, weights and sums of them are in hundredths.
"""

from models.answer_marts import (
    AssessmentMart,
    ElementMart,
    ParticipationMart,
    ScoreMart,
    TaskGroupMart,
    TaskMart,
    TaskValueMart,
)
from models.mark_marts import (
    ExternalScoreMart,
    MarkMart,
    PairMart,
    ProgressMart,
    ReserveMart,
    ResultMart,
    StudentMart,
    WorkTypeMart,
)

MART_TABLES = (
    MarkMart,
    WorkTypeMart,
    ProgressMart,
    ReserveMart,
    ExternalScoreMart,
    PairMart,
    StudentMart,
    ResultMart,
    AssessmentMart,
    ScoreMart,
    TaskMart,
    TaskGroupMart,
    TaskValueMart,
    ElementMart,
    ParticipationMart,
)
