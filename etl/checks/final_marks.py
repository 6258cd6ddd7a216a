"""Final marks of quarters, trimesters, half-years and years."""

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from etl.checks.cells import plain
from etl.checks.facts import Facts, facts_about
from etl.checks.rows import Rows
from etl.checks.who import known_who
from etl.periods import CODES, parsed_school_year
from etl.readers.mark_language import Problem as CellProblem
from etl.readers.mark_language import parse_final
from etl.words import Words


def check_final_marks(rows: Rows, connection: Connection, words: Words) -> Facts:
    """Rows of a sheet of final marks → facts «final_marks»; `mark` is 1–5, н/а, осв, зач, незач."""
    rows.require("subject", "school_year", "period", "mark")
    who = known_who(rows, connection)
    subject = rows.read("subject", words.subject, "unknown_subject", "", empty=0)
    year = rows.read(
        "school_year", parsed_school_year, "bad_school_year", "нужен вид 2025/2026", empty=0
    )
    code = rows.read(
        "period",
        lambda text: CODES.get(plain(text)),
        "unknown_period",
        f"период — один из: {', '.join(CODES)}",
        empty=0,
    )
    mark = rows.read("mark", _final, "unknown_mark", "нужно 1–5, н/а, осв, зач или незач", empty="")
    period = year * 100 + code
    rows.reject_repeated(
        [who.student, subject, period],
        "у этого ученика по этому предмету за этот период отметка уже есть в строке {row}",
    )
    good = np.flatnonzero(rows.good)
    return facts_about(
        "final_marks",
        rows,
        who,
        year,
        good,
        subject_id=subject[good].astype(np.int16),
        period_id=period[good].astype(np.int32),
        mark=pa.array(mark[good], pa.string()).dictionary_encode(),
    )


def _final(text: str) -> str | None:
    found = parse_final(text)
    if isinstance(found, CellProblem):
        return None
    return str(found.marks[0]) if found.marks else found.state
