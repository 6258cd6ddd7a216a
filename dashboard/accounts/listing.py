"""Accounts as the one who manages them sees them: those of his area, with their roles in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from dashboard.access import Right, Role, Scope
from dashboard.accounts import places
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.grants import Giver, Grant
from dashboard.accounts.stored import as_grant
from dashboard.accounts.wording import in_words
from models import RoleGrant, Session, User

PAGE = 50


class State(StrEnum):
    """What an account is today."""

    ACTIVE = "active"
    DISABLED = "disabled"
    EXPIRED = "expired"
    WITHOUT_ROLES = "without_roles"


STATE_NAMES = {
    State.ACTIVE: "действует",
    State.DISABLED: "отключена",
    State.EXPIRED: "срок истёк",
    State.WITHOUT_ROLES: "нет ролей",
}


@dataclass
class Listed:
    """An account in the list: its roles inside the area, and how many there are elsewhere."""

    id: int
    login: str
    name: str
    is_active: bool
    is_persona: bool
    has_password: bool
    expires_on: date | None
    state: State
    seen_at: datetime | None = None
    grants: list[tuple[Grant, str]] = field(default_factory=list)
    elsewhere: int = 0


@dataclass
class Page:
    """A part of the list, and how many there are in all."""

    people: list[Listed]
    total: int
    number: int
    counts: dict[State, int]

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


def users(
    by: Giver,
    *,
    search: str = "",
    role: Role | None = None,
    state: State | None = None,
    page: int = 1,
) -> Page:
    """Accounts whose login or name has the words, by login."""
    with engine_in_use().connect() as connection:
        mine = _Inside(connection, by)
        chosen = _matching(connection, mine, search, role)
        states = {row.id: _state(row, row.has_roles) for row in chosen}
        counts = {each: list(states.values()).count(each) for each in State}
        ids = [row.id for row in chosen if state in (None, states[row.id])]
        number = min(max(page, 1), max(1, -(-len(ids) // PAGE)))
        shown = ids[(number - 1) * PAGE : number * PAGE]
        return Page(_listed(connection, mine, shown), len(ids), number, counts)


def everybody(by: Giver) -> list[Listed]:
    """Every account of the area, by login."""
    with engine_in_use().connect() as connection:
        mine = _Inside(connection, by)
        ids = [row.id for row in _matching(connection, mine, "", None)]
        parts = (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
        return [one for part in parts for one in _listed(connection, mine, part)]


def user(by: Giver, user_id: int) -> Listed | None:
    """One account; None where it is not there or not of the area."""
    with engine_in_use().connect() as connection:
        mine = _Inside(connection, by)
        statement = select(User.id).where(User.id == user_id, mine.condition())
        found = connection.execute(statement).scalars().all()
        listed = _listed(connection, mine, found)
        return listed[0] if listed else None


class _Inside:
    """Which of the roles given lie in the area of the one who asks; asked once."""

    def __init__(self, connection: Connection, by: Giver) -> None:
        self.by = by
        self.units, self.students = (
            (set(), set())
            if by.is_unlimited
            else given_inside(connection, by.scope, Right.MANAGE_USERS)
        )

    def has(self, grant: Grant) -> bool:
        """Whether a role may be shown."""
        inside = grant.unit_id in self.units or grant.student_id in self.students
        return self.by.is_unlimited or inside

    def condition(self, role: Role | None = None) -> ColumnElement[bool]:
        """Accounts with a role inside, or with this one."""
        if self.by.is_unlimited and role is None:
            return true()
        of_role = RoleGrant.role == role if role else true()
        inside = true() if self.by.is_unlimited else self._inside()
        return User.id.in_(select(RoleGrant.user_id).where(of_role, inside))

    def _inside(self) -> ColumnElement[bool]:
        return at_places(self.units, self.students)


def given_inside(connection: Connection, scope: Scope, right: Right) -> tuple[set[int], set[int]]:
    """Ids of the units and students at which roles are given, where the scope gives the right."""
    units, students = (
        set(connection.execute(select(column).distinct()).scalars())
        for column in (RoleGrant.unit_id, RoleGrant.student_id)
    )
    inside = places.units_inside(scope, right), places.students_inside(scope, right)
    return units & inside[0], students & inside[1]


def at_places(units: set[int], students: set[int]) -> ColumnElement[bool]:
    """Roles given at one of these."""
    return or_(RoleGrant.unit_id.in_(sorted(units)), RoleGrant.student_id.in_(sorted(students)))


def _matching(connection: Connection, mine: _Inside, search: str, role: Role | None) -> list[Row]:
    """Rows of accounts by login; letters are compared here, SQLite knows only Latin ones."""
    has_roles = select(RoleGrant.id).where(RoleGrant.user_id == User.id).exists()
    statement = (
        select(User.id, User.login, User.name, User.is_active, User.expires_on)
        .add_columns(has_roles.label("has_roles"))
        .where(mine.condition(role))
        .order_by(User.login)
    )
    words = search.casefold().split()
    return [
        row
        for row in connection.execute(statement)
        if all(word in f"{row.login} {row.name}".casefold() for word in words)
    ]


def _state(account: Row, has_roles: bool) -> State:
    if not account.is_active:
        return State.DISABLED
    if account.expires_on is not None and account.expires_on < date.today():
        return State.EXPIRED
    return State.ACTIVE if has_roles else State.WITHOUT_ROLES


def _listed(connection: Connection, mine: _Inside, ids: Sequence[int]) -> list[Listed]:
    held = _grants(connection, ids)
    words = in_words([grant for grants in held.values() for grant in grants if mine.has(grant)])
    seen = _last_seen(connection, ids)
    statement = select(*User.__table__.c).where(User.id.in_(ids)).order_by(User.login)
    return [
        Listed(
            id=row.id,
            login=row.login,
            name=row.name,
            is_active=row.is_active,
            is_persona=row.is_persona,
            has_password=row.password_hash is not None,
            expires_on=row.expires_on,
            state=_state(row, bool(held.get(row.id))),
            seen_at=seen.get(row.id),
            grants=[(g, words[g.id]) for g in held.get(row.id, ()) if mine.has(g)],
            elsewhere=sum(not mine.has(grant) for grant in held.get(row.id, ())),
        )
        for row in connection.execute(statement)
    ]


def _grants(connection: Connection, ids: Sequence[int]) -> dict[int, list[Grant]]:
    columns = RoleGrant.__table__.c
    known = and_(columns.user_id.in_(ids), columns.role.in_(list(Role)))
    held: dict[int, list[Grant]] = {}
    for row in connection.execute(select(*columns).where(known).order_by(columns.id)).mappings():
        held.setdefault(row["user_id"], []).append(as_grant(row))
    return held


def _last_seen(connection: Connection, ids: Sequence[int]) -> dict[int, datetime]:
    statement = select(Session.user_id, func.max(Session.seen_at)).group_by(Session.user_id)
    return dict(connection.execute(statement.where(Session.user_id.in_(ids))).all())
