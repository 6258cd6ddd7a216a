"""Sessions: the cookie holds a random token, the table its hash; an ended row is dead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from flask_login import UserMixin
from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from dashboard.accounts.database import engine_in_use, now
from models import Session, User
from models.store import writing

NOTED_EVERY = timedelta(minutes=1)  # `seen_at` is written no more often
KEPT = timedelta(days=30)  # ended sessions are swept after that
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Terms:
    """How long a session lives without a request and in all, and whether personas may have one."""

    idle: timedelta = timedelta(minutes=60)
    whole: timedelta = timedelta(hours=12)
    personas: bool = False


@dataclass(frozen=True, eq=False)
class Account(UserMixin):
    """Who is signed in, through which session."""

    user_id: int
    login: str
    name: str
    is_persona: bool
    token: str

    def get_id(self) -> str:
        """What the cookie holds: nothing of the account, only the token of the session."""
        return self.token


def open_session(user_id: int, address: str, browser: str) -> str:
    """A new session; its token is told once, here."""
    token, opened = token_urlsafe(TOKEN_BYTES), now()
    row = {
        "token_hash": hash_of(token),
        "user_id": user_id,
        "created_at": opened,
        "seen_at": opened,
        "address": _fitting(address, Session.address),
        "browser": _fitting(browser, Session.browser),
    }
    with writing(engine_in_use()) as connection:
        connection.execute(delete(Session).where(Session.created_at < opened - KEPT))
        connection.execute(insert(Session), row)
    return token


def signed_in(token: str, terms: Terms | None = None) -> Account | None:
    """Whose live session it is; None for an ended, idle or old one, and for a closed account."""
    if not isinstance(token, str) or not token:
        return None
    moment = now()
    with engine_in_use().connect() as connection:
        found = connection.execute(_live(moment, terms or Terms(), hash_of(token))).one_or_none()
    if found is None:
        return None
    if moment - found.seen_at >= NOTED_EVERY:
        _note(found.token_hash, moment)
    return Account(found.user_id, found.login, found.name, found.is_persona, token)


def end_session(token: str) -> None:
    """The browser with that token is signed out."""
    with writing(engine_in_use()) as connection:
        _end(connection, Session.token_hash == hash_of(token))


def end_sessions(connection: Connection, user_id: int, except_hash: str | None = None) -> int:
    """Every browser of an account is signed out, in the caller's transaction; how many were."""
    chosen = Session.user_id == user_id
    if except_hash is not None:
        chosen = and_(chosen, Session.token_hash != except_hash)
    return _end(connection, chosen)


def sessions_of(user_id: int, terms: Terms | None = None) -> list[Row]:
    """The live sessions of an account, the newest first."""
    statement = _live(now(), terms or Terms()).where(Session.user_id == user_id)
    with engine_in_use().connect() as connection:
        return list(connection.execute(statement.order_by(Session.seen_at.desc())))


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def may_sign_in(terms: Terms, today: date):
    """The condition on an account: active, not expired, and a persona only in a demonstration."""
    allowed = [User.is_active, or_(User.expires_on.is_(None), User.expires_on >= today)]
    return and_(*allowed, *([] if terms.personas else [~User.is_persona]))


def _live(moment: datetime, terms: Terms, token_hash: str | None = None):
    statement = (
        select(*Session.__table__.columns, User.login, User.name, User.is_persona)
        .join(User, User.id == Session.user_id)
        .where(
            Session.ended_at.is_(None),
            Session.seen_at > moment - terms.idle,
            Session.created_at > moment - terms.whole,
            may_sign_in(terms, date.today()),
        )
    )
    return statement if token_hash is None else statement.where(Session.token_hash == token_hash)


def _note(token_hash: str, moment: datetime) -> None:
    """The session was used; one that has been ended meanwhile stays ended."""
    live = and_(Session.token_hash == token_hash, Session.ended_at.is_(None))
    with writing(engine_in_use()) as connection:
        connection.execute(update(Session).where(live).values(seen_at=moment))


def _end(connection: Connection, chosen) -> int:
    statement = update(Session).where(chosen, Session.ended_at.is_(None)).values(ended_at=now())
    return connection.execute(statement).rowcount


def _fitting(text: str | None, column) -> str:
    return "".join(sign for sign in text or "" if sign.isprintable())[: column.type.length]
