"""Roles, rights, and scope: which rows a person sees and why. An empty scope shows nothing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, false, or_, true

from etl.periods import YEAR, period_dates

ROOT = "/"


class Role(StrEnum):
    """What an account may be at a unit; the words are the same in tables, pages and addresses."""

    REGIONAL_ADMINISTRATOR = "regional_administrator"
    MUNICIPAL_METHODOLOGIST = "municipal_methodologist"
    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    SCHOOL_ADMINISTRATOR = "school_administrator"
    CLASS_TEACHER = "class_teacher"
    SUBJECT_TEACHER = "subject_teacher"
    STUDENT = "student"
    PARENT = "parent"
    SYSTEM_ADMINISTRATOR = "system_administrator"


class Right(StrEnum):
    """What may be done inside the unit of a role."""

    SEE_RESULTS = "see_results"  # of the unit, everything inside it and each of its students
    SEE_NAMES = "see_names"  # of these students; without it they are codes
    SEE_UNITS_ABOVE = "see_units_above"  # sums of the units the unit lies in, to compare with
    SEE_OTHER_UNITS = "see_other_units"  # sums of the neighbours of the unit and of those above
    IMPORT = "import"
    EXPORT = "export"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    KEEP_BANK = "keep_bank"  # approve plans of works, say which elements are one and the same
    SET_RULES = "set_rules"  # thresholds of the unit, whether families see forecasts


_TEACHER = frozenset({Right.SEE_RESULTS, Right.SEE_NAMES, Right.SEE_UNITS_ABOVE, Right.EXPORT})
_HEAD = _TEACHER | {Right.SEE_OTHER_UNITS, Right.READ_AUDIT, Right.SET_RULES}
_OWN = frozenset({Right.SEE_RESULTS, Right.SEE_NAMES})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REGIONAL_ADMINISTRATOR: frozenset(
        {
            *(Right.SEE_RESULTS, Right.EXPORT, Right.READ_AUDIT, Right.KEEP_BANK),
            Right.SET_RULES,
        }
    ),
    Role.MUNICIPAL_METHODOLOGIST: frozenset(
        {
            *(Right.SEE_RESULTS, Right.SEE_UNITS_ABOVE, Right.SEE_OTHER_UNITS, Right.EXPORT),
            *(Right.KEEP_BANK, Right.SET_RULES),
        }
    ),
    Role.HEAD: _HEAD,
    Role.DEPUTY_HEAD: _HEAD,
    Role.SCHOOL_ADMINISTRATOR: frozenset({Right.IMPORT, Right.MANAGE_USERS, Right.READ_AUDIT}),
    Role.CLASS_TEACHER: _TEACHER,
    Role.SUBJECT_TEACHER: _TEACHER,
    Role.STUDENT: _OWN,
    Role.PARENT: _OWN,
    Role.SYSTEM_ADMINISTRATOR: frozenset({Right.IMPORT, Right.MANAGE_USERS, Right.READ_AUDIT}),
}

FAMILY = (Role.STUDENT, Role.PARENT)
TEACHERS = (Role.CLASS_TEACHER, Role.SUBJECT_TEACHER)
HEADS = (Role.HEAD, Role.DEPUTY_HEAD)
TERRITORY = (Role.MUNICIPAL_METHODOLOGIST, Role.REGIONAL_ADMINISTRATOR)
EVERYBODY = tuple(Role)


class Answer(NamedTuple):
    """Whether something may be seen, and why or why not."""

    allowed: bool
    reason: str


class Places(Protocol):
    """A table of units, or an alias of it."""

    path: ColumnElement[str]
    parent_id: ColumnElement[int]


class _AnySubject:
    """Said where the rows have no subject and each of them tells nothing about marks."""


ANY_SUBJECT = _AnySubject()
Subject = ColumnElement[int] | int | _AnySubject


@dataclass(frozen=True)
class Area:
    """One role at one unit: what may be done there, in which subjects (empty = all), and why.

    `first_year`: who left the unit before that school year is not one's own; a class keeps its name
    while its students change every year.
    """

    path: str
    rights: frozenset[Right]
    reason: str
    role: Role | None = None
    subjects: frozenset[int] = frozenset()
    first_year: int | None = None

    def __post_init__(self) -> None:
        if not (self.path.startswith(ROOT) and self.path.endswith(ROOT)):
            raise ValueError(f"a path begins and ends with «/», this one does not: {self.path!r}")

    @property
    def above(self) -> tuple[str, ...]:
        """The paths of the units this one lies in, from the region down."""
        ids = self.path.strip("/").split("/")[:-1]
        return tuple("/" + "/".join(ids[: n + 1]) + "/" for n in range(len(ids)))

    @property
    def end(self) -> str:
        """The first text after everything inside."""
        return end_of(self.path)

    @property
    def parents(self) -> tuple[int, ...]:
        """The units this one lies in, from the region down."""
        return tuple(int(id) for id in self.path.strip("/").split("/")[:-1])


@dataclass(frozen=True)
class AreaKind:
    """What areas have in common whose conditions read the same; their places are bound later.

    `number` tells the areas of one scope apart, `depth` is how many units lie above.
    """

    number: int
    depth: int
    rights: frozenset[Right]
    subjects: frozenset[int]
    first_year: int | None

    @classmethod
    def of(cls, area: Area, number: int) -> "AreaKind":
        """The kind of one area of a scope."""
        return cls(number, len(area.above), area.rights, area.subjects, area.first_year)

    @property
    def path(self) -> BindParameter[str]:
        """Stands for the path of the unit."""
        return bindparam(f"area_{self.number}")

    @property
    def end(self) -> BindParameter[str]:
        """Stands for the first text after everything inside."""
        return bindparam(f"area_{self.number}_end")

    @property
    def above(self) -> tuple[BindParameter[str], ...]:
        """Stand for the paths of the units it lies in."""
        return tuple(bindparam(f"area_{self.number}_above_{n}") for n in range(self.depth))

    @property
    def parents(self) -> tuple[BindParameter[int], ...]:
        """Stand for the units it lies in."""
        return tuple(bindparam(f"area_{self.number}_parent_{n}") for n in range(self.depth))

    def values(self, area: Area) -> dict[str, str | int]:
        """What is bound for an area of this kind."""
        names = (self.path, self.end, *self.above, *self.parents)
        said = (area.path, area.end, *area.above, *area.parents)
        return {name.key: value for name, value in zip(names, said, strict=True)}


@dataclass(frozen=True)
class Time:
    """When a row of a single student is of: the columns of its school year, or of the last day."""

    year: ColumnElement[int] | None = None
    last_day: ColumnElement[date] | None = None


@dataclass(frozen=True)
class Child:
    """A student seen by himself or by a parent, wherever he learns."""

    student_id: int
    reason: str
    role: Role | None = None


@dataclass(frozen=True)
class Scope:
    """Everything a person may see: areas of the tree, and children of his or her own."""

    areas: tuple[Area, ...] | tuple[AreaKind, ...] = ()
    children: tuple[Child, ...] = ()
    reason: str = ""

    @classmethod
    def everything(cls, reason: str) -> "Scope":
        """The whole tree with names: never a default, it must be said."""
        return cls((Area(ROOT, frozenset(Right), reason),), reason=reason)

    @classmethod
    def nothing(cls, reason: str) -> "Scope":
        """No row at all."""
        return cls(reason=reason)

    @cached_property
    def kind(self) -> "Scope":
        """Of what kind it is: its conditions hold names in place of values; without children."""
        return Scope(tuple(AreaKind.of(area, number) for number, area in enumerate(self.areas)))

    @cached_property
    def values(self) -> dict[str, str | int]:
        """What its kind leaves to be bound; a statement sent without it fails."""
        pairs = zip(self.kind.areas, self.areas, strict=True)
        return {name: value for kind, area in pairs for name, value in kind.values(area).items()}

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that stands behind this scope."""
        return frozenset(part.role for part in (*self.areas, *self.children) if part.role)

    def has(self, right: Right) -> bool:
        """Whether the right is given anywhere."""
        return any(right in area.rights for area in self.areas)

    def within(self, right: Right) -> tuple[Area, ...]:
        """The areas in which the right is given."""
        return tuple(area for area in self.areas if right in area.rights)

    def compared(self, right: Right) -> tuple[Area, ...]:
        """The areas with a right to units beside or above them that have such units."""
        return tuple(area for area in self.within(right) if area.above)

    @property
    def roots(self) -> tuple[str, ...]:
        """The tops of one's own: paths with results that do not lie inside one another."""
        paths = sorted({area.path for area in self.within(Right.SEE_RESULTS)})
        return tuple(
            path for path in paths if not any(path != o and path.startswith(o) for o in paths)
        )

    def owns(
        self,
        path: ColumnElement[str],
        *,
        subject: Subject,
        student: ColumnElement[int] | None = None,
        time: Time | None = None,
        right: Right = Right.SEE_RESULTS,
    ) -> ColumnElement[bool]:
        """The condition that a row is of one's own students: by place and subject, or by child.

        `subject` is the row's column, 0 where the row adds all subjects up, or ANY_SUBJECT; `time`
        is said for rows of single students.
        """
        conditions = [
            and_(_inside(path, area), _of_subjects(area, subject), _in_time(area, time))
            for area in self.within(right)
        ]
        if student is not None and self.children and right in _OWN:
            conditions.append(student.in_({child.student_id for child in self.children}))
        return or_(false(), *conditions)

    def shows(self, units: Places, *, subject: Subject) -> ColumnElement[bool]:
        """The condition that a unit's row may be shown: one's own, or disclosed to compare with.

        What is not one's own (`is_own`) must go through `dashboard.disclosure`.
        """
        conditions = [self.owns(units.path, subject=subject)]
        for area in self.compared(Right.SEE_UNITS_ABOVE):
            conditions.append(and_(units.path.in_(area.above), _of_subjects(area, subject)))
        for area in self.compared(Right.SEE_OTHER_UNITS):
            beside = units.parent_id.in_(area.parents)
            conditions.append(and_(beside, _of_subjects(area, subject)))
        return or_(false(), *conditions)

    def is_own(self, path: str, subject_id: int | None = None, year: int | None = None) -> bool:
        """Whether a row is of one's own students; without a subject, only of whole areas."""
        return any(
            path.startswith(area.path)
            and (not area.subjects or subject_id in area.subjects)
            and (year is None or area.first_year is None or year >= area.first_year)
            for area in self.within(Right.SEE_RESULTS)
        )

    def allows(self, path: str, right: Right = Right.SEE_RESULTS) -> Answer:
        """Whether a right holds for one unit, with the reason as a sentence."""
        for area in self.within(right):
            if path.startswith(area.path):
                return Answer(True, area.reason)
        return Answer(False, f"Вне области доступа: {self.reason}")

    def allows_child(self, student_id: int) -> Answer:
        """Whether a student is one's own child, or oneself."""
        for child in self.children:
            if child.student_id == student_id:
                return Answer(True, child.reason)
        return Answer(False, f"Вне области доступа: {self.reason}")


def end_of(path: str) -> str:
    """The first text after everything inside the path: «0» follows «/» in every byte order."""
    return path.removesuffix("/") + "0"


def _inside(path: ColumnElement[str], area: Area | AreaKind) -> ColumnElement[bool]:
    """A range of bytes, so an index serves it."""
    return and_(path >= area.path, path < area.end)


def _in_time(area: Area, time: Time | None) -> ColumnElement[bool]:
    """True where the area has no first year, or the row is of that year or later."""
    if area.first_year is None or time is None:
        return true()
    if time.year is not None:
        return time.year >= area.first_year
    begin, _ = period_dates(area.first_year * 100 + YEAR)
    return or_(time.last_day.is_(None), time.last_day >= begin)


def _of_subjects(area: Area, subject: Subject) -> ColumnElement[bool]:
    """True where the area has all subjects or the row's; a sum over subjects needs them all."""
    if not area.subjects or isinstance(subject, _AnySubject):
        return true()
    if isinstance(subject, int):
        return true() if subject in area.subjects else false()
    return subject.in_(area.subjects)
