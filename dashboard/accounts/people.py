"""Changes of accounts and their roles: checks, change, end of sessions, record; all or nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from dashboard import audit
from dashboard.accounts.administrators import administrators, refuse_no_administrator
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.granting import (
    refuse_foreign_account,
    refuse_oneself,
    refuse_wrong_grant,
)
from dashboard.accounts.grants import AccountMistake, Giver, Grant, console
from dashboard.accounts.passwords import hashed, too_weak
from dashboard.accounts.sessions import end_sessions
from dashboard.accounts.stored import account_of, as_row, grants_of, in_ids
from dashboard.audit import Action
from models import RoleGrant, User
from models.store import writing

__all__ = ["AccountMistake", "Giver", "Grant", "console"]

ONE_ALPHABET = re.compile(r"[0-9._@-]*(?:[a-z][a-z0-9._@-]*|[а-яё][а-яё0-9._@-]*)?")
LONGEST_NAME = User.__table__.c.name.type.length


def login_in(text: str) -> str:
    """A login as it is kept: lower case, letters of one alphabet, digits and «. _ - @»."""
    login = text.strip().lower()
    if not (3 <= len(login) <= 80 and ONE_ALPHABET.fullmatch(login)):
        raise AccountMistake(
            f"Логин «{text.strip()[:80]}» не подходит: нужно от 3 до 80 букв одного алфавита, цифр "
            "и знаков . _ - @ без пробелов.",
            "Выберите другой.",
            "login",
        )
    return login


def add_user(
    login: str,
    *,
    by: Giver,
    grants: Iterable[Grant] = (),
    name: str = "",
    password: str | None = None,
    expires_on: date | None = None,
    is_persona: bool = False,
) -> int:
    """A new account with its roles; without a password nobody can sign in with it yet."""
    login = login_in(login)
    password_hash = _hashed(password, login)
    with writing(engine_in_use()) as connection:
        if account_of(connection, login):
            raise AccountMistake(f"Логин {login} уже занят.", "Выберите другой.", "login")
        return insert_user(
            connection,
            login,
            by=by,
            grants=tuple(grants),
            name=name,
            password_hash=password_hash,
            expires_on=expires_on,
            is_persona=is_persona,
        )


def insert_user(
    connection: Connection,
    login: str,
    *,
    by: Giver,
    grants: Sequence[Grant] = (),
    name: str = "",
    password_hash: str | None = None,
    expires_on: date | None = None,
    is_persona: bool = False,
) -> int:
    """The same inside a transaction of the caller, who has made sure that the login is free."""
    _refuse_no_roles(by, login, grants)
    statement = insert(User).values(
        login=login,
        name=plain_name(name),
        password_hash=password_hash,
        is_active=True,
        is_persona=is_persona,
        expires_on=expires_on,
        created_at=datetime.now(UTC).replace(tzinfo=None),
    )
    [user_id] = connection.execute(statement).inserted_primary_key
    audit.add(connection, Action.USER_ADDED, login, account=by)
    if grants:
        insert_grants(connection, user_id, login, grants, by=by)
    return user_id


def insert_grants(
    connection: Connection, user_id: int, login: str, grants: Sequence[Grant], *, by: Giver
) -> None:
    """Roles beside those held, in a transaction of the caller."""
    held = grants_of(connection, user_id)
    for number, grant in enumerate(grants):
        refuse_wrong_grant(by, login, grant)
        if any(grant.is_same_role(other) for other in (*held, *grants[:number])):
            raise AccountMistake(f"{login}: такая роль уже есть.", "Снимите её сначала.", "role")
    rows = [as_row(user_id, grant) for grant in grants]
    connection.execute(insert(RoleGrant), rows)
    reason = "; ".join(f"дана: {in_ids(grant)}" for grant in grants)
    audit.add(connection, Action.ROLES_CHANGED, login, len(grants), reason, by)


def set_password(
    user_id: int, password: str, *, by: Giver, keep_session: str | None = None
) -> None:
    """Another password; every session but the kept one (its hash) ends."""
    password_hash = _hashed(password)  # slow on purpose, so not while others wait for the lock
    with _changing(user_id, by, keep_session) as (connection, holder):
        _refuse_weak(password, holder.login)
        if holder.is_persona:
            rule = f"{holder.login}: в демонстрационную роль входят без пароля."
            raise AccountMistake(rule, "Заведите обычную учётную запись.")
        _update(connection, user_id, password_hash=password_hash)
        audit.add(connection, Action.PASSWORD_SET, holder.login, account=by)


def set_active(user_id: int, active: bool, *, by: Giver) -> None:
    """Switch an account off or on again."""
    with _changing(user_id, by) as (connection, holder):
        refuse_oneself(by, holder)
        if holder.is_active == active:
            state = "уже включена" if active else "уже отключена"
            raise AccountMistake(f"{holder.login}: учётная запись {state}.", "Делать нечего.")
        _update(connection, user_id, is_active=active)
        reason = "включена" if active else "отключена"
        audit.add(connection, Action.USER_CHANGED, holder.login, reason=reason, account=by)


def set_expiry(user_id: int, expires_on: date | None, *, by: Giver) -> None:
    """The last day of an account; None = without an end."""
    with _changing(user_id, by) as (connection, holder):
        refuse_oneself(by, holder)
        _update(connection, user_id, expires_on=expires_on)
        reason = f"действует до {expires_on:%d.%m.%Y}" if expires_on else "действует без срока"
        audit.add(connection, Action.USER_CHANGED, holder.login, reason=reason, account=by)


def set_name(user_id: int, name: str, *, by: Giver) -> None:
    """How the person is called; nobody is signed out by it."""
    with _changing(user_id, by, ends=False) as (connection, holder):
        _update(connection, user_id, name=plain_name(name))
        audit.add(connection, Action.USER_CHANGED, holder.login, reason="имя", account=by)


def add_grants(
    user_id: int,
    grants: Sequence[Grant],
    *,
    by: Giver,
    name: str = "",
    expires_on: date | None = None,
) -> None:
    """Roles beside those held; a name and a last day too, where they are said."""
    with _changing(user_id, by) as (connection, holder):
        refuse_oneself(by, holder)
        insert_grants(connection, user_id, holder.login, grants, by=by)
        said = {"name": plain_name(name), "expires_on": expires_on}
        if more := {column: value for column, value in said.items() if value}:
            _update(connection, user_id, **more)
            reason = f"вместе с ролью: {', '.join(more)}"
            audit.add(connection, Action.USER_CHANGED, holder.login, reason=reason, account=by)


def remove_grant(user_id: int, grant_id: int, *, by: Giver) -> Grant | None:
    """Take one role away; the role, so that it can be given back, None where it is not there."""
    with _changing(user_id, by) as (connection, holder):
        refuse_oneself(by, holder)
        held = grants_of(connection, user_id)
        found = next((grant for grant in held if grant.id == grant_id), None)
        if found is None:
            return None
        _refuse_no_roles(by, holder.login, held[1:])
        connection.execute(delete(RoleGrant).where(RoleGrant.id == grant_id))
        reason = f"снята: {in_ids(found)}"
        audit.add(connection, Action.ROLES_CHANGED, holder.login, 1, reason, by)
        return found


def end_all_sessions(user_id: int, *, by: Giver) -> None:
    """Sign the person out everywhere."""
    with _changing(user_id, by) as (connection, holder):
        audit.add(connection, Action.SESSIONS_ENDED, holder.login, account=by)


@contextmanager
def _changing(
    user_id: int, by: Giver, keep_session: str | None = None, *, ends: bool = True
) -> Iterator[tuple[Connection, Row]]:
    """One change of an account: who may not is refused, its sessions end, administrators remain."""
    with writing(engine_in_use()) as connection:
        columns = User.__table__.c
        holder = connection.execute(select(*columns).where(columns.id == user_id)).one_or_none()
        if holder is None:
            raise AccountMistake("Такой учётной записи нет.", "Обновите список.")
        refuse_foreign_account(by, holder, grants_of(connection, user_id))
        before = administrators(connection)
        yield connection, holder
        refuse_no_administrator(holder.login, before, administrators(connection))
        if ends:
            end_sessions(connection, user_id, except_hash=keep_session)


def _refuse_no_roles(by: Giver, login: str, grants: Sequence[Grant]) -> None:
    """An account without roles is of no school: who administers one would lose sight of it."""
    if not grants and not by.is_unlimited:
        raise AccountMistake(
            f"{login}: нужна хотя бы одна роль.",
            "Чтобы закрыть доступ, отключите учётную запись.",
            "role",
        )


def plain_name(name: str) -> str:
    """A name in one line, as long as it may be."""
    return " ".join("".join(s if s.isprintable() else " " for s in name).split())[:LONGEST_NAME]


def _hashed(password: str | None, login: str = "") -> str | None:
    if password is None:
        return None
    _refuse_weak(password, login)
    return hashed(password)


def _refuse_weak(password: str, login: str) -> None:
    if problem := too_weak(password, login):
        raise AccountMistake(problem)


def _update(connection: Connection, user_id: int, **values: object) -> None:
    connection.execute(update(User).where(User.id == user_id).values(**values))
