"""Absences beside results: a point a unit or a student, and a drawn link where there are enough."""

import numpy as np

from dashboard.figures.words import plain
from dashboard.numbers import FEWEST
from dashboard.theme import AXIS, INTERNAL, MUTED, SHARES, empty_figure, figure

NOTHING = "Отметок об отсутствии за этот период нет"
MOST_NAMED = 7  # so many names fit beside their points
MARKS = {**AXIS, "range": [1.9, 5.1], "dtick": 1}


def attendance_figure(rows: list[dict], names: tuple[str, str], *, of_marks: bool = False) -> dict:
    """Rows of `name, absences, result, hover`; the result is a share, or a mark of 2 to 5."""
    if not rows:
        return empty_figure(NOTHING)
    axis = {**AXIS, "rangemode": "tozero", "title": _title(names[0])}
    return figure(
        [_points(rows, named=not of_marks and len(rows) <= MOST_NAMED), *_link(rows)],
        height=320,
        hovermode="closest",
        xaxis=axis,
        yaxis={**(MARKS if of_marks else SHARES), "title": _title(names[1])},
    )


def _title(text: str) -> dict:
    return {"text": text, "font": {"size": 12, "color": MUTED}, "standoff": 8}


def _points(rows: list[dict], *, named: bool) -> dict:
    return {
        "type": "scatter",
        "mode": "markers+text" if named else "markers",
        "name": "",
        "x": [row["absences"] for row in rows],
        "y": [row["result"] for row in rows],
        "text": [plain(row["name"]) for row in rows] if named else [],
        "textposition": _above_and_below(rows),
        "textfont": {"size": 11, "color": MUTED},
        "marker": {"color": INTERNAL, "size": 9},
        "hovertext": [plain(row["hover"]) for row in rows],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _above_and_below(rows: list[dict]) -> list[str]:
    """Names of points that follow one another stand on different sides of them."""
    order = sorted(range(len(rows)), key=lambda place: rows[place]["absences"])
    sides = {place: ("top", "bottom")[n % 2] for n, place in enumerate(order)}
    return [f"{sides[place]} center" for place in range(len(rows))]


def _link(rows: list[dict]) -> list[dict]:
    """The straight line nearest to the points; of fewer than FEWEST it would say nothing."""
    ends = link_of(rows)
    if not ends:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "связь",
            "x": [x for x, _ in ends],
            "y": [y for _, y in ends],
            "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
            "hoverinfo": "skip",
        }
    ]


def link_of(rows: list[dict]) -> list[tuple[float, float]]:
    """The two ends of the line of least squares; nothing of few points or of one value."""
    x, y = (np.array([row[name] for row in rows], dtype=float) for name in ("absences", "result"))
    if len(rows) < FEWEST or np.ptp(x) == 0:
        return []
    slope, start = np.polyfit(x, y, 1)
    return [(float(end), float(start + slope * end)) for end in (x.min(), x.max())]
