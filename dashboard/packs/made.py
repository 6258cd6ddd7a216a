"""Files made of reports, and the queue of those to be made: rows of `made_file`.

The moments of a row say who works: a maker gives a sign of life every few seconds; one that is
silent for a minute was killed, and what it was at can be begun again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from dashboard.accounts.database import engine_in_use, now
from dashboard.packs import storage
from dashboard.packs.asked import Asked, as_rows
from models import MadeFile
from models.store import writing

WAITING, MAKING, READY, FAILED, STOPPED = "waiting", "making", "ready", "failed", "stopped"
BROKEN = "broken"  # said of a row that is being made by nobody
UNDER_WAY = (WAITING, MAKING)
SILENT = timedelta(seconds=60)
KEPT = timedelta(days=30)
MOST_WAITING = 5  # of one person
MOST_SHOWN = 50
LONGEST_TITLE = 200
LONGEST_ERROR = MadeFile.error.type.length
Table = MadeFile.__table__
Packs = Sequence[Sequence[Asked]]


class QueueFull(ValueError):
    """So many files of this person are waiting already."""


@dataclass(frozen=True)
class Wanted:
    """A file a person asks for: one pack, or one for each of many units."""

    user_id: int
    code: str
    title: str
    form: str
    packs: Packs


def put(wanted: Wanted) -> Row:
    """A file at the end of the queue."""
    with writing(engine_in_use()) as connection:
        waiting = _of(wanted.user_id) & Table.c.state.in_(UNDER_WAY)
        if len(connection.execute(select(Table.c.id).where(waiting)).all()) >= MOST_WAITING:
            raise QueueFull
        return _insert(connection, wanted, is_batch=True, state=WAITING)


def begin(wanted: Wanted) -> Row:
    """A file that is made at once, while the person waits."""
    with writing(engine_in_use()) as connection:
        return _insert(connection, wanted, is_batch=False, state=MAKING)


def _insert(connection: Connection, wanted: Wanted, **more) -> Row:
    row = {
        "user_id": wanted.user_id,
        "code": wanted.code,
        "title": wanted.title[:LONGEST_TITLE],
        "form": wanted.form,
        "parts": [as_rows(pack) for pack in wanted.packs],
        "total": len(wanted.packs),
        "done": 0,
        "asked_at": now(),
        "alive_at": now(),
        "file": "",
        "error": "",
    }
    id = connection.execute(insert(Table), row | more).inserted_primary_key[0]
    return connection.execute(select(*Table.c).where(Table.c.id == id)).one()


def claim() -> Row | None:
    """The first file of the queue, now this process's own; None while another process makes one."""
    with writing(engine_in_use()) as connection:
        if connection.execute(select(exists().where(_is_queued(), _is_alive()))).scalar():
            return None
        first = select(Table.c.id).where(Table.c.state == WAITING)
        id = connection.execute(first.order_by(Table.c.asked_at, Table.c.id).limit(1)).scalar()
        if id is None:
            return None
        _change(connection, id, state=MAKING, done=0, alive_at=now(), error="")
        return connection.execute(select(*Table.c).where(Table.c.id == id)).one()


def is_waiting() -> bool:
    """Whether there is a file to be made, and nobody makes one."""
    with engine_in_use().connect() as connection:
        waits = connection.execute(select(exists().where(Table.c.state == WAITING))).scalar()
        busy = connection.execute(select(exists().where(_is_queued(), _is_alive()))).scalar()
    return bool(waits and not busy)


def n_waiting() -> int:
    """How many files wait to be made."""
    with engine_in_use().connect() as connection:
        waiting = select(func.count()).where(Table.c.state == WAITING)
        return connection.execute(waiting).scalar_one()


def go_on(row: Row, done: int | None = None) -> bool:
    """A sign of life, with how many are done; False when the file is no longer wanted."""
    values = {"alive_at": now()} | ({} if done is None else {"done": done})
    with writing(engine_in_use()) as connection:
        return _change(connection, row.id, _still_made(row), **values)


