"""A pack as a workbook: a sheet a report with numbers as numbers, and a sheet about them."""

from io import BytesIO

from xlsxwriter import Workbook

from dashboard.exports.about import about_lines
from dashboard.exports.charts import chart_of
from dashboard.exports.letters import lines_in, office
from dashboard.exports.pack import PRODUCT, Pack, Part, heading_of, joined, notes_of
from dashboard.exports.shades import is_centred, shade_of
from dashboard.exports.sheet import as_number, harmless, sheet_names
from dashboard.exports.xlsx_charts import add_chart
from dashboard.reports.cells import Column
from dashboard.theme import INK, LINE, MUTED

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
ABOUT = "Об отчёте"
FORMATS = {
    "percent": "0.0%",
    "cell": "0%",
    "count": "#,##0",
    "whole_number": "#,##0",
    "mean": "0.00",
    "points": "0.0",
    "thousandths": "0.000",
    "gap": "+0.0;-0.0;0.0",
    "whole": "+#,##0;-#,##0;0",
    "day": "dd.mm.yyyy",
    "mark": "0",
}
BODY = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "vcenter"}
HEAD_AT = 3  # the row of names: title, place and an empty row stand above
NARROWEST, WIDEST, UPRIGHT_WIDTH = 7, 48, 6.5  # letters
LONGEST_HEAD = 16
USUAL_WIDTH, FEWEST_WIDE, ABOUT_WIDTH = 8.4, 8, 100
POINTS_A_LETTER = 5.2
MOST_COLUMNS = 8  # of a portrait page
TALLEST = 409  # points, of a row of Excel
WRAPPED = {"text_wrap": True, "valign": "top"}


def xlsx_file(pack: Pack) -> bytes:
    """The pack as Excel reads it."""
    written = BytesIO()
    with Workbook(written, SAFE) as book:
        book.set_properties({"title": office(pack.title), "author": joined(PRODUCT, pack.author)})
        book.formats[0].set_font_name("Arial")
        book.formats[0].set_font_size(10)
        names = sheet_names([part.question for part in pack.parts], taken=ABOUT)
        for part, name in zip(pack.parts, names, strict=True):
            _add_part(book, part, name)
        _add_about(book, pack)
    return written.getvalue()


