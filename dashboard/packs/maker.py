"""The process that makes files: one at a time, until nothing waits."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Event, Thread
from typing import BinaryIO

from sqlalchemy import Row, select

from dashboard import audit
from dashboard.access import Right, Scope
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.scopes import scope_of
from dashboard.accounts.sessions import may_sign_in
from dashboard.audit import Action
from dashboard.exports.pack import CannotMake
from dashboard.gate.failures import logged
from dashboard.packs import made, storage
from dashboard.packs.asked import Asked, of_rows
from dashboard.packs.building import Built, built, content_of
from dashboard.packs.codes import kept_as, named
from dashboard.queries.database import one_version
from dashboard.role_names import roles_in_words
from dashboard.session import acting
from models import User

BREATH = 10  # between two signs of life [seconds]
POLITE = 5  # the screens go first
NOTHING = "Показывать нечего: эти отчёты вам сейчас не открыты."
CLOSED = "Учётная запись закрыта."
LEFT_OUT = "Пропущено: {n} – вне вашей области доступа или пусто."


class NoLongerWanted(Exception):
    """Somebody has stopped or deleted what is being made."""


@dataclass(frozen=True)
class Owner:
    """For whom a file is made, as the trail names him."""

    user_id: int
    login: str


def make_waiting() -> int:
    """Everything that waits, made; how many files it was. Ends at once while another one works."""
    n = 0
    while (row := made.claim()) is not None:
        storage.remove_unfinished()
        make(row)
        n += 1
    made.sweep()
    return n


def be_polite() -> None:
    """The screens are served before files are made."""
    os.nice(POLITE)


def make(row: Row) -> None:
    """One file of the queue; what goes wrong is said in its row."""
    with alive(row):
        try:
            _make(row)
        except NoLongerWanted:
            storage.remove(_name_of(row))
        except CannotMake as reason:
            made.fail(row, str(reason))
        except Exception as error:
            made.fail(row, f"Не получилось. Код ошибки для журнала: {logged(error)}")


def _make(row: Row) -> None:
    packs = [of_rows(kept) for kept in row.parts]
    owner = owner_of(row.user_id)
    if owner is None:
        made.fail(row, CLOSED)
        return
    with storage.new_file(_name_of(row)) as file:
        done = list(_several(row, packs, file) if _is_zip(row) else _one(row, packs[0], file))
        if not done:
            made.fail(row, NOTHING)
            raise NoLongerWanted
    _finish(row, owner, packs, done)


def _finish(row: Row, owner: Owner, packs: list[list[Asked]], done: list[Built]) -> None:
    skipped = len(packs) - len(done)
    note = LEFT_OUT.format(n=skipped) if skipped else ""
    if not made.finish(row, _name_of(row), [one.asked for one in done], note):
        raise NoLongerWanted
    reason = roles_in_words(scope_of(row.user_id, date.today()).roles)
    for one in done:
        audit.write(Action.EXPORTED, one.about, len(one.pack.parts), reason, owner)


def _one(row: Row, asked: list[Asked], file: BinaryIO) -> Iterator[Built]:
    found = _built(row, asked)
    if found is not None:
        file.write(content_of(found.pack, row.form))
        _tell(row, 1)
        yield found


def _several(row: Row, packs: list[list[Asked]], file: BinaryIO) -> Iterator[Built]:
    """A file a unit; each has its number in front, so that no two have one name."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, asked in enumerate(packs, start=1):
            found = _built(row, asked)
            if found is not None:
                archive.writestr(_name_in_zip(n, found, row.form), content_of(found.pack, row.form))
                yield found
            _tell(row, n)


def _built(row: Row, asked: list[Asked]) -> Built | None:
    """By the rights of this very moment: they may have been taken away while others were made."""
    scope = scope_now(row.user_id)
    with acting(scope), one_version():
        return built(scope, asked, row.title, row.code)


def scope_now(user_id: int) -> Scope:
    """What the person may take away; nothing once the account is closed."""
    if owner_of(user_id) is None:
        return Scope.nothing(CLOSED)
    scope = scope_of(user_id, date.today())
    return scope if scope.has(Right.EXPORT) else Scope.nothing(scope.reason)


def owner_of(user_id: int) -> Owner | None:
    """The account, while it is open."""
    is_open = may_sign_in(storage.settings_in_use().terms, date.today())
    with engine_in_use().connect() as connection:
        statement = select(User.id, User.login).where(User.id == user_id, is_open)
        found = connection.execute(statement).one_or_none()
    return Owner(found.id, found.login) if found else None


def _tell(row: Row, done: int) -> None:
    if not made.go_on(row, done):
        raise NoLongerWanted


@contextmanager
def alive(row: Row) -> Iterator[None]:
    """Signs of life, however long one unit takes."""
    over = Event()

    def breathe() -> None:
        while not over.wait(BREATH):
            made.go_on(row)

    thread = Thread(target=breathe, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _is_zip(row: Row) -> bool:
    return len(row.parts) > 1


def _name_of(row: Row) -> str:
    return kept_as(row.code, "zip" if _is_zip(row) else row.form)


def _name_in_zip(n: int, found: Built, form: str) -> str:
    first = found.pack.parts[0]
    return named(form, f"{n:03} {first.title}", found.pack.code)
