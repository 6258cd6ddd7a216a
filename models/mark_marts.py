"""Marts of marks: of the journal, final ones, and results of external procedures."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, UnitMart, count, key, text_key


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
    n_marks: Mapped[count]  # final marks 5…2 of these students, with their sums
    sum_marks: Mapped[count]
    sum_squares: Mapped[count]
    sum_of_students: Mapped[count]  # Σ over students of (Σ marks)² / number, in thousandths


class ReserveMart(UnitMart, Base):
    """Students of a unit whom one or two marks keep from the next group, by the subject of it.

    Subject 0 counts students. Of two «3» each subject has the student.
    """

    __tablename__ = "mart_reserve"
    parent_id: Mapped[key]
    grade: Mapped[key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    one_two: Mapped[count]
    one_three: Mapped[count]
    two_threes: Mapped[count]
    one_four: Mapped[count]


class ExternalScoreMart(UnitMart, Base):
    """Students of a unit by primary score [hundredths] and mark of a procedure (0 = no mark)."""

    __tablename__ = "mart_external_score"
    parent_id: Mapped[key]
    procedure: Mapped[text_key]
    grade: Mapped[key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    primary_score: Mapped[key]
    mark: Mapped[key]
    n: Mapped[count]


class PairMart(UnitMart, Base):
    """Two numbers of one student: x, primary score [hundredths] of some procedure, and y.

    kind «journal»: x = score in the procedure, y = journal mark beside it. kind «progress»: y =
    score of the procedure, x = that of the student's latest earlier procedure in the subject
    (`earlier`), in the same school.
    """

    __tablename__ = "mart_pair"
    parent_id: Mapped[key]
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    procedure: Mapped[text_key]
    earlier: Mapped[text_key]
    grade: Mapped[key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    n: Mapped[count]
    sum_x: Mapped[count]
    sum_y: Mapped[count]
    sum_xx: Mapped[count]
    sum_xy: Mapped[count]
    sum_yy: Mapped[count]


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


class ResultMart(Base):
    """The last result of a student in a procedure, subject and year."""

    __tablename__ = "mart_result"
    __table_args__ = (
        Index("ix_mart_result_student_id", "student_id"),
        {"sqlite_with_rowid": False},
    )
    class_id: Mapped[key]
    period_id: Mapped[key]
    subject_id: Mapped[key]
    procedure: Mapped[text_key]
    student_id: Mapped[key]
    primary_score: Mapped[int | None]
    test_score: Mapped[int | None]
    mark: Mapped[int | None]
    journal_mark: Mapped[int | None]
