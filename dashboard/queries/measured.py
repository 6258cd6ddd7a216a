"""Counts turned into indicators by the formulas of `etl.indicators`, many rows at once."""

import numpy as np

from dashboard.disclosure import OWN, Form
from dashboard.queries.disclosing import Counts
from etl.indicators import current, marks
from etl.indicators.intervals import wilson
from etl.indicators.marks import n_rated
from etl.periods import period_name
from etl.psychometrics.classical import alpha_from_sums
from models import MarkMart

BY_MARK = ("n5", "n4", "n3", "n2", "n1", "n_na")
INDICATORS = (
    *("mean_mark", "weighted_mean", "pass_rate", "quality_rate", "learning_index"),
    *("quality_low", "quality_high", "pass_low", "pass_high"),
)
FLAGS = tuple(OWN)
OF_SHARES = (
    ("quality_rate", "quality_low", "quality_high"),
    ("pass_rate", "pass_low", "pass_high"),
)
MARKS = Counts(
    MarkMart,
    ("basis", "grade", "subject_id", "period_id", "procedure"),
    Form(
        words=frozenset(
            {
                *("level", "unit_id", "unit", "subject_id", "subject", "grade", "period_id"),
                *("period", "school_year", "basis", "procedure"),
            }
        ),
        n="n",
        rates=("mean_mark", "weighted_mean", "pass_rate", "quality_rate", "learning_index"),
        intervals=OF_SHARES,
        counts=BY_MARK,
    ),
    mixes_grades=True,
)


def measured(counts: list[dict]) -> list[dict]:
    """Rows of `n5 … n_na, n_marks, sum_…, period_id` with `INDICATORS` and the period's name."""
    if not counts:
        return []
    named = [
        row | {"period": period_name(row["period_id"]), "school_year": row["period_id"] // 100}
        for row in counts
    ]
    return with_columns(named, _indicators(counts))


def _indicators(counts: list[dict]) -> dict[str, np.ndarray]:
    by_mark = [column(counts, name) for name in BY_MARK]
    n5, n4, n3 = by_mark[:3]
    rated = n_rated(*by_mark)
    single = current.share(column(counts, "sum_marks"), column(counts, "n_marks"))
    quality_low, quality_high = wilson(n5 + n4, rated)
    pass_low, pass_high = wilson(n5 + n4 + n3, rated)
    return {
        "mean_mark": np.where(np.isnan(single), marks.mean_mark(*by_mark), single),
        "weighted_mean": current.weighted_mean(
            column(counts, "sum_weighted"), column(counts, "sum_weight")
        ),
        "pass_rate": marks.pass_rate(*by_mark),
        "quality_rate": marks.quality_rate(*by_mark),
        "learning_index": marks.learning_index(*by_mark),
        "quality_low": quality_low,
        "quality_high": quality_high,
        "pass_low": pass_low,
        "pass_high": pass_high,
    }


def column(rows: list[dict], name: str) -> np.ndarray:
    """One column of numbers; nothing known counts as 0."""
    return np.array([row[name] or 0 for row in rows], dtype=float)


def numbers(rows: list[dict], name: str) -> np.ndarray:
    """One column of numbers; NaN where it is not known or not to be told."""
    return np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=float)


def with_columns(rows: list[dict], columns: dict[str, np.ndarray]) -> list[dict]:
    """The rows with columns added; None stands for NaN."""
    lists = [[known(value) for value in values.tolist()] for values in columns.values()]
    added = zip(rows, *lists, strict=True)
    return [row | dict(zip(columns, values, strict=True)) for row, *values in added]


def reliability(sums: dict, tasks: list[dict], n_tasks: int) -> float:
    """α of one work; NaN when nobody was given every task of the plan, or it is not to be told."""
    if len(tasks) != n_tasks or sums["n_complete"] < 2 or tasks[0]["sum_complete"] is None:
        return np.nan
    return alpha_from_sums(
        sums["n_complete"],
        np.array([row["sum_complete"] for row in tasks], dtype=float),
        np.array([row["sum_complete_sq"] for row in tasks], dtype=float),
        sums["sum_score"],
        sums["sum_score_sq"],
    )


def known(value: float) -> float | None:
    """None in place of NaN."""
    return None if value != value else value
