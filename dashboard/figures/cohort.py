"""The same students through the years: one line, and beside it others who were in that place."""

from dashboard.figures.lines import outline, solid
from dashboard.figures.words import plain
from dashboard.rounded import share, with_n
from dashboard.theme import AXIS, INTERNAL, SHARES, empty_figure, figure

NO_YEARS = "Прошлых лет этих учеников здесь не видно"


def cohort_figure(rows: list[dict], beside: list[dict], names: tuple[str, str]) -> dict:
    """Quality by year from rows `label, quality_rate, quality_low, quality_high, n`.

    `beside` are the other students: the same class by its name, the same grade a year ago.
    """
    if not rows:
        return empty_figure(NO_YEARS)
    labels = [plain(row["label"]) for row in rows]
    others = [row for row in beside if plain(row["label"]) in labels]
    traces = [_line(others, plain(names[1])) | outline()] if others else []
    traces.append(_line(rows, plain(names[0])) | solid(rows, INTERNAL))
    axis = {**AXIS, "type": "category", "categoryarray": labels, "showgrid": False}
    return figure(
        traces,
        showlegend=True,
        hovermode="x unified",
        height=270,
        xaxis={**axis, "range": [-0.5, len(labels) - 0.5]},
        yaxis=SHARES,
    )


def _line(rows: list[dict], name: str) -> dict:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [plain(row["label"]) for row in rows],
        "y": [row["quality_rate"] for row in rows],
        "hovertemplate": "%{customdata}",
        "customdata": [
            f"{name}: <b>{share(row, 'quality_rate')}</b>, {with_n(row)}<extra></extra>"
            for row in rows
        ],
    }
