"""Failed attempts in the database: after a few the next must wait, and ever longer.

An attempt is counted before the password is looked at, so many at once in several processes get no
more tries than one after another; a success takes those of its login back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select

from dashboard.accounts.database import engine_in_use, now
from models import LoginFailure
from models.store import writing

LONGEST_WAIT = 15  # [minutes]


@dataclass(frozen=True)
class Limit:
    """So many failures in the window are free; each further one doubles the wait."""

    free: int
    window: timedelta

    def wait(self, n: int, last: datetime | None, moment: datetime) -> timedelta:
        """How long still until the next attempt."""
        if n < self.free or last is None:
            return timedelta()
        minutes = min(2 ** min(n - self.free, 10), LONGEST_WAIT)
        return max(last + timedelta(minutes=minutes) - moment, timedelta())


OF_LOGIN = Limit(free=5, window=timedelta(hours=1))
OF_ADDRESS = Limit(free=30, window=timedelta(minutes=15))  # a school has one address for all
KEPT = max(OF_LOGIN.window, OF_ADDRESS.window)


def begin_attempt(login: str, address: str) -> int:
    """Minutes to wait before the next attempt; with 0 this one has been counted and may go on."""
    login_hash = _hash_of(login)
    with writing(engine_in_use()) as connection:
        moment = now()
        connection.execute(delete(LoginFailure).where(LoginFailure.at < moment - KEPT))
        wait = _wait(connection, login_hash, address, moment)
        if not wait:
            row = {"login_hash": login_hash, "address": address[:45], "at": moment}
            connection.execute(insert(LoginFailure), row)
    return wait


def minutes_to_wait(login: str, address: str) -> int:
    """What `begin_attempt` would answer, with nothing counted."""
    with engine_in_use().connect() as connection:
        return _wait(connection, _hash_of(login), address, now())


def forget_failures(login: str) -> None:
    """The right password was given: the login starts anew."""
    with writing(engine_in_use()) as connection:
        connection.execute(delete(LoginFailure).where(LoginFailure.login_hash == _hash_of(login)))


def _wait(connection: Connection, login_hash: str, address: str, moment: datetime) -> int:
    waits = (
        _left(connection, OF_LOGIN, LoginFailure.login_hash == login_hash, moment),
        _left(connection, OF_ADDRESS, LoginFailure.address == address[:45], moment),
    )
    return -(-max(waits) // timedelta(minutes=1))


def _left(connection: Connection, limit: Limit, whose, moment: datetime) -> timedelta:
    seen = select(func.count(), func.max(LoginFailure.at))
    recent = LoginFailure.at > moment - limit.window
    n, last = connection.execute(seen.where(whose, recent)).one()
    return limit.wait(n, last, moment)


def _hash_of(login: str) -> str:
    return sha256(login.encode("utf-8", "replace")).hexdigest()
