"""Where roles are given: paths of units and of students, and what of it lies inside an area."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select

from dashboard.access import ANY_SUBJECT, ROOT, Right, Role, Scope
from dashboard.accounts.grants import Grant
from dashboard.queries.database import rows
from models import Membership, Student, Subject, Unit

PART = 500  # ids asked for at once

Known = dict[str, dict[Any, Any]]
_known: ContextVar[Known | None] = ContextVar("known", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Inside, nothing is looked up twice: the rows of a table name the same places and students."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def path_of(grant: Grant) -> str | None:
    """The place of a role; None where what it names does not exist."""
    if grant.role is Role.SYSTEM_ADMINISTRATOR:
        return ROOT
    if grant.student_id is not None:
        return paths_of_students([grant.student_id]).get(grant.student_id)
    unit = units_of([grant.unit_id]).get(grant.unit_id)
    return unit["path"] if unit else None


def units_of(ids: Iterable[int | None]) -> dict[int, dict]:
    """`level, name, code, path` of units by their ids."""
    columns = (Unit.id, Unit.level, Unit.name, Unit.code, Unit.path)
    return _looked_up("units", ids, lambda part: _by(select(*columns).where(Unit.id.in_(part))))


def subjects_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of subjects by their ids."""
    columns = (Subject.id, Subject.name)
    statement = select(*columns)
    return _looked_up(
        "subjects", ids, lambda part: _by(statement.where(Subject.id.in_(part)), "name")
    )


def codes_of_students(ids: Iterable[int | None]) -> dict[int, str]:
    """Codes of students by their ids: managing accounts needs no names of children."""
    statement = select(Student.id, Student.code)
    return _looked_up("codes", ids, lambda part: _by(statement.where(Student.id.in_(part)), "code"))


def students_of(codes: Iterable[str]) -> dict[str, int]:
    """Ids of students by their codes."""
    statement = select(Student.code.label("id"), Student.id.label("student_id"))
    return _looked_up(
        "students", codes, lambda part: _by(statement.where(Student.code.in_(part)), "student_id")
    )


def paths_of_students(ids: Iterable[int | None]) -> dict[int, str]:
    """The path of the class each student is in now, or was in last."""
    return _looked_up("paths", ids, lambda part: _last(Membership.student_id.in_(part)))


def units_inside(scope: Scope, right: Right) -> set[int]:
    """Ids of the units in which the scope gives the right."""
    return {row["id"] for row in rows(select(Unit.id).where(_inside(scope, right, Unit.path)))}


def students_inside(scope: Scope, right: Right) -> set[int]:
    """Ids of the students who are now, or were last, in a class in which the right is given."""
    here = (
        select(Membership.student_id)
        .join(Unit, Unit.id == Membership.class_id)
        .where(Membership.is_current, _inside(scope, right, Unit.path))
    )
    areas = [area.path for area in scope.within(right)]
    last = _last(Membership.student_id.in_(here))
    return {id for id, path in last.items() if path.startswith(tuple(areas))}


def _inside(scope: Scope, right: Right, path: ColumnElement[str]) -> ColumnElement[bool]:
    return scope.owns(path, subject=ANY_SUBJECT, right=right)


def _last(students: ColumnElement[bool]) -> dict[int, str]:
    """Of every class of a student the one that counts comes last."""
    statement = (
        select(Membership.student_id, Unit.path)
        .join(Unit, Unit.id == Membership.class_id)
        .where(Membership.is_current, students)
        .order_by(
            Membership.student_id,
            case((Membership.date_to.is_(None), 1), else_=0),
            Membership.date_to,
            case((Membership.date_from.is_(None), 0), else_=1),
            Membership.date_from,
            Membership.id,
        )
    )
    return {row["student_id"]: row["path"] for row in rows(statement)}


def _by(statement: Select, column: str | None = None) -> dict:
    """Rows, or one column of them, by their ids."""
    return {row["id"]: row if column is None else row[column] for row in rows(statement)}


def _looked_up(kind: str, ids: Iterable, read: Callable[[list], dict]) -> dict:
    """What is there of these ids, read a limited number at a time; inside `remembered` once."""
    memory = _known.get()
    known = {} if memory is None else memory.setdefault(kind, {})
    wanted = {id for id in ids if id is not None}
    missing = sorted(wanted - known.keys())
    for start in range(0, len(missing), PART):
        part = missing[start : start + PART]
        known |= dict.fromkeys(part) | read(part)
    return {id: known[id] for id in wanted if known[id] is not None}
