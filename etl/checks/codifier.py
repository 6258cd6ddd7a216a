"""Codifiers: names of content elements and skills."""

from dataclasses import dataclass

from sqlalchemy import Connection

from etl.checks.cells import plain, whole
from etl.checks.rows import Rows
from etl.readers.code_lists import parse_codes
from etl.words import Words

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
    return [
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


def _code(text: str) -> str | None:
    codes, doubts = parse_codes(text)
    return codes[0] if len(codes) == 1 and not doubts else None


def _year(text: str) -> int | None:
    value = whole(text[:4])
    return value if value and 1900 <= value <= 2200 else None
