"""Loads: what came in from which file, what was rejected, and which lake files are current."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, key, long_text, text_key


class Load(Base):
    """One file taken in. rows_read = loaded + unchanged + rejected + ignored, always."""

    __tablename__ = "load"
    id: Mapped[key]
    file: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))  # loaded, unchanged, rejected, undone
    rows_read: Mapped[int]
    loaded: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    ignored: Mapped[int]
    notes: Mapped[list] = mapped_column(JSON)


class LoadPart(Base):
    """What a load stated about one part of the facts; `path` is its own immutable lake file.

    `part` is the assessment for answers and plans, the subject for codifiers, otherwise 0.
    """

    __tablename__ = "load_part"
    __table_args__ = (Index("ix_load_part_place", "kind", "school_id", "school_year", "part"),)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)
    kind: Mapped[text_key]
    school_id: Mapped[key]
    school_year: Mapped[key]
    part: Mapped[key]
    path: Mapped[str] = mapped_column(String(300), default="")
    rows: Mapped[int] = mapped_column(default=0)


class Partition(Base):
    """The pointer: the one lake file that holds the current facts of a school, year and part."""

    __tablename__ = "partition"
    kind: Mapped[text_key]
    school_id: Mapped[key]
    school_year: Mapped[key]
    part: Mapped[key]
    path: Mapped[str] = mapped_column(String(300))
    rows: Mapped[int]


class RejectedRow(Base):
    """A row that was not taken, with the rule it breaks and the remedy in words."""

    __tablename__ = "rejected_row"
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)
    number: Mapped[key]
    sheet: Mapped[str] = mapped_column(String(100))
    row: Mapped[int]
    column: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(String(300))
    rule: Mapped[str] = mapped_column(String(40))
    message: Mapped[long_text]
