"""Accounts and roles as rows of their tables, read in a transaction of the caller."""

from dataclasses import asdict

from sqlalchemy import Connection, Row, and_, select

from dashboard.access import Role
from dashboard.accounts.grants import Grant
from dashboard.role_names import ROLE_NAMES
from models import RoleGrant, User


def account_of(connection: Connection, login: str) -> Row | None:
    """The account of a login."""
    columns = User.__table__.c
    return connection.execute(select(*columns).where(columns.login == login)).one_or_none()


def grants_of(connection: Connection, user_id: int) -> list[Grant]:
    """The roles of an account; words of an older version that mean no role are left out."""
    columns = RoleGrant.__table__.c
    known = and_(columns.user_id == user_id, columns.role.in_(list(Role)))
    found = connection.execute(select(*columns).where(known).order_by(columns.id)).mappings()
    return [as_grant(row) for row in found]


def as_grant(row) -> Grant:
    """A row of the table of roles."""
    given = {name: row[name] for name in Grant.__dataclass_fields__}
    return Grant(**given | {"role": Role(row["role"])})


def in_ids(grant: Grant) -> str:
    """A role for the trail: its name and ids, no other names."""
    parts = {
        "подразделение": grant.unit_id,
        "предмет": grant.subject_id,
        "ученик": grant.student_id,
        "с": grant.date_from,
        "по": grant.date_to,
    }
    said = [f"{word} {value}" for word, value in parts.items() if value is not None]
    return ", ".join([ROLE_NAMES[grant.role], *said, *(["с именами"] if grant.with_names else [])])


def as_row(user_id: int, grant: Grant) -> dict:
    """A role as a row of the table, without the id it gets there."""
    given = asdict(grant)
    del given["id"]
    return given | {"user_id": user_id}
