"""Which periods are forecast, and from which: those that have come of the last year, and the next.

A period has come when half as many students as in the one before have final marks in it.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, func, select

from etl.forecasts.variance_parts import Periods
from etl.periods import PERIODS, SYSTEMS, YEAR, period_dates
from models import MarkMart

CODES = {
    **{name: [code for code, kind in PERIODS.items() if kind.system == name] for name in SYSTEMS},
    "year": [YEAR],
}
YEARS_BEFORE = 3  # of quarters and half-years; what was earlier hardly tells more


@dataclass(frozen=True)
class Target:
    """A period to forecast, those known before it, and the codes of its system."""

    period: int
    known: tuple[int, ...]
    codes: tuple[int, ...]
    is_ahead: bool

    @property
    def is_deep(self) -> bool:
        """Whether earlier periods of the year are known, so that classes have something to say."""
        return self.known[-1] // 100 == self.period // 100

    @property
    def ids(self) -> list[int]:
        """The known periods and the one to forecast."""
        return [*self.known, self.period]

    @property
    def periods(self) -> Periods:
        """The same as the model has them."""
        ids = np.array(self.ids)
        return Periods(ids // 100, np.searchsorted(self.codes, ids % 100) + 1, len(self.codes))

    @property
    def last_day(self) -> date:
        """Of what is known."""
        return period_dates(self.known[-1])[1]


def targets(connection: Connection, codes: list[int]) -> list[Target]:
    """The periods of the last school year that have come, then the one ahead."""
    come = _come(connection, codes)
    if not come:
        return []
    ahead = _after(come[-1], codes)
    found = []
    for period in (*(one for one in come if one // 100 == come[-1] // 100), ahead):
        first = (period // 100 - YEARS_BEFORE) * 100 if len(codes) > 1 else 0
        known = tuple(one for one in come if first <= one < period)
        if known:
            found.append(Target(period, known, tuple(codes), period == ahead))
    return found


def _come(connection: Connection, codes: list[int]) -> list[int]:
    """The periods of a system in which the regions have final marks, in the order of time."""
    query = (
        select(MarkMart.period_id, func.sum(MarkMart.n))
        .where(MarkMart.parent_id == 0, MarkMart.basis == "final", MarkMart.grade == 0)
        .where(MarkMart.subject_id == 0, (MarkMart.period_id % 100).in_(codes))
        .group_by(MarkMart.period_id)
        .order_by(MarkMart.period_id)
    )
    found = [(period, int(n)) for period, n in connection.execute(query) if n]
    while len(found) > 1 and 2 * found[-1][1] < found[-2][1]:
        found.pop()
    return [period for period, _ in found]


def _after(period: int, codes: list[int]) -> int:
    """The period after this one."""
    later = [code for code in codes if code > period % 100]
    return period // 100 * 100 + later[0] if later else (period // 100 + 1) * 100 + codes[0]
