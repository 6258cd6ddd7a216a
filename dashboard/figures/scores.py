"""Distribution of scores: one bar a point, borders of marks and peaks at them shown."""

from dashboard.numbers import count, decimal
from dashboard.theme import AXIS, INK, INTERNAL, MARKS, MUTED, WARM, figure, hatch

MARK_OF = {3: "n3", 4: "n4", 5: "n5"}
RARE_TICKS = 30
FEW = 5  # students; a half of one is no tick
TITLE = {"text": "первичный балл", "standoff": 8, "font": AXIS["tickfont"]}


def scores_figure(counts: list[int], borders: dict[int, int], peaks: dict[int, float]) -> dict:
    """Students by score 0 … maximum; `borders` mark → lowest score, `peaks` score → expected."""
    labels = [str(score) for score in range(len(counts))]
    top = max(counts)
    every = 1 if len(counts) <= RARE_TICKS else 5
    return figure(
        [_bars(counts, labels, peaks), *_expected(labels, peaks)],
        height=320,
        bargap=0.12,
        barmode="overlay",
        showlegend=bool(peaks),
        shapes=[_line(score, top) for score in borders.values()],
        annotations=[_mark(mark, score, top) for mark, score in borders.items()],
        xaxis={**AXIS, "type": "category", "showgrid": False, "dtick": every, "tickangle": 0,
               "categoryarray": labels, "title": TITLE},
        yaxis={**AXIS, "rangemode": "tozero", "range": [0, 1.15 * top],
               **({"dtick": 1} if top <= FEW else {})},
    )  # fmt: skip


def _bars(counts: list[int], labels: list[str], peaks: dict[int, float]) -> dict:
    is_peak = [score in peaks for score in range(len(counts))]
    return {
        "type": "bar",
        "name": "Учеников",
        "x": labels,
        "y": counts,
        "marker": {
            "color": [WARM if peak else INTERNAL for peak in is_peak],
            "pattern": hatch(["/" if peak else "" for peak in is_peak]),
        },
        "hovertext": [
            f"{label} б.: {count(n)}" for label, n in zip(labels, counts, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip


def _expected(labels: list[str], peaks: dict[int, float]) -> list[dict]:
    """A dash where the count would be expected."""
    if not peaks:
        return []
    places = sorted(peaks)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Ожидали по соседним баллам",
            "x": [labels[score] for score in places],
            "y": [peaks[score] for score in places],
            "marker": {"symbol": "line-ew", "size": 18, "line": {"color": INK, "width": 2.5}},
            "hovertext": [f"ожидали {decimal(peaks[score], 1)}" for score in places],
            "hoverinfo": "text",
        }
    ]


def _line(score: int, top: float) -> dict:
    """Before the lowest score of a mark."""
    place = {"x0": score - 0.5, "x1": score - 0.5, "y0": 0, "y1": 1.1 * top}
    return {"type": "line", **place, "line": {"color": MUTED, "width": 1.2, "dash": "dot"}}


def _mark(mark: int, score: int, top: float) -> dict:
    title = MARKS[MARK_OF[mark]][0]
    place = {"x": score - 0.5, "y": 1.12 * top, "xanchor": "left", "yanchor": "middle"}
    return {"text": f"{title} с {score}", "showarrow": False, "font": {"color": MUTED}, **place}
