"""An indicator in time: school years on the left, the periods of one year on the right."""

import pandas as pd

from dashboard.numbers import count, percent
from dashboard.theme import (
    AXIS,
    INTERNAL,
    MARK_SCALE,
    MUTED,
    SHARES,
    empty_figure,
    figure,
)
from etl.periods import YEAR, period_name, school_year_name

NO_TREND = "Пока нет ни одного периода с отметками"
YEARS, PERIODS = "", "2"  # the two halves of the picture, as Plotly names their axes


def trend_figure(own: pd.DataFrame, parent: pd.DataFrame, *, names, colour=INTERNAL) -> dict:
    """Quality by period from rows `period_id, quality_rate, quality_low, quality_high, n`.

    `names` are those of the unit and of its parent; the parent's frame may be empty.
    """
    own = own.dropna(subset=["quality_rate"])
    if own.empty:
        return empty_figure(NO_TREND)
    parent = parent.dropna(subset=["quality_rate"]) if len(parent) else own.head(0)
    halves = [half for half in (YEARS, PERIODS) if len(_half(own, half))]
    traces = []
    for half in halves:
        traces += _lines(_half(parent, half), half, names[1], None)
        traces += _lines(_half(own, half), half, names[0], colour)
    _name_once(traces)
    return figure(traces, showlegend=True, hovermode="x unified", height=300, **_axes(own, halves))


def mark_trend_figure(own: pd.DataFrame, colour=INTERNAL) -> dict:
    """Weighted mean by period, one small picture a subject, all on the scale 2–5.

    Rows `subject, period_id, weighted_mean, n_marks`.
    """
    own = own.dropna(subset=["weighted_mean"]).sort_values(["subject", "period_id"])
    subjects = list(own["subject"].unique())
    if not subjects:
        return empty_figure(NO_TREND)
    names = _ordered(own)
    traces, layout = [], {}
    for number, subject in enumerate(subjects, start=1):
        axis = "" if number == 1 else str(number)
        traces.append(_small_line(own[own["subject"] == subject], axis, colour))
        shown = {
            "categoryorder": "array",
            "categoryarray": names,
            "range": [-0.4, len(names) - 0.6],
        }
        layout[f"xaxis{axis}"] = {**AXIS, **shown, "showgrid": False, "tickangle": 0}
        layout[f"yaxis{axis}"] = {**MARK_SCALE}
        layout[f"xaxis{axis}"]["tickfont"] = {"size": 10, "color": MUTED}
    titles = [_title(subject, number) for number, subject in enumerate(subjects, start=1)]
    rows = -(-len(subjects) // COLUMNS)
    margin = {"l": 8, "r": 12, "t": 30, "b": 8}
    grid = {"rows": rows, "columns": COLUMNS, "pattern": "independent", "ygap": 0.45, "xgap": 0.16}
    return figure(
        traces, grid=grid, annotations=titles, margin=margin, height=50 + 145 * rows, **layout
    )


COLUMNS = 3


def _half(rows: pd.DataFrame, half: str) -> pd.DataFrame:
    is_year = rows["period_id"] % 100 == YEAR
    return rows[is_year if half == YEARS else ~is_year].sort_values("period_id")


def _lines(rows: pd.DataFrame, half: str, name: str, colour: str | None) -> list[dict]:
    """The unit is solid and filled; its parent (no colour) is an outline."""
    if rows.empty:
        return []
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [_label(period) for period in rows["period_id"]],
        "y": rows["quality_rate"].tolist(),
        "xaxis": f"x{half}",
        "yaxis": f"y{half}",
        "hovertemplate": "%{customdata}",
        "customdata": [_hover(name, row) for row in rows.itertuples()],
    }
    if colour is None:
        return [line | _outline()]
    return [line | _solid(rows, colour)]


def _outline() -> dict:
    return {
        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
        "marker": {"color": "#ffffff", "size": 8, "line": {"color": MUTED, "width": 1.5}},
    }


def _solid(rows: pd.DataFrame, colour: str) -> dict:
    error = {
        "type": "data",
        "symmetric": False,
        "array": (rows["quality_high"] - rows["quality_rate"]).tolist(),
        "arrayminus": (rows["quality_rate"] - rows["quality_low"]).tolist(),
        "thickness": 1,
        "width": 0,
        "color": colour,
    }
    return {
        "line": {"color": colour, "width": 2.5},
        "marker": {"color": colour, "size": 8},
        "error_y": error,
    }


def _hover(name: str, row) -> str:
    return f"{name}: <b>{percent(row.quality_rate)}</b>, n = {count(row.n)}<extra></extra>"


def _name_once(traces: list[dict]) -> None:
    """One entry in the legend for a unit that is drawn in both halves."""
    named = set()
    for trace in traces:
        trace["showlegend"] = trace["name"] not in named
        trace["legendgroup"] = trace["name"]
        named.add(trace["name"])


def _axes(own: pd.DataFrame, halves: list[str]) -> dict:
    """Two pictures share one scale; with one half only it takes the whole width."""
    places = {YEARS: [0, 0.46], PERIODS: [0.5, 1]} if len(halves) == 2 else {halves[0]: [0, 1]}
    layout = {}
    for half, place in places.items():
        labels = [_label(period) for period in _half(own, half)["period_id"]]
        shown = {"type": "category", "categoryarray": labels, "range": [-0.5, len(labels) - 0.5]}
        layout[f"xaxis{half}"] = {**AXIS, **shown, "domain": place, "showgrid": False}
        layout[f"yaxis{half}"] = {
            **SHARES,
            "anchor": f"x{half}",
            "showticklabels": half == halves[0],
        }
    return layout


def _label(period: int) -> str:
    return school_year_name(period // 100) if period % 100 == YEAR else period_name(period)


def _ordered(rows: pd.DataFrame) -> list[str]:
    return [period_name(period) for period in sorted(rows["period_id"].unique())]


def _small_line(rows: pd.DataFrame, axis: str, colour: str) -> dict:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [period_name(period) for period in rows["period_id"]],
        "y": rows["weighted_mean"].tolist(),
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 6},
        "customdata": rows["n_marks"].tolist(),
        "hovertemplate": "%{x}: <b>%{y:.2f}</b>, отметок: %{customdata}<extra></extra>",
    }


def _title(subject: str, number: int) -> dict:
    axis = "" if number == 1 else str(number)
    place = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "x": 0, "y": 1.06}
    return {
        "text": subject,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": 12},
        **place,
    }
