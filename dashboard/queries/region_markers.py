"""Markers of every school of a region in one year, and which of them are discoveries.

What is a discovery depends on all of them, so all are made whatever part is shown.
"""

import numpy as np
import pandas as pd

from dashboard.queries.database import once_a_view
from dashboard.queries.region import CELL, SCHOOL, numbered, school_rows
from dashboard.queries.region_scores import cells_of_scores, students_at_borders
from dashboard.queries.region_tasks import task_sides
from etl.indicators import objectivity
from etl.indicators.discoveries import discoveries
from etl.indicators.objectivity import FALSE, Found
from etl.indicators.school_effects import deviations
from etl.psychometrics.multilevel import MOMENTS
from models import ExternalScoreMart, MarkMart, PairMart

COLUMNS = [*SCHOOL, *CELL, "marker", "n", "p", "value", "limit", "status"]
POINTS = 100  # scores are kept in hundredths
OF_RESULTS = ("n_primary", "sum_primary", "n_both", "lowered", "raised")


@once_a_view
def markers_of_region(region_id: int, period_id: int) -> pd.DataFrame:
    """One row per school, cell and marker that is there: COLUMNS."""
    parts = (*_of_results(region_id, period_id), *_of_cohorts(region_id, period_id),
             *_of_tasks(region_id, period_id))  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    tests = pd.concat(parts, ignore_index=True)
    status = np.where(discoveries(tests["p"], FALSE), "confirmed", "possible")
    return tests.assign(status=status).loc[tests["is_there"], COLUMNS]


def _rows(marker: str, places: pd.DataFrame, n: pd.Series, found: Found) -> pd.DataFrame:
    """One marker as rows of COLUMNS, with `is_there`; those that cannot be judged are left out."""
    rows = places[[*SCHOOL, *CELL]].assign(marker=marker, n=n, is_there=found.is_there, p=found.p)
    rows = rows.assign(value=found.value, limit=found.limit)
    return rows[np.isfinite(found.p)]


def _of_results(region_id: int, period_id: int) -> list[pd.DataFrame]:
    """Mean scores, lowered and raised marks, and peaks at the borders of marks."""
    asked = MarkMart.basis == "external", MarkMart.period_id == period_id, MarkMart.subject_id > 0
    rows = school_rows(MarkMart, region_id, OF_RESULTS, *asked)
    if rows.empty:
        return []
    of_year = ExternalScoreMart.period_id == period_id
    scores, near = cells_of_scores(region_id, of_year)
    at_borders = students_at_borders(region_id, near, of_year)
    rows = rows.merge(scores, how="left", on=list(CELL))
    rows = rows.merge(at_borders, how="left", on=["unit_id", *CELL])
    cells, n, both = numbered(rows, CELL), rows["n_primary"], rows["n_both"]
    mean = objectivity.high_mean(n, rows["sum_primary"] / POINTS, rows["spread"] / POINTS, cells)
    around = rows["at_border"].fillna(0), rows["around"].fillna(0)
    peaks = objectivity.border_peaks(*around, rows["share"], n)
    lowered, raised = (
        objectivity.high_share(rows[part], both, cells) for part in ("lowered", "raised")
    )
    return [
        _rows("high_mean", rows, n, mean),
        _rows("lowered", rows, both, lowered),
        _rows("raised", rows, both, raised),
        _rows("border_peaks", rows, n, peaks),
    ]


def _of_cohorts(region_id: int, period_id: int) -> list[pd.DataFrame]:
    """Changes of the same students against what their earlier results let expect."""
    asked = PairMart.kind == "progress", PairMart.period_id == period_id
    pairs = school_rows(PairMart, region_id, ("earlier", *MOMENTS), *asked)
    if pairs.empty:
        return []
    cells = numbered(pairs, (*CELL, "earlier"))
    left = deviations(pairs, cells, standardised=True, robust=True)
    found = objectivity.cohort_change(left.value, left.variance, pairs["n"], cells)
    return [_rows("cohort_change", pairs, pairs["n"], found)]


def _of_tasks(region_id: int, period_id: int) -> list[pd.DataFrame]:
    """Easy tasks solved worse and hard ones better, where there are protocols."""
    rows = task_sides(region_id, period_id)
    if rows.empty:
        return []
    cells = numbered(rows, ("assessment_id",))
    found = objectivity.task_pattern(rows["easy"], rows["hard"], rows["variance"], rows["n"], cells)
    return [_rows("task_pattern", rows, rows["n"], found)]
