"""Personas of the demonstration: an account a role, without a password, around one class."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from dashboard.access import TEACHERS, Role
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.grants import Grant, console
from dashboard.accounts.people import insert_user
from dashboard.queries.database import rows
from dashboard.role_names import ROLE_NAMES
from etl.periods import YEAR, period_dates
from models import MarkMart, Membership, Unit, User
from models.store import writing

FAVOURITE_GRADE = 8  # has current, final and external marks, and works
SEEN: dict[Role, str] = {
    Role.REGIONAL_ADMINISTRATOR: "вся область: муниципалитеты, школы, классы; ученики по кодам",
    Role.MUNICIPAL_METHODOLOGIST: "школы муниципалитета; ученики по кодам; соседи округлённо",
    Role.HEAD: "своя школа с именами учеников; другие школы округлённо; журнал действий",
    Role.DEPUTY_HEAD: "своя школа с именами учеников; другие школы округлённо",
    Role.SCHOOL_ADMINISTRATOR: "учётные записи и журнал своей школы; без результатов",
    Role.CLASS_TEACHER: "свой класс с именами, все предметы",
    Role.SUBJECT_TEACHER: "свой предмет в двух классах, с именами",
    Role.STUDENT: "свои отметки и работы",
    Role.PARENT: "двое детей из разных классов",
    Role.SYSTEM_ADMINISTRATOR: "все учётные записи и журнал; без результатов",
}
LOGINS: dict[Role, str] = {role: f"demo.{role}" for role in SEEN}


@dataclass(frozen=True)
class Persona:
    """A button of the page to sign in."""

    login: str
    role: str
    sees: str


def shown() -> list[Persona]:
    """The personas one may enter as, in the order of the roles; missing ones are made first."""
    present = _present()
    if len(present) < len(LOGINS):
        add_missing()
        present = _present()
    return [
        Persona(login, ROLE_NAMES[role], SEEN[role])
        for role, login in LOGINS.items()
        if login in present
    ]


def user_id_of(login: str) -> int | None:
    """The account of a persona; no other account is found here."""
    return _present().get(login)


def add_missing() -> None:
    """An account for every role there are data for; what is there already stays as it is."""
    grants = grants_around_a_class()
    with writing(engine_in_use()) as connection:
        taken = set(connection.scalars(select(User.login).where(User.login.in_(LOGINS.values()))))
        for role, given in grants.items():
            if LOGINS[role] not in taken:
                name = f"Демо: {ROLE_NAMES[role]}"
                insert_user(
                    connection, LOGINS[role], by=console(), grants=given, name=name, is_persona=True
                )


def grants_around_a_class() -> dict[Role, list[Grant]]:
    """The roles of each persona; without data only the system has its administrator."""
    grants = {Role.SYSTEM_ADMINISTRATOR: [Grant(Role.SYSTEM_ADMINISTRATOR)]}
    if (place := _favourite_class()) is None:
        return grants
    region, municipality, school, _, school_class = map(int, place["path"].strip("/").split("/"))
    at = {
        Role.REGIONAL_ADMINISTRATOR: region,
        Role.MUNICIPAL_METHODOLOGIST: municipality,
        Role.HEAD: school,
        Role.DEPUTY_HEAD: school,
        Role.SCHOOL_ADMINISTRATOR: school,
        Role.CLASS_TEACHER: school_class,
    }
    grants |= {role: [Grant(role, unit_id=unit_id)] for role, unit_id in at.items()}
    grants |= _of_teacher(school_class, place["path"])
    begin = _latest_year()
    grants |= {
        role: [replace(grant, date_from=begin) for grant in grants[role]]
        for role in TEACHERS
        if role in grants
    }
    return grants | _of_family(school, school_class)


def _present() -> dict[str, int]:
    alive = User.is_persona & User.is_active & User.login.in_(LOGINS.values())
    with engine_in_use().connect() as connection:
        return dict(connection.execute(select(User.login, User.id).where(alive)).all())


def _favourite_class() -> dict | None:
    """A class with students, of the grade about which there is most to show."""
    students = select(Membership.class_id).where(Membership.is_current).distinct()
    chosen = (Unit.level == "school_class") & Unit.is_active & Unit.id.in_(students)
    far = func.abs(func.coalesce(Unit.grade, 0) - FAVOURITE_GRADE)
    found = rows(select(Unit.id, Unit.path).where(chosen).order_by(far, Unit.id).limit(1))
    return found[0] if found else None


def _latest_year() -> date | None:
    """The first day of the latest school year with marks: teachers see the students of that one."""
    [latest] = rows(select(func.max(MarkMart.period_id).label("period")))
    return period_dates(latest["period"] // 100 * 100 + YEAR)[0] if latest["period"] else None


def _of_teacher(school_class: int, path: str) -> dict[Role, list[Grant]]:
    """The subject taught in most classes of the school, in this class and the next one."""
    school = path[: path.rstrip("/").rfind("/", 0, path.rstrip("/").rfind("/")) + 1]
    taught = select(MarkMart.subject_id, MarkMart.unit_id).distinct()
    inside = (Unit.level == "school_class") & Unit.path.startswith(school, autoescape=True)
    marked = rows(
        taught.join(Unit, Unit.id == MarkMart.unit_id).where(inside, MarkMart.subject_id != 0)
    )
    here = {row["subject_id"] for row in marked if row["unit_id"] == school_class}
    if not here:
        return {}
    classes = Counter(row["subject_id"] for row in marked)
    subject = max(here, key=lambda id: (classes[id], -id))
    others = {row["unit_id"] for row in marked if row["subject_id"] == subject} - {school_class}
    near = sorted(others, key=lambda id: (abs(id - school_class), id))[:1]
    role = Role.SUBJECT_TEACHER
    return {role: [Grant(role, unit_id=id, subject_id=subject) for id in (school_class, *near)]}


def _of_family(school: int, school_class: int) -> dict[Role, list[Grant]]:
    """A student of the class; a parent of another one and of a child in another class."""
    latest = _latest_classes(school)
    here = [student for student, place in latest.items() if place == school_class]
    elsewhere = [student for student, place in latest.items() if place != school_class]
    children = [*here[1:2], *elsewhere[:1]]
    pupils = {Role.STUDENT: here[:1], Role.PARENT: children}
    return {
        role: [Grant(role, student_id=student) for student in students]
        for role, students in pupils.items()
        if students
    }


def _latest_classes(school: int) -> dict[int, int]:
    """Of each student of a school the class he was in last."""
    columns = (Membership.student_id, Membership.class_id, Membership.date_from)
    chosen = (Membership.school_id == school) & Membership.is_current
    found = rows(select(*columns).where(chosen).order_by(Membership.student_id))
    found.sort(key=lambda row: row["date_from"] or date.min)
    return {row["student_id"]: row["class_id"] for row in found}
