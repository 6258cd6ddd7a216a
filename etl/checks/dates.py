"""Dates of lessons and works: inside a school year, and not in a far future."""

from datetime import date

import numpy as np

from etl.checks.cells import day
from etl.checks.rows import Rows
from etl.periods import SCHOOL_MONTHS, school_year_of

FIRST_YEAR = 1990
ALL_MONTHS = tuple(range(1, 13))  # exams are taken again in July


def read_days(
    rows: Rows, column: str = "date", *, in_summer_too: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Per row: days since 1970-01-01 and the school year; unreadable dates are rejected."""
    texts = rows.sheet.column(column)
    months = ALL_MONTHS if in_summer_too else SCHOOL_MONTHS
    days = [day(text) for text in texts.values]
    unreadable = np.array([found is None for found in days], bool)[texts.codes]
    rows.reject(
        unreadable,
        column,
        "bad_date",
        lambda p: f"«{texts[p][:30]}» — не дата; нужно 01.09.2025 или 2025-09-01",
    )
    outside = np.array([found is not None and not is_in(months, found) for found in days], bool)
    rows.reject(
        outside[texts.codes],
        column,
        "date_outside_year",
        lambda p: f"дата «{texts[p]}» вне учебного года (1 сентября — 30 июня); исправьте дату",
    )
    epoch = date(1970, 1, 1)
    numbers = np.array([(found - epoch).days if found else 0 for found in days], np.int32)
    years = np.array([school_year_of(found) if found else 0 for found in days], np.int16)
    return numbers[texts.codes], years[texts.codes]


def is_in(months: tuple[int, ...], found: date) -> bool:
    """Within these months of a school year that has begun, or begins within a year."""
    return FIRST_YEAR <= found.year <= date.today().year + 1 and found.month in months
