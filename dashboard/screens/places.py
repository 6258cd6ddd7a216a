"""Where a person is in the tree."""

from dashboard.access import ROOT, Scope
from dashboard.queries.units import breadcrumb, lines_to, units


def own_units(scope: Scope) -> list[dict]:
    """The tops of one's own, each with the visible units above it as `line`."""
    if ROOT in scope.roots:
        found = [line_to(scope, unit_id) for unit_id in _root_ids(scope)]
    else:
        found = list(lines_to(scope, list(scope.roots)).values())
    return [line[-1] | {"line": line} for line in found if line]


def top_unit(scope: Scope) -> int:
    """The id of the first top of one's own; 0, which nothing has, without any."""
    return next(iter(_root_ids(scope)), 0)


def name_in(unit: dict, among: list[dict]) -> str:
    """«8А»; with the unit above where another of these has the same name: «8А, Школа № 7»."""
    above = [step["name"] for step in unit["line"][:-1] if step["level"] != "parallel"]
    same = [one for one in among if one["name"] == unit["name"]]
    return ", ".join([unit["name"], *above[-1:]]) if len(same) > 1 else unit["name"]


def line_to(scope: Scope, unit_id: int) -> list[dict]:
    """The visible units from the top down to this one; empty when it is not there."""
    line = breadcrumb(scope, unit_id)
    return line if line and line[-1]["unit_id"] == unit_id else []


def _root_ids(scope: Scope) -> list[int]:
    if ROOT in scope.roots:
        return [int(id) for id in units(scope, level="region")["unit_id"]]
    return [int(path.strip("/").rpartition("/")[2]) for path in scope.roots]
