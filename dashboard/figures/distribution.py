"""How marks divide: shares of 5 4 3 2 in the unit and in its reference, one ramp everywhere."""

from dashboard.figures.words import plain
from dashboard.numbers import count, percent
from dashboard.rounded import is_disclosed
from dashboard.theme import AXIS, MARKS, SHARES, empty_figure, figure, hatch

NO_MARKS = "Отметок за этот период нет"
NOT_TOLD = "У чужих групп число каждой отметки не показывается"
NARROWEST = 0.08  # a part of the bar smaller than this has no room for its number
LONGEST = 24


def distribution_figure(units: list[dict]) -> dict:
    """One bar a row of `unit, n` and `n5 … n_na`, the first row on top; none where they are hidden.

    Numbers of marks of a foreign group are not told, so it has no bar.
    """
    told = [row for row in units if not is_disclosed(row)]
    if units and not told:
        return empty_figure(NOT_TOLD)
    units = [row for row in told if row["n"] > 0]
    if not units:
        return empty_figure(NO_MARKS)
    shown = [name for name in MARKS if any(row.get(name) for row in units)]
    return figure(
        [_part(units, name) for name in shown],
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        height=104 + 52 * len(units),
        xaxis={**SHARES, "showgrid": False, "range": [0, 1.02]},
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )


def _part(units: list[dict], name: str) -> dict:
    title, colour, shape, ink = MARKS[name]
    title = f"«{title}»" if title.isdigit() else title
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
