"""The state of a screen: what is chosen in the filters, read from and written to the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from urllib.parse import urlencode

from etl.indicators.progress import PROGRESS_GROUPS
from etl.periods import PERIODS, YEAR, period_dates

BASES = ("current", "final", "external")
HIGHEST_GRADE = 12
LONGEST_PROCEDURE = 60


@dataclass(frozen=True)
class View:
    """Year and period (None = the latest with data), subject 0 and grade 0 = all together."""

    year: int | None = None
    period: int | None = None
    subject: int = 0
    grade: int = 0
    basis: str = "final"
    procedure: str = ""
    work_type: int = 0  # of current marks; 0 = all
    group: str = ""  # of students, by their final marks over all subjects; empty = all

    @classmethod
    def parse(cls, query: Mapping[str, object]) -> "View":
        """The view of a query string; a value that makes no sense falls back to its default."""
        year = _year(query.get("year"))
        period = _period(query.get("period"))
        if period and year and period // 100 != year:
            period = None
        return cls(
            year=period // 100 if period else year,
            period=period,
            subject=_number(query.get("subject")),
            grade=_number(query.get("grade"), HIGHEST_GRADE),
            basis=_word(query.get("basis"), BASES, "final"),
            procedure=_text(query.get("procedure"))[:LONGEST_PROCEDURE],
            work_type=_number(query.get("work_type")),
            group=_word(query.get("group"), ("", *PROGRESS_GROUPS), ""),
        )

    def query(self) -> str:
        """The query string of this view, without what is as usual: «?year=2025&subject=3»."""
        return self._query

    @cached_property
    def _query(self) -> str:  # a table has a link in each row, all of one view
        chosen = {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }
        return "?" + urlencode(chosen) if chosen else ""


def usual_period(period_ids: Iterable[int]) -> int | None:
    """The period to show when none is asked for: «год» of the latest year, else its last one."""
    ids = set(period_ids)
    if not ids:
        return None
    year = max(ids) // 100
    whole_year = year * 100 + YEAR
    if whole_year in ids:
        return whole_year
    return max((i for i in ids if i // 100 == year), key=lambda i: (period_dates(i)[1], i))


def _text(value: object) -> str:
    """The first value of a parameter as text; empty when there is none."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return "" if value is None else str(value).strip()


def _number(value: object, highest: int = 2**31 - 1) -> int:
    text = _text(value)
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    return number if number <= highest else 0


def _year(value: object) -> int | None:
    year = _number(value)
    return year if 1900 <= year < 3000 else None


def _period(value: object) -> int | None:
    period = _number(value)
    return period if period % 100 in PERIODS and _year(period // 100) else None


def _word(value: object, allowed: tuple[str, ...], usual: str) -> str:
    return word if (word := _text(value)) in allowed else usual
