"""Where a person is in the tree when the address does not say it."""

from dashboard.access import Scope
from dashboard.queries.units import unit, units
from models.tree import LEVELS


def top_unit(scope: Scope) -> dict | None:
    """The first unit of the highest visible level."""
    for level in LEVELS:
        found = units(scope, level=level)
        if len(found):
            return unit(scope, int(found["unit_id"].iloc[0]))
    return None
