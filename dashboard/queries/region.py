"""Numbers of all schools of a region, school by school: for models, never to be shown as they are.

What a school is compared with is made of the others' numbers. A query that reads here gives away
only rows of one's own (`own_inside`), and of the others what a model makes of five schools or more.
"""

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, select

from dashboard.access import Scope
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import frame, rows
from dashboard.queries.places import of_unit
from etl.periods import YEAR
from models import Subject, Unit

SCHOOL = ["unit_id", "unit", "path"]
CELL = ("procedure", "subject_id", "grade", "period_id")


def region_of(unit: dict) -> int:
    """The id of the region that a unit lies in, or is."""
    return int(unit["path"].strip("/").partition("/")[0])


def municipalities(region_id: int) -> Select:
    """The parents of schools: a mart of schools is one range of its key for each."""
    return select(Unit.id).where(Unit.parent_id == region_id)


def school_rows(
    mart: type, region_id: int, columns: tuple[str, ...], *asked: ColumnElement[bool]
) -> pd.DataFrame:
    """One row per school of the region and key of the mart, by grade: the key and the columns."""
    statement = (
        select(
            *(mart.unit_id, Unit.name.label("unit"), Unit.path),
            *(getattr(mart, name) for name in (*CELL, *columns)),
        )
        .select_from(mart)
        .join(Unit, of_unit(mart))
        .where(mart.parent_id.in_(municipalities(region_id)), mart.grade > 0, *asked)
        .order_by(mart.unit_id)
    )
    return frame(statement)


def region_rows(
    mart: type, region_id: int, columns: tuple[str, ...], *asked: ColumnElement[bool]
) -> pd.DataFrame:
    """One row per key of the mart of the region itself, by grade."""
    chosen = (getattr(mart, name) for name in (*CELL, *columns))
    here = mart.parent_id == 0, mart.unit_id == region_id, mart.grade > 0
    return frame(select(*chosen).where(*here, *asked))


def numbered(found: pd.DataFrame, names: tuple[str, ...]) -> np.ndarray:
    """The number of the cell of each row, from 0."""
    return found.groupby(list(names), sort=True).ngroup().to_numpy()


def own_inside(scope: Scope, unit: dict, found: pd.DataFrame, subject: int | None) -> np.ndarray:
    """Which rows are of one's own inside a unit; `subject` None = each row has its own."""
    subjects = found["subject_id"] if subject is None else [subject] * len(found)
    years = found["period_id"] // 100
    places = zip(found["path"], subjects, years, strict=True)
    answers = [
        path.startswith(unit["path"]) and scope.is_own(path, of or None, int(year))
        for path, of, year in places
    ]
    return np.array(answers, dtype=bool)


def own_records(scope: Scope, unit: dict, view: View, found: pd.DataFrame) -> list[dict]:
    """Those of the rows, one a school in the view, that are of one's own inside a unit."""
    period = (view.year or 0) * 100 + YEAR
    own = own_inside(scope, unit, found.assign(period_id=period), view.subject)
    return records(found[own].drop(columns="path"))


def subject_names() -> dict[int, str]:
    """The name of every subject."""
    return {row["id"]: row["name"] for row in rows(select(Subject.id, Subject.name))}


def records(found: pd.DataFrame) -> list[dict]:
    """The rows of a frame as dictionaries of one's own; None stands for NaN."""
    return [row | OWN for row in found.astype(object).where(found.notna(), None).to_dict("records")]
