"""What schools add to earlier results of the same students; of one's own only."""

import numpy as np
import pandas as pd

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.database import once_a_view
from dashboard.queries.region import CELL, SCHOOL, numbered, own_records, region_of, school_rows
from etl.indicators.school_effects import deviations, effects
from etl.indicators.value_added import FEWEST_PAIRS, alike, standardised_means
from etl.periods import YEAR
from etl.psychometrics.multilevel import MOMENTS, rank_intervals
from models import PairMart

JUDGED = ("effect", "low", "high", "intake", "outcome", "best", "worst", "alike")

DIGITS = 2  # of a standard deviation; more would be of no use, and of others too telling


def value_added_of_schools(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of one's own inside a unit: `effect, low, high` [standard deviations].

    `n` pairs (student × subject); `best, worst` are the places left open among `n_schools`;
    `intake, outcome` the mean earlier and present results, `alike` the outcome of the `n_alike`
    schools of the nearest intake. Schools with fewer than FEWEST_PAIRS pairs are not judged.
    """
    found = _of_region(region_of(unit), view)
    return [] if found.empty else own_records(scope, unit, view, found)


@once_a_view
def _of_region(region_id: int, view: View) -> pd.DataFrame:
    """The same of every school, whoever asks: each is judged among all of them."""
    pairs = _pairs(region_id, view)
    if pairs.empty:
        return pairs
    cells = numbered(pairs, (*CELL, "earlier"))
    schools = pairs.groupby(SCHOOL)
    found = schools.agg(n=("n", "sum")).reset_index()
    numbers = _judged(pairs, cells, schools.ngroup().to_numpy(), found["n"].to_numpy())
    return found.assign(**numbers)


def _pairs(region_id: int, view: View) -> pd.DataFrame:
    """Moments of present and earlier scores of every school of the region in the view."""
    asked = [PairMart.kind == "progress", PairMart.period_id == (view.year or 0) * 100 + YEAR]
    asked += [PairMart.procedure == view.procedure] if view.procedure else []
    asked += [PairMart.subject_id == view.subject] if view.subject else []
    asked += [PairMart.grade == view.grade] if view.grade else []
    return school_rows(PairMart, region_id, ("earlier", *MOMENTS), *asked)


def _judged(pairs: pd.DataFrame, cells, schools, n) -> dict:
    """Effects, places and results beside schools of the same intake; NaN of too few pairs."""
    left = deviations(pairs, cells, standardised=True)
    judged = effects(left, schools, len(n))
    intake, outcome = (
        standardised_means(pairs["n"], pairs[f"sum_{z}"], pairs[f"sum_{z}{z}"], cells, schools,
                           len(n))
        for z in "xy"
    )  # fmt: skip
    enough = (n >= FEWEST_PAIRS) & np.isfinite(judged.effect)
    best, worst = (np.full(len(n), np.nan) for _ in range(2))
    best[enough], worst[enough] = rank_intervals(judged.effect[enough], judged.error[enough])
    mean, count = alike(np.where(enough, intake, np.nan), np.where(enough, outcome, np.nan))
    values = (judged.effect, judged.low, judged.high, intake, outcome, best, worst, mean)
    told = {
        name: np.where(enough, np.round(one, DIGITS) + 0.0, np.nan)  # + 0: no «−0,00»
        for name, one in zip(JUDGED, values, strict=True)
    }
    return told | {"n_alike": count, "n_schools": int(enough.sum())}
