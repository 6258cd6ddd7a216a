"""Accounts and the roles given to them at units."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, key


class User(Base):
    """An account; raising `auth_version` ends all its sessions."""

    __tablename__ = "user_account"
    id: Mapped[key]
    login: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    auth_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A role given to an account at a unit, for a subject or a student where the role needs it."""

    __tablename__ = "role_grant"
    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id"))
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]
