"""Forecasts beside what came: the figures of each exam, and of all exams together."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from etl import forecast_store
from etl.forecasting import Target
from etl.forecasts.held_out import record
from etl.periods import school_year_name
from models import ExamForecast

PARTS = 100  # scores of different exams are compared in hundredths of their maximum
ALL = "все вместе, балл из 100"


def records(connection: Connection, every: list[Target]) -> pd.DataFrame:
    """One row per target whose results have come, and one of all: figures and coverage by fifth."""
    rows, parts = [], []
    for target in every:
        if target.fact and (beside := _beside(connection, target)):
            year = school_year_name(target.school_year)
            rows.append(_row(target.procedure, target.subject, year, beside[0]))
            parts.append(_in_parts(*beside))
    if len(rows) > 1:
        rows.append(_row("", ALL, "", pd.concat(parts)))
    return pd.DataFrame(rows)


def _beside(connection: Connection, target: Target) -> tuple[pd.DataFrame, float] | None:
    """Forecasts of a target beside its results, and the maximum of its scale."""
    forecaster = forecast_store.stored(connection, target)
    if forecaster is None:
        return None
    said = ExamForecast
    query = select(said.student_id, said.expected, said.low, said.high, said.p_below).where(
        said.forecaster_id == forecaster.id
    )
    rows = connection.execute(query.order_by(said.student_id)).all()
    found = pd.DataFrame(rows, columns=["student_id", "expected", "low", "high", "chance"])
    found = found.set_index("student_id").astype(float)
    fact = target.fact.results.reindex(found.index)
    below = forecast_store.was_below(
        fact["score"].to_numpy(float), fact["mark"].to_numpy(float), forecaster.learnt
    )
    parameters = forecaster.parameters
    found = found.assign(fact=fact["score"], is_below=below, baseline=parameters["baseline"])
    found = found[found["fact"].notna()]
    return (found, parameters["max_score"]) if len(found) else None


def _in_parts(found: pd.DataFrame, max_score: float) -> pd.DataFrame:
    scores = ["fact", "expected", "low", "high", "baseline"]
    return found.assign(**(found[scores] * (PARTS / max_score)))


def _row(procedure: str, subject: str, year: str, found: pd.DataFrame) -> dict:
    told = record(found)
    flagged = found["chance"] >= 0.5
    below = int(found["is_below"].sum())
    return {
        **{"procedure": procedure, "subject": subject, "school_year": year},
        **told["figures"],
        **{f"coverage_{n}": share for n, share in enumerate(told["fifths"], start=1)},
        "n_below": below,
        "risk_found": float((flagged & found["is_below"]).sum() / below) if below else np.nan,
    }
