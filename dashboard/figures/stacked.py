"""Shares of a whole as stacked bars, one bar a unit: marks, groups of students, work types."""

from dashboard.figures.words import plain
from dashboard.numbers import count, percent
from dashboard.theme import AXIS, SHARES, figure, hatch

NARROWEST = 0.08  # a part of the bar smaller than this has no room for its number
LONGEST = 24


def stacked_figure(units: list[dict], ramp: dict[str, tuple]) -> dict:
    """One bar a row of `unit, n` and a number by each name of the ramp, the first row on top.

    The ramp is name → title, colour, hatch, ink; parts that are nowhere are left out.
    """
    shown = [name for name in ramp if any(row.get(name) for row in units)]
    return figure(
        [_part(units, name, *ramp[name]) for name in shown],
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        height=104 + 52 * len(units),
        xaxis={**SHARES, "showgrid": False, "range": [0, 1.02]},
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )


def _part(units: list[dict], name: str, title: str, colour: str, shape: str, ink: str) -> dict:
    numbers = [row.get(name) or 0 for row in units]
    shares = [number / row["n"] for number, row in zip(numbers, units, strict=True)]
    return {
        "type": "bar",
        "orientation": "h",
        "name": title,
        "y": [_two_lines(row["unit"], row["n"]) for row in units],
        "x": shares,
        "marker": {
            "color": colour,
            "pattern": hatch(shape),
            "line": {"color": "#ffffff", "width": 1},
        },
        "text": [percent(share, 0) if share >= NARROWEST else "" for share in shares],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": ink, "size": 13},
        "constraintext": "none",
        "hovertext": [
            f"{title}: {percent(share)}, {count(number)}"
            for share, number in zip(shares, numbers, strict=True)
        ],
        "hoverinfo": "text",
    }


def _two_lines(unit: str, n: int) -> str:
    short = unit if len(unit) <= LONGEST else unit[: LONGEST - 1] + "…"
    return f"{plain(short)}<br>n = {count(n)}"
