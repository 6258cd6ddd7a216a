"""Accounts, their roles, sessions and the audit trail: kept apart from the data about children.

On SQLite they are a file of their own, so that a long load, which holds the only writer's lock,
keeps nobody from signing in. Ids of units, subjects and students are therefore no foreign keys.
"""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.base import long_text, metadata


class AccountBase(DeclarativeBase):
    """The tables about accounts."""

    metadata = metadata()


class User(AccountBase):
    """An account; without a password hash nobody can sign in with a password."""

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)  # in lower case
    name: Mapped[str] = mapped_column(String(120), default="")  # how the person is called
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_persona: Mapped[bool] = mapped_column(default=False)  # of the demonstration
    expires_on: Mapped[date | None]  # the last day
    created_at: Mapped[datetime]


class RoleGrant(AccountBase):
    """A role at a unit (none = the whole tree), for a subject or a student where it needs one."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    student_id: Mapped[int | None]
    with_names: Mapped[bool] = mapped_column(default=False)  # the separate right to see names
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]  # the last day


class Session(AccountBase):
    """One signed-in browser; the cookie holds a token of which only the hash is kept."""

    __tablename__ = "user_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(200))


class LoginFailure(AccountBase):
    """A failed attempt to sign in; the login as a hash, because people type passwords there."""

    __tablename__ = "login_failure"
    __table_args__ = (
        Index("ix_login_failure_login", "login_hash", "at"),
        Index("ix_login_failure_address", "address", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    login_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]


class AuditRecord(AccountBase):
    """Who did what to what, when, how many, from where; triggers refuse to change or delete it."""

    __tablename__ = "audit_record"
    __table_args__ = (Index("ix_audit_record_user", "user_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(80))  # the login, or «console:<system user>»
    action: Mapped[str] = mapped_column(String(30), index=True)
    object: Mapped[long_text]  # «/school_class/1000005; ученики 3–27», «load 7», a login
    n: Mapped[int | None]  # how many names, rows, files
    reason: Mapped[str] = mapped_column(String(300))  # why it was allowed or refused
    address: Mapped[str] = mapped_column(String(45))


class SavedView(AccountBase):
    """An address a person wants to come back to; who opens it sees it within his own scope."""

    __tablename__ = "saved_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(500))
    saved_at: Mapped[datetime]


class PackItem(AccountBase):
    """A report of a screen put into the tray of the council pack; its numbers are read anew."""

    __tablename__ = "pack_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    position: Mapped[int]
    address: Mapped[str] = mapped_column(String(500))  # of the screen, with its view
    report: Mapped[str] = mapped_column(String(40))
    remark: Mapped[str] = mapped_column(String(2000), default="")
    added_at: Mapped[datetime]


class MadeFile(AccountBase):
    """A file made, or being made, of reports: what was asked, how far it is, who may fetch it.

    `parts` are {address, report, remark}; `code` is the report id printed in the file.
    """

    __tablename__ = "made_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    form: Mapped[str] = mapped_column(String(10))  # pptx, docx, pdf, xlsx
    parts: Mapped[list] = mapped_column(JSON)  # of a batch: one list a unit
    is_batch: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10))  # waiting, making, ready, failed, stopped
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    alive_at: Mapped[datetime | None]  # the maker's last sign of life
    ended_at: Mapped[datetime | None]
    file: Mapped[str] = mapped_column(String(300), default="")  # under MSOKO_HOME
    error: Mapped[str] = mapped_column(String(500), default="")
