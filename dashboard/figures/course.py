"""The same element from work to work: a panel an element, all on one scale."""

from dashboard.figures.lines import solid
from dashboard.figures.multiples import HIGH, IN_A_ROW, MARGIN, axes, panel_name
from dashboard.figures.words import plain
from dashboard.numbers import day, is_known, percent
from dashboard.rounded import share
from dashboard.theme import INTERNAL, MUTED, empty_figure, figure

LONGEST = 20
NO_WORKS = "Работ с этими элементами ещё нет"


def course_figure(panels: list[tuple[str, list[dict]]]) -> dict:
    """One panel an element: its name and rows `date, title, n_students, solve_rate, low, high,
    threshold`, oldest first; the border is dotted.
    """
    known = [(name, [r for r in rows if is_known(r["solve_rate"])]) for name, rows in panels]
    labels = _labels(known)
    if not labels:
        return empty_figure(NO_WORKS)
    traces, layout, names = [], {}, []
    for place, (name, rows) in enumerate(known):
        axis = "" if place == 0 else str(place + 1)
        traces += [_border(rows, axis), _line(rows, axis, name)]
        layout |= axes(axis, place, len(known), labels)
        names.append(panel_name(_short(name), place, len(known)))
    height = HIGH * -(-len(known) // IN_A_ROW)
    return figure(traces, height=height, annotations=names, margin=MARGIN, **layout)


def _short(name: str) -> str:
    """«1.3 Обыкновенные…»: two panels stand side by side on a telephone as well."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _labels(panels: list[tuple[str, list[dict]]]) -> list[str]:
    dates = sorted({row["date"] for _, rows in panels for row in rows})
    return [_label(one) for one in dates]


def _label(one) -> str:
    """«15.04.26»."""
    return f"{one:%d.%m.%y}"


def _border(rows: list[dict], axis: str) -> dict:
    known = [row for row in rows if is_known(row["threshold"])]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "порог",
        "x": [_label(row["date"]) for row in known],
        "y": [row["threshold"] for row in known],
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _line(rows: list[dict], axis: str, name: str) -> dict:
    shown = [
        {"quality_rate": r["solve_rate"], "quality_low": r["low"], "quality_high": r["high"]}
        for r in rows
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(name),
        "x": [_label(row["date"]) for row in rows],
        "y": [row["solve_rate"] for row in rows],
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "hovertext": [_hover(row) for row in rows],
        "hoverinfo": "text",
        **solid(shown, INTERNAL),
    }


def _hover(row: dict) -> str:
    border = f", порог {percent(row['threshold'], 0)}" if is_known(row["threshold"]) else ""
    rate = f"<b>{share(row, 'solve_rate')}</b>, n = {row['n_students']}{border}"
    return f"{plain(row['title'])}, {day(row['date'])}<br>решаемость {rate}"
