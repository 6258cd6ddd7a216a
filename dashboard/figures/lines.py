"""How the lines of figures look: the unit solid with its intervals, what it is beside outlined."""

from dashboard.numbers import is_known
from dashboard.theme import MUTED


def solid(rows: list[dict], colour: str) -> dict:
    """The unit itself, from rows of `quality_rate, quality_low, quality_high`."""
    error = {
        "type": "data",
        "symmetric": False,
        "array": [_beyond(row["quality_high"], row["quality_rate"]) for row in rows],
        "arrayminus": [_beyond(row["quality_rate"], row["quality_low"]) for row in rows],
        "thickness": 1,
        "width": 0,
        "color": colour,
    }
    return {
        "line": {"color": colour, "width": 2.5},
        "marker": {"color": colour, "size": 8},
        "error_y": error,
    }


def outline() -> dict:
    """What the unit is looked at beside."""
    return {
        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
        "marker": {"color": "#ffffff", "size": 8, "line": {"color": MUTED, "width": 1.5}},
    }


def _beyond(higher: float | None, lower: float | None) -> float:
    return higher - lower if is_known(higher) and is_known(lower) else 0
