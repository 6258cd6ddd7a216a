"""External results without tasks: scores and marks of ВПР, ОГЭ, ЕГЭ, trial exams."""

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from etl.checks.cells import external_mark, hundredths
from etl.checks.dates import read_days
from etl.checks.facts import Facts, facts_about, worded
from etl.checks.rows import Rows
from etl.checks.who import known_who
from etl.periods import YEAR, parsed_school_year, period_dates
from etl.words import Words

NONE = -1  # stands for «no value» until the column is written


def check_results(rows: Rows, connection: Connection, words: Words) -> Facts:
    """Rows of a sheet of results → facts «results»; scores in hundredths."""
    sheet = rows.sheet
    rows.require("subject", "procedure")
    who = known_who(rows, connection)
    days, year = _when(rows)
    subject = rows.read("subject", words.subject, "unknown_subject", "", empty=0)
    columns = {
        "primary_score": _scores(rows, "primary_score"),
        "test_score": _scores(rows, "test_score"),
        "mark": _marks(rows, "mark"),
        "journal_mark": _marks(rows, "journal_mark"),
    }
    nothing = np.logical_and.reduce(
        [columns[name] == NONE for name in ("primary_score", "test_score", "mark")]
    )
    rows.reject(
        nothing,
        "mark",
        "no_result",
        "нет ни первичного, ни тестового балла, ни отметки; заполните хотя бы одно",
    )
    procedure = sheet.column("procedure")
    rows.reject_repeated(
        [who.student, subject, procedure.codes, days],
        "результат этого ученика по этой процедуре уже есть в строке {row}",
    )
    good = np.flatnonzero(rows.good)
    return facts_about(
        "results",
        rows,
        who,
        year,
        good,
        subject_id=subject[good].astype(np.int16),
        procedure=worded(procedure, good),
        date=pa.array(days[good], pa.int32()).cast(pa.date32()),
        **{
            name: pa.array(values[good], pa.int32(), mask=values[good] == NONE)
            for name, values in columns.items()
        },
    )


def _when(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The date, or the last day of the school year where only the year is given."""
    if "date" in rows.sheet.columns and not rows.sheet.column("date").is_empty.all():
        return read_days(rows, in_summer_too=True)
    year = rows.read("school_year", parsed_school_year, "bad_school_year", "нужен вид 2025/2026")
    last_days = {
        int(y): (np.datetime64(period_dates(int(y) * 100 + YEAR)[1]) - np.datetime64("1970-01-01"))
        .astype(int)
        .item()
        for y in np.unique(year[year > 0])
    }
    return np.array([last_days.get(int(y), 0) for y in year], np.int32), year


def _scores(rows: Rows, column: str) -> np.ndarray:
    return rows.read(
        column, hundredths, "bad_score", "балл — неотрицательное число", empty=NONE
    ).astype(np.int64)


def _marks(rows: Rows, column: str) -> np.ndarray:
    marks = rows.read(column, external_mark, "unknown_mark", "отметка — 1–5 или пусто", empty=0)
    return np.where(marks == 0, NONE, marks)
