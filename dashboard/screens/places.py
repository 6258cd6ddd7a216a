"""Where a person is in the tree."""

from dashboard.access import Scope
from dashboard.queries.units import breadcrumb, units
from models.tree import LEVELS


def top_unit(scope: Scope) -> int:
    """The id of the first unit of the highest visible level; 0, which nothing has, without any."""
    for level in LEVELS:
        found = units(scope, level=level)
        if len(found):
            return int(found["unit_id"].iloc[0])
    return 0


def line_to(scope: Scope, unit_id: int) -> list[dict]:
    """The visible units from the top down to this one; empty when it is not there."""
    line = breadcrumb(scope, unit_id)
    return line if line and line[-1]["unit_id"] == unit_id else []
