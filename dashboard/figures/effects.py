"""Effects of schools around nothing, each with its interval: leniency, value added."""

from collections import Counter

from dashboard.figures.ranked import ENDS, LONGEST
from dashboard.figures.words import plain
from dashboard.numbers import counted, is_known, signed
from dashboard.theme import AXIS, EXTERNAL, INTERNAL, MUTED, figure, hatch

NARROWEST = 0.3  # the axis reaches at least so far to both sides
SMALL = {"size": 12, "color": MUTED}


def effects_figure(
    rows: list[dict], unit: str, nouns: tuple[str, str, str], *, is_ordered: bool = True
) -> dict:
    """One bar a row of `name, effect, low, high, n, is_notable`.

    `unit` is what an effect is measured in, `nouns` what `n` counts. Ordered, the highest stands
    on top, and of many rows the first and the last ones are drawn.
    """
    rows = drawn(rows) if is_ordered else rows[: 2 * ENDS]
    names = _names(rows)
    reach = max([NARROWEST, *(abs(row[end]) for row in rows for end in ("low", "high"))])
    return figure(
        [_points(rows, names, unit, nouns), _zero(names)],
        bargap=0.4,
        height=90 + 24 * len(rows),
        xaxis={
            **AXIS,
            "range": [-1.08 * reach, 1.08 * reach],
            "title": {"text": unit, "font": SMALL},
        },
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
    )


def drawn(rows: list[dict]) -> list[dict]:
    """The rows with an effect from the highest down; of many the first and the last ones."""
    ordered = sorted((row for row in rows if is_known(row["effect"])), key=lambda r: -r["effect"])
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


def _points(rows: list[dict], names: list[str], unit: str, nouns: tuple[str, str, str]) -> dict:
    """Bars from nothing; those that stand out are hatched and of another colour."""
    notable = [bool(row["is_notable"]) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "y": names,
        "x": [row["effect"] for row in rows],
        "customdata": [row.get("href") or "" for row in rows],
        "hovertext": [_hover(row, unit, nouns) for row in rows],
        "hoverinfo": "text",
        "marker": {
            "color": [EXTERNAL if one else INTERNAL for one in notable],
            "pattern": hatch(["/" if one else "" for one in notable]),
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [row["high"] - row["effect"] for row in rows],
            "arrayminus": [row["effect"] - row["low"] for row in rows],
            "thickness": 1.5,
            "width": 3,
            "color": MUTED,
        },
    }


def _hover(row: dict, unit: str, nouns: tuple[str, str, str]) -> str:
    """«Школа № 7: +0,38 (от +0,34 до +0,42) отметки, 457 пар»."""
    effect, low, high = (signed(row[name], 2) for name in ("effect", "low", "high"))
    between = f"от {low} до {high}"
    return f"{plain(row['name'])}: <b>{effect}</b> ({between}) {unit}, {counted(row['n'], nouns)}"


def _zero(names: list[str]) -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 0],
        "y": [names[0], names[-1]] if names else [],
        "line": {"color": MUTED, "width": 1},
        "hoverinfo": "skip",
    }
