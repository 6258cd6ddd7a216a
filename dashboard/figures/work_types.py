"""For what marks are given: one bar a work type, as long as its share, made of its marks."""

from dashboard.figures.words import plain
from dashboard.numbers import count, decimal, percent
from dashboard.theme import AXIS, MARKS, SHARES, figure, hatch

LONGEST = 26
DIGITS = 4
HIGHEST = 0.25  # of the axis at least, so that a few small shares do not look large


def work_type_figure(types: list[dict]) -> dict:
    """One bar a row of `name, share, n_marks, mean_mark` and `m5 … m1`, the first row on top."""
    shown = [name for name in MARKS if any(row.get(f"m{name[1]}") for row in types)]
    longest = max(HIGHEST, *(row["share"] for row in types))
    return figure(
        [_part(types, name) for name in shown],
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        height=84 + 40 * len(types),
        xaxis={**SHARES, "range": [0, longest * 1.04], "dtick": 0.1, "showgrid": False},
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
    )


def _part(types: list[dict], name: str) -> dict:
    """What marks of one value take of all marks, in each work type."""
    title, colour, shape, ink = MARKS[name]
    numbers = [row.get(f"m{name[1]}") or 0 for row in types]
    pairs = [(number, row) for number, row in zip(numbers, types, strict=True)]
    return {
        "type": "bar",
        "orientation": "h",
        "name": title,
        "y": [_label(row) for row in types],
        "x": [_length(row, number) for number, row in pairs],
        "marker": {
            "color": colour,
            "pattern": hatch(shape),
            "line": {"color": "#ffffff", "width": 1},
        },
        "textfont": {"color": ink},
        "hovertext": [
            f"{plain(row['name'])}, {title}: {count(number)} из {count(row['n_marks'])}, "
            f"средняя {decimal(row['mean_mark'])}, доля формы {percent(row['share'])}"
            for number, row in pairs
        ],
        "hoverinfo": "text",
    }


def _length(row: dict, number: int) -> float:
    """The part of all marks, as exact as anybody can see."""
    return round(row["share"] * number / row["n_marks"], DIGITS) if number else 0.0


def _label(row: dict) -> str:
    name = row["name"]
    short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    return f"{plain(short)}, {percent(row['share'], 0)}"
