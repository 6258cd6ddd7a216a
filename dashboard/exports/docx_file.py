"""A pack as a document: a heading a question, charts open to editing, tables that go over pages."""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm, Pt

from dashboard.exports.charts import Chart, chart_of
from dashboard.exports.docx_charts import add_chart
from dashboard.exports.docx_styles import add_field, set_styles
from dashboard.exports.docx_tables import add_tables
from dashboard.exports.fitting import Fit, fitted
from dashboard.exports.letters import office
from dashboard.exports.pack import (
    PRODUCT,
    Pack,
    Part,
    foot_of,
    heading_of,
    joined,
    notes_of,
    places_of,
    shared_filters,
)
from dashboard.exports.slides import LONGEST
from dashboard.numbers import day

POINTS_A_MM = 72 / 25.4
SHORT, LONG, EDGE, FOOT = 210, 297, 16, 18  # mm
UPRIGHT_ROOM = (SHORT - 2 * EDGE) * POINTS_A_MM
ACROSS_ROOM = (LONG - 2 * EDGE) * POINTS_A_MM
SIZES, SMALL_SIZES = (10, 9, 8.5), (9, 8, 7.5, 7)
MOST_COLUMNS = 9  # of a portrait page


def docx_file(pack: Pack) -> bytes:
    """The pack as Word reads it."""
    made = Document()
    set_styles(made)
    made.core_properties.title = office(pack.title)[:LONGEST]
    made.core_properties.author = office(joined(PRODUCT, pack.author))
    made.core_properties.language = "ru-RU"
    _add_head(made, pack)
    for part in pack.parts:
        _add_part(made, pack, part)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _add_head(made, pack: Pack) -> None:
    made.add_paragraph(office(pack.title), style="Title")
    about = [*places_of(pack), joined(*shared_filters(pack))]
    about += [joined(PRODUCT, pack.author, day(pack.made_on), pack.code)]
    for line in about:
        if line:
            made.add_paragraph(office(line), style="Under")


def _add_part(made, pack: Pack, part: Part) -> None:
    fit, is_across = _fit(part)
    foot = foot_of(pack, part)
    chart = chart_of(part.content.figure)
    _turn_page(made, foot, is_across=is_across and not chart)
    made.add_heading(office(part.question), level=1)
    made.add_paragraph(office(heading_of(part)), style="Under")
    if chart:
        add_chart(made, chart, UPRIGHT_ROOM, _height(chart), _words(part))
    _add_words(made, part)
    if fit:
        _turn_page(made, foot, is_across=is_across)
        add_tables(made, part, fit)
    for note in notes_of(part):
        made.add_paragraph(office(note), style="Note")


def _height(chart: Chart) -> float:
    return min(300.0, 110.0 + 36 * len(chart.categories)) if chart.is_lying else 225.0


def _words(part: Part) -> str:
    return part.content.sentence or part.question


def _fit(part: Part) -> tuple[Fit | None, bool]:
    """How the table is set, and whether the page has to lie."""
    if not part.rows:
        return None, False
    columns = part.columns
    cells = [[office(text) for text in line] for line in part.texts]
    fit = fitted(columns, cells, UPRIGHT_ROOM, SIZES)
    if fit.is_comfortable and len(columns) <= MOST_COLUMNS:
        return fit, False
    return fitted(columns, cells, ACROSS_ROOM, SMALL_SIZES), True


def _add_words(made, part: Part) -> None:
    if part.content.sentence:
        made.add_paragraph(office(part.content.sentence), style="Finding")
    for line in office(part.remark).split("\n"):
        if line:
            made.add_paragraph(line, style="Remark")


def _turn_page(made, foot: str, *, is_across: bool) -> None:
    """A section of its own only where the foot or the way the page lies changes."""
    section = made.sections[-1]
    written = section.footer.paragraphs[0].text
    lies = section.orientation == WD_ORIENT.LANDSCAPE
    if written.startswith(f"{office(foot)}\t") and lies == is_across:
        return
    if written:
        section = made.add_section(WD_SECTION.NEW_PAGE)
        section.footer.is_linked_to_previous = False
    _set_page(section, is_across=is_across)
    _write_foot(section, foot)


def _set_page(section, *, is_across: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if is_across else WD_ORIENT.PORTRAIT
    width, height = (LONG, SHORT) if is_across else (SHORT, LONG)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = Mm(EDGE)
    section.bottom_margin, section.footer_distance = Mm(FOOT), Mm(9)


def _write_foot(section, foot: str) -> None:
    """What the page is of, and which of how many it is, on the right."""
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Foot"
    width = section.page_width - section.left_margin - section.right_margin
    paragraph.paragraph_format.right_indent = Pt(0)
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, 2)  # right
    paragraph.add_run(f"{office(foot)}\tстр. ")
    add_field(paragraph, "PAGE")
    paragraph.add_run(" из ")
    add_field(paragraph, "NUMPAGES")
