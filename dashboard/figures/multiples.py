"""The same picture of several units side by side, all on one scale: quality in time."""

from dashboard.figures.lines import outline, solid
from dashboard.figures.trend import NO_TREND, period_label, period_system
from dashboard.figures.words import plain
from dashboard.numbers import is_known
from dashboard.rounded import share, with_n
from dashboard.theme import AXIS, INK, INTERNAL, SHARES, empty_figure, figure
from etl.periods import PERIOD_ORDER, YEAR

IN_A_ROW = 2
GUTTER = 0.06  # of the width, between panels of a row
HIGH = 190  # of a panel with its name [pixels]
FOR_NAME, FOR_LABELS = 0.12, 0.14  # of the height of a panel
LONGEST = 34
MARGIN = {"l": 46, "r": 12, "t": 8, "b": 8}


def multiples_figure(
    panels: list[tuple[str, list[dict]]],
    reference: tuple[str, list[dict]] = ("", []),
    colour: str = INTERNAL,
) -> dict:
    """One panel a unit: its name and rows `period_id, quality_rate, quality_low, quality_high, n`.

    The rows of the common reference are dotted in every panel.
    """
    known = [(name, _known(rows)) for name, rows in panels]
    labels = _labels([row for _, rows in known for row in rows])
    if not labels:
        return empty_figure(NO_TREND)
    there = {row["period_id"] for _, rows in known for row in rows}
    other = [row for row in _known(reference[1]) if row["period_id"] in there]
    traces, layout, names = [], {}, []
    for place, (name, rows) in enumerate(known):
        axis = "" if place == 0 else str(place + 1)
        traces += _lines(other, axis, reference[0], None) + _lines(rows, axis, name, colour)
        layout |= axes(axis, place, len(known), labels)
        names.append(panel_name(name, place, len(known)))
    rows_of_panels = -(-len(known) // IN_A_ROW)
    return figure(traces, height=HIGH * rows_of_panels, annotations=names, margin=MARGIN, **layout)


def _known(rows: list[dict]) -> list[dict]:
    return [row for row in rows if is_known(row["quality_rate"])]


def _labels(rows: list[dict]) -> list[str]:
    """School years, then the periods of the year, in the order of a school year."""
    ids = sorted({row["period_id"] for row in rows}, key=_place)
    return [_label(id) for id in ids]


def _label(period: int) -> str:
    """«25/26» of a whole year: many stand side by side."""
    year = period // 100 % 100
    is_year = period % 100 == YEAR
    return f"{year:02}/{(year + 1) % 100:02}" if is_year else period_label(period)


def _place(period: int) -> tuple:
    is_part = period % 100 != YEAR
    return (is_part, PERIOD_ORDER.index(period % 100) if is_part else period)


def _lines(rows: list[dict], axis: str, name: str, colour: str | None) -> list[dict]:
    """One line a system of periods: years are not continued by quarters."""
    systems: dict[int, list[dict]] = {}
    for row in sorted(rows, key=lambda row: _place(row["period_id"])):
        systems.setdefault(period_system(row["period_id"]), []).append(row)
    return [_line(found, axis, plain(name), colour) for found in systems.values()]


def _line(rows: list[dict], axis: str, name: str, colour: str | None) -> dict:
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [_label(row["period_id"]) for row in rows],
        "y": [row["quality_rate"] for row in rows],
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "hovertext": [
            f"{name}: <b>{share(row, 'quality_rate')}</b>, {with_n(row)}" for row in rows
        ],
        "hoverinfo": "text",
    }
    return line | (outline() if colour is None else solid(rows, colour))


def _hover(name: str, row: dict) -> str:
    return f"{name}: <b>{share(row, 'quality_rate')}</b>, {with_n(row)}"


def _domain(place: int, n: int) -> tuple[list[float], list[float]]:
    """From left to right, then the next row; the name of a panel stands over it."""
    rows = -(-n // IN_A_ROW)
    across, down = place % IN_A_ROW, place // IN_A_ROW
    width = 1 if n == 1 else (1 - GUTTER * (IN_A_ROW - 1)) / IN_A_ROW
    left, top = across * (width + GUTTER), 1 - down / rows
    return [left, min(1, left + width)], [
        top - (1 - FOR_NAME) / rows + 0.1 / rows,
        top - 0.12 / rows,
    ]


def axes(axis: str, place: int, n: int, labels: list[str]) -> dict:
    """The two axes of a panel, in its place of the grid."""
    across, down = _domain(place, n)
    shown = {"type": "category", "categoryarray": labels, "range": [-0.5, len(labels) - 0.5]}
    small = {"tickfont": AXIS["tickfont"] | {"size": 11}}
    x = {**AXIS, **shown, **small, "domain": across, "anchor": f"y{axis}", "showgrid": False}
    y = {**SHARES, **small, "domain": down, "anchor": f"x{axis}", "dtick": 0.5, "automargin": False}
    return {f"xaxis{axis}": x, f"yaxis{axis}": y}


def panel_name(name: str, place: int, n: int) -> dict:
    """The name over a panel."""
    across, down = _domain(place, n)
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    corner = {"x": across[0], "y": down[1], "xanchor": "left", "yanchor": "bottom"}
    words = {"text": f"<b>{plain(short)}</b>", "font": {"size": 13, "color": INK}}
    return corner | words | {"xref": "paper", "yref": "paper", "showarrow": False}
