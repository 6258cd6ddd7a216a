"""Markers that are a reason to look at the objectivity of a procedure; of one's own schools."""

import numpy as np
import pandas as pd

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.leniency import leniency_of_schools
from dashboard.queries.region import (
    CELL,
    own_inside,
    records,
    region_of,
    school_rows,
    subject_names,
)
from dashboard.queries.region_markers import markers_of_region
from etl.indicators.objectivity import FEWEST, FOCUS_GRADES, FOCUS_SUBJECTS, FOCUS_YEARS
from etl.periods import YEAR
from models import MarkMart

FOCUS_PROCEDURE = "ВПР"
COUNTED = {"confirmed": "n_confirmed", "possible": "n_possible"}


def markers(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of one's own inside a unit, procedure, subject, grade and marker.

    `value, limit` in the units of the marker, `n` [students], `p`, `status` «confirmed» where it
    is a discovery among all schools and markers of the region in that year, else «possible».
    """
    found = markers_of_region(region_of(unit), (view.year or 0) * 100 + YEAR)
    found = found[_chosen(found, view)]
    found = found[own_inside(scope, unit, found, None)]
    found = found.assign(subject=found["subject_id"].map(subject_names()))
    return records(found.sort_values(["status", "p"], kind="stable").drop(columns="path"))


def marker_codes(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of one's own inside a unit and code found in the year of the view.

    Confirmed and possible markers with `procedure, subject_id, grade`; leniency, which is of a
    school as a whole, with «», 0, 0.
    """
    columns = ("unit_id", "procedure", "subject_id", "grade", "status")
    of_cells = [
        {name: row[name] for name in columns} | {"code": row["marker"]}
        for row in markers(scope, unit, View(year=view.year, procedure=view.procedure))
    ]
    whole = {"procedure": "", "subject_id": 0, "grade": 0, "status": "confirmed"}
    of_schools = [
        whole | {"unit_id": row["unit_id"], "code": row["kind"]}
        for row in leniency_of_schools(scope, unit, View(year=view.year, procedure=view.procedure))
        if row["kind"]
    ]
    return [*of_schools, *of_cells]


def _chosen(found: pd.DataFrame, view: View) -> np.ndarray:
    """The rows of the procedure, subject and grade of the view."""
    asked = {"procedure": view.procedure, "subject_id": view.subject, "grade": view.grade}
    chosen = np.ones(len(found), dtype=bool)
    for name, value in asked.items():
        chosen &= (found[name] == value).to_numpy() if value else True
    return chosen


def marker_years(scope: Scope, unit: dict, view: View) -> list[dict]:
    """One row per school of one's own inside a unit and year, of FOCUS_YEARS up to the view's.

    Of the four places of the federal lists (Russian and mathematics, grades 4 and 5): `n_places`
    with enough participants, `n_confirmed` and `n_possible` with a marker.
    """
    years = [(view.year or 0) - back for back in range(FOCUS_YEARS)]
    names = subject_names()
    focus = [id for id, name in names.items() if name.lower() in FOCUS_SUBJECTS]
    asked = (
        *(MarkMart.basis == "external", MarkMart.procedure == FOCUS_PROCEDURE),
        *(MarkMart.subject_id.in_(focus), MarkMart.grade.in_(FOCUS_GRADES)),
        *(MarkMart.n_primary >= FEWEST, MarkMart.period_id.in_([y * 100 + YEAR for y in years])),
    )
    places = school_rows(MarkMart, region_of(unit), ("n_primary",), *asked)
    places = places[own_inside(scope, unit, places, None)]
    if places.empty:
        return []
    periods = sorted(places["period_id"].unique().tolist())
    found = [markers_of_region(region_of(unit), period) for period in periods]
    return records(_by_year(places, pd.concat(found)))


def _by_year(places: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """How many of the places of a school and year have a confirmed marker, or only a possible."""
    keys = ["unit_id", *CELL]
    best = found.groupby(keys)["status"].min().reset_index()  # «confirmed» before «possible»
    rows = places.merge(best, how="left", on=keys)
    for status, name in COUNTED.items():
        rows[name] = (rows["status"] == status).astype(int)
    counts = {"n_places": ("status", "size")} | {name: (name, "sum") for name in COUNTED.values()}
    years = rows.groupby(["unit_id", "unit", "period_id"]).agg(**counts).reset_index()
    return years.assign(year=years["period_id"] // 100)
