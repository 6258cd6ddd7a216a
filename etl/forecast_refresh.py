"""Forecasts after a change: made anew, said again for the schools it touched, or left as said."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from etl import forecast_store, lake
from etl.forecasting import Target, forecast, said_again, targets
from models import Partition, Plan

Progress = Callable[[str], None]


def last_day(connection: Connection, folder: Path) -> date | None:
    """The last day of which the journal or a work tells anything."""
    works = select(Plan.date).where(Plan.is_current).order_by(Plan.date.desc()).limit(1)
    days = [connection.execute(works).scalar()]
    year = select(Partition.school_year).where(Partition.kind == "marks")
    newest = connection.execute(year.order_by(Partition.school_year.desc()).limit(1)).scalar()
    query = select(Partition.path).where(Partition.kind == "marks", Partition.school_year == newest)
    files = [(folder / path).as_posix() for path in connection.execute(query).scalars()]
    if files:
        with lake.engine() as duck:
            latest = "SELECT max(date) FROM read_parquet(?, union_by_name = true)"
            days.append(duck.execute(latest, [files]).fetchone()[0])
    return max((day for day in days if day), default=None)


def refresh(
    connection: Connection,
    folder: Path,
    own: Path | None = None,
    *,
    as_of: date | None = None,
    schools: Iterable[int] | None = None,
    progress: Progress = lambda text: None,
) -> int:
    """Forecast every exam there is to forecast; how many targets there were.

    `as_of`: as if later days were not known. `schools`: only their facts have changed, and none of
    them is a result: what was learnt this month still holds.
    """
    day = as_of or last_day(connection, folder)
    every = targets(connection, folder, day) if day else []
    for number, target in enumerate(every, start=1):
        progress(
            f"прогноз: {target.procedure}, {target.subject}, {target.school_year}, "
            f"{number} из {len(every)}"
        )
        _refresh_target(connection, folder, own, target, schools)
    return len(every)


def _refresh_target(
    connection: Connection,
    folder: Path,
    own: Path | None,
    target: Target,
    schools: Iterable[int] | None,
) -> None:
    kept = forecast_store.stored(connection, target)
    was_foretold = kept is not None and target.fact is not None and not kept.card.get("retro")
    if was_foretold:
        forecast_store.publish(connection, target, kept)  # what was said stays as it was said
    elif schools is not None and _holds(kept, target):
        said = said_again(connection, folder, target, kept.learnt, schools)
        forecast_store.keep_again(connection, target, kept, schools, said)
        forecast_store.publish(connection, target, kept)
    elif found := forecast(connection, folder, target, own):
        forecast_store.keep(connection, found)
        forecast_store.publish(connection, target, forecast_store.stored(connection, target))


def _holds(kept, target: Target) -> bool:
    """Whether what was learnt is of this month, and can be used again."""
    if kept is None or kept.learnt["ladders"] is None:
        return False
    return (kept.as_of.year, kept.as_of.month) == (target.as_of.year, target.as_of.month)
