"""How kindly schools mark given the external results of the same students; of one's own only."""

import numpy as np
import pandas as pd

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.region import (
    CELL,
    SCHOOL,
    numbered,
    own_inside,
    own_records,
    records,
    region_of,
    school_rows,
    subject_names,
)
from etl.indicators.discoveries import discoveries
from etl.indicators.objectivity import FEWEST, NOTABLE
from etl.indicators.reference_group import Z95
from etl.indicators.school_effects import Deviations, deviations, effects
from etl.indicators.value_added import standardised_means
from etl.periods import YEAR
from etl.psychometrics.multilevel import MOMENTS
from models import PairMart

DIGITS = 2  # of a mark; + 0.0 below: no «−0,00»


def leniency_of_schools(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of one's own inside a unit: `effect, low, high` [mark], `kind`.

    Over all procedures, subjects and grades of the view. `n` counts students × procedure × subject;
    `kind` is «lenient», «strict» or empty; under FEWEST or with too few schools nothing is judged.
    """
    pairs, left = _deviations(unit, view)
    if pairs.empty:
        return []
    schools = pairs.groupby(SCHOOL)
    found = schools.agg(n=("n", "sum"), n_cells=("n", "size")).reset_index()
    of = schools.ngroup().to_numpy()
    level = standardised_means(
        pairs["n"], pairs["sum_x"], pairs["sum_xx"], numbered(pairs, CELL), of, len(found)
    )
    judged = effects(left, of, len(found), robust=True, level=level)
    enough = found["n"] >= FEWEST
    for name in ("raw", "effect", "low", "high"):
        found[name] = np.where(enough, np.round(getattr(judged, name), DIGITS) + 0.0, np.nan)
    found["kind"] = _kinds(
        np.where(enough, judged.effect, np.nan), np.where(enough, judged.p, np.nan)
    )
    found["n_schools"] = int(found["effect"].notna().sum())
    return own_records(scope, unit, view, found)


def leniency_by_cell(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of one's own, procedure, subject and grade: `raw, low, high` [mark], `n`.

    What is left of the mean journal mark in that cell, not shrunken.
    """
    pairs, left = _deviations(unit, view)
    if pairs.empty:
        return []
    half, names = Z95 * np.sqrt(left.variance), subject_names()
    ends = {"raw": left.value, "low": left.value - half, "high": left.value + half}
    found = pairs.assign(**{name: one.round(DIGITS) + 0.0 for name, one in ends.items()})
    found["subject"] = found["subject_id"].map(names)
    own = own_inside(scope, unit, found, None) & (found["n"] >= FEWEST)
    columns = ["unit_id", "unit", *CELL, "subject", "n", "raw", "low", "high"]
    cells = found.loc[own, columns]
    return records(cells.sort_values(["unit_id", "procedure", "subject", "grade"]))


def _deviations(unit: dict, view: View) -> tuple[pd.DataFrame, Deviations]:
    """What is left of the journal marks of every school of the region in each cell."""
    asked = [PairMart.kind == "journal", PairMart.period_id == (view.year or 0) * 100 + YEAR]
    asked += [PairMart.procedure == view.procedure] if view.procedure else []
    asked += [PairMart.subject_id == view.subject] if view.subject else []
    asked += [PairMart.grade == view.grade] if view.grade else []
    pairs = school_rows(PairMart, region_of(unit), MOMENTS, *asked)
    cells = numbered(pairs, CELL) if len(pairs) else []
    return pairs, deviations(pairs, cells, robust=True)


def _kinds(effect: np.ndarray, p: np.ndarray) -> np.ndarray:
    """«lenient» or «strict» where the effect is notable and a discovery."""
    found = discoveries(p)
    return np.select(
        [found & (effect >= NOTABLE), found & (effect <= -NOTABLE)], ["lenient", "strict"], ""
    )
