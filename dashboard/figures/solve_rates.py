"""Solve rates as bars: tasks or elements of a work, each with its interval and expected border."""

import pandas as pd

from dashboard.numbers import count, is_known, percent
from dashboard.theme import AXIS, INK, INTERNAL, MUTED, SHARES, WARM, empty_figure, figure, hatch

NO_RATES = "Нет ни одного задания с ответами"
TALLEST = 40


def solve_rate_figure(rates: pd.DataFrame) -> dict:
    """One bar a row of `label, name, solve_rate, low, high, n, threshold` (task or element).

    Bars whose whole interval lies under the threshold are hatched and warm.
    """
    rates = rates.dropna(subset=["solve_rate"]).head(TALLEST)
    if rates.empty:
        return empty_figure(NO_RATES)
    labels = [str(label) for label in rates["label"]]
    axis = {
        **AXIS,
        "type": "category",
        "showgrid": False,
        "tickangle": 0 if len(labels) < 24 else 90,
    }
    is_low = pd.Series([_is_low(row) for row in rates.itertuples()], index=rates.index, dtype=bool)
    bars = [_bars(rates[~is_low], low=False), _bars(rates[is_low], low=True)]
    return figure(
        [*bars, _thresholds(rates, labels)],
        height=320,
        bargap=0.3,
        barmode="overlay",
        xaxis={**axis, "categoryarray": labels},
        yaxis=SHARES,
    )


def _bars(rates: pd.DataFrame, *, low: bool) -> dict:
    """The bars under their threshold, or all others: one colour and one pattern a trace."""
    return {
        "type": "bar",
        "x": [str(label) for label in rates["label"]],
        "y": rates["solve_rate"].tolist(),
        "marker": {"color": WARM if low else INTERNAL, "pattern": hatch("/" if low else "")},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (rates["high"] - rates["solve_rate"]).fillna(0).tolist(),
            "arrayminus": (rates["solve_rate"] - rates["low"]).fillna(0).tolist(),
            "thickness": 1.2,
            "width": 3,
            "color": INK,
        },
        "hovertext": [_hover(row) for row in rates.itertuples()],
        "hoverinfo": "text",
    }


def _thresholds(rates: pd.DataFrame, labels: list[str]) -> dict:
    """A short dash at the border of each bar; nothing where there is no border."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": labels,
        "y": [value if is_known(value) else None for value in rates["threshold"]],
        "marker": {
            "symbol": "line-ew",
            "size": 18,
            "line": {"color": MUTED, "width": 2},
        },
        "hoverinfo": "skip",
    }


def _is_low(row) -> bool:
    return is_known(row.threshold) and is_known(row.high) and row.high < row.threshold


def _hover(row) -> str:
    border = f"<br>порог: {percent(row.threshold, 0)}" if is_known(row.threshold) else ""
    rate = f"решаемость: <b>{percent(row.solve_rate)}</b>, n = {count(row.n)}"
    return f"{row.name}<br>{rate}{border}"
