"""Tables of a document: names of columns on every page, rows never split, shades of the screen."""

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from dashboard.exports.fitting import PAD_X, PAD_Y, Fit, head_height, head_of, is_short
from dashboard.exports.letters import office
from dashboard.exports.pack import Part
from dashboard.exports.shades import is_centred, shade_of
from dashboard.theme import INK, LINE

HEAD = "#dce8f2"
USUAL, KEPT = "Cell", "CellKept"  # styles: kept rows stay on a page with the next one
TWENTIETHS = 20  # of a point: the unit of Word


def add_tables(made, part: Part, fit: Fit) -> None:
    """The table; of very many columns one table after another, the first column repeated."""
    for group in range(len(fit.groups)):
        if group:
            made.add_paragraph(style="Note")
        _add_table(made, part, fit, group)


def _add_table(made, part: Part, fit: Fit, group: int) -> None:
    """Rows are written as XML: a thousand cells in a moment."""
    places, widths = fit.groups[group], fit.widths[group]
    grid = "".join(f'<w:gridCol w:w="{_units(width)}"/>' for width in widths)
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_units(sum(widths))}" w:type="dxa"/>'
        f"<w:tblBorders><w:bottom {_LINE}/><w:insideH {_LINE}/></w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{_units(PAD_X / 2)}" w:type="dxa"/>'
        f'<w:right w:w="{_units(PAD_X / 2)}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )
    table.append(_head(part, fit, group))
    texts = part.texts
    kept = len(texts) - 1 if is_short(part.columns, texts, fit, group) else 0
    for number, row in enumerate(part.rows):
        style = KEPT if number < kept else USUAL
        cells = [
            _cell(texts[number][place], width, fit.size, *_look(row, part.columns[place]), style)
            for place, width in zip(places, widths, strict=True)
        ]
        table.append(_row(cells, "<w:cantSplit/>"))
    made.element.body.insert_element_before(table, "w:sectPr")


_LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE.lstrip("#")}"'


def _head(part: Part, fit: Fit, group: int):
    cells = []
    for number, place in enumerate(fit.groups[group]):
        column, width = part.columns[place], fit.widths[group][number]
        is_upright = fit.is_upright and number > 0
        align = "left" if is_upright or not column.is_number else "right"
        title = head_of(column, fit) if is_upright else column.title
        cells.append(_cell(title, width, fit.size, align, HEAD, INK, KEPT, True, is_upright))
    height = _units(head_height(part.columns, fit, group))
    rule = "exact" if fit.is_upright else "atLeast"
    return _row(
        cells,
        f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="{rule}"/><w:tblHeader/>',
    )


def _look(row: dict, column) -> tuple[str, str, str]:
    """Where the text of a cell stands, its ground and its ink."""
    ground, ink = shade_of(row, column) or ("", INK)
    if is_centred(column):
        return "center", ground, ink
    return "right" if column.is_number else "left", ground, ink


def _row(cells, properties: str):
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr>{properties}</w:trPr></w:tr>")
    row.extend(cells)
    return row


def _cell(text, width, size, align, ground="", ink=INK, style=USUAL, bold=False, is_upright=False):
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground.lstrip("#")}"/>' if ground else ""
    turn = '<w:textDirection w:val="btLr"/>' if is_upright else ""
    pad = _units(PAD_Y / 2)
    cell = parse_xml(
        f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{_units(width)}" w:type="dxa"/>{shade}'
        f'{turn}<w:vAlign w:val="{"center" if not bold or is_upright else "bottom"}"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f'<w:spacing w:before="{pad}" w:after="{pad}" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr>{"<w:b/>" if bold else ""}<w:color w:val="{ink.lstrip("#")}"/>'
        f'<w:sz w:val="{round(2 * size)}"/></w:rPr></w:r></w:p></w:tc>'
    )
    run = cell.find(f".//{qn('w:r')}")
    written = OxmlElement("w:t")
    written.text = office(text)
    written.set(qn("xml:space"), "preserve")
    run.append(written)
    return cell


def _units(points: float) -> int:
    return round(points * TWENTIETHS)
