"""Loads: what came from which file, and what of it was not taken. Whoever imports sees them.

A load belongs to the schools of its parts. Of a load with other schools one sees the own part
alone, and none of its rejected rows: nothing in such a row says which school it was of.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, literal, not_, select, true

from dashboard.access import ANY_SUBJECT, ROOT, Right, Scope
from dashboard.mending import LAW, mendable, told_note
from dashboard.queries.database import rows
from models import Load, LoadPart, Membership, RejectedRow, Student, Unit

PAGE = 25
REJECTED = "with_rejected"
COMMON = ("id", "file", "kind", "state", "created_at")


@dataclass(frozen=True)
class Wanted:
    """Which loads: of a kind, in a state, with a text in the name of the file; empty = all."""

    kind: str = ""
    state: str = ""  # of the table, or REJECTED: whatever its state, some rows were not taken
    text: str = ""


ALL = Wanted()


def loads(scope: Scope, wanted: Wanted = ALL, page: int = 1, size: int = PAGE) -> list[dict]:
    """One row per load, the newest first: `load_id, file, kind, state, created_at, is_whole`.

    Of a load that is one's own as a whole the five counts of the row law, else None; `own_rows`
    of one's own schools; `n_loads` there are on all pages.
    """
    statement = _loads(scope).where(*_wanted(scope, wanted))
    statement = statement.add_columns(func.count().over().label("n_loads"))
    statement = statement.order_by(Load.id.desc()).limit(size).offset((page - 1) * size)
    return [_told(row) for row in rows(statement)]


def load(scope: Scope, load_id: int) -> dict | None:
    """One load as `loads` tells it; None when it is not there or none of it is one's own."""
    found = rows(_loads(scope).where(Load.id == load_id))
    return _told(found[0]) if found else None


def rejected_rows(scope: Scope, load_id: int, page: int = 1, size: int = PAGE) -> list[dict]:
    """One row per rejected row: `number, sheet, row, column, value, rule, message, n_rejected`.

    Nothing of a load with other schools. Values of marks and names are left out, and codes of
    students who are in no school of one's own.
    """
    statement = (
        select(
            *(RejectedRow.number, RejectedRow.sheet, RejectedRow.row, RejectedRow.column),
            *(RejectedRow.value, RejectedRow.rule, RejectedRow.message),
            _is_foreign(scope).label("is_foreign"),
            func.count().over().label("n_rejected"),
        )
        .join(Load, Load.id == RejectedRow.load_id)
        .where(RejectedRow.load_id == load_id, _is_mine(scope), _is_whole(scope))
        .order_by(RejectedRow.number)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [mendable(row) for row in rows(statement)]


def notes(scope: Scope, load_id: int) -> list[str]:
    """What a load has noted about rows it took; nothing of a load with other schools, no marks."""
    statement = select(Load.notes).where(Load.id == load_id, _is_mine(scope), _is_whole(scope))
    found = rows(statement)
    return [told_note(note) for note in found[0]["notes"]] if found else []


def broken_rules(scope: Scope) -> list[dict]:
    """One row per rule broken in loads that count: `rule, n_rejected, n_files, load_id`.

    `load_id` is the newest of these loads.
    """
    counting = select(Load.id).where(_is_mine(scope), _is_whole(scope), Load.state != "undone")
    statement = (
        select(
            RejectedRow.rule,
            func.count().label("n_rejected"),
            func.count(RejectedRow.load_id.distinct()).label("n_files"),
            func.max(RejectedRow.load_id).label("load_id"),
        )
        .where(RejectedRow.load_id.in_(counting))
        .group_by(RejectedRow.rule)
        .order_by(func.count().desc(), RejectedRow.rule)
    )
    return rows(statement)


def _loads(scope: Scope) -> Select:
    columns = (getattr(Load, name) for name in (*COMMON, *LAW))
    whole, own = _is_whole(scope).label("is_whole"), _own_rows(scope).label("own_rows")
    return select(*columns, whole, own).where(_is_mine(scope))


def _told(row: dict) -> dict:
    """The row law only of what is one's own as a whole."""
    law = row if row["is_whole"] else dict.fromkeys(LAW)
    named = {"load_id": row["id"], **{name: row[name] for name in COMMON[1:]}}
    more = {name: row[name] for name in ("is_whole", "own_rows", "n_loads") if name in row}
    return named | {name: law[name] for name in LAW} | more | {"is_whole": bool(row["is_whole"])}


def _wanted(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.kind:
        conditions.append(Load.kind == wanted.kind)
    if wanted.state == REJECTED:
        conditions.append(and_(Load.rejected > 0, _is_whole(scope)))
    elif wanted.state:
        conditions.append(Load.state == wanted.state)
    if wanted.text:
        conditions.append(Load.file.icontains(wanted.text, autoescape=True))
    return conditions


def _is_of_all(scope: Scope) -> bool:
    """Whether the scope imports for every school, and so also what is of none."""
    return any(area.path == ROOT for area in scope.within(Right.IMPORT))


def _own_schools(scope: Scope) -> Select:
    return select(Unit.id).where(
        Unit.level == "school", scope.owns(Unit.path, subject=ANY_SUBJECT, right=Right.IMPORT)
    )


def _is_mine(scope: Scope) -> ColumnElement[bool]:
    """Some part of the load is of a school of one's own."""
    return true() if _is_of_all(scope) else _part(LoadPart.school_id.in_(_own_schools(scope)))


def _is_whole(scope: Scope) -> ColumnElement[bool]:
    """No part of the load is of another school; what is of none, like a plan, is of all."""
    if _is_of_all(scope):
        return true()
    return not_(_part(LoadPart.school_id.not_in(_own_schools(scope))))


def _part(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(LoadPart.load_id).where(LoadPart.load_id == Load.id, condition).exists()


def _own_rows(scope: Scope) -> ColumnElement[int]:
    """Facts the load stated of one's own schools; of a list of students, the places it gave."""
    if _is_of_all(scope):
        return literal(None)
    facts = select(func.coalesce(func.sum(LoadPart.rows), 0)).where(
        LoadPart.load_id == Load.id, LoadPart.school_id.in_(_own_schools(scope))
    )
    places = select(func.count(Membership.id)).where(
        Membership.load_id == Load.id, Membership.school_id.in_(_own_schools(scope))
    )
    return facts.scalar_subquery() + places.scalar_subquery()


def _is_foreign(scope: Scope) -> ColumnElement[bool]:
    """The rejected value is the code of a student who is in no school of one's own."""
    if _is_of_all(scope):
        return literal(False)
    here = select(Membership.id).where(
        Membership.student_id == Student.id, Membership.school_id.in_(_own_schools(scope))
    )
    return select(Student.id).where(Student.code == RejectedRow.value, not_(here.exists())).exists()
