"""Names of students: read only for those who may see them, and noted whenever they are shown."""

from sqlalchemy import Select, and_

from dashboard import audit
from dashboard.access import ANY_SUBJECT, Right, Scope, Time
from models import Person, Student, Unit

PARTS_OF_NAME = ("last_name", "first_name", "middle_name")


def sees_names(scope: Scope) -> bool:
    """Whether there can be a row with a name at all."""
    return scope.has(Right.SEE_NAMES) or bool(scope.children)


def name_columns(scope: Scope) -> tuple:
    """The columns of a name: not even read for those who may not see any."""
    return tuple(getattr(Person, part) for part in PARTS_OF_NAME) if sees_names(scope) else ()


def joined_to_names(statement: Select, scope: Scope, time: Time) -> Select:
    """Names beside those rows whose place and time, or child, give the right to them."""
    if not sees_names(scope):
        return statement
    right = Right.SEE_NAMES
    seen = scope.owns(Unit.path, subject=ANY_SUBJECT, student=Student.id, time=time, right=right)
    return statement.outerjoin(
        Person, and_(Person.student_id == Student.id, Person.is_current, seen)
    )


def named(people: list[dict]) -> list[dict]:
    """`name` in place of its parts, empty where it is not known or not to be seen.

    Every name passes here, so here it is noted for the audit trail.
    """
    shown = [
        {key: value for key, value in row.items() if key not in PARTS_OF_NAME}
        | {"name": " ".join(row[part] for part in PARTS_OF_NAME if row.get(part))}
        for row in people
    ]
    audit.names_shown(row["student_id"] for row in shown if row["name"])
    return shown
