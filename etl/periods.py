"""School years and periods: one numbering for quarters, trimesters and half-years side by side.

A school year is the year it starts in (2025 = 2025/2026). A period is `school_year * 100 + code`.
"""

import re
from dataclasses import dataclass
from datetime import date

YEAR = 50
EXAM = 60
TOTAL = 70


@dataclass(frozen=True)
class PeriodKind:
    """A period of any year: its name, the system it belongs to and its months."""

    name: str
    system: str
    months: tuple[int, ...] = ()


# Borders at the ends of months: holidays lie around them, so no lesson changes its period.
PERIODS = {
    11: PeriodKind("1 четверть", "quarter", (9, 10)),
    12: PeriodKind("2 четверть", "quarter", (11, 12)),
    13: PeriodKind("3 четверть", "quarter", (1, 2, 3)),
    14: PeriodKind("4 четверть", "quarter", (4, 5, 6)),
    21: PeriodKind("1 триместр", "trimester", (9, 10, 11)),
    22: PeriodKind("2 триместр", "trimester", (12, 1, 2)),
    23: PeriodKind("3 триместр", "trimester", (3, 4, 5, 6)),
    31: PeriodKind("1 полугодие", "half_year", (9, 10, 11, 12)),
    32: PeriodKind("2 полугодие", "half_year", (1, 2, 3, 4, 5, 6)),
    YEAR: PeriodKind("год", "year", (9, 10, 11, 12, 1, 2, 3, 4, 5, 6)),
    EXAM: PeriodKind("экзамен", "year"),
    TOTAL: PeriodKind("итог", "year"),
}
PERIOD_ORDER = tuple(PERIODS)
CODES = {kind.name: code for code, kind in PERIODS.items()}
SYSTEMS = ("quarter", "trimester", "half_year")
SCHOOL_MONTHS = PERIODS[YEAR].months


def period_id(school_year: int, name: str) -> int:
    """The id of a named period of a year; KeyError for a name we do not know."""
    return school_year * 100 + CODES[name]


def period_name(period: int) -> str:
    """«1 четверть» for 202511."""
    return PERIODS[period % 100].name


def school_year_of(day: date) -> int:
    """The school year a day belongs to: a new one starts on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def school_year_name(school_year: int) -> str:
    """«2025/2026» for 2025."""
    return f"{school_year}/{school_year + 1}"


def period_in_words(period: int | None) -> str:
    """«2025/2026, 3 четверть»; empty for none."""
    return f"{school_year_name(period // 100)}, {period_name(period)}" if period else ""


def parsed_school_year(text: str) -> int | None:
    """2025 from «2025/2026», «2025/26», «2025-2026»; None when it is not a school year."""
    found = re.fullmatch(r"\s*(\d{4})\s*[/\-–—]\s*(\d{2}|\d{4})\s*", text)
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    return start if end % 100 == (start + 1) % 100 else None


def period_dates(period: int) -> tuple[date, date]:
    """First and last day of a period; exam and total stand at the end of the year."""
    school_year, months = period // 100, PERIODS[period % 100].months or (6,)
    first, last = months[0], months[-1]
    start = date(school_year + (first < 9), first, 1)
    next_month = date(school_year + (last < 9) + (last == 12), last % 12 + 1, 1)
    return start, date.fromordinal(next_month.toordinal() - 1)


def month_codes(system: str) -> dict[int, int]:
    """Month → code of the period of a system: {9: 11, 10: 11, …} for quarters."""
    return {
        month: code
        for code, kind in PERIODS.items()
        if kind.system == system
        for month in kind.months
    }
