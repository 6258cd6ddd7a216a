"""Chances that were forecast beside the share of what came: points with n around a diagonal."""

from dashboard.numbers import FEWEST, count, percent
from dashboard.theme import EXTERNAL, MUTED, SHARES, figure
from etl.indicators.intervals import wilson

DIGITS = 4  # of a share: more are not seen
SMALLEST, LARGEST = 7, 26  # of a point [px]
TITLE = {"size": 12, "color": MUTED}


def calibration(steps: list[dict]) -> list[dict]:
    """Steps of chance of several records, `judged, below, sum_chance`, added up into points.

    One row per step, neighbours together until FEWEST students stand behind it: `n`, mean `chance`,
    `share` of those who stayed under, `low`, `high` [0–1].
    """
    groups: list[list[dict]] = []
    for step in sorted(steps, key=lambda one: one["chance"]):
        same = groups and step["chance"] == groups[-1][-1]["chance"]
        if same or (groups and _n(groups[-1]) < FEWEST):
            groups[-1].append(step)
        else:
            groups.append([step])
    if len(groups) > 1 and _n(groups[-1]) < FEWEST:
        last = groups.pop()
        groups[-1] += last
    return [_point(group) for group in groups]


def _n(steps: list[dict]) -> int:
    return sum(step["judged"] for step in steps)


def _point(steps: list[dict]) -> dict:
    n, below = (sum(step[name] for step in steps) for name in ("judged", "below"))
    low, high = (float(end) for end in wilson(below, n))
    found = {"chance": sum(step["sum_chance"] for step in steps) / n, "share": below / n}
    found |= {"low": low, "high": high}
    return {"n": n} | {name: round(value, DIGITS) for name, value in found.items()}


def calibration_figure(points: list[dict]) -> dict:
    """One point a row of `calibration`, the larger the more students; on the line it is right."""
    most = max((point["n"] for point in points), default=1)
    sizes = [SMALLEST + (LARGEST - SMALLEST) * (point["n"] / most) ** 0.5 for point in points]
    axis = SHARES | {"range": [-0.03, 1.03]}
    return figure(
        [_points(points, sizes)],
        shapes=[_diagonal()],
        height=360,
        xaxis=axis | {"title": {"text": "прогноз: вероятность ниже минимума", "font": TITLE}},
        yaxis=axis | {"title": {"text": "сбылось: доля ниже минимума", "font": TITLE}},
    )


def _diagonal() -> dict:
    """A shape and no trace: a chart of an office programme could not tell it from the points."""
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1, "line": line, "layer": "below"}


def _points(points: list[dict], sizes: list[float]) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "ученики",
        "x": [point["chance"] for point in points],
        "y": [point["share"] for point in points],
        "marker": {"color": EXTERNAL, "size": sizes, "line": {"color": EXTERNAL, "width": 1}},
        "hovertext": [_hover(point) for point in points],
        "hoverinfo": "text",
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [point["high"] - point["share"] for point in points],
            "arrayminus": [point["share"] - point["low"] for point in points],
            "thickness": 1.2,
            "width": 3,
            "color": MUTED,
        },
    }


def _hover(point: dict) -> str:
    between = f"от {percent(point['low'], 0)} до {percent(point['high'], 0)}"
    told = f"прогноз {percent(point['chance'], 0)}, сбылось <b>{percent(point['share'], 0)}</b>"
    return f"{told} ({between}), n = {count(point['n'])}"
