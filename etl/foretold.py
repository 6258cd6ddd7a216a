"""Forecasts of a store: after a load, anew, and their back-test; what learns is imported inside."""

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Engine, select

from etl import came, final_backtest, final_forecasts, unit_forecasts
from etl.checks.cells import plain
from etl.lake import Place
from etl.mistakes import Mistake
from etl.periods import CODES
from models import Partition, Subject, SubjectSynonym
from models.store import Store, writing

# Files of these kinds change what is known of their schools, not what was learnt this month.
LEARNT_STAYS = {"marks", "final_marks", "answers", "roster"}
HELD_OUT = {
    "school": "Прогноз каждой школы построен без неё.",
    "student": "Прогноз каждого ученика построен без него; его школа известна.",
}

Progress = Callable[[str], None]


def after(
    engine: Engine, store: Store, places: set[Place], progress: Progress = lambda text: None
) -> None:
    """Forecasts follow the facts in a transaction of their own, for learning takes longer."""
    is_whole = {place.kind for place in places} - LEARNT_STAYS
    anew(engine, store, None if is_whole else {place.school_id for place in places}, progress)


def anew(
    engine: Engine,
    store: Store,
    schools: Iterable[int] | None = None,
    progress: Progress = lambda text: None,
    as_of: date | None = None,
) -> int:
    """Forecast again for some schools, or learn anew for all; how many exams there were."""
    with writing(engine) as connection:
        day = as_of or came.last_day(connection, store.lake)
        if day is None:
            return 0
        if as_of is None:
            final_forecasts.refresh(connection, store.lake, day, progress)
            unit_forecasts.refresh(connection, day, schools, progress)
        if came.procedures(connection, store.lake).empty:
            return 0
        from etl import forecast_refresh

        return forecast_refresh.refresh(
            *(connection, store.lake, day), own=store.exams, schools=schools, progress=progress
        )


def differences(connection: Connection, store: Store) -> list[str]:
    """A sentence for each exam whose published sums are not those of its students' forecasts."""
    day = came.last_day(connection, store.lake)
    if day is None or came.procedures(connection, store.lake).empty:
        return []
    from etl.forecast_store import differences as found
    from etl.forecasting import targets

    return found(connection, targets(connection, store.lake, day))


def record(engine: Engine, store: Store) -> pd.DataFrame:
    """One row per exam that was forecast and has come: how right the forecast was."""
    from etl.forecast_record import records
    from etl.forecasting import targets

    with engine.connect() as connection:
        day = came.last_day(connection, store.lake)
        return records(connection, targets(connection, store.lake, day) if day else [])


def back_test(
    engine: Engine,
    store: Store,
    procedure: str,
    subject: str,
    progress: Progress = lambda text: None,
    **options,
) -> tuple[pd.DataFrame, str]:
    """One row of figures, with the coverage of each fifth; and what was held out, in words.

    Where nothing is known of the procedure it may be a period: its final marks are forecast from
    its middle.
    """
    from etl.backtests import back_test as tested
    from etl.forecasts.held_out import record

    with engine.connect() as connection:
        subject_id = _subject(connection, subject)
        of_what = connection, store.lake, procedure, subject_id
        found, held = tested(*of_what, own=store.exams, progress=progress, **options)
        if found.empty and (code := CODES.get(plain(procedure))):
            found, held = _of_period(connection, store, code, subject_id, progress), "school"
        if found.empty:
            raise Mistake(_nothing_known(connection, store, procedure, subject))
    told = record(found)
    fifths = {f"coverage_{n}": share for n, share in enumerate(told["fifths"], start=1)}
    return pd.DataFrame([told["figures"] | fifths | {"held_out": held}]), HELD_OUT[held]


def _of_period(
    connection: Connection, store: Store, code: int, subject_id: int, progress: Progress
) -> pd.DataFrame:
    """Final marks of a period of every year that has them, whole schools held out."""
    query = select(Partition.school_year).where(Partition.kind == "final_marks").distinct()
    years = sorted(connection.execute(query).scalars())
    parts = [
        final_backtest.back_test(
            connection, store.lake, year * 100 + code, subject_id, progress=progress
        )
        for year in years
    ]
    found = pd.concat([part for part in parts if len(part)] or [pd.DataFrame()])
    # marks are whole, and so is the baseline: the likeliest mark is compared with it
    return found.drop(columns="expected", errors="ignore").rename(
        columns={"is_two": "is_below", "likely": "expected"}
    )


def _subject(connection, text: str) -> int:
    query = select(SubjectSynonym.subject_id).where(SubjectSynonym.spelling == plain(text))
    found = connection.execute(query).scalar()
    if found is None:
        names = ", ".join(connection.execute(select(Subject.name).order_by(Subject.name)).scalars())
        raise Mistake(f"--subject {text}: такого предмета нет; есть: {names}.")
    return found


def _nothing_known(connection, store: Store, procedure: str, subject: str) -> str:
    known = sorted(set(came.procedures(connection, store.lake)["procedure"]))
    return (
        f"--procedure {procedure}, --subject {subject}: результатов меньше 25, проверять прогноз "
        f"не на чем. Процедуры с результатами: {', '.join(known) or 'их нет'}; "
        "работы проверяются по названию процедуры из их планов."
    )
