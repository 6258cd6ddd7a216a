"""Figures of the screens as charts an office programme can edit: categories and series."""

import re
from dataclasses import dataclass
from html import unescape

from dashboard.numbers import is_known
from dashboard.theme import INTERNAL, MUTED

BREAK = re.compile(r"<br\s*/?>")
TAG = re.compile(r"</?(?:b|i|em|strong|span|sub|sup)[^>]*>")
UNNAMED = "Значение"
GAP = " "  # a category where no line goes on
FORMS = {"percent": "0%", "signed": "+0%;−0%;0%", "mean": "0.00", "count": "#,##0", "points": "0.0"}


@dataclass(frozen=True)
class Series:
    """One row of numbers as it is drawn; `None` where there is nothing."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    shape: str = ""  # of the hatch, as Plotly names it
    points: tuple[tuple[str, str], ...] = ()  # colour and shape of each bar, when they differ
    more: tuple[float, ...] = ()  # from the value to the end of its interval
    less: tuple[float, ...] = ()
    is_dots: bool = False  # without a line, over the bars
    is_outline: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture as numbers; `bar` and `stacked` lie, `column` and `stacked_column` stand."""

    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    form: str
    lowest: float | None = None
    highest: float | None = None
    step: float | None = None
    is_reversed: bool = False  # the first category on top of bars that lie
    has_legend: bool = False

    @property
    def is_lying(self) -> bool:
        """Whether its bars go from left to right."""
        return self.kind in ("bar", "stacked")

    @property
    def number_format(self) -> str:
        """How a spreadsheet writes its values."""
        return FORMS[self.form]


def chart_of(figure: dict | None) -> Chart | None:
    """The chart of a figure of `dashboard.figures`; None when it cannot be one or is empty."""
    traces = [trace for trace in (figure or {}).get("data", ()) if _is_drawn(trace)]
    is_lying = any(trace.get("orientation") == "h" for trace in traces)
    traces = [trace for trace in traces if not is_lying or trace["type"] == "bar"]
    if not traces or not _has_categories(traces):
        return None
    layout = figure["layout"]
    kind = _kind(traces, layout, is_lying)
    places = _places(traces, layout, is_lying)
    categories, order = _with_gaps(traces, places, is_lying, kind == "line")
    series = _joined([_series(trace, order, is_lying) for trace in traces])
    named = [one for one in series if one.name != UNNAMED]
    return Chart(
        kind,
        categories,
        tuple(series),
        *_scale(layout, is_lying, series),
        is_reversed=is_lying and layout.get("yaxis", {}).get("autorange") == "reversed",
        has_legend=len(named) > 1,
    )


def said_instead(figure: dict | None) -> str:
    """The sentence that stands in place of an empty picture."""
    if not figure or figure["data"]:
        return ""
    return " ".join(_plain(note["text"]) for note in figure["layout"].get("annotations", ()))


def _plain(text) -> str:
    """A text of Plotly as it is read: without tags, entities turned back."""
    return unescape(TAG.sub("", BREAK.sub("\n", str(text))))


def _is_drawn(trace: dict) -> bool:
    is_lying = trace.get("orientation") == "h"
    values = trace.get("x" if is_lying else "y")
    is_of_kind = trace.get("type", "scatter") in ("bar", "scatter")
    return is_of_kind and any(_is_number(value) for value in values or ())


def _is_number(value) -> bool:
    """Whether a place on the axis of values holds a known number, not the name of a unit."""
    return not isinstance(value, str) and is_known(value)


def _has_categories(traces: list[dict]) -> bool:
    """Dots without lines over numbers are no categories."""
    lined = [trace for trace in traces if trace["type"] == "bar" or _has_line(trace)]
    return bool(lined) or all(isinstance(label, str) for trace in traces for label in trace["x"])


def _has_line(trace: dict) -> bool:
    return trace["type"] == "scatter" and "lines" in trace.get("mode", "lines")


def _kind(traces: list[dict], layout: dict, is_lying: bool) -> str:
    if not any(trace["type"] == "bar" for trace in traces):
        return "line"
    if layout.get("barmode") in ("stack", "relative"):
        return "stacked" if is_lying else "stacked_column"
    return "bar" if is_lying else "column"


def _places(traces: list[dict], layout: dict, is_lying: bool) -> list[tuple[str, str]]:
    """Every category as axis and label: axes from left to right, labels in their own order."""
    name = "yaxis" if is_lying else "xaxis"
    axes = sorted({_axis(trace, is_lying) for trace in traces})
    axes.sort(key=lambda axis: layout.get(f"{name}{axis}", {}).get("domain", [0])[0])
    found = []
    for axis in axes:
        first = layout.get(f"{name}{axis}", {}).get("categoryarray", ())
        drawn = [_labels(trace, is_lying) for trace in traces if _axis(trace, is_lying) == axis]
        there = dict.fromkeys(label for labels in drawn for label in labels)
        ordered = [label for label in map(str, first) if label in there]
        found += [(axis, label) for label in dict.fromkeys([*ordered, *there])]
    return found


