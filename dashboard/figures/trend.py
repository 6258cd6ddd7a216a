"""An indicator in time: school years on the left, the periods of one year on the right."""

from dashboard.figures.lines import outline, solid
from dashboard.figures.words import plain
from dashboard.numbers import is_known
from dashboard.rounded import share, with_n
from dashboard.theme import AXIS, INTERNAL, SHARES, empty_figure, figure
from etl.periods import YEAR, period_name, school_year_name

NO_TREND = "Пока нет ни одного периода с отметками"
YEARS, PERIODS = "", "2"  # the two halves of the picture, as Plotly names their axes


def trend_figure(own: list[dict], parent: list[dict], *, names, colour=INTERNAL) -> dict:
    """Quality by period from rows `period_id, quality_rate, quality_low, quality_high, n`.

    `names` are those of the unit and of its parent; the parent may have no rows.
    """
    own = [row for row in own if is_known(row["quality_rate"])]
    if not own:
        return empty_figure(NO_TREND)
    there = {row["period_id"] for row in own}  # the axis: who has no point there is not compared
    parent = [r for r in parent if r["period_id"] in there and is_known(r["quality_rate"])]
    names = [plain(name) for name in names]
    halves = [half for half in (YEARS, PERIODS) if _half(own, half)]
    traces = []
    for half in halves:
        traces += _lines(_half(parent, half), half, names[1], None)
        traces += _lines(_half(own, half), half, names[0], colour)
    _name_once(traces)
    return figure(traces, showlegend=True, hovermode="x unified", height=290, **_axes(own, halves))


def _half(rows: list[dict], half: str) -> list[dict]:
    found = [row for row in rows if (row["period_id"] % 100 == YEAR) == (half == YEARS)]
    return sorted(found, key=lambda row: row["period_id"])


def _lines(rows: list[dict], half: str, name: str, colour: str | None) -> list[dict]:
    """One line a system of periods: quarters are not continued by half-years or exams."""
    systems: dict[int, list[dict]] = {}
    for row in rows:
        systems.setdefault(period_system(row["period_id"]), []).append(row)
    return [_line(found, half, name, colour) for found in systems.values()]


def period_system(period: int) -> int:
    """Quarters, trimesters and half-years by their tens; anything else stands alone."""
    code = period % 100
    return code // 10 if code < YEAR else 0 if code == YEAR else code


def _line(rows: list[dict], half: str, name: str, colour: str | None) -> dict:
    """The unit is solid and filled; its parent (no colour) is an outline."""
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [period_label(row["period_id"]) for row in rows],
        "y": [row["quality_rate"] for row in rows],
        "xaxis": f"x{half}",
        "yaxis": f"y{half}",
        "hovertemplate": "%{customdata}",
        "customdata": [_hover(name, row) for row in rows],
    }
    return line | (outline() if colour is None else solid(rows, colour))


def _hover(name: str, row: dict) -> str:
    return f"{name}: <b>{share(row, 'quality_rate')}</b>, {with_n(row)}<extra></extra>"


def _name_once(traces: list[dict]) -> None:
    """One entry in the legend for a unit that is drawn in both halves."""
    named = set()
    for trace in traces:
        trace["showlegend"] = trace["name"] not in named
        trace["legendgroup"] = trace["name"]
        named.add(trace["name"])


def _axes(own: list[dict], halves: list[str]) -> dict:
    """Two pictures share one scale; with one half only it takes the whole width."""
    places = {YEARS: [0, 0.46], PERIODS: [0.5, 1]} if len(halves) == 2 else {halves[0]: [0, 1]}
    layout = {}
    for half, place in places.items():
        labels = [period_label(row["period_id"]) for row in _half(own, half)]
        shown = {"type": "category", "categoryarray": labels, "range": [-0.5, len(labels) - 0.5]}
        layout[f"xaxis{half}"] = {**AXIS, **shown, "domain": place, "showgrid": False}
        layout[f"yaxis{half}"] = {
            **SHARES,
            "anchor": f"x{half}",
            "showticklabels": half == halves[0],
        }
    return layout


def period_label(period: int) -> str:
    """«2025/2026» of a whole year, «1 четв.» of a part of it."""
    return school_year_name(period // 100) if period % 100 == YEAR else _short(period)


def _short(period: int) -> str:
    """«1 четв.», so that nine periods stand side by side."""
    number, _, word = period_name(period).partition(" ")
    return f"{number} {SHORT[word]}" if word in SHORT else period_name(period)


SHORT = {"четверть": "четв.", "триместр": "трим.", "полугодие": "пол."}