def _add_part(book: Workbook, part: Part, name: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    _write(sheet, 0, 0, part.question, book.add_format(BODY | {"bold": True, "font_size": 14}))
    quiet = book.add_format(BODY | {"font_color": MUTED})
    _write(sheet, 1, 0, heading_of(part), quiet)
    after = _add_table(book, sheet, part) if part.rows else HEAD_AT
    plain = book.add_format(BODY | WRAPPED)
    small = book.add_format(BODY | WRAPPED | {"font_color": MUTED})
    said = [(text, plain) for text in (part.content.sentence, part.remark) if text]
    for text, look in [*said, *((note, small) for note in notes_of(part))]:
        _write_words(sheet, part, after, text, look)
        after += 1
    chart = chart_of(part.content.figure)
    if chart:
        _add_chart(book, sheet, part, name, chart, after)
    _set_paper(sheet, part)


def _add_table(book: Workbook, sheet, part: Part) -> int:
    """Names of columns, a row a row; the number of the row after it and an empty one."""
    columns = part.columns
    _write_head(book, sheet, columns)
    looks: dict[tuple, object] = {}
    for number, row in enumerate(part.rows):
        for place, column in enumerate(columns):
            look = _look(book, looks, row, column)
            value = as_number(row, column)
            _write(sheet, HEAD_AT + 1 + number, place, value, look)
    last = HEAD_AT + len(part.rows)
    sheet.autofilter(HEAD_AT, 0, last, len(columns) - 1)
    sheet.freeze_panes(HEAD_AT + 1, 1)
    for place, width in enumerate(_widths(part)):
        sheet.set_column(place, place, width)
    return last + 2


def _widths(part: Part) -> list[float]:
    longest = [max(map(len, cells)) for cells in zip(*part.texts, strict=True)]
    columns = enumerate(part.columns)
    return [_width(column, longest[place], place) for place, column in columns]


def _write_head(book: Workbook, sheet, columns: list[Column]) -> None:
    shared = BODY | {"bold": True, "bg_color": "#dce8f2", "text_wrap": True, "valign": "bottom"}
    for place, column in enumerate(columns):
        turned = {"rotation": 90} if _is_upright(column) else {}
        side = {"align": "right"} if column.is_number and not turned else {}
        _write(sheet, HEAD_AT, place, column.title, book.add_format(shared | turned | side))
    sheet.set_row(HEAD_AT, 110 if any(map(_is_upright, columns)) else 32)


def _is_upright(column: Column) -> bool:
    return column.form in ("cell", "mark")


def _width(column: Column, longest: int, place: int) -> float:
    if _is_upright(column) and longest < UPRIGHT_WIDTH:
        return UPRIGHT_WIDTH
    head = (
        min(max(map(len, column.title.split()), default=0), LONGEST_HEAD) + 3
    )  # the filter's sign
    return min(max(longest + 2, head, 22 if place == 0 else NARROWEST), WIDEST)


def _look(book: Workbook, looks: dict, row: dict, column: Column):
    """The format of a cell; few are made and used again."""
    shade = shade_of(row, column)
    number_format = "+0;-0;0" if _is_coarse(row, column) else FORMATS.get(column.form, "General")
    key = (number_format, shade, column.is_number, is_centred(column))
    if key not in looks:
        side = "center" if is_centred(column) else "right" if column.is_number else "left"
        ground = {"bg_color": shade[0], "font_color": shade[1]} if shade else {}
        lines = {"bottom": 1, "bottom_color": LINE, "align": side, "num_format": number_format}
        looks[key] = book.add_format(BODY | lines | ground)
    return looks[key]


def _is_coarse(row: dict, column: Column) -> bool:
    return column.form == "gap" and bool(row.get("gap_rounded"))


def _write(sheet, row: int, place: int, value, look) -> None:
    """A number as a number, a text as a text that is never calculated."""
    if value is None:
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, harmless(office(value)), look)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, look)
    else:
        sheet.write_datetime(row, place, value, look)


def _write_words(sheet, part: Part, row: int, text: str, look) -> None:
    """A paragraph over the width of the table, as high as it needs."""
    last = max(len(part.columns) - 1, FEWEST_WIDE)
    widths = _widths(part) + [USUAL_WIDTH] * (last + 1 - len(part.columns))
    lines = lines_in(office(text), 10, sum(widths) * POINTS_A_LETTER)
    sheet.merge_range(row, 0, row, last, "", look)
    _write(sheet, row, 0, text, look)
    sheet.set_row(row, min(lines * 13.5 + 3, TALLEST))


def _add_chart(book: Workbook, sheet, part: Part, name: str, chart, after: int) -> None:
    """Beside the table, or under the words; its numbers stand in columns of their own below."""
    place = len(part.columns) + 1 if part.rows else 0
    top = HEAD_AT if part.rows else after + 1
    add_chart(book, sheet, name, chart, (top, place), part.content.sentence or part.question)


def _set_paper(sheet, part: Part) -> None:
    """A4, as wide as the table, names of columns on every page."""
    sheet.set_paper(9)
    if part.rows and (len(part.columns) > MOST_COLUMNS or part.content.figure):
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if part.rows:
        sheet.repeat_rows(HEAD_AT)
    sheet.set_footer("&L&8&A&R&8стр. &P из &N")


def _add_about(book: Workbook, pack: Pack) -> None:
    sheet = book.add_worksheet(ABOUT)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, ABOUT_WIDTH)
    shared = BODY | {"text_wrap": True, "valign": "top"}
    looks = [book.add_format(shared | {"bold": True}), book.add_format(shared)]
    for number, (name, text) in enumerate(about_lines(pack)):
        _write(sheet, number, 0, name, looks[0])
        _write(sheet, number, 1, text, looks[1])
        lines = lines_in(text, 10, ABOUT_WIDTH * POINTS_A_LETTER)
        sheet.set_row(number, min(lines * 13.5 + 3, TALLEST))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
