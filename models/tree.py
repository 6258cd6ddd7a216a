"""The tree of units from the region to the class, and the students who hang on it."""

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, NameText, PathText, Versioned, key

LEVELS = ("region", "municipality", "school", "parallel", "school_class")


class Unit(Base):
    """One place of the tree; `path` is «/region/municipality/…/» of ids, so inside is a range."""

    __tablename__ = "unit"
    id: Mapped[key]
    level: Mapped[str] = mapped_column(String(12), index=True)
    code: Mapped[str] = mapped_column(String(120), index=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    grade: Mapped[int | None]
    parent_id: Mapped[int] = mapped_column(Integer, index=True)  # 0 above a region
    path: Mapped[str] = mapped_column(PathText, index=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class UnitVersion(Versioned, Base):
    """Name and parent of a school as one load stated them; `unit` shows the current version."""

    __tablename__ = "unit_version"
    id: Mapped[key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))


class Student(Base):
    """A surrogate id and the code of the source; nothing personal."""

    __tablename__ = "student"
    id: Mapped[key]
    code: Mapped[str] = mapped_column(String(60), unique=True)


class Person(Versioned, Base):
    """The only table with personal data; the system works when it is empty."""

    __tablename__ = "person"
    id: Mapped[key]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    last_name: Mapped[str | None] = mapped_column(NameText, index=True)
    first_name: Mapped[str | None] = mapped_column(String(80))
    middle_name: Mapped[str | None] = mapped_column(String(80))
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_year: Mapped[int | None]


class Membership(Versioned, Base):
    """A student in a class between two dates; an open side means «not known» or «until now»."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_class_current", "class_id", "is_current"),)
    id: Mapped[key]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]
