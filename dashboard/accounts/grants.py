"""What a role is given at, who gives it, and the mistake of asking for what cannot be."""

from dataclasses import dataclass, field
from datetime import date

from dashboard.access import ROOT, Area, Right, Role, Scope
from models.trail import console_actor

SCHOOL_LEVEL = ("school",)
TAUGHT_LEVELS = ("school_class", "parallel", "school")
# Where a role is given; no level: the role is not of a unit.
LEVELS_OF_ROLES: dict[Role, tuple[str, ...]] = {
    Role.REGIONAL_ADMINISTRATOR: ("region",),
    Role.MUNICIPAL_METHODOLOGIST: ("municipality",),
    Role.HEAD: SCHOOL_LEVEL,
    Role.DEPUTY_HEAD: SCHOOL_LEVEL,
    Role.SCHOOL_ADMINISTRATOR: SCHOOL_LEVEL,
    Role.CLASS_TEACHER: ("school_class",),
    Role.SUBJECT_TEACHER: TAUGHT_LEVELS,
    Role.STUDENT: (),
    Role.PARENT: (),
    Role.SYSTEM_ADMINISTRATOR: (),
}
assert LEVELS_OF_ROLES.keys() == set(Role)
# What an administrator of a school may give there.
SCHOOL_ROLES = (
    *(Role.HEAD, Role.DEPUTY_HEAD, Role.CLASS_TEACHER, Role.SUBJECT_TEACHER),
    *(Role.STUDENT, Role.PARENT),
)


class AccountMistake(Exception):
    """What cannot be done with an account: the rule and the way out, in Russian."""

    def __init__(self, rule: str, remedy: str = "", column: str = "") -> None:
        super().__init__(f"{rule} {remedy}".strip())
        self.rule, self.remedy = rule, remedy
        self.column = column  # which column of a table of accounts is to blame


@dataclass(frozen=True)
class Grant:
    """A role with what it is given at; the last day belongs to it."""

    role: Role
    unit_id: int | None = None
    subject_id: int | None = None
    student_id: int | None = None
    with_names: bool = False
    date_from: date | None = None
    date_to: date | None = None
    id: int | None = field(default=None, compare=False)  # of the row, once it is kept

    def is_same_role(self, other: "Grant") -> bool:
        """Whether both give one role at one place, whatever the dates."""
        return self._what() == other._what()

    def _what(self) -> tuple:
        return self.role, self.unit_id, self.subject_id, self.student_id


@dataclass(frozen=True)
class Giver:
    """Who changes accounts: a person signed in, or a command."""

    user_id: int | None
    login: str
    scope: Scope

    @property
    def is_unlimited(self) -> bool:
        """Whether every account and every role is in his hands."""
        return any(area.path == ROOT for area in self.scope.within(Right.MANAGE_USERS))

    @property
    def places_scope(self) -> Scope:
        """The area as one in which units can be found; it is asked for names of units only."""
        areas = self.scope.within(Right.MANAGE_USERS)
        rights = frozenset({Right.SEE_RESULTS})
        return Scope(tuple(Area(area.path, rights, area.reason) for area in areas))

    def manages(self, path: str) -> bool:
        """Whether accounts of that place are in his hands."""
        return self.scope.allows(path, Right.MANAGE_USERS).allowed

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that may be given at all."""
        if self.is_unlimited:
            return tuple(Role)
        return SCHOOL_ROLES if self.scope.has(Right.MANAGE_USERS) else ()


def console() -> Giver:
    """The operator at the command line."""
    return Giver(None, console_actor(), Scope.everything("командная строка"))
