"""Codifiers and what was said of elements with nearly the same name; nothing about students."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from dashboard.access import Scope
from dashboard.queries.database import rows
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import in_own_subjects
from etl.misprints import Entry, doubtful_entries, grade_of
from models import CodifierEntry, Element, ElementMapping, Plan, Subject, TaskElement

KINDS = {"kes": "КЭС", "kpu": "КПУ"}


@dataclass(frozen=True)
class Pair:
    """Two elements of a subject with nearly the same name, and what was said of them."""

    first: dict
    second: dict
    subject: str
    kind: str
    grade: int  # 0 = any
    decision: dict | None = None  # `element_id, into_id, state, confirmed_as, confirmed_at`

    @property
    def key(self) -> tuple[frozenset[int], int]:
        """What tells it from others: the two elements and the grade."""
        return self.ids, self.grade

    @property
    def ids(self) -> frozenset[int]:
        """The two elements, in no order."""
        return frozenset((self.first["element_id"], self.second["element_id"]))


def subjects_with_codifier(scope: Scope) -> list[dict]:
    """One row per subject that has a codifier: `subject_id, subject`."""
    statement = (
        select(Subject.id.label("subject_id"), Subject.name.label("subject"))
        .join(Element, Element.subject_id == Subject.id)
        .join(CodifierEntry, _of_element())
        .where(in_own_subjects(scope, Subject.id))
        .distinct()
    )
    return sorted(rows(statement), key=by_nature("subject"))


def codifier(scope: Scope, subject_id: int, grade: int = 0, year: int = 0) -> list[dict]:
    """One row per name of a subject: kind, code, grade, name, years, `n_tasks` of current plans.

    Of a grade also what holds in any; of a year what was valid in it. Tasks are counted in plans
    of the grade of the name.
    """
    statement = _entries(scope).where(Element.subject_id == subject_id)
    if grade:
        statement = statement.where(CodifierEntry.grade.in_((0, grade)))
    if year:
        statement = statement.where(func.coalesce(CodifierEntry.valid_from, year) <= year)
        statement = statement.where(func.coalesce(CodifierEntry.valid_to, year) >= year)
    numbers = _numbers_of_tasks(Element.subject_id == subject_id)
    found = [row | {"n_tasks": _in_grade(numbers, row)} for row in rows(statement)]
    return sorted(found, key=by_nature("kind", "grade", "code"))


def doubtful_pairs(scope: Scope) -> list[Pair]:
    """Pairs nobody has decided on first; then those that were, also when their names are gone."""
    entries = rows(_entries(scope))
    by_code = {(row["subject_id"], row["kind"], row["code"]): row for row in entries}
    decisions = rows(_decisions(scope))
    known = {
        (frozenset((row["element_id"], row["into_id"])), row["grade"]): row for row in decisions
    }
    stated = [Entry(*(row[name] for name in Entry._fields)) for row in entries]
    found = [
        _pair(
            *(by_code[one.subject_id, one.kind, one.code] | {"name": one.name} for one in pair),
            grade_of(*pair),
        )
        for pair in doubtful_entries(stated)
    ]
    of_others = known.keys() - {pair.key for pair in found}
    found += [_decided(known[key], entries) for key in of_others]
    numbers = _numbers_of_tasks(Element.id.in_({id for pair in found for id in pair.ids}))
    full = [_with_numbers(pair, known.get(pair.key), numbers) for pair in found]
    return sorted(full, key=lambda pair: (pair.decision is not None, pair.subject, pair.grade))


def _pair(first: dict, second: dict, grade: int) -> Pair:
    return Pair(first, second, first["subject"], KINDS[first["kind"]], grade)


def _decided(row: dict, entries: list[dict]) -> Pair:
    """A pair that was decided on and is no longer doubtful: its name has been mended since."""
    fitting = (one for one in entries if one["grade"] in (0, row["grade"]))
    names = {entry["element_id"]: entry["name"] for entry in fitting}
    first, second = (
        {"element_id": row[id], "code": row[code], "name": names.get(row[id], "")}
        for id, code in (("element_id", "code"), ("into_id", "into_code"))
    )
    return Pair(first, second, row["subject"], KINDS[row["kind"]], row["grade"])


def _with_numbers(pair: Pair, decision: dict | None, numbers: dict) -> Pair:
    first, second = (
        one | {"n_tasks": _in_grade(numbers, one | {"grade": pair.grade})}
        for one in (pair.first, pair.second)
    )
    return replace(pair, first=first, second=second, decision=decision)


def _of_element() -> ColumnElement[bool]:
    return and_(CodifierEntry.element_id == Element.id, CodifierEntry.is_current)


def _entries(scope: Scope) -> Select:
    return (
        select(
            *(Element.id.label("element_id"), Element.subject_id, Subject.name.label("subject")),
            *(Element.kind, Element.code, CodifierEntry.grade, CodifierEntry.name),
            *(CodifierEntry.valid_from, CodifierEntry.valid_to),
        )
        .join(CodifierEntry, _of_element())
        .join(Subject, Subject.id == Element.subject_id)
        .where(in_own_subjects(scope, Element.subject_id))
    )


def _decisions(scope: Scope) -> Select:
    into = Element.__table__.alias("into")
    return (
        select(
            *(ElementMapping.element_id, ElementMapping.into_id, ElementMapping.grade),
            ElementMapping.state,
            *(ElementMapping.confirmed_as, ElementMapping.confirmed_at),
            *(Element.code, Element.kind, into.c.code.label("into_code")),
            Subject.name.label("subject"),
        )
        .join(Element, Element.id == ElementMapping.element_id)
        .join(into, into.c.id == ElementMapping.into_id)
        .join(Subject, Subject.id == Element.subject_id)
        .where(in_own_subjects(scope, Element.subject_id))
    )


def _numbers_of_tasks(elements: ColumnElement[bool]) -> dict[tuple[int, int], int]:
    """(element, grade) → tasks of current plans that name it."""
    number = func.count(TaskElement.task_id.distinct()).label("tasks")
    statement = (
        select(TaskElement.element_id, Plan.grade, number)
        .join(Plan, and_(Plan.id == TaskElement.plan_id, Plan.is_current))
        .join(Element, Element.id == TaskElement.element_id)
        .where(elements)
        .group_by(TaskElement.element_id, Plan.grade)
    )
    return {(row["element_id"], row["grade"]): row["tasks"] for row in rows(statement)}


def _in_grade(numbers: dict[tuple[int, int], int], row: dict) -> int:
    """Tasks of the element in the grade of its name; in all where it holds in any."""
    id, grade = row["element_id"], row["grade"]
    return sum(n for (element, of), n in numbers.items() if element == id and grade in (0, of))


def mapped_with(ids: frozenset[int]) -> Select:
    """What was said of these elements and any other."""
    return select(ElementMapping.__table__).where(
        or_(ElementMapping.element_id.in_(ids), ElementMapping.into_id.in_(ids))
    )
