"""Journal marks: one cell may hold several marks, an absence or a state."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection

from etl.checks.cells import hundredths
from etl.checks.dates import read_days
from etl.checks.facts import Facts, facts_about, worded
from etl.checks.rows import Rows, combined, distinct
from etl.checks.who import known_who
from etl.readers.mark_language import Problem as CellProblem
from etl.readers.mark_language import parse_cell
from etl.words import Words

MAX_WEIGHT = 10_000  # hundredths: no journal weighs a mark with more than 100


def check_marks(rows: Rows, connection: Connection, words: Words) -> Facts:
    """Rows of a marks sheet → facts «marks»; `weight` in hundredths, `date` in days."""
    sheet = rows.sheet
    rows.require("subject", "mark")
    who = known_who(rows, connection)
    days, years = read_days(rows)
    cells, cell_of_row = _cells(rows)
    subject = rows.read("subject", words.subject, "unknown_subject", "", empty=0).astype(np.int16)
    work_type = rows.read("work_type", words.work_type, "unknown_work_type", "", empty=0)
    work_type = np.where(work_type == 0, words.work_type(""), work_type).astype(np.int16)
    weight = _weights(rows, words, who.school, work_type, days)
    topic, teacher = sheet.column("topic"), sheet.column("teacher_code")
    whole_row = [
        *(who.student, who.school_class, subject, days, work_type, weight),
        *(topic.codes, teacher.codes, cell_of_row),
    ]
    rows.reject_repeated(
        whole_row,
        "повторяет строку {row}; если за урок две отметки, запишите их в одной ячейке: «5 4»",
    )
    good = np.flatnonzero(rows.good).astype(np.int32)
    per_cell = np.array([max(1, len(cell.marks)) for cell in cells], np.int64)
    source, within = _expanded(good, per_cell[cell_of_row[good]])
    cell = cell_of_row[source]
    key = [who.student, subject, days, work_type, topic.codes]
    return facts_about(
        "marks",
        rows,
        who,
        years,
        source,
        subject_id=subject[source].astype(np.int16),
        date=pa.array(days[source], pa.int32()).cast(pa.date32()),
        work_type_id=work_type[source].astype(np.int16),
        weight=weight[source].astype(np.int16),
        topic=worded(topic, source),
        **_twins(part[source] for part in key),
        mark=_numbers([cell.marks for cell in cells], cell, within),
        nuance=_numbers([cell.nuances for cell in cells], cell, within),
        debt=np.array([cell.debt for cell in cells], bool)[cell],
        absence=_state([cell.absence for cell in cells], cell),
        state=_state([cell.state for cell in cells], cell),
        teacher=worded(teacher, source),
    )


def _cells(rows: Rows):
    texts = rows.sheet.column("mark")
    parsed = [parse_cell(text) for text in texts.values]
    wrong = np.array([isinstance(cell, CellProblem) for cell in parsed], bool)
    rows.reject(
        wrong[texts.codes],
        "mark",
        "unknown_mark",
        lambda p: f"«{texts[p][:30]}»: {parsed[texts.codes[p]].rule}",
    )
    readable = [cell for cell in parsed if not isinstance(cell, CellProblem)]
    place = (np.cumsum(~wrong, dtype=np.int32) - 1).clip(min=0)
    return readable or [parse_cell("-")], place[texts.codes]


def _weights(rows, words: Words, school, work_type, days) -> np.ndarray:
    """The weight in the file, or the one of the school's table on that day [hundredths]."""
    given = rows.read(
        "weight",
        _weight,
        "bad_weight",
        "вес — положительное число не больше 100, например 1,5",
        empty=0,
    ).astype(np.int32)
    missing = np.flatnonzero((given == 0) & rows.good)
    keys = [school[missing], work_type[missing]]
    if words.has_versions():
        keys.append(days[missing])
    first, same = distinct(combined(keys))
    found = [
        words.weight(int(school[p]), int(work_type[p]), pd.Timestamp(int(days[p]), unit="D").date())
        for p in missing[first]
    ]
    given[missing] = np.array(found, np.int32)[same] if len(missing) else 0
    return given


def _weight(text: str) -> int | None:
    value = hundredths(text)
    return value if value and value <= MAX_WEIGHT else None


def _expanded(good: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each good row as often as its cell has marks, and which of the marks it is."""
    source = np.repeat(good, counts)
    starts = np.repeat((np.cumsum(counts) - counts).astype(np.int32), counts)
    return source, np.arange(len(source), dtype=np.int32) - starts


def _twins(key: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """Marks of one lesson, type and topic: which of them it is (0, 1, …) and how many there are."""
    number = pd.Series(combined(key))
    ordinal, siblings = np.zeros(len(number), np.int16), np.ones(len(number), np.int16)
    twins = number.duplicated(keep=False).to_numpy()
    if twins.any():
        groups = number[twins].groupby(number[twins])
        ordinal[twins] = groups.cumcount().to_numpy()
        siblings[twins] = groups.transform("size").to_numpy()
    return {"ordinal": ordinal, "siblings": siblings}


def _numbers(lists: list[tuple[int, ...]], cell: np.ndarray, within: np.ndarray) -> pa.Array:
    """The mark or nuance number `within` of each cell; null where the cell has no mark."""
    width = max((len(numbers) for numbers in lists), default=0) or 1
    table = np.zeros((len(lists), width), np.int8)
    for line, numbers in enumerate(lists):
        table[line, : len(numbers)] = numbers
    empty = np.array([not numbers for numbers in lists], bool)
    return pa.array(table[cell, within], pa.int8(), mask=empty[cell])


def _state(values: list[str | None], cell: np.ndarray) -> pa.Array:
    """A short text per cell, stored as a dictionary."""
    return pa.array(values, pa.string()).dictionary_encode().take(pa.array(cell))
