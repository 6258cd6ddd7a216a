"""A table of accounts against those that stand: all of it is written, or nothing."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from secrets import choice

from sqlalchemy import Connection

from dashboard.accounts import places
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.files import Lines
from dashboard.accounts.granting import refuse_foreign_account, refuse_oneself
from dashboard.accounts.grants import AccountMistake, Giver, Grant
from dashboard.accounts.passwords import hashed
from dashboard.accounts.people import insert_grants, insert_user
from dashboard.accounts.planned import Planned, Problem, problem_of, read_table
from dashboard.accounts.sessions import end_sessions
from dashboard.accounts.stored import account_of, grants_of
from models.store import writing

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is mistaken for another
GROUPS, GROUP = 3, 4


@dataclass(frozen=True)
class Handed:
    """A password to hand to a person: shown once, kept nowhere."""

    login: str
    name: str
    password: str


def new_password() -> str:
    """Twelve signs that can be dictated, about 59 bits."""
    return "-".join("".join(choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))


def checked(by: Giver, lines: Lines) -> tuple[list[Planned], list[Problem]]:
    """The accounts of the table and everything that is wrong with them; nothing is written."""
    table = read_table(by, lines)
    with engine_in_use().connect() as connection:
        for planned in table.planned.values():
            table.problems += _standing(connection, by, planned, table.logins[planned.login])
    return list(table.planned.values()), sorted(table.problems, key=lambda each: each.row)


def create(by: Giver, accounts: list[Planned]) -> tuple[list[Handed], int]:
    """Write what has been checked; passwords of the new accounts, and how many roles were given."""
    new = [planned for planned in accounts if planned.is_new]
    handed = [Handed(each.login, each.name, new_password()) for each in new]
    hashes = _hashes(handed)
    students = [grant.student_id for each in accounts for grant in each.grants]
    with places.remembered():
        places.paths_of_students(students)  # together, before anybody has to wait for the lock
        places.codes_of_students(students)
        with writing(engine_in_use()) as connection:
            written = [_write(connection, by, each, hashes.get(each.login)) for each in accounts]
    return handed, sum(written)


def _hashes(handed: list[Handed]) -> dict[str, str]:
    """Slow on purpose, therefore on all cores and before anybody has to wait for the lock."""
    with ThreadPoolExecutor(cpu_count()) as pool:
        return dict(
            zip(
                (each.login for each in handed),
                pool.map(hashed, (each.password for each in handed)),
                strict=True,
            )
        )


def _write(connection: Connection, by: Giver, planned: Planned, password_hash: str | None) -> int:
    account = account_of(connection, planned.login)
    if account is None:
        insert_user(
            connection,
            planned.login,
            by=by,
            grants=planned.grants,
            name=planned.name,
            password_hash=password_hash,
            expires_on=planned.expires_on,
        )
        return len(planned.grants)
    if planned.is_new:
        rule = f"Логин {account.login} заняли, пока таблица проверялась."
        raise AccountMistake(rule, "Загрузите её ещё раз.", "login")
    held = grants_of(connection, account.id)
    new = [grant for grant in planned.grants if not any(map(grant.is_same_role, held))]
    _refuse_change(by, account, held, new)
    if new:
        insert_grants(connection, account.id, planned.login, new, by=by)
        end_sessions(connection, account.id)
    return len(new)


def _refuse_change(by: Giver, account, held: list[Grant], new: list[Grant]) -> None:
    refuse_foreign_account(by, account, held)
    if new:
        refuse_oneself(by, account)


def _standing(connection: Connection, by: Giver, planned: Planned, text: str) -> Iterable[Problem]:
    """What keeps an account that stands already from taking the roles of the table."""
    account = account_of(connection, planned.login)
    if account is None:
        return
    planned.user_id = account.id
    held = grants_of(connection, account.id)
    new = [grant for grant in planned.grants if not any(map(grant.is_same_role, held))]
    try:
        _refuse_change(by, account, held, new)
    except AccountMistake as mistake:
        yield problem_of(planned.row, mistake, "login", text)
        return
    said = {
        "name": (planned.name, account.name),
        "expires": (planned.expires_on, account.expires_on),
    }
    for column, (wanted, kept) in said.items():
        if wanted and wanted != kept:
            rule = f"{planned.login} уже есть, и там записано другое."
            mistake = AccountMistake(rule, "Измените на странице учётной записи.", column)
            yield problem_of(planned.row, mistake, column, f"{wanted}")
