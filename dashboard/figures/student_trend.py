"""The mean of a student over the periods of a year; marks always on the scale from 2 to 5."""

from dashboard.numbers import decimal
from dashboard.theme import AXIS, INTERNAL, empty_figure, figure
from etl.periods import period_name

NO_TREND = "В этом году ещё нет периодов с отметками"


def student_trend_figure(by_period: list[tuple[int, float]]) -> dict:
    """One line from (period, mean) in the order of the year."""
    if not by_period:
        return empty_figure(NO_TREND)
    names = [period_name(period) for period, _ in by_period]
    line = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": "средний по предметам",
        "x": names,
        "y": [mean for _, mean in by_period],
        "text": [decimal(mean) for _, mean in by_period],
        "textposition": "top center",
        "hovertemplate": "%{x}: %{text}<extra></extra>",
        "line": {"color": INTERNAL, "width": 2.5},
        "marker": {"color": INTERNAL, "size": 8},
    }
    times = {**AXIS, "type": "category", "categoryarray": names, "showgrid": False}
    marks = {**AXIS, "range": [1.9, 5.1], "dtick": 1}
    return figure([line], height=240, xaxis=times, yaxis=marks)
