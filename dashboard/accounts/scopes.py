"""From the roles of an account to its scope, today."""

from datetime import date

from sqlalchemy import Row, Select, bindparam, or_, select

from dashboard.access import FAMILY, RIGHTS, ROOT, TEACHERS, Area, Child, Right, Role, Scope
from dashboard.accounts.database import engine_in_use
from dashboard.queries.database import rows
from dashboard.role_names import ROLE_NAMES
from etl.periods import school_year_of
from models import RoleGrant, Subject, Unit

WITHOUT_ROLES = "у этой учётной записи нет действующих ролей"
WHOLE_SYSTEM = "вся система"
OWN = {Role.STUDENT: "это вы", Role.PARENT: "ваш ребёнок"}


def _grants_of_a_day() -> Select:
    return (
        select(*RoleGrant.__table__.columns)
        .where(
            RoleGrant.user_id == bindparam("user"),
            or_(RoleGrant.date_from.is_(None), RoleGrant.date_from <= bindparam("today")),
            or_(RoleGrant.date_to.is_(None), RoleGrant.date_to >= bindparam("today")),
            RoleGrant.role.in_(list(Role)),
        )
        .order_by(RoleGrant.id)
    )


GRANTS = _grants_of_a_day()  # asked before every request, so made once
UNITS = select(Unit.id, Unit.path, Unit.name).where(Unit.id.in_(bindparam("ids", expanding=True)))


def scope_of(user_id: int, today: date) -> Scope:
    """What the roles of an account let it see; a role not yet or no longer valid gives nothing."""
    grants = _grants(user_id, today)
    units = _units({grant.unit_id for grant in grants if grant.unit_id is not None})
    subjects = _subjects({grant.subject_id for grant in grants if grant.subject_id is not None})
    areas = [_area(grant, units, subjects) for grant in grants if grant.role not in FAMILY]
    known = tuple(area for area in areas if area)
    children = tuple(_children(grants))
    reasons = [part.reason for part in (*known, *children)]
    return Scope(known, children, "; ".join(dict.fromkeys(reasons)) or WITHOUT_ROLES)


def _grants(user_id: int, today: date) -> list[Row]:
    with engine_in_use().connect() as connection:
        return list(connection.execute(GRANTS, {"user": user_id, "today": today}))


def _units(ids: set[int]) -> dict[int, dict]:
    if not ids:
        return {}
    return {row["id"]: row for row in rows(UNITS, {"ids": list(ids)})}


def _subjects(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = rows(select(Subject.id, Subject.name).where(Subject.id.in_(ids)))
    return {row["id"]: row["name"] for row in found}


def _area(grant: Row, units: dict[int, dict], subjects: dict[int, str]) -> Area | None:
    """The area of one role; None when what it is given for does not exist, or is not said."""
    role = Role(grant.role)
    place = _place(grant, role, units)
    if place is None or (role is Role.SUBJECT_TEACHER and grant.subject_id not in subjects):
        return None
    path, name = place
    subject = subjects.get(grant.subject_id)
    words = [ROLE_NAMES[role], name, *([subject] if subject else [])]
    rights = RIGHTS[role]
    if grant.with_names and Right.SEE_RESULTS in rights:
        rights = rights | {Right.SEE_NAMES}
    limited = frozenset({grant.subject_id}) if grant.subject_id is not None else frozenset()
    return Area(path, rights, ", ".join(words), role, limited, _first_year(grant, role))


def _first_year(grant: Row, role: Role) -> int | None:
    """A teacher's first school year; heads and administrators answer for the past as well."""
    return school_year_of(grant.date_from) if grant.date_from and role in TEACHERS else None


def _place(grant: Row, role: Role, units: dict[int, dict]) -> tuple[str, str] | None:
    if grant.unit_id is None:
        return (ROOT, WHOLE_SYSTEM) if role is Role.SYSTEM_ADMINISTRATOR else None
    unit = units.get(grant.unit_id)
    return (unit["path"], unit["name"]) if unit else None


def _children(grants: list[Row]) -> list[Child]:
    return [
        _child(grant.student_id, Role(grant.role))
        for grant in grants
        if grant.role in FAMILY and grant.student_id is not None
    ]


def _child(student_id: int, role: Role) -> Child:
    return Child(student_id, f"{ROLE_NAMES[role]}: {OWN[role]}", role)
