"""The audit trail as one who may read it sees it: newest first, within his area."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, func, not_, or_, select, true

from dashboard.access import ROOT, Right, Scope
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.listing import at_places, given_inside
from dashboard.audit import Action
from dashboard.queries.database import rows
from models import AuditRecord, RoleGrant, Unit

PAGE = 50
OF_PLACES = (Action.NAMES_VIEWED, Action.EXPORTED, Action.REFUSED)


@dataclass(frozen=True)
class Wanted:
    """Which records: whose, what, between which moments, about what."""

    actor: str = ""
    action: Action | None = None
    since: datetime | None = None
    before: datetime | None = None
    object: str = ""


@dataclass(frozen=True)
class Records:
    """A part of the trail, and how many records there are in all."""

    records: list[Row]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


def trail(
    scope: Scope, user_id: int, wanted: Wanted, *, page: int = 1, size: int = PAGE
) -> Records:
    """The records a reader may see, newest first."""
    with engine_in_use().connect() as connection:
        chosen = [_readable(connection, scope, user_id), *_conditions(wanted)]
        counted = select(func.count()).select_from(AuditRecord).where(*chosen)
        total = connection.execute(counted).scalar_one()
        number = min(max(page, 1), max(1, -(-total // size)))
        statement = (
            select(*AuditRecord.__table__.c)
            .where(*chosen)
            .order_by(AuditRecord.at.desc(), AuditRecord.id.desc())
            .limit(size)
            .offset((number - 1) * size)
        )
        return Records(list(connection.execute(statement)), total, number)


def _readable(connection: Connection, scope: Scope, user_id: int) -> ColumnElement[bool]:
    """All records; of a part of the tree, those of accounts with a role there, and one's own.

    Who has a role elsewhere as well has looked at places that are none of the reader's.
    """
    if reads_everything(scope):
        return true()
    here = at_places(*given_inside(connection, scope, Right.READ_AUDIT))
    inside = select(RoleGrant.id).where(here)
    of_area = AuditRecord.user_id.in_(select(RoleGrant.user_id).where(here))
    elsewhere = AuditRecord.user_id.in_(
        select(RoleGrant.user_id).where(RoleGrant.id.not_in(inside))
    )
    told = and_(of_area, or_(not_(elsewhere), AuditRecord.action.not_in(OF_PLACES)))
    return or_(AuditRecord.user_id == user_id, told)


def reads_everything(scope: Scope) -> bool:
    """Whether the trail is read of the whole tree: of its root, or of its every region."""
    paths = {area.path for area in scope.within(Right.READ_AUDIT)}
    if ROOT in paths:
        return True
    regions = {row["path"] for row in rows(select(Unit.path).where(Unit.level == "region"))}
    return bool(regions) and regions <= paths


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.actor:
        found.append(AuditRecord.actor.contains(wanted.actor.lower(), autoescape=True))
    if wanted.action:
        found.append(AuditRecord.action == wanted.action)
    if wanted.since:
        found.append(AuditRecord.at >= wanted.since)
    if wanted.before:
        found.append(AuditRecord.at < wanted.before)
    if wanted.object:
        found.append(AuditRecord.object.contains(wanted.object, autoescape=True))
    return found
