"""The forecaster of final marks: learnt from past periods, tested on them, kept as a row."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Connection, cast, delete, func, insert, select, update

from etl.final_backtest import Schools, back_test, learnt
from etl.final_sums import classes_by_school, periods_until, sums_until
from etl.forecasts.figures import coverage_by_fifth, figures, is_covered
from etl.forecasts.lesson_days import middle_of
from etl.marks_until import last_day
from etl.periods import YEAR, school_year_of
from etl.tables.bulk import next_id
from models import Forecaster, MarkMart
from models.forecasts import FINAL

FEWEST = 200  # final marks; fewer teach nothing
NEWS = 0.05  # share of final marks more or less after which a month's fit is made anew
MOST_TESTED = 40  # schools of a back-test
RUNG = "probit"
WHY = (
    "Уровень ученика по отметкам прошлых периодов и этого, темп отметок и то, как в прошлых "
    "периодах из средневзвешенного балла выходила итоговая отметка (собственное правило)."
)
Progress = Callable[[str], None]


def refresh(
    connection: Connection,
    folder: Path,
    as_of: date | None = None,
    progress: Progress = lambda text: None,
) -> bool:
    """Learn anew where there is something new to learn from; whether it was done.

    `as_of` None = the last day of the journals. One row a calendar month of it; the last one made
    is current.
    """
    n_finals, kept = _number_of_finals(connection), _current(connection)
    as_of = as_of or last_day(connection, folder)
    if as_of is None or n_finals < FEWEST or (kept and not _is_old(kept, as_of, n_finals)):
        return False
    sums = sums_until(connection, as_of, progress=progress)
    if not sums.schools:
        return False
    there = Schools(connection, folder, classes_by_school(connection))
    parameters = learnt(there, sums, as_of)
    card = _card(connection, folder, as_of, progress)
    row = {
        "as_of": as_of,
        "rung": RUNG,
        "why": WHY,
        "n_students": int(sums["students"]["n"].sum()),
        "parameters": parameters.as_json() | {"n_finals": n_finals},
        "card": card,
    }
    _keep(connection, row)
    return True


def card_of(found: pd.DataFrame) -> dict[str, float | None]:
    """The figures of a back-test with the baseline beside them; null where nothing can be said.

    The forecast of which they are is the most probable mark; `right`: how often it came.
    """
    told = figures(
        *(found[name] for name in ("fact", "likely", "low", "high", "baseline")),
        found["chance"],
        found["is_two"],
    )
    means = found.dropna(subset=["mean_fact"])
    more = {
        "right": (found["fact"] == found["likely"]).mean(),
        "baseline_right": (found["fact"] == found["baseline"]).mean(),
        "promised": found["promised"].mean(),
        "n_two": int(found["is_two"].sum()),
    }
    if len(means):
        ends = means["mean_fact"], means["mean_low"], means["mean_high"]
        fifths = coverage_by_fifth(means["mean_fact"], means["mean_expected"], *ends[1:])
        more |= {"mean_coverage_90": is_covered(*ends).mean()}
        more |= {f"mean_coverage_{n}": each for n, each in enumerate(fifths, start=1)}
    return {name: _plain(value) for name, value in (told | more).items()}


def _plain(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def _card(connection: Connection, folder: Path, as_of: date, progress: Progress) -> dict:
    """The back-test of the last period and of the last year that have ended, from their middle."""
    ended = periods_until(connection, as_of)
    short = [id for id in ended if id % 100 < YEAR]
    last = [max(short, key=lambda id: (middle_of(id), -(id % 100)))] if short else []
    last += [max(id for id in ended if id % 100 == YEAR)] if len(short) < len(ended) else []
    tests = []
    for period in last:
        found = back_test(connection, folder, period, most=MOST_TESTED, progress=progress)
        if len(found):
            day = middle_of(period).isoformat()
            tests.append({"period": period, "day": day, "figures": card_of(found)})
    return {"tests": tests}


def _number_of_finals(connection: Connection) -> int:
    """Final marks of regions over all periods."""
    mart = MarkMart
    query = select(cast(func.sum(mart.n), BigInteger)).where(
        mart.parent_id == 0, mart.basis == "final", mart.grade == 0, mart.subject_id == 0
    )
    return connection.execute(query).scalar() or 0


def _current(connection: Connection):
    query = select(Forecaster.__table__).where(Forecaster.kind == FINAL, Forecaster.is_current)
    return connection.execute(query).first()


def _is_old(kept, as_of: date, n_finals: int) -> bool:
    before = kept.parameters["n_finals"]
    return _month(kept.as_of) != _month(as_of) or abs(n_finals - before) > NEWS * before


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _keep(connection: Connection, row: dict) -> None:
    """The new row is current; another one of its month goes, those of other months stay."""
    table = Forecaster.__table__
    of_month = [
        kept.id
        for kept in connection.execute(select(table.c.id, table.c.as_of).where(_of_kind(table)))
        if _month(kept.as_of) == _month(row["as_of"])
    ]
    connection.execute(delete(table).where(table.c.id.in_(of_month)))
    connection.execute(update(table).where(_of_kind(table)).values(is_current=False))
    fixed = {
        "id": next_id(connection, Forecaster),
        "kind": FINAL,
        "procedure": "",
        "subject_id": 0,
        "grade": 0,
        "school_year": school_year_of(row["as_of"]),
        "made_at": datetime.now(UTC).replace(tzinfo=None),
        "is_current": True,
    }
    connection.execute(insert(table), [fixed | row])


def _of_kind(table):
    return table.c.kind == FINAL
