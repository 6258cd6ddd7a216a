"""Students on the lowest scores of «3», «4», «5» and around them, of every school of a region."""

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, false, or_, select

from dashboard.queries.database import frame, total
from dashboard.queries.region import CELL, municipalities, region_rows
from etl.indicators.objectivity import border_scores, pieces
from models import ExternalScoreMart

GRADES, SCORES = 100, 1_000_000  # more than there are of either


def cells_of_scores(region_id: int, *asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per cell: `CELL, spread, share`; and one per score by a border: `score, is_border`.

    `spread` [points] is the standard deviation of the score over all students of the region,
    `share` that of the borders among the scores beside them.
    """
    found = region_rows(
        ExternalScoreMart, region_id, ("primary_score", "mark", "n"),
        ExternalScoreMart.subject_id > 0, *asked,
    )  # fmt: skip
    cells, near = [], []
    for key, scores in found.groupby(list(CELL), sort=True):
        borders = border_scores(scores["primary_score"], scores["mark"], scores["n"])
        places = pieces(borders, scores["primary_score"])
        share = sum(places.values()) / len(places) if places else float("nan")
        cells.append((*key, _spread(scores), share))
        near += [(*key, score, int(is_border)) for score, is_border in places.items()]
    return (
        pd.DataFrame(cells, columns=[*CELL, "spread", "share"]),
        pd.DataFrame(near, columns=[*CELL, "score", "is_border"]),
    )


def _spread(scores: pd.DataFrame) -> float:
    n, score = scores["n"].to_numpy(float), scores["primary_score"].to_numpy(float)
    if n.sum() < 2:
        return float("nan")
    mean = (n * score).sum() / n.sum()
    return float(((n * (score - mean) ** 2).sum() / (n.sum() - 1)) ** 0.5)


def students_at_borders(region_id: int, near: pd.DataFrame, *asked) -> pd.DataFrame:
    """One row per school and cell: `unit_id, CELL, at_border, around` [students]."""
    mart = ExternalScoreMart
    if near.empty:
        return pd.DataFrame(columns=["unit_id", *CELL, "at_border", "around"])
    keys = (mart.unit_id, *(getattr(mart, name) for name in CELL))
    at_border = case((_in_places(near[near["is_border"] == 1]), mart.n), else_=0)
    statement = (
        select(*keys, total(at_border).label("at_border"), total(mart.n).label("around"))
        .where(mart.parent_id.in_(municipalities(region_id)), _in_places(near), *asked)
        .group_by(*keys)
    )
    return frame(statement)


def _in_places(near: pd.DataFrame) -> ColumnElement[bool]:
    """The rows of these scores, each place as one number: joined to a table it takes far longer."""
    mart = ExternalScoreMart
    place = (cast(mart.subject_id, BigInteger) * GRADES + mart.grade) * SCORES + mart.primary_score
    numbers = (near["subject_id"] * GRADES + near["grade"]) * SCORES + near["score"]
    parts = [
        and_(mart.procedure == procedure, place.in_(of.tolist()))
        for procedure, of in numbers.groupby(near["procedure"])
    ]
    return or_(false(), *parts)
