"""What is expected by sums over a whole region: kept where it would not tell of a few others."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import ColumnElement, select

from dashboard.access import Scope
from dashboard.disclosure import SMALLEST
from dashboard.queries.database import rows
from dashboard.queries.places import of_unit, tops
from models import Element, ElementMart, Unit

REGION = 1  # its place among the parts of a path
COLUMNS = ("assessment_id", "grade", "element_id", "n_students")


def without_few_others(
    scope: Scope,
    references: dict[tuple, dict],
    key: Callable[[dict], tuple],
    *asked: ColumnElement[bool],
) -> dict[tuple, dict]:
    """Those of the sums of regions behind which nobody else stands, or SMALLEST others at least.

    One's own are known exactly: with fewer others what is expected would tell how they did. `asked`
    chooses the rows of `ElementMart`, `key` their place from `region` and the keys of the mart.
    """
    own: Counter[tuple] = Counter()
    for row in rows(_own(scope).where(*asked)) if references else ():
        own[key(row | {"region": region_in(row["path"])})] += row["n_students"]
    return {
        place: row
        for place, row in references.items()
        if not 0 < row["n_students"] - own[place] < SMALLEST
    }


def region_in(path: str) -> int:
    """The id of the region a path begins with."""
    return int(path.split("/")[REGION])


def _own(scope: Scope):
    """The rows of the tops of one's own."""
    return (
        select(Unit.path, *(getattr(ElementMart, name) for name in COLUMNS))
        .select_from(Unit)
        .join(ElementMart, of_unit(ElementMart))
        .join(Element, Element.id == ElementMart.element_id)
        .where(tops(scope, Element.subject_id))
    )
