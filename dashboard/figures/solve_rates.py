"""Solve rates as bars: tasks or elements of a work, each with its interval and expected border."""

from dashboard.figures.words import plain
from dashboard.numbers import is_known, percent
from dashboard.rounded import share, with_n
from dashboard.theme import AXIS, INK, INTERNAL, SHARES, WARM, empty_figure, figure, hatch

NO_RATES = "Нет ни одного задания с ответами"
TALLEST = 40
BORDER = "#93a1ae"  # seen on the bar and beside it


def solve_rate_figure(rates: list[dict]) -> dict:
    """One bar a row of `label, name, solve_rate, low, high, n, threshold` (task or element).

    Bars whose whole interval lies under the threshold are hatched and warm. Rows with `highest`
    have a second dash, over which a task was easier than expected.
    """
    rates = [_in_plain_words(row) for row in rates if is_known(row["solve_rate"])]
    if not rates:
        return empty_figure(NO_RATES)
    notes = []
    if len(rates) > TALLEST:
        notes = [_note(f"{TALLEST} самых трудных из {len(rates)}")]
        rates = sorted(rates, key=lambda row: row["solve_rate"])[:TALLEST]
    labels = [row["label"] for row in rates]
    angle = {} if len(labels) < 24 else {"tickangle": 90}  # few stand upright only in want of room
    axis = {**AXIS, "type": "category", "showgrid": False, **angle}
    low = [row for row in rates if _is_low(row)]
    others = [row for row in rates if not _is_low(row)]
    return figure(
        [
            _bars(others, low=False),
            _bars(low, low=True),
            _dashes(rates, labels, "threshold", "Порог"),
            *([_dashes(rates, labels, "highest", "Верх коридора")] if _have_highest(rates) else []),
        ],
        height=320,
        bargap=0.3,
        barmode="overlay",
        annotations=notes,
        xaxis={**axis, "categoryarray": labels},
        yaxis=SHARES,
    )


def _in_plain_words(row: dict) -> dict:
    return row | {"label": plain(row["label"]), "name": plain(row["name"])}


def _note(text: str) -> dict:
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right"}
    return {"text": text, "showarrow": False, "yanchor": "top", **place}


def _bars(rates: list[dict], *, low: bool) -> dict:
    """The bars under their threshold, or all others: one colour and one pattern a trace."""
    return {
        "type": "bar",
        "name": "Ниже порога" if low else "Решаемость",  # told by the legend in files
        "x": [row["label"] for row in rates],
        "y": [row["solve_rate"] for row in rates],
        "marker": {"color": WARM if low else INTERNAL, "pattern": hatch("/" if low else "")},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_beyond(row["high"], row["solve_rate"]) for row in rates],
            "arrayminus": [_beyond(row["solve_rate"], row["low"]) for row in rates],
            "thickness": 1.2,
            "width": 3,
            "color": INK,
        },
        "hovertext": [_hover(row) for row in rates],
        "hoverinfo": "text",
    }


def _beyond(higher: float | None, lower: float | None) -> float:
    return higher - lower if is_known(higher) and is_known(lower) else 0


def _have_highest(rates: list[dict]) -> bool:
    return any(is_known(row.get("highest")) for row in rates)


def _dashes(rates: list[dict], labels: list[str], field: str, name: str) -> dict:
    """A short dash at the border of each bar; nothing where there is no border."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": labels,
        "y": [row.get(field) for row in rates],
        "marker": {
            "symbol": "line-ew",
            "size": 18,
            "line": {"color": BORDER, "width": 2.5},
        },
        "hoverinfo": "skip",
    }


def _is_low(row: dict) -> bool:
    return is_known(row["threshold"]) and is_known(row["high"]) and row["high"] < row["threshold"]


def _hover(row: dict) -> str:
    border = f"<br>порог: {percent(row['threshold'], 0)}" if is_known(row["threshold"]) else ""
    rate = f"решаемость: <b>{share(row, 'solve_rate')}</b>, {with_n(row)}"
    return f"{row['name']}<br>{rate}{border}"
