"""Units beside one another from the highest share down, each with its interval."""

from collections import Counter

from dashboard.figures.words import plain
from dashboard.numbers import is_known, percent
from dashboard.rounded import is_disclosed, share, with_n
from dashboard.theme import AXIS, INTERNAL, MUTED, SHARES, empty_figure, figure, hatch

NOTHING = "Сравнивать пока не с чем: ни у кого здесь нет отметок"
ENDS = 20  # of a longer list the first and the last so many are drawn
PAPER = "#ffffff"
LONGEST = 28


def ranked_figure(rows: list[dict], *, reference: str = "", colour: str = INTERNAL) -> dict:
    """One bar a row of `name, quality_rate, quality_low, quality_high, n, rank, href`.

    `reference` is the name of what the rows are compared with, whose share is theirs too.
    """
    rows = drawn(rows)
    if not rows:
        return empty_figure(NOTHING)
    names = _names(rows)
    traces = [_bars(rows, names, colour)]
    if reference and is_known(rows[0].get("reference")):
        traces.append(_line(rows, names, reference))
    return figure(
        traces,
        bargap=0.3,
        showlegend=len(traces) > 1,
        height=70 + 26 * len(rows),
        xaxis=SHARES,
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
    )


def drawn(rows: list[dict]) -> list[dict]:
    """The rows with a share from the highest down; of many the first and the last ones."""
    known = [row for row in rows if is_known(row.get("quality_rate"))]
    ordered = sorted(known, key=lambda row: -row["quality_rate"])
    return ordered if len(ordered) <= 2 * ENDS else [*ordered[:ENDS], *ordered[-ENDS:]]


def _names(rows: list[dict]) -> list[str]:
    """Names as they fit; a second one of the same name has its number, for bars stand by name."""
    found, seen = [], Counter()
    for row in rows:
        name = row["name"]
        short = plain(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
        seen[short] += 1
        found.append(short if seen[short] == 1 else f"{short} ({seen[short]})")
    return found


def _bars(rows: list[dict], names: list[str], colour: str) -> dict:
    """One's own filled; others, whose numbers are rounded, as a hatched outline."""
    foreign = [is_disclosed(row) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "y": names,
        "x": [row["quality_rate"] for row in rows],
        "customdata": [row.get("href") or "" for row in rows],
        "hovertext": [_hover(row) for row in rows],
        "hoverinfo": "text",
        "marker": {
            "color": [PAPER if other else colour for other in foreign],
            "pattern": hatch(["/" if other else "" for other in foreign], colour),
            "line": {"color": colour, "width": 1},
        },
        "error_x": _whiskers(rows),
    }


def _whiskers(rows: list[dict]) -> dict:
    return {
        "type": "data",
        "symmetric": False,
        "array": [_beyond(row.get("quality_high"), row["quality_rate"]) for row in rows],
        "arrayminus": [_beyond(row["quality_rate"], row.get("quality_low")) for row in rows],
        "thickness": 1.5,
        "width": 3,
        "color": MUTED,
    }


def _beyond(higher: float | None, lower: float | None) -> float:
    return higher - lower if is_known(higher) and is_known(lower) else 0


def _hover(row: dict) -> str:
    """«Школа № 7: 64,3 % (от 57,1 % до 70,9 %), n = 128, место 3–7 из 12»."""
    ends = (row.get("quality_low"), row.get("quality_high"))
    digits = 0 if is_disclosed(row) else 1
    low, high = (percent(end, digits) for end in ends)
    between = f" (от {low} до {high})" if all(map(is_known, ends)) else ""
    rank = f", место {row['rank']}" if row.get("rank") else ""
    name = plain(row["name"])
    return f"{name}: <b>{share(row, 'quality_rate')}</b>{between}, {with_n(row)}{rank}"


def _line(rows: list[dict], names: list[str], reference: str) -> dict:
    value = rows[0]["reference"]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(reference),
        "x": [value] * len(rows),
        "y": names,
        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }
