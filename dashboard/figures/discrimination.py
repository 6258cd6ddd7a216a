"""How well each task tells students apart: its correlation with the rest of the work."""

from dashboard.figures.by_task import drawn, task_axis
from dashboard.figures.words import plain
from dashboard.numbers import count, decimal, is_known
from dashboard.theme import AXIS, INK, INTERNAL, MUTED, WARM, empty_figure, figure, hatch

NO_TASKS = "Судить не по чему: задание нужно дать хотя бы четырём ученикам"


def discrimination_figure(tasks: list[dict], weak: float) -> dict:
    """One bar a row of `label, discrimination, r_low, r_high, n, has_flag`, and the border."""
    known = [row for row in tasks if is_known(row["discrimination"])]
    tasks, notes = drawn(known, "discrimination", "слабее других различающих")
    if not tasks:
        return empty_figure(NO_TASKS)
    labels = [plain(row["label"]) for row in tasks]
    traces = [
        _bars([row for row in tasks if row["has_flag"] == flagged], flagged=flagged)
        for flagged in (False, True)
    ]
    return figure(
        [*(trace for trace in traces if trace["x"]), _border(labels, weak)],
        height=320,
        bargap=0.3,
        barmode="overlay",
        showlegend=True,
        annotations=notes,
        xaxis=task_axis(labels),
        yaxis={**AXIS, "range": [-0.4, 1.0], "dtick": 0.2, "zeroline": True},
    )


def _bars(tasks: list[dict], *, flagged: bool) -> dict:
    return {
        "type": "bar",
        "name": "Есть вопросы" if flagged else "Различение",
        "x": [plain(row["label"]) for row in tasks],
        "y": [row["discrimination"] for row in tasks],
        "marker": {
            "color": WARM if flagged else INTERNAL,
            "pattern": hatch("/" if flagged else ""),
        },
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_beyond(row["r_high"], row["discrimination"]) for row in tasks],
            "arrayminus": [_beyond(row["discrimination"], row["r_low"]) for row in tasks],
            "thickness": 1.2,
            "width": 3,
            "color": INK,
        },
        "hovertext": [_hover(row) for row in tasks],
        "hoverinfo": "text",
    }


def _beyond(higher: float | None, lower: float | None) -> float:
    return higher - lower if is_known(higher) and is_known(lower) else 0


def _hover(row: dict) -> str:
    ends = f"от {decimal(row['r_low'])} до {decimal(row['r_high'])}"
    told = f"{decimal(row['discrimination'])} ({ends}), n = {count(row['n'])}"
    return f"Задание {plain(row['label'])}<br>различение {told}"


def _border(labels: list[str], weak: float) -> dict:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"Граница {decimal(weak, 1)}",
        "x": labels,
        "y": [weak] * len(labels),
        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }
