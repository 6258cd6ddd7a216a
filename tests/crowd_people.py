"""The people of the load test: accounts of every role, made by the command that makes real ones."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, func, select

from dashboard.access import Role
from models import MarkMart, Membership, Student, Subject, Unit
from models.store import Store

ROOT = Path(__file__).parent.parent
SCHOOLS = 40  # whose people come: nobody looks at the row of everybody
COLUMNS = ("login", "name", "role", "unit", "subject", "student")
PER_SCHOOL = {  # how many of each role
    Role.HEAD: 1,
    Role.DEPUTY_HEAD: 1,
    Role.CLASS_TEACHER: 2,
    Role.SUBJECT_TEACHER: 2,
    Role.STUDENT: 2,
    Role.PARENT: 1,
}
ADMINISTRATORS = 5  # of every so many schools one has a person for its accounts


def people_of(store: Store, engine: Engine, schools: int = SCHOOLS) -> list[dict]:
    """Login, password and role of everybody; who is missing is made, passwords stay in the home."""
    kept = store.home / "crowd" / "people.json"
    if kept.exists():
        return json.loads(kept.read_text("utf-8"))
    planned = planned_people(engine, schools)
    people = [
        {"login": login, "password": password, "role": role}
        for login, password, role in _made(store, planned)
    ]
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(people), "utf-8")
    return people


def planned_people(engine: Engine, schools: int) -> list[dict]:
    """A row of the table of accounts for everybody."""
    found = _units(engine, "school")
    chosen = [found[n * len(found) // schools] for n in range(schools)] if (
        len(found) > schools) else found  # fmt: skip
    rows = [_row("область", Role.REGIONAL_ADMINISTRATOR, unit.code, n)
            for unit in _units(engine, "region") for n in range(2)]  # fmt: skip
    rows += [_row("округ", Role.MUNICIPAL_METHODOLOGIST, unit.code, unit.id)
             for unit in _units(engine, "municipality")]  # fmt: skip
    rows += [_row("система", Role.SYSTEM_ADMINISTRATOR, "", 1)]
    for number, school in enumerate(chosen):
        rows += _of_school(engine, school, with_administrator=number % ADMINISTRATORS == 0)
    return rows


def _of_school(engine: Engine, school, *, with_administrator: bool) -> list[dict]:
    classes = _classes(engine, school.path)
    rows = []
    for role, many in PER_SCHOOL.items():
        for n in range(many):
            place = classes[(len(classes) * (2 * n + 1)) // (2 * many)]
            rows.append(_person(engine, role, school, place, n))
    if with_administrator:
        rows.append(_row("школа", Role.SCHOOL_ADMINISTRATOR, school.code, school.id))
    return rows


def _person(engine: Engine, role: Role, school, place, n: int) -> dict:
    number = f"{school.id}.{n}"
    if role in (Role.STUDENT, Role.PARENT):
        return _row("семья", role, "", number, student=_student_code(engine, place.id))
    if role is Role.CLASS_TEACHER:
        return _row("классный", role, place.code, number)
    if role is Role.SUBJECT_TEACHER:
        return _row("учитель", role, place.code, number, subject=_subject(engine, place.id))
    return _row("школа", role, school.code, number)


def _row(name: str, role: Role, unit: str, number, subject: str = "", student: str = "") -> dict:
    values = (f"crowd.{role}.{number}", f"Нагрузка: {name}", str(role), unit, subject, student)
    return dict(zip(COLUMNS, values, strict=True))


def _units(engine: Engine, level: str) -> list:
    query = select(Unit.id, Unit.code, Unit.path).where(Unit.level == level, Unit.is_active)
    with engine.connect() as connection:
        return list(connection.execute(query.order_by(Unit.id)))


def _classes(engine: Engine, path: str) -> list:
    """Classes with marks of the last year and with students, from the fifth grade on if any."""
    last = select(func.max(MarkMart.period_id)).scalar_subquery()
    marked = select(MarkMart.unit_id).where(MarkMart.period_id == last, MarkMart.basis == "final")
    students = select(Membership.class_id).where(Membership.is_current)
    query = select(Unit.id, Unit.code, Unit.grade).where(
        Unit.level == "school_class", Unit.path.startswith(path), Unit.id.in_(students)
    )
    with engine.connect() as connection:
        found = list(connection.execute(query.order_by(Unit.grade, Unit.id)))
        with_marks = set(connection.execute(marked).scalars())
    found = [one for one in found if one.id in with_marks] or found
    return [one for one in found if (one.grade or 0) >= 5] or found


def _subject(engine: Engine, class_id: int) -> str:
    """The subject with most marks in the class."""
    query = select(Subject.name).join(MarkMart, MarkMart.subject_id == Subject.id)
    marks = func.sum(MarkMart.n_marks).desc()
    query = query.where(MarkMart.unit_id == class_id, MarkMart.basis == "current")
    with engine.connect() as connection:
        return connection.execute(
            query.group_by(Subject.name).order_by(marks, Subject.name).limit(1)
        ).scalar_one()


def _student_code(engine: Engine, class_id: int) -> str:
    query = (
        select(Student.code)
        .join(Membership, Membership.student_id == Student.id)
        .where(Membership.class_id == class_id, Membership.is_current)
    )
    with engine.connect() as connection:
        return connection.execute(query.order_by(Student.id).limit(1)).scalar_one()


def _made(store: Store, rows: list[dict]) -> list[tuple[str, str, str]]:
    """Run `python -m dashboard import-users`; it prints each password once."""
    file = store.home / "crowd.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    command = [sys.executable, "-m", "dashboard", "import-users", str(file.resolve()),
               "--format", "csv"]  # fmt: skip
    environment = os.environ | {"MSOKO_HOME": str(store.home.resolve()),
                                "DATABASE_URL": store.given_url}  # fmt: skip
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, text=True,
                          stdout=subprocess.PIPE)  # fmt: skip
    file.unlink()
    roles = {row["login"]: row["role"] for row in rows}
    made = csv.DictReader(io.StringIO(said.stdout))
    return [(one["login"], one["password"], roles[one["login"]]) for one in made]
