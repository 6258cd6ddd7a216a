"""Roles given, in words: role, place, subject or student's code, days."""

from collections.abc import Iterable

from dashboard.access import Role
from dashboard.accounts import places
from dashboard.accounts.grants import Grant
from dashboard.role_names import ROLE_NAMES

GONE = "удалено"


def in_words(grants: Iterable[Grant]) -> dict[int, str]:
    """A sentence for each kept role by its id; the names of all are read together."""
    grants = list(grants)
    units = places.units_of(grant.unit_id for grant in grants)
    schools = places.units_of(school_of(unit["path"]) for unit in units.values())
    subjects = places.subjects_of(grant.subject_id for grant in grants)
    students = places.codes_of_students(grant.student_id for grant in grants)
    return {
        grant.id: ", ".join(
            part
            for part in (
                ROLE_NAMES[grant.role],
                _place(grant, units, schools),
                subjects.get(grant.subject_id, ""),
                _student(grant, students),
                "видит имена" if grant.with_names else "",
                _days(grant),
            )
            if part
        )
        for grant in grants
    }


def school_of(path: str) -> int | None:
    """The id of the school a path lies in: the third step of the tree."""
    steps = path.strip("/").split("/")
    return int(steps[2]) if len(steps) > 2 else None


def _place(grant: Grant, units: dict[int, dict], schools: dict[int, dict]) -> str:
    if grant.role is Role.SYSTEM_ADMINISTRATOR:
        return "вся система"
    if grant.unit_id is None:
        return ""
    unit = units.get(grant.unit_id)
    if unit is None:
        return GONE
    school = schools.get(school_of(unit["path"]))
    inside = unit["level"] in ("parallel", "school_class") and school
    return f"{school['name']}, {unit['name']}" if inside else unit["name"]


def _student(grant: Grant, codes: dict[int, str]) -> str:
    if grant.student_id is None:
        return ""
    return f"код ученика {codes.get(grant.student_id, GONE)}"


def _days(grant: Grant) -> str:
    begin = f"с {grant.date_from:%d.%m.%Y}" if grant.date_from else ""
    end = f"по {grant.date_to:%d.%m.%Y}" if grant.date_to else ""
    return " ".join(part for part in (begin, end) if part)
