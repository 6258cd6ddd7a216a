"""Codifiers into the tables: a code may be renamed, the earlier name is kept as a version."""

from itertools import groupby

from sqlalchemy import Connection, select

from etl.checks.codifier import CodifierLine
from etl.tables.bulk import end_rows, insert_dicts, next_id
from etl.tables.plan import element_ids
from etl.tables.stored import Stored
from models import CodifierEntry, Element


def store_codifier(connection: Connection, load_id: int, lines: list[CodifierLine]) -> Stored:
    """Make the names current; a name that is already so is unchanged."""
    stored = Stored()
    by_subject = sorted(lines, key=lambda line: line.subject_id)
    for subject, group in groupby(by_subject, key=lambda line: line.subject_id):
        _store_subject(connection, load_id, subject, list(group), stored)
    return stored


def _store_subject(
    connection: Connection, load_id: int, subject: int, lines: list[CodifierLine], stored: Stored
) -> None:
    elements = element_ids(connection, subject, [(line.kind, line.code) for line in lines])
    current = {
        (row.element_id, row.grade, row.valid_from): row
        for row in connection.execute(
            select(CodifierEntry.__table__)
            .join(Element, Element.id == CodifierEntry.element_id)
            .where(Element.subject_id == subject, CodifierEntry.is_current)
        )
    }
    number, ended, new = next_id(connection, CodifierEntry), [], []
    for line in lines:
        element = elements[line.kind, line.code]
        old = current.get((element, line.grade, line.valid_from))
        if old is not None and (old.name, old.valid_to) == (line.name, line.valid_to):
            continue
        if old is not None:
            ended.append(old.id)
        new.append(
            {
                "id": number + len(new),
                "element_id": element,
                "grade": line.grade,
                "name": line.name,
                "valid_from": line.valid_from,
                "valid_to": line.valid_to,
                "load_id": load_id,
                "ended_by": None,
                "is_current": True,
            }
        )
    end_rows(connection, CodifierEntry, ended, load_id)
    insert_dicts(connection, CodifierEntry, new)
    stored.loaded += len(new)
    stored.unchanged += len(lines) - len(new)
    if new:
        stored.parts.add(("codifier", 0, 0, subject))
