"""Whom which subject keeps from the next group: students by subject and kind of reserve."""

from dashboard.figures.words import plain
from dashboard.numbers import count
from dashboard.theme import AXIS, INK, empty_figure, figure, hatch

NOTHING = "Ни у кого одна или две отметки не отделяют от следующей группы"
MOST = 15  # subjects fit
FEW = 10  # students
KINDS = {  # title, colour, hatch, ink: as the groups these students are in
    "one_three": ("одна «3»", "#8fb4d1", "/", INK),
    "two_threes": ("две «3»", "#bcd3e5", "", INK),
    "one_four": ("одна «4»", "#3f78a8", "", "#ffffff"),
    "one_two": ("одна «2»", "#efb23f", "/", INK),
}


def reserve_figure(rows: list[dict]) -> dict:
    """One bar a row of `subject` and students by kind, the first row on top."""
    rows = rows[:MOST]
    shown = [kind for kind in KINDS if any(row[kind] for row in rows)]
    if not shown:
        return empty_figure(NOTHING)
    longest = max(sum(row[kind] for kind in KINDS) for row in rows)
    whole = {"dtick": 1} if longest <= FEW else {"tickformat": ",d"}  # no half of a student
    return figure(
        [_part(rows, kind, *KINDS[kind]) for kind in shown],
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        height=110 + 26 * len(rows),
        xaxis={**AXIS, "rangemode": "tozero", **whole, "title": _title("учеников")},
        yaxis={**AXIS, "autorange": "reversed", "showgrid": False, "ticklabelstandoff": 6},
    )


def _part(rows: list[dict], kind: str, title: str, colour: str, shape: str, ink: str) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "name": title,
        "y": [plain(row["subject"]) for row in rows],
        "x": [row[kind] for row in rows],
        "marker": {
            "color": colour,
            "pattern": hatch(shape),
            "line": {"color": "#ffffff", "width": 1},
        },
        "text": [count(row[kind]) if row[kind] else "" for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": ink, "size": 12},
        "hovertext": [f"{plain(row['subject'])}, {title}: {count(row[kind])}" for row in rows],
        "hoverinfo": "text",
    }


def _title(text: str) -> dict:
    return {"text": text, "font": {"size": 12}, "standoff": 8}