def _axis(trace: dict, is_lying: bool) -> str:
    return trace.get("yaxis" if is_lying else "xaxis", "x")[1:]


def _labels(trace: dict, is_lying: bool) -> list[str]:
    return [str(label) for label in trace["y" if is_lying else "x"]]


def _with_gaps(traces, places, is_lying: bool, is_line: bool):
    """The labels, with an empty one where no line goes on; and the place of each category."""
    reach = []
    for trace in traces:
        own = {(_axis(trace, is_lying), label) for label in _labels(trace, is_lying)}
        reach.append([place for place, category in enumerate(places) if category in own])
    labels, order = [], {}
    for place, category in enumerate(places):
        if is_line and place and not any(min(of) < place <= max(of) for of in reach if of):
            labels.append(GAP)
        order[category] = len(labels)
        labels.append(_plain(category[1]))
    return tuple(labels), order | {"n": len(labels)}


def _series(trace: dict, order: dict, is_lying: bool) -> Series:
    keys = [(_axis(trace, is_lying), label) for label in _labels(trace, is_lying)]
    places = [order[key] for key in keys]
    n = order["n"]
    marker, line = trace.get("marker", {}), trace.get("line", {})
    is_bar = trace["type"] == "bar"
    colour = marker.get("color") if is_bar else line.get("color") or _of_dots(marker)
    shape = marker.get("pattern", {}).get("shape", "") if is_bar else ""
    error = trace.get("error_x" if is_lying else "error_y", {})
    return Series(
        name=_plain(trace.get("name") or UNNAMED),
        values=_spread(trace["x" if is_lying else "y"], places, n, None),
        colour=colour if isinstance(colour, str) else INTERNAL,
        shape=shape if isinstance(shape, str) else "",
        points=_points(colour, shape, places, n),
        more=_spread(error["array"], places, n, 0.0) if "array" in error else (),
        less=_spread(error["arrayminus"], places, n, 0.0) if "arrayminus" in error else (),
        is_dots=not is_bar and not _has_line(trace),
        is_outline="dash" in line,
    )


def _of_dots(marker: dict) -> str:
    colour = marker.get("line", {}).get("color") or marker.get("color")
    return colour if isinstance(colour, str) else MUTED


def _spread(values, places: list[int], n: int, empty) -> tuple:
    """The values at the places of their categories."""
    found = [empty] * n
    for place, value in zip(places, values, strict=True):
        found[place] = float(value) if is_known(value) else empty
    return tuple(found)


def _points(colour, shape, places: list[int], n: int) -> tuple[tuple[str, str], ...]:
    if isinstance(colour, str | None) and isinstance(shape, str):
        return ()
    found = [(INTERNAL, "")] * n
    for number, place in enumerate(places):
        one = colour if isinstance(colour, str | None) else colour[number]
        found[place] = (one or INTERNAL, shape if isinstance(shape, str) else shape[number])
    return tuple(found)


def _joined(series: list[Series]) -> list[Series]:
    """Lines of one name in different places are one row of numbers."""
    found: list[Series] = []
    for one in series:
        place = next((i for i, of in enumerate(found) if _goes_on(of, one)), None)
        if place is None:
            found.append(one)
        else:
            found[place] = _with_more(found[place], one)
    return found


def _goes_on(known: Series, other: Series) -> bool:
    both = zip(known.values, other.values, strict=True)
    is_apart = all(a is None or b is None for a, b in both)
    is_alike = (known.colour, known.is_dots) == (other.colour, other.is_dots)
    return known.name == other.name != UNNAMED and is_apart and is_alike and not known.points


def _with_more(known: Series, other: Series) -> Series:
    kept = [a if a is not None else b for a, b in zip(known.values, other.values, strict=True)]
    errors = {}
    for name in ("more", "less"):
        first, second = getattr(known, name), getattr(other, name)
        both = zip(first or second, second or first, strict=True)
        errors[name] = tuple(max(pair) for pair in both)
    return Series(
        known.name, tuple(kept), known.colour, known.shape, (),
        **errors, is_dots=known.is_dots, is_outline=known.is_outline,
    )  # fmt: skip


def _scale(layout: dict, is_lying: bool, series: list[Series]):
    """Form, ends and step of the axis of values."""
    axis = layout.get("xaxis" if is_lying else "yaxis") or _first_axis(layout, is_lying)
    lowest, highest = axis.get("range", (None, None))
    written = axis.get("tickformat", "")
    if "%" in written:
        form = "signed" if written.startswith("+") else "percent"
        highest = 1.0 if is_known(highest) and 1 < highest < 1.1 else highest
    elif is_known(lowest) and lowest >= 1 and highest <= 5.5:
        form, lowest, highest = "mean", max(2, int(lowest)), min(5.0, highest)
    else:
        values = [value for one in series for value in one.values if value is not None]
        form = "count" if all(value == int(value) for value in values) else "points"
    return form, lowest, highest, axis.get("dtick")


def _first_axis(layout: dict, is_lying: bool) -> dict:
    name = "xaxis" if is_lying else "yaxis"
    return next((layout[key] for key in sorted(layout) if key.startswith(name)), {})
