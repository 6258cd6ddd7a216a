"""Forecasts of units for the period ahead, kept when it has come; and of those that came before."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime

import numpy as np
from sqlalchemy import Connection, and_, delete, insert, select, update

from etl.forecasts.mark_scales import as_shown
from etl.periods import period_in_words, period_name
from etl.tables.bulk import insert_rows, next_id
from etl.unit_fits import Told, back_tests, fits_of, told
from etl.unit_targets import CODES, Target, targets
from etl.unit_values import Counted, counted
from etl.words import batches
from models import Forecaster, Unit, UnitForecast
from models.forecasts import UNITS

SCHOOLS_AT_ONCE = 60  # in memory; the classes of as many are enough to learn from
SHRUNKEN, HINDSIGHT = "shrunken", "hindsight"
COLUMNS = (
    *("parent_id", "indicator", "subject_id", "period_id", "unit_id", "forecaster_id"),
    *("value", "low", "high", "last", "n", "n_periods"),
)
WHY = "Сделан по данным до {day}."
AFTERWARDS = "Сделан задним числом по данным до {day}."

Progress = Callable[[str], None]


def refresh(
    connection: Connection,
    as_of: date,
    schools: Iterable[int] | None = None,
    progress: Progress = lambda text: None,
) -> int:
    """Forecast what is ahead, of these schools and what is above them; the number of rows written.

    With a new period or in a new month all units are fitted and forecast anew, else with the parts
    as they are. What has come and was never forecast is forecast from what was known before it.
    """
    schools = None if schools is None else sorted(set(schools))
    _follow_moved(connection, schools or [])
    return sum(
        _refreshed(connection, target, as_of, schools, progress)
        for codes in CODES.values()
        for target in targets(connection, codes)
    )


def _follow_moved(connection: Connection, schools: list[int]) -> None:
    """What was told of a school stands under the municipality it belongs to now."""
    for some in batches(schools):
        moved = (
            select(Unit.id, Unit.parent_id)
            .join(UnitForecast, UnitForecast.unit_id == Unit.id)
            .where(Unit.id.in_(some), UnitForecast.parent_id != Unit.parent_id)
        )
        for school, parent in connection.execute(moved.distinct()).all():
            of_school = UnitForecast.unit_id == school
            connection.execute(update(UnitForecast).where(of_school).values(parent_id=parent))


def _refreshed(
    connection: Connection,
    target: Target,
    as_of: date,
    schools: list[int] | None,
    progress: Progress,
) -> int:
    stored = _stored(connection, target)
    if stored is not None and not target.is_ahead:
        return 0
    if stored is None or not _is_fresh(stored, target, as_of):
        progress(f"прогнозы подразделений: {period_in_words(target.period)}")
        stored, schools = _fitted(connection, target, as_of), None
    if target.is_ahead:
        _forget_later(connection, target)
    return _forecast(connection, target, stored, schools)


def _stored(connection: Connection, target: Target) -> dict | None:
    """The forecaster in force of a target."""
    query = select(Forecaster.__table__).where(_of(target), Forecaster.is_current)
    found = connection.execute(query).mappings().first()
    return dict(found) if found else None


def _of(target: Target):
    """The forecasters of a target."""
    return and_(
        Forecaster.kind == UNITS,
        Forecaster.procedure == period_name(target.period),
        Forecaster.subject_id == 0,
        Forecaster.school_year == target.period // 100,
    )


def _is_fresh(stored: dict, target: Target, as_of: date) -> bool:
    """Whether it is of this month and knows the newest period."""
    is_of_month = (stored["as_of"].year, stored["as_of"].month) == (as_of.year, as_of.month)
    return is_of_month and stored["parameters"]["known"] == list(target.known)


def _fitted(connection: Connection, target: Target, as_of: date) -> dict:
    """A new forecaster of a target; the one before, if any, is no longer in force."""
    upper = counted(connection, None, target.ids, deep=False)
    sample = np.unique(upper[-1].unit)
    sample = sample[:: 1 + len(sample) // SCHOOLS_AT_ONCE].tolist()
    deep = counted(connection, sample, target.ids, deep=True) if target.is_deep else []
    last = upper[0].marks[upper[0].subject > 0, len(target.known) - 1].sum(axis=1)
    row = {
        **{"id": next_id(connection, Forecaster), "kind": UNITS, "subject_id": 0, "grade": 0},
        **{"procedure": period_name(target.period), "school_year": target.period // 100},
        "as_of": as_of if target.is_ahead else target.last_day,
        "made_at": datetime.now(UTC).replace(tzinfo=None),
        "is_current": True,
        "rung": SHRUNKEN if target.is_ahead else HINDSIGHT,
        "why": (WHY if target.is_ahead else AFTERWARDS).format(day=f"{target.last_day:%d.%m.%Y}"),
        "n_students": int(last.max(initial=0)),
        "parameters": {"known": list(target.known)},
        "learnt": fits_of(upper, deep, target.periods),
        "card": _card(target, upper, deep),
    }
    connection.execute(update(Forecaster).where(_of(target)).values(is_current=False))
    connection.execute(insert(Forecaster), [row])
    return row


def _card(target: Target, upper: list[Counted], deep: list[Counted]) -> dict:
    """The back-test on the last period known, for what is ahead; the past has its facts."""
    if len(target.known) < 2 or not target.is_ahead:
        return {}
    found = back_tests(upper, deep, target.periods)
    return {"period": period_in_words(target.known[-1]), "back_test": found}


def _forget_later(connection: Connection, target: Target) -> None:
    """Forecasts of periods after the one ahead were made from marks that were taken back."""
    is_of_system = (UnitForecast.period_id % 100).in_(target.codes)
    is_later = UnitForecast.period_id > target.period
    connection.execute(delete(UnitForecast).where(is_later, is_of_system))


def _forecast(
    connection: Connection, target: Target, forecaster: dict, schools: list[int] | None
) -> int:
    """Write the forecasts of the schools, of all inside and above them, some schools at once."""
    if schools is None:
        schools = np.unique(counted(connection, None, target.ids, deep=False)[-1].unit).tolist()
    written, done = 0, set()
    for start in range(0, len(schools), SCHOOLS_AT_ONCE):
        some = schools[start : start + SCHOOLS_AT_ONCE]
        levels = counted(connection, some, target.ids, deep=target.is_deep)
        units = {unit for level in levels for unit in level.unit.tolist()} - done
        written += _write(connection, target, forecaster, levels, units)
        done |= units
    return written


def _write(
    connection: Connection, target: Target, forecaster: dict, levels: list[Counted], units: set[int]
) -> int:
    """Replace the rows of these units, but for those whose period has come: they stay as made."""
    units, written = units - _kept(connection, target, levels), 0
    for some in batches(sorted(units)):
        old = UnitForecast.unit_id.in_(some), UnitForecast.period_id == target.period
        connection.execute(delete(UnitForecast).where(*old))
    for one in told(levels, target.periods, forecaster["learnt"]):
        rows = list(_rows(one, target, forecaster["id"], units))
        insert_rows(connection, UnitForecast.__table__, COLUMNS, rows)
        written += len(rows)
    return written


def _kept(connection: Connection, target: Target, levels: list[Counted]) -> set[int]:
    """Units that have marks in the period and its forecast from before."""
    come = [level.unit[level.marks[:, -1].any(axis=1)] for level in levels]
    found: set[int] = set()
    for some in batches(np.unique(np.concatenate(come)).tolist()):
        query = select(UnitForecast.unit_id).where(
            UnitForecast.unit_id.in_(some), UnitForecast.period_id == target.period
        )
        found |= set(connection.execute(query.distinct()).scalars())
    return found


def _rows(one: Told, target: Target, forecaster_id: int, units: set[int]) -> Iterator[tuple]:
    """One row a unit and subject with marks in the last year, or in this one where it is asked."""
    places, found = one.units, one.expected
    recent = places.marks[:, -1 - len(target.codes) : -1].any(axis=(1, 2))
    chosen = np.isin(places.unit, sorted(units)) & recent & (found.n_periods > 0)
    shown = (as_shown(part, one.indicator) for part in
             (found.value, found.low, found.high, found.last))  # fmt: skip
    whole = (np.rint(found.n), found.n_periods)
    columns = [places.parent, places.subject, places.unit, *shown, *whole]
    listed = [column[chosen].tolist() for column in columns]
    for parent, subject, unit, value, low, high, last, n, n_periods in zip(*listed, strict=True):
        keys = (parent, one.indicator, subject, target.period, unit, forecaster_id)
        yield (*keys, value, low, high, last, int(n), n_periods)
