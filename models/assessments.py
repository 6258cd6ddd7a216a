"""Assessments: what was asked (plan, tasks, codes) and how the codes are called (codifier)."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Versioned, key


class Assessment(Base):
    """The identity of a work; everything that may be corrected stands in its current plan."""

    __tablename__ = "assessment"
    id: Mapped[key]
    code: Mapped[str] = mapped_column(String(80), unique=True)


class Plan(Versioned, Base):
    """One version of an assessment's plan, with the points of its marks [hundredths]."""

    __tablename__ = "plan"
    id: Mapped[key]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    procedure: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    grade: Mapped[int]
    date: Mapped[date]
    school_year: Mapped[int]
    from_3: Mapped[int | None]
    from_4: Mapped[int | None]
    from_5: Mapped[int | None]
    n_tasks: Mapped[int]
    max_points: Mapped[int]


class Task(Base):
    """The identity of a task: its label within the assessment, apart for each set of variants."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("assessment_id", "label", "variant"),)
    id: Mapped[key]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    label: Mapped[str] = mapped_column(String(40))
    variant: Mapped[str] = mapped_column(String(80))  # empty = all; else «1,3»


class PlanTask(Base):
    """A task as one version of the plan describes it; `max_points` in hundredths."""

    __tablename__ = "plan_task"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    position: Mapped[int]
    difficulty_level: Mapped[str | None] = mapped_column(String(1))  # Б, П, В
    type: Mapped[str | None] = mapped_column(String(20))
    max_points: Mapped[int]


class Element(Base):
    """A code of a subject: content element (kes), skill (kpu) or difficulty level (level)."""

    __tablename__ = "element"
    __table_args__ = (UniqueConstraint("subject_id", "kind", "code"),)
    id: Mapped[key]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    kind: Mapped[str] = mapped_column(String(5))
    code: Mapped[str] = mapped_column(String(20))


class TaskElement(Base):
    """A task gives its points to each of its elements."""

    __tablename__ = "task_element"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    element_id: Mapped[int] = mapped_column(ForeignKey("element.id"), primary_key=True)


class CodifierEntry(Versioned, Base):
    """The name of an element in a grade (0 = any) and between two years."""

    __tablename__ = "codifier_entry"
    id: Mapped[key]
    element_id: Mapped[int] = mapped_column(ForeignKey("element.id"), index=True)
    grade: Mapped[int]
    name: Mapped[str] = mapped_column(String(500))
    valid_from: Mapped[int | None]
    valid_to: Mapped[int | None]
