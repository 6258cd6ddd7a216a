"""Charts of Office: drawn by python-pptx, dressed in the colours of the theme, open to editing."""

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from dashboard.exports.charts import Chart, Series
from dashboard.exports.letters import office
from dashboard.theme import INK, LINE

FONT = "Arial"  # stands on every computer, or one as wide
TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "stacked_column": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
PATTERNS = {
    "/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "\\": MSO_PATTERN.WIDE_DOWNWARD_DIAGONAL,
    "x": MSO_PATTERN.DIAGONAL_CROSS,
    ".": MSO_PATTERN.PERCENT_20,
    "-": MSO_PATTERN.NARROW_HORIZONTAL,
    "|": MSO_PATTERN.NARROW_VERTICAL,
    "+": MSO_PATTERN.SMALL_GRID,
}
MOST_LABELS = 16  # bars; more have no room for their numbers
NARROWEST = 0.07  # a part of a stacked bar smaller than this has no room for its number


def added_chart(shapes, chart: Chart, box, size: float = 12):
    """The chart in a box of a slide; the frame around it."""
    frame = shapes.add_chart(TYPES[chart.kind], *box, _data(chart))
    _dress(frame.chart, chart, size)
    return frame


def _data(chart: Chart) -> CategoryChartData:
    data = CategoryChartData(number_format=chart.number_format)
    data.categories = [office(label) for label in chart.categories]
    for one in chart.series:
        data.add_series(office(one.name), one.values)
    return data


def _dress(drawn, chart: Chart, size: float) -> None:
    drawn.font.size, drawn.font.name = Pt(size), FONT
    drawn.font.color.rgb = rgb(INK)
    drawn.has_title = False
    drawn.has_legend = chart.has_legend
    if chart.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
    _axes(drawn, chart)
    plot = drawn.plots[0]
    for one, series in zip(plot.series, chart.series, strict=True):
        _dress_series(one, series, chart)
    if chart.kind != "line":
        plot.gap_width = 55
        plot.overlap = 100
    _labels(plot, chart, size)
    _lift_dots(drawn, chart)


def _axes(drawn, chart: Chart) -> None:
    values, names = drawn.value_axis, drawn.category_axis
    values.minimum_scale, values.maximum_scale = chart.lowest, chart.highest
    if chart.step:
        values.major_unit = chart.step
    values.has_major_gridlines = True
    _line(values.major_gridlines.format.line, LINE, 0.75)
    values.format.line.fill.background()
    values.tick_labels.number_format = "0.0" if chart.form == "mean" else chart.number_format
    values.tick_labels.number_format_is_linked = False
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _line(names.format.line, LINE, 0.75)
    if chart.is_reversed:
        names.reverse_order = True
        crosses = values._element.find(qn("c:crosses"))
        if crosses is not None:
            crosses.set("val", "max")


def _dress_series(drawn, series: Series, chart: Chart) -> None:
    if chart.kind == "line" or series.is_dots:
        _dress_line(drawn, series, chart)
    else:
        drawn.invert_if_negative = False
        _fill(drawn.format.fill, series.colour, series.shape)
        _line(drawn.format.line, "#ffffff", 0.75)
        for place, (colour, shape) in enumerate(series.points):
            if series.values[place] is not None:
                _fill(drawn.points[place].format.fill, colour, shape)
    if series.more:
        _add_intervals(drawn._element, series, is_line=chart.kind == "line")


def _dress_line(drawn, series: Series, chart: Chart) -> None:
    if chart.kind != "line":
        return  # dots over bars become a line of their own
    drawn.smooth = False
    _line(drawn.format.line, series.colour, 1.5 if series.is_outline else 2.5)
    if series.is_dots:
        drawn.format.line.fill.background()
    elif series.is_outline:
        drawn.format.line.dash_style = MSO_LINE.ROUND_DOT
    drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 7
    _fill(drawn.marker.format.fill, "#ffffff" if series.is_outline else series.colour, "")
    _line(drawn.marker.format.line, series.colour, 1.25)


def _labels(plot, chart: Chart, size: float) -> None:
    """Numbers on bars that have room for them; on lines only for the unit itself."""
    n = sum(value is not None for one in chart.series for value in one.values)
    if chart.kind.startswith("stacked"):
        for drawn, series in zip(plot.series, chart.series, strict=True):
            written = drawn.data_labels
            _write_labels(written, f"[>={NARROWEST}]{chart.number_format};;", size)
            written.font.color.rgb = rgb("#ffffff" if is_dark(series.colour) else INK)
    elif chart.kind != "line" and n <= MOST_LABELS and not any(one.more for one in chart.series):
        plot.has_data_labels = True
        _write_labels(plot.data_labels, chart.number_format, size)


def _write_labels(labels, number_format: str, size: float) -> None:
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.font.size, labels.font.name = Pt(size - 1), FONT


def is_dark(colour: str) -> bool:
    """Whether white is read on it better than ink."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue < 140


def _fill(fill, colour: str, shape: str) -> None:
    if shape in PATTERNS:
        fill.patterned()
        fill.pattern = PATTERNS[shape]
        fill.fore_color.rgb, fill.back_color.rgb = rgb("#ffffff"), rgb(colour)
    else:
        fill.solid()
        fill.fore_color.rgb = rgb(colour)


def _line(line, colour: str, width: float) -> None:
    line.color.rgb, line.width = rgb(colour), Pt(width)


def rgb(colour: str) -> RGBColor:
    """A colour of the theme as Office takes it."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def _add_intervals(element, series: Series, *, is_line: bool) -> None:
    """Thin lines from low to high, before the names of the categories as the format asks."""
    direction = '<c:errDir val="y"/>' if is_line else ""
    colour = (series.colour if is_line else INK).lstrip("#").upper()
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}>{direction}<c:errBarType val="both"/>'
        '<c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_numbers(series.more)}</c:plus><c:minus>{_numbers(series.less)}</c:minus>"
        f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    element.find(qn("c:cat")).addprevious(bars)


def _numbers(values: tuple[float, ...]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>' for place, value in enumerate(values)
    )
    head = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
    return f"<c:numLit>{head}{points}</c:numLit>"


def _lift_dots(drawn, chart: Chart) -> None:
    """Borders over bars: a line chart without a line on the same axes."""
    dots = [place for place, one in enumerate(chart.series) if one.is_dots]
    if chart.kind == "line" or not dots:
        return
    bars = drawn.plots[0]._element
    found = [series._element for series in drawn.plots[0].series]
    lines = parse_xml(f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/></c:lineChart>')
    for place in dots:
        lines.append(_as_dots(found[place], chart.series[place]))
        bars.remove(found[place])
    for axis in bars.findall(qn("c:axId")):
        lines.append(parse_xml(f'<c:axId {nsdecls("c")} val="{axis.get("val")}"/>'))
    bars.addnext(lines)


def _as_dots(series, of: Series):
    """The same numbers as short dashes."""
    colour = of.colour.lstrip("#").upper()
    filled = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    made = parse_xml(
        f'<c:ser {nsdecls("c", "a")}><c:spPr><a:ln w="25400"><a:noFill/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="dash"/><c:size val="12"/><c:spPr>{filled}'
        f"<a:ln>{filled}</a:ln></c:spPr></c:marker></c:ser>"
    )
    for place, name in enumerate(("c:idx", "c:order", "c:tx")):
        made.insert(place, series.find(qn(name)))
    for name in ("c:cat", "c:val"):
        made.append(series.find(qn(name)))
    made.append(parse_xml(f'<c:smooth {nsdecls("c")} val="0"/>'))
    return made
