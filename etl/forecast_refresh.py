"""Forecasts after a change: made anew, said again for the schools it touched, or left as said."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from etl import forecast_store
from etl.executor import spread
from etl.forecasting import Gathered, Target, forecast, gathered, said_again, targets
from etl.periods import school_year_name

MUCH = 500  # results to learn from; with fewer it takes longer to start another process

Progress = Callable[[str], None]


def refresh(
    connection: Connection,
    folder: Path,
    day: date,
    *,
    own: Path | None = None,
    schools: Iterable[int] | None = None,
    progress: Progress = lambda text: None,
) -> int:
    """Forecast every exam there is to forecast from what was known on a day; how many there were.

    `schools`: only their facts have changed, and none of them is a result: what was learnt this
    month still holds.
    """
    every, works = targets(connection, folder, day), []
    for number, target in enumerate(every, start=1):
        progress(f"данные для прогноза: {_named(target)}, {number} из {len(every)}")
        kept = forecast_store.stored(connection, target)
        if _was_foretold(kept, target):
            forecast_store.publish(connection, target)  # what was said stays as it was said
        elif schools is not None and _holds(kept, target):
            said = said_again(connection, folder, target, kept.learnt, schools)
            forecast_store.keep_again(connection, target, kept, schools, said)
            forecast_store.publish(connection, target)
        elif work := gathered(connection, folder, target, own):
            works.append(work)
    _learn(connection, works, progress)
    forecast_store.retire(connection, every, day)
    return len(every)


def _learn(connection: Connection, works: list[Gathered], progress: Progress) -> None:
    """Learning takes long and needs no database: it is spread over the cores."""
    is_much = sum(len(work.y) for work in works) >= MUCH
    found = spread(forecast, works, enough=2 if is_much else len(works) + 1, at_once=1)
    for number, one in enumerate(found, start=1):
        forecast_store.keep(connection, one)
        forecast_store.publish(connection, one.target)
        progress(f"прогноз: {_named(one.target)}, {number} из {len(works)}")


def _named(target: Target) -> str:
    return f"{target.procedure}, {target.subject}, {school_year_name(target.school_year)}"


def _was_foretold(kept, target: Target) -> bool:
    """Whether it was forecast before the results came."""
    return kept is not None and target.fact is not None and not kept.card.get("retro")


def _holds(kept, target: Target) -> bool:
    """Whether what was learnt is of this month, and can be used again."""
    if kept is None or kept.learnt["ladders"] is None:
        return False
    return (kept.as_of.year, kept.as_of.month) == (target.as_of.year, target.as_of.month)
