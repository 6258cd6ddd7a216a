"""Two schools whose accounts the tests manage: who gives roles, at which ids, and the trail."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from files import loaded, school, written
from homes import store_in, without_references
from sqlalchemy import delete, func, select

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.accounts import database as accounts
from dashboard.accounts import people
from dashboard.accounts.grants import Giver, Grant, console
from dashboard.queries import database
from models import AuditRecord, LoginFailure, RoleGrant, Session, Student, Subject, Unit, User
from models.store import Store, migrate, open_accounts, open_engine

PASSWORD = "четыре слова подряд"
ADMINISTRATOR = Grant(Role.SYSTEM_ADMINISTRATOR)
STRANGER = 10**9  # no user, unit, subject or student has this id


@dataclass(frozen=True)
class Places:
    """Ids of what roles are given at: «7» and «9» are schools, «7/8А» a class, «У1» a student."""

    units: dict[str, int]
    paths: dict[str, str]
    students: dict[str, int]
    subjects: dict[str, int]


def two_schools(folder: Path) -> Store:
    """A store with the students У1–У3 in 7/8А and Ч1 in 9/8А."""
    store = store_in(folder / "home")
    school(store, folder)
    nine = {"school_code": "9", "school": "Школа 9"}
    loaded(store, written(folder, "roster", "student_code\n Ч1", "nine.csv", **nine))
    return store


@contextmanager
def opened(store: Store) -> Iterator[Places]:
    """This process over the store, without any account."""
    engine = open_engine(store)
    migrate(engine)
    database.use(engine)
    accounts.use(open_accounts(store))
    clear()
    with engine.connect() as connection:
        units = connection.execute(select(Unit.code, Unit.id, Unit.path)).all()
        yield Places(
            {row.code: row.id for row in units},
            {row.code: row.path for row in units},
            dict(connection.execute(select(Student.code, Student.id)).all()),
            dict(connection.execute(select(Subject.name, Subject.id)).all()),
        )
    accounts.forget()
    database.forget()


def clear() -> None:
    """No accounts; the trail stays, as always."""
    with accounts.engine_in_use().begin() as connection:
        without_references(connection)  # saved views and files go by themselves
        for table in (RoleGrant, Session, LoginFailure, User):
            connection.execute(delete(table))


def added(login: str, *grants: Grant, **more) -> int:
    """An account that the operator made."""
    return people.add_user(login, by=console(), grants=grants, **more)


def of_school(places: Places, code: str, user_id: int = 0) -> Giver:
    """The administrator of a school."""
    role = Role.SCHOOL_ADMINISTRATOR
    area = Area(places.paths[code], RIGHTS[role], "администратор школы", role)
    return Giver(user_id, "admin", Scope((area,), reason="администратор школы"))


def of_system(user_id: int = 0) -> Giver:
    """The administrator of the system."""
    role = Role.SYSTEM_ADMINISTRATOR
    return Giver(user_id, "root", Scope((Area("/", RIGHTS[role], "система", role),)))


def grant(places: Places, role: Role, *, unit="", subject="", student="", **more) -> Grant:
    """A role with its places by their codes."""
    return Grant(
        role,
        places.units[unit] if unit else None,
        places.subjects[subject] if subject else None,
        places.students[student] if student else None,
        **more,
    )


def teacher(places: Places, unit: str = "7/8А") -> Grant:
    """A teacher of algebra somewhere."""
    subject = places.subjects["Алгебра"]
    return Grant(Role.SUBJECT_TEACHER, places.units[unit], subject)


def held(user_id: int) -> list[Grant]:
    """The roles of an account."""
    from dashboard.accounts.stored import grants_of

    with accounts.engine_in_use().connect() as connection:
        return grants_of(connection, user_id)


def account(user_id: int):
    """The row of an account."""
    with accounts.engine_in_use().connect() as connection:
        return connection.execute(select(*User.__table__.c).where(User.id == user_id)).one()


def count(table: type) -> int:
    """How many rows a table of accounts has."""
    with accounts.engine_in_use().connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def trail(after: int = 0) -> list[tuple]:
    """Actor, action, object and n of the records after the first ones."""
    columns = (AuditRecord.actor, AuditRecord.action, AuditRecord.object, AuditRecord.n)
    statement = select(*columns).order_by(AuditRecord.id).offset(after)
    with accounts.engine_in_use().connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def ids(login: str) -> list[int]:
    """The account of a login, if there is one."""
    with accounts.engine_in_use().connect() as connection:
        return list(connection.execute(select(User.id).where(User.login == login)).scalars())


def shown(answer) -> str:
    """What a person reads on a page."""
    body = answer.get_data(as_text=True).partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
