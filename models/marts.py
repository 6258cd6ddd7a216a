"""Marts: additive counts by unit, published for reading; ratios are made by the reader.

The primary key starts with the parent, so that a drill-down («all children of this unit in this
period») is one range. Grade 0 and subject 0 are the sums; classes and parallels, which have one
grade, have rows of grade 0 only. Points, weights and sums of them are in hundredths.
"""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.base import Base, count, key, text_key


class UnitMart:
    """Shared by the marts of units: clustered by key, and found by unit to be replaced."""

    @declared_attr.directive
    def __table_args__(cls):
        return (
            Index(f"ix_{cls.__tablename__}_unit", "unit_id"),
            {"sqlite_with_rowid": False},
        )


class MarkMart(UnitMart, Base):
    """Marks of a unit. basis: current, final, external (with its procedure, else '').

    n5…n1 count students × subject: by suggested mark (current), final mark or external mark.
    """

    __tablename__ = "mart_mark"
    parent_id: Mapped[key]
    basis: Mapped[str] = mapped_column(String(8), primary_key=True)
    grade: Mapped[key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    procedure: Mapped[text_key]
    unit_id: Mapped[key]
    n: Mapped[count]  # n5 + n4 + n3 + n2 + n1 + n_na
    n5: Mapped[count]
    n4: Mapped[count]
    n3: Mapped[count]
    n2: Mapped[count]
    n1: Mapped[count]
    n_na: Mapped[count]
    n_released: Mapped[count]
    n_marks: Mapped[count]
    sum_marks: Mapped[count]
    sum_squares: Mapped[count]
    sum_weight: Mapped[count]
    sum_weighted: Mapped[count]
    n_absences: Mapped[count]
    n_both: Mapped[count]  # external and journal mark known
    lowered: Mapped[count]
    confirmed: Mapped[count]
    raised: Mapped[count]
    n_primary: Mapped[count]
    sum_primary: Mapped[count]
    n_test: Mapped[count]
    sum_test: Mapped[count]


class WorkTypeMart(UnitMart, Base):
    """Current marks of a unit by work type."""

    __tablename__ = "mart_work_type"
    parent_id: Mapped[key]
    grade: Mapped[key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    work_type_id: Mapped[key]
    unit_id: Mapped[key]
    n_marks: Mapped[count]
    m5: Mapped[count]
    m4: Mapped[count]
    m3: Mapped[count]
    m2: Mapped[count]
    m1: Mapped[count]
    sum_marks: Mapped[count]


class ProgressMart(UnitMart, Base):
    """Students of a unit by the group their final marks over all subjects put them in."""

    __tablename__ = "mart_progress"
    parent_id: Mapped[key]
    grade: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    n: Mapped[count]
    excellent: Mapped[count]
    good: Mapped[count]
    one_three: Mapped[count]
    satisfactory: Mapped[count]
    failing: Mapped[count]
    not_attested: Mapped[count]


class StudentMart(Base):
    """A student in a class, subject and period: current marks in sums, and the final mark."""

    __tablename__ = "mart_student"
    __table_args__ = (
        Index("ix_mart_student_student_id", "student_id"),
        {"sqlite_with_rowid": False},
    )
    class_id: Mapped[key]
    period_id: Mapped[key]
    subject_id: Mapped[key]
    student_id: Mapped[key]
    n_marks: Mapped[count]
    sum_marks: Mapped[count]
    sum_squares: Mapped[count]
    sum_weight: Mapped[count]
    sum_weighted: Mapped[count]
    n_absences: Mapped[count]
    suggested_mark: Mapped[int | None]
    final_mark: Mapped[str | None] = mapped_column(String(5))


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


class ElementMart(UnitMart, Base):
    """Points by element: of one assessment, or (assessment 0) of all works of a grade and period.

    p and m are a student's points and maximum over the tasks of the element; the sums of their
    products give an interval whose unit is the student.
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


MART_TABLES = (
    MarkMart,
    WorkTypeMart,
    ProgressMart,
    StudentMart,
    AssessmentMart,
    TaskMart,
    ElementMart,
    ParticipationMart,
)
