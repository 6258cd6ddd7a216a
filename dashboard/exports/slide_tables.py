"""A table on a slide: names of columns on top of every one, quiet stripes, shades of the screen."""

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.exports.fitting import PAD_X, PAD_Y, Fit, head_height, head_of, row_heights
from dashboard.exports.letters import office
from dashboard.exports.native import rgb
from dashboard.exports.pack import Part
from dashboard.exports.shades import is_centred, shade_of
from dashboard.exports.slides import LEFT, write_run
from dashboard.reports.cells import Column
from dashboard.theme import INK

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
HEAD, STRIPE = "#dce8f2", "#f4f6f8"
ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT = 1, 2, 3


def add_table(slide, part: Part, cells, fit: Fit, group: int, rows: range, top: float) -> None:
    """Some rows of some columns of the part's table."""
    places, widths = fit.groups[group], fit.widths[group]
    heights = row_heights(cells, fit, group)
    tall = [head_height(part.columns, fit, group), *(heights[row] for row in rows)]
    frame = slide.shapes.add_table(
        len(rows) + 1, len(places), Pt(LEFT), Pt(top), Pt(sum(widths)), Pt(sum(tall))
    )
    frame.name = office(part.question)
    table = frame.table
    frame._element.find(f".//{qn('a:tableStyleId')}").text = NO_STYLE
    table.horz_banding = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row, height in zip(table.rows, tall, strict=True):
        row.height = Pt(height)
    _write_head(table.rows[0], part, fit, places)
    for number, (row, place) in enumerate(zip(list(table.rows)[1:], rows, strict=True)):
        _write_row(row, part, cells[place], places, place, number, fit.size)


def _write_head(row, part: Part, fit: Fit, places) -> None:
    for number, (cell, place) in enumerate(zip(row.cells, places, strict=True)):
        column = part.columns[place]
        is_upright = fit.is_upright and number > 0
        align = ALIGN_RIGHT if column.is_number and not is_upright else ALIGN_LEFT
        title = head_of(column, fit) if is_upright else column.title
        _write(cell, title, fit.size, align, ground=HEAD, bold=True)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE if is_upright else MSO_ANCHOR.BOTTOM
        if is_upright:
            cell._tc.get_or_add_tcPr().set("vert", "vert270")


def _write_row(row, part: Part, texts, places, place: int, number: int, size: float) -> None:
    stripe = STRIPE if number % 2 else "#ffffff"
    for cell, column_place in zip(row.cells, places, strict=True):
        column = part.columns[column_place]
        ground, ink = shade_of(part.rows[place], column) or (stripe, INK)
        _write(cell, texts[column_place], size, _align(column), ground=ground, ink=ink)


def _align(column: Column) -> int:
    if is_centred(column):
        return ALIGN_CENTRE
    return ALIGN_RIGHT if column.is_number else ALIGN_LEFT


def _write(cell, text: str, size, align: int, *, ground: str, ink=INK, bold=False) -> None:
    cell.margin_left = cell.margin_right = Pt(PAD_X / 2)
    cell.margin_top = cell.margin_bottom = Pt(PAD_Y / 2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = align
    write_run(paragraph, office(text), size, bold=bold, colour=ink)
