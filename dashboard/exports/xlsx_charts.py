"""Charts of a workbook over cells of the same sheet: change a number and the picture follows."""

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from dashboard.exports.charts import Chart, Series
from dashboard.exports.letters import office
from dashboard.exports.native import NARROWEST, is_dark
from dashboard.exports.sheet import harmless
from dashboard.theme import INK, LINE

KINDS = {
    "bar": {"type": "bar"},
    "column": {"type": "column"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "stacked_column": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
}
PATTERNS = {
    "/": "wide_upward_diagonal",
    "\\": "wide_downward_diagonal",
    "x": "outlined_diamond",
    ".": "percent_20",
    "-": "narrow_horizontal",
    "|": "narrow_vertical",
    "+": "small_grid",
}
WIDTH, HEIGHT, ROW = 720, 360, 20  # pixels
SOURCE_WIDTH = 14  # letters


def add_chart(book, sheet, name: str, chart: Chart, at: tuple[int, int], words: str) -> None:
    """The picture at a cell, and under it the cells it is drawn from."""
    row, place = at
    source = (row + HEIGHT // ROW + 2, place)
    _write_source(book, sheet, chart, source)
    sheet.set_column(place, place, 2 * SOURCE_WIDTH)
    sheet.set_column(place + 1, place + len(_columns(chart)), SOURCE_WIDTH)
    drawn = book.add_chart(KINDS[chart.kind])
    dots = book.add_chart({"type": "line"})
    for number, one in enumerate(chart.series):
        lifted = one.is_dots and chart.kind == "column"
        (dots if lifted else drawn).add_series(_series(name, chart, one, number, source))
    if dots.series:
        drawn.combine(dots)
    _dress(drawn, chart)
    sheet.insert_chart(row, place, drawn, {"description": office(words), "object_position": 2})


def _write_source(book, sheet, chart: Chart, source: tuple[int, int]) -> None:
    """A column a series, and after them how far each interval goes up and down."""
    row, place = source
    look = book.add_format({"font_name": "Arial", "num_format": chart.number_format})
    head = book.add_format(
        {"font_name": "Arial", "bold": True, "text_wrap": True, "align": "right"}
    )
    for number, label in enumerate(chart.categories, start=1):
        sheet.write_string(row + number, place, _text(label), look)
    for number, (name, values) in enumerate(_columns(chart), start=1):
        sheet.write_string(row, place + number, _text(name), head)
        for step, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(row + step, place + number, value, look)


def _columns(chart: Chart) -> list[tuple[str, tuple]]:
    ends = []
    for one in chart.series:
        if one.more:
            ends += [(f"{one.name}: вверх", _where(one, one.more))]
            ends += [(f"{one.name}: вниз", _where(one, one.less))]
    return [*((one.name, one.values) for one in chart.series), *ends]


def _where(one: Series, ends: tuple[float, ...]) -> tuple[float | None, ...]:
    """Ends only of what has a value."""
    both = zip(one.values, ends, strict=True)
    return tuple(None if value is None else end for value, end in both)


def _text(label: str) -> str:
    return harmless(office(label).replace("\n", ", "))


def _series(name: str, chart: Chart, one: Series, number: int, source: tuple[int, int]) -> dict:
    row, place = source
    last = row + len(chart.categories)
    made = {
        "name": [name, row, place + 1 + number],
        "categories": [name, row + 1, place, last, place],
        "values": [name, row + 1, place + 1 + number, last, place + 1 + number],
    }
    is_line = chart.kind == "line" or one.is_dots
    made |= _of_line(one) if is_line else _of_bar(one)
    if chart.kind.startswith("stacked"):
        made["data_labels"] = _labels(chart, one)
    if one.more:
        axis = "x" if chart.is_lying else "y"
        made[f"{axis}_error_bars"] = _intervals(name, chart, one, source)
    return made


def _labels(chart: Chart, one: Series) -> dict:
    font = {"name": "Arial", "color": "#ffffff" if is_dark(one.colour) else INK}
    shown = f"[>={NARROWEST}]{chart.number_format};;"
    return {"value": True, "num_format": shown, "font": font}


def _of_line(one: Series) -> dict:
    if one.is_dots:
        marker = {"type": "long_dash", "size": 10, "fill": {"color": one.colour}}
        return {"line": {"none": True}, "marker": marker | {"border": {"color": one.colour}}}
    ground = "#ffffff" if one.is_outline else one.colour
    line = {"color": one.colour, "width": 1.5 if one.is_outline else 2.5}
    if one.is_outline:
        line["dash_type"] = "round_dot"
    marker = {"type": "circle", "size": 7, "fill": {"color": ground}}
    return {"line": line, "marker": marker | {"border": {"color": one.colour}}}


def _of_bar(one: Series) -> dict:
    made = {"gap": 55, "overlap": 100, "border": {"color": "#ffffff"}}
    made |= _ground(one.colour, one.shape)
    if one.points:
        made["points"] = [_ground(colour, shape) for colour, shape in one.points]
    return made


def _ground(colour: str, shape: str) -> dict:
    if shape not in PATTERNS:
        return {"fill": {"color": colour}}
    return {"pattern": {"pattern": PATTERNS[shape], "fg_color": "#ffffff", "bg_color": colour}}


def _intervals(name: str, chart: Chart, one: Series, source: tuple[int, int]) -> dict:
    row, place = source
    titles = [title for title, _ in _columns(chart)]
    column = place + 1 + titles.index(f"{one.name}: вверх")
    cells = [xl_range_abs(row + 1, c, row + len(chart.categories), c) for c in (column, column + 1)]
    plus, minus = (f"={quote_sheetname(name)}!{found}" for found in cells)
    return {
        "type": "custom",
        "plus_values": plus,
        "minus_values": minus,
        "plus_data": list(one.more),
        "minus_data": list(one.less),
        "end_style": 0,
        "line": {"color": INK, "width": 1},
    }


def _dress(drawn, chart: Chart) -> None:
    font = {"name": "Arial", "size": 9, "color": INK}
    values = {"num_format": chart.number_format, "num_font": font, "line": {"none": True}}
    values |= {"min": chart.lowest, "max": chart.highest, "major_unit": chart.step}
    values |= {"major_gridlines": {"visible": True, "line": {"color": LINE}}}
    names = {"num_font": font, "line": {"color": LINE}, "label_position": "low"}
    if chart.is_reversed:
        names["reverse"] = True
        names["crossing"] = "max"
    across, upward = (values, names) if chart.is_lying else (names, values)
    drawn.set_x_axis(across)
    drawn.set_y_axis(upward)
    drawn.set_legend({"position": "top", "font": font} if chart.has_legend else {"none": True})
    drawn.set_title({"none": True})
    drawn.set_size({"width": WIDTH, "height": HEIGHT})
    drawn.show_blanks_as("gap")
