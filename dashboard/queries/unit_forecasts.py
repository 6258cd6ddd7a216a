"""What has been forecast of units of one's own, beside what came; nothing is told of others.

A forecast leans on the parent's numbers, which may not be one's own: of parallels and classes it
is told in whole percents, and twentieths of a mark.
"""

from collections.abc import Sequence
from math import ceil, floor

from sqlalchemy import ColumnElement, Select, and_, case, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.queries.database import rows
from dashboard.queries.measured import measured
from dashboard.queries.places import of_unit
from etl.periods import PERIODS, YEAR
from models import Forecaster, MarkMart, Unit, UnitForecast

FIRST = [code for code in PERIODS if code < YEAR and code % 10 == 1] + [YEAR]
COUNTS = (
    *("n", "n5", "n4", "n3", "n2", "n1", "n_na", "n_marks"),
    *("sum_marks", "sum_weight", "sum_weighted"),
)
SAID = ("indicator", "period_id", "value", "low", "high", "last", "n_periods")
SMALL = ("parallel", "school_class")
ROUNDING = 1e-9
STEPS = {False: 1000, True: 100}  # to a share, by whether the unit is small
STEPS_OF_MARK = {False: 100, True: 20}


def forecasts_of_unit(scope: Scope, unit_id: int, subject: int) -> list[dict]:
    """One row per indicator and period forecast of a unit: `value, low, high, last, n, n_periods`.

    `fact` and `n_fact`: what came, None before that. `is_hindsight`: made when it had come, from
    what was known before; `why`, `card` of the forecaster.
    """
    more = Forecaster.why, Forecaster.card
    return _told(_forecasts(scope, subject).add_columns(*more).where(Unit.id == unit_id))


def forecasts_of_children(
    scope: Scope, unit_id: int, subject: int, periods: Sequence[int], indicators: Sequence[str]
) -> list[dict]:
    """One row per child of a unit, indicator and period of those asked for, as of a unit."""
    asked = UnitForecast.period_id.in_(periods), UnitForecast.indicator.in_(indicators)
    inside = Unit.parent_id == unit_id, UnitForecast.parent_id == unit_id
    return _told(_forecasts(scope, subject).where(*inside, *asked)) if periods else []


def _forecasts(scope: Scope, subject: int) -> Select:
    """Forecasts with the marks that came, where they have come."""
    time = Time(year=_made_from_year())
    return (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.level),
            *(getattr(UnitForecast, name) for name in SAID),
            *(UnitForecast.n.label("n_last"), Forecaster.rung),
            *(getattr(MarkMart, name) for name in COUNTS),
        )
        .select_from(Unit)
        .join(UnitForecast, of_unit(UnitForecast))
        .join(Forecaster, Forecaster.id == UnitForecast.forecaster_id)
        .outerjoin(MarkMart, _came())
        .where(UnitForecast.subject_id == subject)
        .where(scope.owns(Unit.path, subject=UnitForecast.subject_id, time=time))
        .order_by(UnitForecast.period_id, UnitForecast.indicator, Unit.id)
    )


def _made_from_year() -> ColumnElement[int]:
    """The school year of the last marks behind a forecast: a first period follows another year."""
    is_first = (UnitForecast.period_id % 100).in_(FIRST)
    year = UnitForecast.period_id // 100
    return case((is_first, year - 1), else_=year)


def _came() -> ColumnElement[bool]:
    return and_(
        MarkMart.parent_id == UnitForecast.parent_id,
        MarkMart.basis == "final",
        MarkMart.grade == 0,
        MarkMart.subject_id == UnitForecast.subject_id,
        MarkMart.period_id == UnitForecast.period_id,
        MarkMart.procedure == "",
        MarkMart.unit_id == UnitForecast.unit_id,
    )


def _told(statement: Select) -> list[dict]:
    found = measured([row | _zeros(row) for row in rows(statement)])
    return [_row(row) for row in found]


def _zeros(row: dict) -> dict:
    """Nobody, where nothing has come yet."""
    return {name: row[name] or 0 for name in COUNTS}


def _row(row: dict) -> dict:
    is_mark, is_small = row["indicator"] == "mean_mark", row["level"] in SMALL
    steps = (STEPS_OF_MARK if is_mark else STEPS)[is_small]
    said = {
        "value": round(row["value"] * steps) / steps,
        "low": floor(row["low"] * steps + ROUNDING) / steps,
        "high": ceil(row["high"] * steps - ROUNDING) / steps,
    }
    kept = {name: row[name] for name in row if name not in COUNTS and name in _SHOWN}
    came = {"fact": row[row["indicator"]], "n": row["n_last"], "n_fact": row["n"]}
    return kept | said | came | {"is_hindsight": row["rung"] == "hindsight"} | OWN


_SHOWN = frozenset({"unit_id", "unit", "level", "period", *SAID, "why", "card"})
