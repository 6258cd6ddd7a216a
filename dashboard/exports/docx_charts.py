"""Charts inside a document: drawn on a scratch slide, moved with their workbooks into the text."""

from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap
from docx.shared import Pt
from pptx import Presentation

from dashboard.exports.charts import Chart
from dashboard.exports.letters import office
from dashboard.exports.native import added_chart

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIZE = 9  # of the type


def add_chart(document, chart: Chart, width: float, height: float, words: str) -> None:
    """The chart as a paragraph of its own; `words` say what it shows to those who hear it."""
    number = sum(part.partname.startswith("/word/charts/") for part in document.part.package.parts)
    name = f"chart{number + 1}"
    drawn = _drawn(chart, width, height)
    part = _moved(document.part.package, drawn, name)
    relation = document.part.relate_to(part, KINDS.CHART)
    paragraph = document.add_paragraph(style="Chart")
    paragraph.add_run()._r.append(_frame(relation, number + 1, width, height, words))


def _drawn(chart: Chart, width: float, height: float):
    scratch = Presentation()
    slide = scratch.slides.add_slide(scratch.slide_layouts[6])
    box = (0, 0, Pt(width), Pt(height))
    return added_chart(slide.shapes, chart, box, SIZE).chart.part


def _moved(package, drawn, name: str) -> FilePart:
    """The parts of the chart and of its workbook in the document's own package."""
    workbook = drawn.chart_workbook.xlsx_part
    relation = next(key for key, of in drawn.rels.items() if of.target_part is workbook)
    part = FilePart(PackURI(f"/word/charts/{name}.xml"), CHART, drawn.blob, package)
    inside = PackURI(f"/word/embeddings/{name}.xlsx")
    part.load_rel(KINDS.PACKAGE, FilePart(inside, WORKBOOK, workbook.blob, package), relation)
    return part


def _frame(relation: str, number: int, width: float, height: float, words: str):
    frame = parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'r', 'c')}>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{Pt(width)}" cy="{Pt(height)}"/>'
        f'<wp:docPr id="{number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{nsmap["c"]}">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    frame[0][1].set("descr", office(words))
    return frame
