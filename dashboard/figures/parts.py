"""What a number is made of: a change step by step, and shares of a whole beside one another."""

from itertools import accumulate

from dashboard.figures.words import plain
from dashboard.numbers import percent, points
from dashboard.theme import AXIS, INTERNAL, MUTED, SHARES, empty_figure, figure, hatch

NOTHING = "Разложить нечего: в одном из двух периодов отметок нет"
UP, DOWN = ("#3f78a8", ""), ("#efb23f", "/")
LONGEST = 40
NAMES = {**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6}
POINTS = {**AXIS, "tickformat": "+.1f", "zeroline": True, "zerolinecolor": MUTED}


def waterfall_figure(steps: list[tuple[str, float]], whole: str) -> dict:
    """One bar a step of `name, share`, each from where the one before ends; the sum comes last."""
    if not steps:
        return empty_figure(NOTHING)
    values = [value for _, value in steps]
    ends = list(accumulate(values, initial=0.0))
    looks = [*(UP if value >= 0 else DOWN for value in values), (MUTED, "")]
    drawn = [*steps, (whole, ends[-1])]
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": "вклад, п. п.",
        "y": [_short(name) for name, _ in drawn],
        "x": [100 * value for _, value in drawn],
        "base": [*(100 * end for end in ends[:-1]), 0.0],
        "marker": {
            "color": [colour for colour, _ in looks],
            "pattern": hatch([shape for _, shape in looks]),
        },
        "text": [points(value) for _, value in drawn],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [f"{plain(name)}: {points(value)}" for name, value in drawn],
        "hoverinfo": "text",
    }
    ends = [100 * end for end in ends]
    room = 0.22 * (max(ends) - min(ends)) or 1.0
    axis = POINTS | {"range": [min(ends) - room, max(ends) + room], "title": _title("п. п.")}
    return figure([bars], bargap=0.35, height=80 + 28 * len(drawn), xaxis=axis, yaxis=NAMES)


def shares_figure(rows: list[dict]) -> dict:
    """One bar a row of `name, share`."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": "доля",
        "y": [_short(row["name"]) for row in rows],
        "x": [row["share"] for row in rows],
        "marker": {"color": INTERNAL},
        "text": [percent(row["share"], 0) for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [f"{plain(row['name'])}: {percent(row['share'])}" for row in rows],
        "hoverinfo": "text",
    }
    return figure([bars], bargap=0.35, height=70 + 30 * len(rows), xaxis=SHARES, yaxis=NAMES)


def _short(name: str) -> str:
    return plain(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")


def _title(text: str) -> dict:
    return {"text": text, "font": {"size": 12, "color": MUTED}, "standoff": 8}
