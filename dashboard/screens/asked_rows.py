"""What a table of the browser asks for: from which row to which, in which order."""

from dataclasses import dataclass

from dashboard.gate.doors import NotThere
from dashboard.queries.student_list import LONGEST_PAGE

FARTHEST = 10_000_000  # rows
MOST_ORDERS = 8
LONGEST_NAME = 60


@dataclass(frozen=True)
class AskedRows:
    """Rows from the first to the one before the last; the column of the order, or «»."""

    first: int
    last: int
    sort: str = ""
    descending: bool = False


def parsed(request: object) -> AskedRows:
    """The request of AG Grid; anything else names nothing."""
    if not isinstance(request, dict):
        raise NotThere("no request for rows")
    first, last = request.get("startRow"), request.get("endRow")
    if not (type(first) is int and type(last) is int and 0 <= first < last <= FARTHEST):
        raise NotThere("no rows")
    if last - first > LONGEST_PAGE or request.get("filterModel") not in (None, {}):
        raise NotThere("no such rows")
    return AskedRows(first, last, *_order(request.get("sortModel")))


def _order(model: object) -> tuple[str, bool]:
    """The first column of the order and whether it goes down."""
    if model in (None, []):
        return "", False
    if not isinstance(model, list) or len(model) > MOST_ORDERS:
        raise NotThere("no order")
    one = model[0] if isinstance(model[0], dict) else {}
    column, way = one.get("colId"), one.get("sort")
    if not isinstance(column, str) or len(column) > LONGEST_NAME or way not in ("asc", "desc"):
        raise NotThere("no order")
    return column, way == "desc"