def finish(row: Row, file: str, packs: Packs, note: str = "") -> bool:
    """The file is there, of these packs; False when it is no longer wanted."""
    values = {"parts": [as_rows(pack) for pack in packs], "file": file, "error": note}
    values |= {"state": READY, "ended_at": now()}
    with writing(engine_in_use()) as connection:
        return _change(connection, row.id, _still_made(row), **values)


def fail(row: Row, why: str) -> None:
    """No file came of it."""
    values = {"state": FAILED, "ended_at": now(), "error": why[:LONGEST_ERROR]}
    with writing(engine_in_use()) as connection:
        _change(connection, row.id, _still_made(row), **values)


def stop(user_id: int, id: int) -> bool:
    """No more of it; its maker finds that out before the next unit."""
    with writing(engine_in_use()) as connection:
        own = and_(_of(user_id), Table.c.state.in_(UNDER_WAY))
        return _change(connection, id, own, state=STOPPED, ended_at=now())


def again(user_id: int, id: int) -> bool:
    """From the beginning; only what is not ready and not being made."""
    with writing(engine_in_use()) as connection:
        over = Table.c.state.in_((STOPPED, FAILED)) | and_(_is_queued(), ~_is_alive())
        own = and_(_of(user_id), over, Table.c.is_batch)
        values = {"state": WAITING, "done": 0, "error": "", "asked_at": now(), "ended_at": None}
        return _change(connection, id, own, **values)


def forget(user_id: int, id: int) -> bool:
    """A file and its row less; a maker that is at it stops."""
    found = of_user(user_id, id)
    if found is None:
        return False
    _forget([found])
    return True


def sweep() -> None:
    """What was made a month ago is gone."""
    old = select(*Table.c).where(Table.c.asked_at < now() - KEPT)
    with engine_in_use().connect() as connection:
        found = connection.execute(old).all()
    if found:
        _forget(found)


def of_user(user_id: int, id: int) -> Row | None:
    """A file of this person; None for one of another."""
    chosen = and_(_of(user_id), Table.c.id == id)
    with engine_in_use().connect() as connection:
        return connection.execute(select(*Table.c).where(chosen)).one_or_none()


def history(user_id: int) -> list[Row]:
    """The files of a person, the newest first."""
    newest = select(*Table.c).where(_of(user_id)).order_by(Table.c.id.desc()).limit(MOST_SHOWN)
    with engine_in_use().connect() as connection:
        return list(connection.execute(newest))


def state_of(row: Row, moment: datetime) -> str:
    """The state of a file; `broken` when its maker has fallen silent."""
    is_silent = row.alive_at is None or row.alive_at < moment - SILENT
    return BROKEN if row.state == MAKING and is_silent else row.state


def _is_queued() -> ColumnElement[bool]:
    return and_(Table.c.state == MAKING, Table.c.is_batch)


def _still_made(row: Row) -> ColumnElement[bool]:
    """By the maker of this row: one that was begun again has another moment."""
    return and_(Table.c.state == MAKING, Table.c.asked_at == row.asked_at)


def _is_alive() -> ColumnElement[bool]:
    return Table.c.alive_at > now() - SILENT


def _of(user_id: int) -> ColumnElement[bool]:
    return Table.c.user_id == user_id


def _change(connection: Connection, id: int, *where: ColumnElement[bool], **values) -> bool:
    chosen = update(Table).where(Table.c.id == id, *where).values(values)
    return connection.execute(chosen).rowcount == 1


def _forget(found: Iterable[Row]) -> None:
    """The rows first: what has no row is fetched by nobody."""
    with writing(engine_in_use()) as connection:
        ids = [row.id for row in found]
        connection.execute(delete(Table).where(Table.c.id.in_(ids)))
    for row in found:
        storage.remove(row.file)
