"""What is forecast, with its interval, and a dot for what it is set beside: last value, fact."""

from dashboard.figures.words import plain
from dashboard.numbers import is_known, percent
from dashboard.theme import AXIS, EXTERNAL, INTERNAL, MUTED, SHARES, figure, hatch

ENDS = 20  # of a longer list the first and the last so many are drawn
LONGEST = 28
FORECAST = "прогноз"


def expected_columns(rows: list[dict], beside: str) -> dict:
    """A standing bar a row of `name, value, low, high`, in their order.

    `other` of a row is drawn as a dot, called `beside`.
    """
    names, shares = [plain(row["name"]) for row in rows], _whiskers(rows)
    bars = {**_bars(rows, beside), "x": names, "y": [row["value"] for row in rows]}
    dots = {**_dots(beside), "x": names, "y": [row["other"] for row in rows]}
    along = {**AXIS, "type": "category", "showgrid": False}
    return _framed([bars | {"error_y": shares}, dots], height=320, xaxis=along, yaxis=SHARES)


def expected_bars(rows: list[dict], beside: str) -> dict:
    """A lying bar a row of `name, value, low, high, href`, the highest on top."""
    rows = drawn(rows)
    names, shares = [_short(row["name"]) for row in rows], _whiskers(rows)
    bars = {**_bars(rows, beside), "orientation": "h", "y": names}
    bars |= {"x": [row["value"] for row in rows], "error_x": shares}
    bars |= {"customdata": [row.get("href") or "" for row in rows]}
    dots = {**_dots(beside), "y": names, "x": [row["other"] for row in rows]}
    upright = {**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6}
    return _framed([bars, dots], height=80 + 26 * len(rows), xaxis=SHARES, yaxis=upright)


def drawn(rows: list[dict]) -> list[dict]:
    """From the highest forecast down; of many the first and the last ones."""
    ordered = sorted(rows, key=lambda row: -row["value"])
    return ordered if len(ordered) <= 2 * ENDS else [*ordered[:ENDS], *ordered[-ENDS:]]


def _framed(traces: list[dict], **layout) -> dict:
    return figure(traces, bargap=0.4, showlegend=True, **layout)


def _short(name: str) -> str:
    return plain(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")


def _bars(rows: list[dict], beside: str) -> dict:
    """A forecast is hatched: it has not come, or was said before it came."""
    return {
        "type": "bar",
        "name": FORECAST,
        "hovertext": [_hover(row, beside) for row in rows],
        "hoverinfo": "text",
        "marker": {
            "color": "#ffffff",
            "pattern": hatch("/", INTERNAL),
            "line": {"color": INTERNAL, "width": 1},
        },
    }


def _dots(beside: str) -> dict:
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": beside,
        "marker": {"color": EXTERNAL, "size": 10, "symbol": "diamond"},
        "hoverinfo": "skip",
    }


def _whiskers(rows: list[dict]) -> dict:
    return {
        "type": "data",
        "symmetric": False,
        "array": [row["high"] - row["value"] for row in rows],
        "arrayminus": [row["value"] - row["low"] for row in rows],
        "thickness": 1.5,
        "width": 4,
        "color": MUTED,
    }


def _hover(row: dict, beside: str) -> str:
    """«Школа № 7: прогноз 52 % (от 46 % до 58 %); было 54 %»."""
    value, low, high = (percent(row[name], 0) for name in ("value", "low", "high"))
    other = f"; {beside} {percent(row['other'])}" if is_known(row["other"]) else ""
    return f"{plain(row['name'])}: {FORECAST} <b>{value}</b> (от {low} до {high}){other}"
