"""Views a person has saved to come back to: an address under a name, each person's own."""

from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from dashboard.accounts.database import engine_in_use, now
from dashboard.queries.ordering import by_nature
from models import SavedView
from models.store import writing

MOST = 50
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
FULL = f"Сохранено уже {MOST} видов. Уберите лишние, чтобы сохранить новый."


class NoRoom(ValueError):
    """The list is full; said to the person as it stands."""


def saved_views(user_id: int) -> list[dict]:
    """One row per saved view, `id, name, address`, as people count."""
    columns = SavedView.__table__.c
    mine = select(columns.id, columns.name, columns.address).where(columns.user_id == user_id)
    with engine_in_use().connect() as connection:
        found = [row._asdict() for row in connection.execute(mine)]
    return sorted(found, key=by_nature("name", "id"))


def save_view(user_id: int, name: str, address: str) -> int:
    """The view under that name; an address that is kept already only gets the new name."""
    kept = and_(SavedView.user_id == user_id, SavedView.address == address)
    with writing(engine_in_use()) as connection:
        before = connection.execute(select(SavedView.id).where(kept)).scalar()
        if before is not None:
            connection.execute(update(SavedView).where(kept).values(name=name_of(name, address)))
            return before
        mine = select(func.count()).where(SavedView.user_id == user_id)
        if connection.execute(mine).scalar() >= MOST:
            raise NoRoom(FULL)
        row = {"user_id": user_id, "name": name_of(name, address), "address": address}
        added = connection.execute(insert(SavedView).values(**row, saved_at=now()))
        return added.inserted_primary_key[0]


def rename_view(user_id: int, view_id: int, name: str) -> bool:
    """Another name; False where there is no such view of this person."""
    with writing(engine_in_use()) as connection:
        address = select(SavedView.address).where(_mine(user_id, view_id))
        if (kept := connection.execute(address).scalar()) is None:
            return False
        changed = update(SavedView).where(_mine(user_id, view_id))
        connection.execute(changed.values(name=name_of(name, kept)))
        return True


def remove_view(user_id: int, view_id: int) -> dict | None:
    """What was removed, `name, address`, to be saved again; None where there is no such view."""
    columns = SavedView.__table__.c
    with writing(engine_in_use()) as connection:
        kept = select(columns.name, columns.address).where(_mine(user_id, view_id))
        found = connection.execute(kept).one_or_none()
        connection.execute(delete(SavedView).where(_mine(user_id, view_id)))
    return found._asdict() if found else None


def name_of(name: str, address: str) -> str:
    """The name in one line; without one the address itself."""
    plain = "".join(sign for sign in name if sign.isprintable()).strip()
    return (plain or urlsplit(address).path)[:LONGEST_NAME]


def _mine(user_id: int, view_id: int) -> ColumnElement[bool]:
    return and_(SavedView.id == view_id, SavedView.user_id == user_id)
