"""How marks divide: shares of 5 4 3 2 in the unit and in its parent, one ramp everywhere."""

import pandas as pd

from dashboard.numbers import count, percent
from dashboard.theme import AXIS, MARKS, SHARES, empty_figure, figure, hatch

NO_MARKS = "Отметок за этот период нет"
NARROWEST = 0.08  # a part of the bar smaller than this has no room for its number


def distribution_figure(units: pd.DataFrame) -> dict:
    """One bar a row of `unit, n, n5, n4, n3, n2, n1, n_na`, the first row on top."""
    units = units[units["n"] > 0] if len(units) else units
    if units.empty:
        return empty_figure(NO_MARKS)
    shown = [column for column in MARKS if column in units and units[column].sum() > 0]
    traces = [_part(units, column) for column in shown]
    return figure(
        traces,
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        height=130 + 70 * len(units),
        xaxis={**SHARES, "showgrid": False, "range": [0, 1.02]},
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )


def _part(units: pd.DataFrame, column: str) -> dict:
    name, colour, shape, ink = MARKS[column]
    shares = (units[column] / units["n"]).tolist()
    numbers = units[column].tolist()
    return {
        "type": "bar",
        "orientation": "h",
        "name": f"«{name}»" if column != "n_na" else name,
        "y": [_two_lines(row.unit, row.n) for row in units.itertuples()],
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
            f"«{name}»: {percent(share)}, {count(number)}"
            for share, number in zip(shares, numbers, strict=True)
        ],
        "hoverinfo": "text",
    }


def _two_lines(unit: str, n: int) -> str:
    short = unit if len(unit) <= 24 else unit[:23] + "…"
    return f"{short}<br>n = {count(n)}"
