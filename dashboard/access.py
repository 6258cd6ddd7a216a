"""Roles, and scope: which rows of the tree a person sees and why. Empty shows nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_

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


REGION_ROLES = (Role.REGIONAL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
MUNICIPALITY_ROLES = (Role.MUNICIPAL_METHODOLOGIST, *REGION_ROLES)
SCHOOL_ROLES = (Role.HEAD, Role.DEPUTY_HEAD, Role.SCHOOL_ADMINISTRATOR, *MUNICIPALITY_ROLES)
CLASS_ROLES = (Role.CLASS_TEACHER, Role.SUBJECT_TEACHER, *SCHOOL_ROLES)
EVERYBODY = tuple(Role)


class Answer(NamedTuple):
    """Whether something may be seen, and why or why not."""

    allowed: bool
    reason: str


@dataclass(frozen=True)
class Scope:
    """Parts of the tree by their paths, whether names are shown, and the reason for both."""

    paths: tuple[str, ...]
    sees_names: bool
    reason: str

    def __post_init__(self) -> None:
        for path in self.paths:
            if not (path.startswith(ROOT) and path.endswith(ROOT)):
                raise ValueError(f"a path begins and ends with «/», this one does not: {path!r}")

    @classmethod
    def everything(cls, reason: str) -> "Scope":
        """The whole tree with names: never a default, it must be said."""
        return cls((ROOT,), sees_names=True, reason=reason)

    @classmethod
    def nothing(cls, reason: str) -> "Scope":
        """No row at all."""
        return cls((), sees_names=False, reason=reason)

    @property
    def roots(self) -> tuple[str, ...]:
        """The paths that do not lie inside another one of them."""
        paths = sorted(set(self.paths))
        return tuple(
            path
            for path in paths
            if not any(path != other and path.startswith(other) for other in paths)
        )

    def inside(self, path: ColumnElement[str]) -> ColumnElement[bool]:
        """The condition that a path lies in this scope: ranges of bytes, so an index serves it."""
        return or_(false(), *(and_(path >= root, path < end_of(root)) for root in self.roots))

    def allows(self, path: str) -> Answer:
        """Whether one unit may be seen, with the reason as a sentence."""
        if any(path.startswith(root) for root in self.roots):
            return Answer(True, self.reason)
        return Answer(False, f"Вне области доступа: {self.reason}")


def end_of(path: str) -> str:
    """The first text after everything inside the path: «0» follows «/» in every byte order."""
    return path.removesuffix("/") + "0"
