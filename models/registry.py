"""The words everything else refers to: subjects, periods, work types and their weights."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, key


class Subject(Base):
    """A school subject under its one name; id 0 is kept for «all subjects added up»."""

    __tablename__ = "subject"
    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(120), unique=True)


class SubjectSynonym(Base):
    """Another spelling of a subject, in lower case and with single spaces."""

    __tablename__ = "subject_synonym"
    spelling: Mapped[str] = mapped_column(String(120), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))


class Period(Base):
    """A quarter, trimester, half-year or year; id = school_year * 100 + code (etl/periods.py)."""

    __tablename__ = "period"
    id: Mapped[key]
    school_year: Mapped[int]
    system: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(20))
    date_from: Mapped[date]
    date_to: Mapped[date]


class SchoolCalendar(Base):
    """Which periods a school uses in which grades; school 0 is the rule for all others."""

    __tablename__ = "school_calendar"
    school_id: Mapped[key]
    grade: Mapped[key]
    system: Mapped[str] = mapped_column(String(12))


class WorkType(Base):
    """A form of control; `code` is the letter of the journal where there is one."""

    __tablename__ = "work_type"
    id: Mapped[key]
    code: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120), unique=True)
    is_control: Mapped[bool] = mapped_column(default=False)


class WorkTypeSynonym(Base):
    """Another spelling of a work type, in lower case and with single spaces."""

    __tablename__ = "work_type_synonym"
    spelling: Mapped[str] = mapped_column(String(120), primary_key=True)
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_type.id"))


class WorkWeight(Base):
    """The weight of a work type in a school from a date on, in hundredths; school 0 is the default.

    The weight is copied into each mark when it is loaded: a later change rewrites nothing.
    """

    __tablename__ = "work_weight"
    school_id: Mapped[key]
    work_type_id: Mapped[key]
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    weight: Mapped[int]
