"""Units by how many of their students a forecast puts into the zone of risk."""

from collections import Counter

from dashboard.figures.ranked import LONGEST
from dashboard.figures.words import plain
from dashboard.numbers import count, percent
from dashboard.rounded import is_disclosed, number
from dashboard.theme import AXIS, INK, LINE, SHARES, WARM, figure, hatch

MOST = 40  # bars; all rows stand in the table
ZONES = {  # share → title, colour, hatch, ink
    "risk_rate": ("зона риска", WARM, "/", INK),
    "attention_rate": ("внимание", "#f5dfae", ".", INK),
    "calm_rate": ("остальные", LINE, "", INK),
}
WHOLE = {"risk_rate": "n_risk", "attention_rate": "n_attention", "calm_rate": "n_calm"}
NARROWEST = 0.06


def risk_zone_figure(rows: list[dict]) -> dict:
    """One bar a row of `name, href, n, risk_rate, attention_rate`, and whole `n_risk …`.

    Of others, whose whole numbers are not told, the shares alone; hidden ones are left out.
    """
    shown = [row for row in rows if row.get("risk_rate") is not None][:MOST]
    names = _names(shown)
    return figure(
        [_part(shown, names, share, *ZONES[share]) for share in ZONES],
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        height=92 + 46 * len(shown),
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        xaxis={**SHARES, "range": [0, 1.02]},
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
    )


def _names(rows: list[dict]) -> list[str]:
    """Names as they fit, each once: bars stand by name."""
    found, seen = [], Counter()
    for row in rows:
        name = row["name"]
        short = plain(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
        seen[short] += 1
        told = short if seen[short] == 1 else f"{short} ({seen[short]})"
        found.append(f"{told}<br>{_whole(row)}")
    return found


def _whole(row: dict) -> str:
    """«6 из 356 в зоне риска»; of others the number alone."""
    if is_disclosed(row):
        return f"n ≈ {count(row['n'])}"
    return f"{count(row['n_risk'])} из {count(row['n'])}"


def _part(rows: list[dict], names: list[str], share: str, title, colour, shape, ink) -> dict:
    shares = [_share(row, share) for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "name": title,
        "y": names,
        "x": shares,
        "customdata": [row.get("href") or "" for row in rows],
        "marker": {
            "color": colour,
            "pattern": hatch(shape, "#8a6212" if shape else "#ffffff"),
            "line": {"color": "#ffffff", "width": 1},
        },
        "text": [_written(row, share, value) for row, value in zip(rows, shares, strict=True)],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": ink, "size": 13},
        "constraintext": "none",
        "hovertext": [
            _hover(row, share, title, value) for row, value in zip(rows, shares, strict=True)
        ],
        "hoverinfo": "text",
    }


def _share(row: dict, share: str) -> float:
    if share != "calm_rate":
        return row[share] or 0
    return max(0.0, 1 - row["risk_rate"] - (row["attention_rate"] or 0))


def _written(row: dict, share: str, value: float) -> str:
    """Whole students of one's own, percents of others."""
    if value < NARROWEST:
        return ""
    return f"≈{percent(value, 0)}" if is_disclosed(row) else str(row[WHOLE[share]])


def _hover(row: dict, share: str, title: str, value: float) -> str:
    name = plain(row["name"])
    if is_disclosed(row):
        return f"{name}: {title} ≈ {percent(value, 0)}, n {number(row)}"
    return f"{name}: {title} – <b>{row[WHOLE[share]]}</b> из {number(row)} ({percent(value, 0)})"
