"""The tray of the council pack: reports in the order of the talk, each with a remark.

What was taken out stays for an hour at a place below zero, so that it can be put back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from dashboard.accounts.database import engine_in_use, now
from dashboard.packs.asked import Asked
from models import PackItem
from models.store import writing

MOST_ITEMS = 40
LONGEST_REMARK = 1000
LONGEST_ADDRESS = PackItem.address.type.length
KEPT = timedelta(hours=1)
Table = PackItem.__table__


class TrayFull(ValueError):
    """There is no place for more; nothing was added."""


@dataclass(frozen=True)
class Item:
    """One place of the tray."""

    id: int
    address: str
    report: str
    remark: str

    @property
    def asked(self) -> Asked:
        """What the file is made of."""
        return Asked(self.address, self.report, self.remark)


def items(user_id: int) -> list[Item]:
    """The tray of a person, in order."""
    with engine_in_use().connect() as connection:
        return _items(connection, user_id)


def count(user_id: int) -> int:
    """How many reports are in the tray."""
    statement = select(func.count()).where(_in_tray(user_id))
    with engine_in_use().connect() as connection:
        return connection.execute(statement).scalar_one()


def add(user_id: int, asked: Iterable[Asked]) -> int:
    """The reports at the end of the tray, none of them twice; how many are new."""
    with writing(engine_in_use()) as connection:
        there = _items(connection, user_id)
        known = {(item.address, item.report) for item in there}
        new = {(one.address, one.report): one for one in asked}
        new = [one for place, one in new.items() if place not in known]
        if len(there) + len(new) > MOST_ITEMS:
            raise TrayFull
        if new:
            rows = [
                _row(user_id, n, one) for n, one in enumerate(new, start=_end(connection, user_id))
            ]
            connection.execute(insert(Table), rows)
        return len(new)


def remove(user_id: int, item_id: int) -> bool:
    """A report out of the tray; whether it was there."""
    return _take_out(user_id, Table.c.id == item_id) > 0


def clear(user_id: int) -> int:
    """Everything out of the tray; how many reports it was."""
    return _take_out(user_id, Table.c.id > 0)


def removed(user_id: int) -> int:
    """How many reports can be put back."""
    statement = select(func.count()).where(_taken_out(user_id))
    with engine_in_use().connect() as connection:
        return connection.execute(statement).scalar_one()


def restore(user_id: int) -> int:
    """What was taken out last is back at its old places; how many reports it is."""
    with writing(engine_in_use()) as connection:
        back = connection.execute(
            select(Table.c.id, Table.c.position).where(_taken_out(user_id))
        ).all()
        there = _items(connection, user_id)
        if not back or len(there) + len(back) > MOST_ITEMS:
            return 0
        line = [item.id for item in there]
        for id, position in sorted(back, key=lambda row: _mirrored(row.position)):
            line.insert(_mirrored(position), id)
        _set_order(connection, line)
        return len(back)


def move(user_id: int, item_id: int, by: int) -> bool:
    """A report one place up (−1) or down (1); whether it was there."""
    with writing(engine_in_use()) as connection:
        line = [item.id for item in _items(connection, user_id)]
        if item_id not in line:
            return False
        at = line.index(item_id)
        to = min(max(at + by, 0), len(line) - 1)
        line.insert(to, line.pop(at))
        _set_order(connection, line)
        return True


def set_remarks(user_id: int, remarks: Mapping[int, str]) -> None:
    """What the person says about these reports; those of others stay as they are."""
    with writing(engine_in_use()) as connection:
        known = {item.id: item.remark for item in _items(connection, user_id)}
        for id, remark in remarks.items():
            said = remark.strip()[:LONGEST_REMARK]
            if id in known and known[id] != said:
                connection.execute(update(Table).where(Table.c.id == id).values(remark=said))


def _items(connection: Connection, user_id: int) -> list[Item]:
    columns = (Table.c.id, Table.c.address, Table.c.report, Table.c.remark)
    found = select(*columns).where(_in_tray(user_id)).order_by(Table.c.position, Table.c.id)
    return [Item(*row) for row in connection.execute(found)]


def _in_tray(user_id: int) -> ColumnElement[bool]:
    return and_(Table.c.user_id == user_id, Table.c.position >= 0)


def _taken_out(user_id: int) -> ColumnElement[bool]:
    """Of a row taken out `added_at` says when that was."""
    recent = Table.c.added_at > now() - KEPT
    return and_(Table.c.user_id == user_id, Table.c.position < 0, recent)


def _take_out(user_id: int, chosen: ColumnElement[bool]) -> int:
    with writing(engine_in_use()) as connection:
        _set_order(connection, [item.id for item in _items(connection, user_id)])
        taken = and_(_in_tray(user_id), chosen)
        ids = list(connection.scalars(select(Table.c.id).where(taken)))
        if ids:
            _forget_removed(connection, user_id)
            values = {"position": -1 - Table.c.position, "added_at": now()}
            connection.execute(update(Table).where(Table.c.id.in_(ids)).values(values))
        return len(ids)


def _forget_removed(connection: Connection, user_id: int) -> None:
    gone = and_(Table.c.user_id == user_id, Table.c.position < 0)
    connection.execute(delete(Table).where(gone))


def _mirrored(position: int) -> int:
    return -1 - position


def _end(connection: Connection, user_id: int) -> int:
    last = select(func.max(Table.c.position)).where(_in_tray(user_id))
    found = connection.execute(last).scalar_one()
    return 0 if found is None else found + 1


def _set_order(connection: Connection, line: list[int]) -> None:
    for position, id in enumerate(line):
        connection.execute(update(Table).where(Table.c.id == id).values(position=position))


def _row(user_id: int, position: int, one: Asked) -> dict:
    return {
        "user_id": user_id,
        "position": position,
        "address": one.address,
        "report": one.report,
        "remark": one.remark[:LONGEST_REMARK],
        "added_at": now(),
    }
