"""Tasks of a work side by side: what the figures by task share, and those of several series."""

from dashboard.figures.words import plain
from dashboard.numbers import count, is_known, percent
from dashboard.theme import AXIS, INK, MARKS, SHARES, figure, hatch

MOST = 40  # bars that can be told apart
SHARES_OF_TASK = {  # as the small bars of the table of tasks
    "full_rate": ("полностью", "#1f5f8f", "", "#ffffff"),
    "partial_rate": ("частично", "#8fb4d1", "/", INK),
    "zero_rate": ("0 баллов", "#efb23f", "", INK),
    "not_attempted_rate": ("не приступали", "#d5d9dd", ".", INK),
}
SYMBOLS = {5: "circle", 4: "square", 3: "diamond", 2: "triangle-down", 1: "x"}


def task_axis(labels: list[str]) -> dict:
    """The axis of tasks; many stand upright."""
    upright = {"tickangle": 90} if len(labels) >= 24 else {}
    axis = {**AXIS, "type": "category", "showgrid": False, **upright}
    return axis | {"categoryarray": labels}


def drawn(
    tasks: list[dict], field: str = "solve_rate", words: str = "самых трудных"
) -> tuple[list[dict], list[dict]]:
    """Tasks as many as can be told apart, in their order, and the note that says which they are."""
    if len(tasks) <= MOST:
        return tasks, []
    chosen = sorted(tasks, key=lambda row: row[field])[:MOST]
    ids = {id(row) for row in chosen}
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right"}
    text = f"{MOST} {words} из {len(tasks)}"
    note = {"text": text, "showarrow": False, "yanchor": "bottom", **place}
    return [row for row in tasks if id(row) in ids], [note]


def task_shares_figure(tasks: list[dict]) -> dict:
    """One standing bar a row of `label, n` and the shares of `SHARES_OF_TASK`."""
    tasks, notes = drawn(tasks)
    labels = [plain(row["label"]) for row in tasks]
    return figure(
        [_part(tasks, labels, name, *look) for name, look in SHARES_OF_TASK.items()],
        barmode="stack",
        bargap=0.25,
        showlegend=True,
        legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.02, "yanchor": "bottom"},
        height=320,
        annotations=notes,
        xaxis=task_axis(labels),
        yaxis={**SHARES, "range": [0, 1.005]},
    )


def _part(tasks: list[dict], labels: list[str], field: str, title: str, *look: str) -> dict:
    colour, shape, _ = look
    shares = [row[field] or 0 for row in tasks]
    return {
        "type": "bar",
        "name": title,
        "x": labels,
        "y": shares,
        "marker": {"color": colour, "pattern": hatch(shape)},
        "hovertext": [
            f"Задание {label}<br>{title}: {percent(share)}, n = {count(row['n'])}"
            for label, share, row in zip(labels, shares, tasks, strict=True)
        ],
        "hoverinfo": "text",
    }


def task_groups_figure(tasks: list[dict], marks: list[int]) -> dict:
    """One line a mark over rows of `label, solve_rate` and `r5 … r1` [share], `n5 … n1`."""
    tasks, notes = drawn(tasks)
    labels = [plain(row["label"]) for row in tasks]
    return figure(
        [_line(tasks, labels, mark) for mark in marks],
        showlegend=True,
        height=340,
        annotations=notes,
        xaxis=task_axis(labels),
        yaxis={**SHARES, "range": [-0.02, 1.02]},
    )


def _line(tasks: list[dict], labels: list[str], mark: int) -> dict:
    title, colour, *_ = MARKS[f"n{mark}"]
    rates = [row.get(f"r{mark}") for row in tasks]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": title,
        "x": labels,
        "y": rates,
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 8, "symbol": SYMBOLS[mark]},
        "hovertext": [
            f"Задание {label}, {title}<br>{percent(rate)}, n = {count(row.get(f'n{mark}'))}"
            if is_known(rate)
            else ""
            for label, rate, row in zip(labels, rates, tasks, strict=True)
        ],
        "hoverinfo": "text",
    }
