"""Marts of answers to the tasks of assessments: scores, tasks, elements, participation."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from models.base import Base, UnitMart, count, key, text_key


class AssessmentMart(UnitMart, Base):
    """Participation and scores of an assessment in a unit; «complete» = was given every task."""

    __tablename__ = "mart_assessment"
    assessment_id: Mapped[key]
    parent_id: Mapped[key]
    unit_id: Mapped[key]
    n_students: Mapped[count]
    n_absent: Mapped[count]
    points: Mapped[count]
    max_points: Mapped[count]
    n5: Mapped[count]
    n4: Mapped[count]
    n3: Mapped[count]
    n2: Mapped[count]
    n1: Mapped[count]
    n_complete: Mapped[count]
    sum_score: Mapped[count]
    sum_score_sq: Mapped[count]


class TaskMart(UnitMart, Base):
    """Points of a task in a unit: x = points, rest = the student's other points in the work."""

    __tablename__ = "mart_task"
    assessment_id: Mapped[key]
    parent_id: Mapped[key]
    unit_id: Mapped[key]
    task_id: Mapped[key]
    n: Mapped[count]
    points: Mapped[count]
    full: Mapped[count]
    partial: Mapped[count]
    zero: Mapped[count]
    not_attempted: Mapped[count]
    sum_xx: Mapped[count]
    sum_rest: Mapped[count]
    sum_rest_sq: Mapped[count]
    sum_cross: Mapped[count]
    sum_complete: Mapped[count]
    sum_complete_sq: Mapped[count]


class ScoreMart(UnitMart, Base):
    """Students of a unit by their score in an assessment; of those who were given every task."""

    __tablename__ = "mart_score"
    assessment_id: Mapped[key]
    parent_id: Mapped[key]
    unit_id: Mapped[key]
    score: Mapped[key]
    n: Mapped[count]


class TaskGroupMart(UnitMart, Base):
    """A task in a unit by the mark the students have got for the whole work (0 = none)."""

    __tablename__ = "mart_task_group"
    assessment_id: Mapped[key]
    parent_id: Mapped[key]
    unit_id: Mapped[key]
    task_id: Mapped[key]
    mark: Mapped[key]
    n: Mapped[count]
    points: Mapped[count]
    full: Mapped[count]
    not_attempted: Mapped[count]


class TaskValueMart(UnitMart, Base):
    """Students of a unit by the points they have got for a task worth more than one."""

    __tablename__ = "mart_task_value"
    assessment_id: Mapped[key]
    parent_id: Mapped[key]
    unit_id: Mapped[key]
    task_id: Mapped[key]
    value: Mapped[key]
    n: Mapped[count]


class ElementMart(UnitMart, Base):
    """Points by element: of one assessment, or (assessment 0) of all works of a grade and period.

    p and m are a student's points and maximum over the tasks of the element; the sums of their
    products give an interval whose unit is the student. x and t are the student's shares in the
    element and in all of the works [whole percent]: their moments give what is expected of an
    element at the overall level of the students (etl/indicators/problem.py).
    """

    __tablename__ = "mart_element"
    assessment_id: Mapped[key]
    parent_id: Mapped[key]
    grade: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    element_id: Mapped[key]
    n_students: Mapped[count]
    points: Mapped[count]
    max_points: Mapped[count]
    max_basic: Mapped[count]
    max_advanced: Mapped[count]
    sum_pp: Mapped[count]
    sum_pm: Mapped[count]
    sum_mm: Mapped[count]
    sum_x: Mapped[count]
    sum_xx: Mapped[count]
    sum_t: Mapped[count]
    sum_t2: Mapped[count]
    sum_t3: Mapped[count]
    sum_t4: Mapped[count]
    sum_t5: Mapped[count]
    sum_t6: Mapped[count]
    sum_xt: Mapped[count]
    sum_xt2: Mapped[count]
    sum_xt3: Mapped[count]
    given_points: Mapped[count]  # Σ maximum of all the tasks these students were given


class ParticipationMart(Base):
    """A student in an assessment: points, the maximum of the tasks given, mark; or absent."""

    __tablename__ = "mart_participation"
    __table_args__ = (
        Index("ix_mart_participation_student_id", "student_id"),
        {"sqlite_with_rowid": False},
    )
    assessment_id: Mapped[key]
    class_id: Mapped[key]
    student_id: Mapped[key]
    n_tasks: Mapped[count]
    points: Mapped[count]
    max_points: Mapped[count]
    mark: Mapped[int | None]
    is_absent: Mapped[bool]


class TaskParameter(Base):
    """A task on the common scale of an assessment: one row a step of partial credit [logits]."""

    __tablename__ = "task_parameter"
    assessment_id: Mapped[key]
    task_id: Mapped[key]
    step: Mapped[key]  # 1, 2 … between the points that were met; right or wrong is step 1 alone
    n: Mapped[int]
    difficulty: Mapped[float]
    standard_error: Mapped[float | None]
    infit: Mapped[float | None]  # of the whole task, the same in each of its rows


class VariantParameter(Base):
    """A variant or booklet of an assessment: as it was solved, and as all would have solved it."""

    __tablename__ = "variant_parameter"
    assessment_id: Mapped[key]
    variant: Mapped[text_key]
    n: Mapped[int]
    n_tasks: Mapped[int]
    solve_rate: Mapped[float]
    expected: Mapped[float]  # share of the maximum, were it written by all
    expected_error: Mapped[float]
    gap: Mapped[float]  # from the mean of all variants
    gap_error: Mapped[float]
