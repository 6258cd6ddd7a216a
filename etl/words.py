"""What the database already knows of the codes and words of a sheet, as look-up tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from etl.checks.cells import plain
from models import (
    Assessment,
    Membership,
    Student,
    Subject,
    SubjectSynonym,
    Unit,
    WorkType,
    WorkTypeSynonym,
    WorkWeight,
)
from models.tree import LEVELS

BATCH = 5000  # values of one IN (…): below the limits of SQLite and PostgreSQL


@dataclass
class Words:
    """Registries by spelling; what is not found yet is added under a new id and written later."""

    subjects: dict[str, int]
    work_types: dict[str, int]
    weights: dict[tuple[int, int], list[tuple[date, int]]]
    new_subjects: dict[int, str] = field(default_factory=dict)
    new_work_types: dict[int, str] = field(default_factory=dict)

    def subject(self, text: str) -> int:
        """The subject of that spelling; a new one when it is met for the first time."""
        return _known_or_new(text, self.subjects, self.new_subjects)

    def work_type(self, text: str) -> int:
        """The work type of that spelling or letter; a new one when met for the first time."""
        return _known_or_new(text, self.work_types, self.new_work_types)

    def weight(self, school_id: int, work_type_id: int, day: date) -> int:
        """The weight in force on a day [hundredths]: the school's own, else the common one."""
        for school in (school_id, 0):
            versions = self.weights.get((school, work_type_id), [])
            valid = [weight for start, weight in versions if start <= day]
            if valid:
                return valid[-1]
        return 100

    def has_versions(self) -> bool:
        """Whether any weight begins or changes at a date, so that the date matters."""
        return any(len(versions) > 1 or school for (school, _), versions in self.weights.items())


def _known_or_new(text: str, known: dict[str, int], new: dict[int, str]) -> int:
    spelling = plain(text)
    if spelling not in known:
        known[spelling] = max(known.values(), default=0) + 1
        new[known[spelling]] = " ".join(text.split())
    return known[spelling]


def read_words(connection: Connection) -> Words:
    """The registries as they stand."""
    weights: dict[tuple[int, int], list[tuple[date, int]]] = {}
    for row in connection.execute(select(WorkWeight.__table__).order_by(WorkWeight.valid_from)):
        weights.setdefault((row.school_id, row.work_type_id), []).append(
            (row.valid_from, row.weight)
        )
    return Words(
        subjects=_by_spelling(connection, SubjectSynonym.spelling, SubjectSynonym.subject_id),
        work_types=_by_spelling(connection, WorkTypeSynonym.spelling, WorkTypeSynonym.work_type_id),
        weights=weights,
    )


def _by_spelling(connection: Connection, spelling, number) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(select(spelling, number))}


def write_new_words(connection: Connection, words: Words) -> None:
    """Add the subjects and work types met for the first time."""
    tables = (
        (Subject, SubjectSynonym, "subject_id", words.new_subjects, {}),
        (
            WorkType,
            WorkTypeSynonym,
            "work_type_id",
            words.new_work_types,
            {"code": "", "is_control": False},
        ),
    )
    for table, synonym, column, new, others in tables:
        for number, name in new.items():
            connection.execute(table.__table__.insert().values(id=number, name=name, **others))
            connection.execute(
                synonym.__table__.insert().values(spelling=plain(name), **{column: number})
            )


def batches(values: list) -> Iterator[list]:
    """The values in lists short enough for one IN (…)."""
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def schools(connection: Connection, codes: list[str]) -> dict[str, int]:
    """School code → unit, for those of the codes that are known."""
    return {
        row.code: row.id
        for some in batches(codes)
        for row in connection.execute(
            select(Unit.code, Unit.id).where(
                Unit.level == "school", Unit.is_active, Unit.code.in_(some)
            )
        )
    }


def classes(connection: Connection, school_ids: list[int]) -> dict[tuple[int, str], tuple]:
    """(school, class name) → (unit, grade) of the schools' classes."""
    parallel = Unit.__table__.alias("parallel")
    found: dict[tuple[int, str], tuple] = {}
    for some in batches(school_ids):
        query = (
            select(Unit.id, Unit.name, Unit.grade, parallel.c.parent_id)
            .join(parallel, parallel.c.id == Unit.parent_id)
            .where(Unit.level == LEVELS[-1], Unit.is_active, parallel.c.parent_id.in_(some))
        )
        for row in connection.execute(query):
            found[row.parent_id, row.name] = (row.id, row.grade)
    return found


def students(connection: Connection, codes: list[str]) -> dict[str, int]:
    """Student code → id, for those of the codes that are known."""
    return {
        row.code: row.id
        for some in batches(codes)
        for row in connection.execute(
            select(Student.code, Student.id).where(Student.code.in_(some))
        )
    }


def members(connection: Connection, school_ids: list[int]) -> set[tuple[int, int]]:
    """(student, school) of everybody who is or was in these schools."""
    return {
        (row.student_id, row.school_id)
        for some in batches(school_ids)
        for row in connection.execute(
            select(Membership.student_id, Membership.school_id)
            .where(Membership.school_id.in_(some), Membership.is_current)
            .distinct()
        )
    }


def assessments(connection: Connection, codes: list[str]) -> dict[str, int]:
    """Assessment code → id, for those of the codes that are known."""
    return {
        row.code: row.id
        for some in batches(codes)
        for row in connection.execute(
            select(Assessment.code, Assessment.id).where(Assessment.code.in_(some))
        )
    }
