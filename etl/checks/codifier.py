"""Codifiers: names of content elements and skills."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from etl.checks.cells import plain, whole
from etl.checks.rows import Rows
from etl.misprints import Entry, doubtful_entries
from etl.readers.code_lists import parse_codes
from etl.words import Words
from models import CodifierEntry, Element

KINDS = {"kes": "kes", "кэс": "kes", "kpu": "kpu", "кпу": "kpu", "кт": "kpu"}
ANY = -1  # no year given


@dataclass(frozen=True)
class CodifierLine:
    """A named code; grade 0 = any grade, years None = open."""

    subject_id: int
    grade: int
    kind: str
    code: str
    name: str
    valid_from: int | None
    valid_to: int | None
    place: int


def check_codifier(rows: Rows, connection: Connection, words: Words) -> list[CodifierLine]:
    """Rows of a codifier sheet → named codes."""
    sheet = rows.sheet
    rows.require("subject", "code", "name")
    subject = rows.read("subject", words.subject, "unknown_subject", "", empty=0)
    grade = rows.read("grade", whole, "bad_grade", "параллель — число от 1 до 12", empty=0)
    kind = rows.read("kind", lambda t: KINDS.get(plain(t)), "unknown_kind", "нужно kes или kpu")
    code = rows.read("code", _code, "bad_code", "код — числа через точку, например 3.6", empty="")
    start = rows.read("valid_from", _year, "bad_year", "нужен год, например 2026", empty=ANY)
    end = rows.read("valid_to", _year, "bad_year", "нужен год, например 2026", empty=ANY)
    rows.reject_repeated(
        [subject, grade, kind, code, start],
        "этот код уже назван в строке {row}",
    )
    lines = [
        CodifierLine(
            int(subject[p]),
            int(grade[p]),
            kind[p],
            code[p],
            sheet.column("name")[p],
            None if start[p] == ANY else int(start[p]),
            None if end[p] == ANY else int(end[p]),
            p,
        )
        for p in rows.good.nonzero()[0].tolist()
    ]
    rows.notes += _doubts(lines, rows, connection)
    return lines


def _doubts(lines: list[CodifierLine], rows: Rows, connection: Connection) -> list[str]:
    """Names of the file that are nearly the same as another one, of the file or known before."""
    stated = {_entry(line): int(rows.sheet.rows[line.place]) for line in lines}
    named_anew = {_place(entry) for entry in stated}
    known = _known(connection, {line.subject_id for line in lines})
    others = [entry for entry in known if _place(entry) not in named_anew]
    pairs = doubtful_entries([*stated, *others])
    return [_doubt(*pair, stated) for pair in pairs if stated.keys() & set(pair)]


def _entry(line: CodifierLine) -> Entry:
    years = line.valid_from, line.valid_to
    return Entry(line.subject_id, line.kind, line.code, line.grade, line.name, *years)


def _place(entry: Entry) -> tuple:
    return entry.subject_id, entry.kind, entry.code, entry.grade, entry.valid_from


def _known(connection: Connection, subjects: set[int]) -> list[Entry]:
    query = (
        select(
            *(Element.subject_id, Element.kind, Element.code, CodifierEntry.grade),
            *(CodifierEntry.name, CodifierEntry.valid_from, CodifierEntry.valid_to),
        )
        .join(Element, Element.id == CodifierEntry.element_id)
        .where(CodifierEntry.is_current, Element.subject_id.in_(subjects))
    )
    return [Entry(*row) for row in connection.execute(query)]


def _doubt(first: Entry, second: Entry, stated: dict[Entry, int]) -> str:
    """«строка 12: «Geomteric …» (3.5) и «Geometric …» (3.1) – почти одно название; …»."""
    named, other = (first, second) if first in stated else (second, first)
    return (
        f"строка {stated[named]}: «{named.name}» ({named.code}) и «{other.name}» ({other.code}) – "
        "почти одно название; если это одно и то же, подтвердите на экране «Кодификаторы»"
    )


def _code(text: str) -> str | None:
    codes, doubts = parse_codes(text)
    return codes[0] if len(codes) == 1 and not doubts else None


def _year(text: str) -> int | None:
    value = whole(text[:4])
    return value if value and 1900 <= value <= 2200 else None
