"""Files of Office read again: by their libraries, and by LibreOffice as a user would open them."""

import csv
import shutil
import subprocess
import zipfile
from io import BytesIO

import pytest
import sample_packs as sample
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader

from dashboard.exports.charts import chart_of
from dashboard.exports.docx_file import docx_file
from dashboard.exports.forms import FORMS
from dashboard.exports.letters import office
from dashboard.exports.pptx_file import pptx_file
from dashboard.exports.slides import FLOOR
from dashboard.reports.cells import value_of
from dashboard.reports.content import Content

OFFICE = shutil.which("soffice")
with_office = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here")
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1"


@pytest.fixture(scope="module")
def pack():
    return sample.council()


@pytest.fixture(scope="module")
def slides(pack):
    return Presentation(BytesIO(pptx_file(pack)))


@pytest.fixture(scope="module")
def document(pack):
    return Document(BytesIO(docx_file(pack)))


@pytest.fixture(scope="module")
def opened(pack, tmp_path_factory):
    """A folder with what LibreOffice made of the files: PDF of each, CSV of the sheets."""
    folder = tmp_path_factory.mktemp("opened")
    for form in ("pptx", "docx", "xlsx"):
        (folder / f"{form}.{form}").write_bytes(FORMS[form].make(pack))
    own = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    for kind, names in (("pdf", ("pptx", "docx", "xlsx")), (ALL_SHEETS, ("xlsx",))):
        files = [folder / f"{name}.{name}" for name in names]
        command = [OFFICE, own, "--headless", "--convert-to", kind, "--outdir", folder, *files]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


@pytest.fixture(scope="module")
def printed(opened):
    """The document's pages as LibreOffice prints them."""
    return pages(opened / "docx.pdf")


def pages(path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def texts_of(part) -> list[list[str]]:
    """The table of a part with its names of columns, as Office files have it."""
    head = [column.title for column in part.columns]
    return [[office(text) for text in line] for line in (head, *part.texts)]


def rows_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def tables_on(slides) -> list:
    return [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]


def charts_on(slides) -> list:
    return [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]


def test_slides_of_one_report_have_its_table_whole(slides, pack):
    part = pack.parts[3]
    found = [
        rows_of(shape.table)
        for slide in slides.slides
        for shape in slide.shapes
        if shape.has_table and slide.shapes.title.text.startswith(part.question)
    ]
    head, *rows = texts_of(part)
    assert len(found) > 5
    assert all(table[0] == head for table in found)
    assert [row for table in found for row in table[1:]] == rows


def test_of_thirty_columns_the_first_stands_on_every_slide(slides, pack):
    wide = [table for table in tables_on(slides) if table.cell(0, 0).text == "Классы"]
    titles = [[cell.text for cell in table.rows[0].cells] for table in wide]
    assert all(title[0] == "Классы" for title in titles)
    assert {title for line in titles for title in line} == set(texts_of(pack.parts[4])[0])


def test_a_very_long_name_of_a_column_is_cut_to_its_height():
    table = sample.heat(3, 28)
    table.columns[1]["headerName"] = "Основы безопасности и защиты Родины и ещё немного"
    made = pptx_file(sample.pack(sample.part("Где?", Content(None, table))))
    title = tables_on(Presentation(BytesIO(made)))[0].cell(0, 1).text
    assert title.startswith("Основы безопасности") and title.endswith("…")


def test_nothing_runs_out_of_a_slide(slides):
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= slides.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= slides.slide_height
            if shape.has_table:
                tall = sum(row.height for row in shape.table.rows)
                assert shape.top + tall <= Pt(FLOOR) + 12700


def test_every_slide_has_a_title_and_a_foot(slides, pack):
    total = len(slides.slides)
    for number, slide in enumerate(slides.slides, start=1):
        texts = [shape.text for shape in slide.shapes if shape.has_text_frame]
        assert slide.shapes.title.text
        assert f"слайд {number} из {total}" in texts
        assert any(sample.CODE in text and "22.11.2026" in text for text in texts)
        assert number == 1 or any(sample.FILTERS in text for text in texts)


def test_the_cover_says_of_what_when_and_by_whom(slides, pack):
    said = "\n".join(s.text for s in slides.slides[0].shapes if s.has_text_frame)
    for text in (pack.title, sample.PLACE, sample.FILTERS, "Завуч", "22.11.2026", sample.CODE):
        assert text in said


def test_charts_of_slides_have_the_numbers_of_the_figures(slides, pack):
    figures = [chart_of(part.content.figure) for part in pack.parts if part.content.figure]
    assert len(charts_on(slides)) == len(figures)
    for drawn, chart in zip(charts_on(slides), figures, strict=True):
        values = {one.name: tuple(one.values) for plot in drawn.plots for one in plot.series}
        assert values == {office(one.name): one.values for one in chart.series}
        axis = drawn.value_axis
        assert (axis.minimum_scale, axis.maximum_scale) == (0, 1)


def test_borders_are_drawn_over_bars_and_intervals_on_them(slides):
    xml = charts_on(slides)[2]._chartSpace.xml
    assert xml.count("<c:lineChart>") == 1
    assert xml.count("<c:errBars>") == 2


def test_a_chart_of_a_slide_is_opened_by_its_workbook(slides):
    workbook = charts_on(slides)[0].part.chart_workbook.xlsx_part.blob
    assert zipfile.ZipFile(BytesIO(workbook)).testzip() is None


def test_a_long_remark_is_nowhere_cut(slides):
    said = "".join(s.text for slide in slides.slides for s in slide.shapes if s.has_text_frame)
    assert said.count("Слово.") == 280


def test_a_document_has_every_table_with_a_head_that_is_repeated(document, pack):
    found = [rows_of(table) for table in document.tables]
    assert found == [texts_of(part) for part in pack.parts if part.rows]
    for table in document.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert not any(row.find(f".//{qn('w:tblHeader')}") is not None for row in others)
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in (first, *others))


def test_a_document_is_russian_and_counts_its_pages(document):
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"ru-RU"}
    for section in document.sections:
        fields = [one.text for one in section.footer._element.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_charts_of_a_document_bring_their_workbooks(pack):
    archive = zipfile.ZipFile(BytesIO(docx_file(pack)))
    names = archive.namelist()
    assert sorted(name for name in names if name.startswith("word/charts/chart")) == [
        f"word/charts/chart{number}.xml" for number in (1, 2, 3)
    ]
    for number in (1, 2, 3):
        relations = archive.read(f"word/charts/_rels/chart{number}.xml.rels").decode()
        assert f"embeddings/chart{number}.xlsx" in relations
        inside = zipfile.ZipFile(BytesIO(archive.read(f"word/embeddings/chart{number}.xlsx")))
        assert inside.testzip() is None


def test_wide_tables_lie_and_narrow_ones_stand(document):
    lies = [section.page_width > section.page_height for section in document.sections]
    assert lies == [False, True, False, True]


@pytest.mark.parametrize("form", FORMS)
def test_signs_that_xml_does_not_know_do_not_break_a_file(form):
    part = sample.part("Кто\x0b?", Content(None, sample.units(3), "\x00Да", "\x1f"), remark="\x08")
    part.content.table.rows[0]["name"] = "Ёл\x00кин\x0b"
    assert FORMS[form].make(sample.pack(part, title="Т\x00" * 300))


@pytest.mark.parametrize("form", FORMS)
def test_a_report_that_says_nothing_is_still_a_file(form):
    assert FORMS[form].make(sample.pack(sample.part("Есть кто?", Content())))


@with_office
def test_libreoffice_opens_the_slides_with_nothing_lost(opened, slides, pack):
    told = pages(opened / "pptx.pdf")
    assert len(told) == len(slides.slides)
    names = [line[0] for line in texts_of(pack.parts[3]) if line[0].startswith("Школа")]
    whole = "\n".join(told)
    assert [name for name in names if name not in whole] == []


@with_office
def test_the_head_of_a_table_stands_on_the_second_page_of_a_document(printed):
    told = [page for page in printed if "Школа № 50" in page]
    assert len(told) == 1
    assert "Успеваемость" in told[0]


@with_office
def test_pages_of_a_document_are_counted(printed):
    for number, page in enumerate(printed, start=1):
        assert f"стр. {number} из {len(printed)}" in page
        assert sample.CODE in page


@with_office
def test_libreoffice_reads_numbers_of_the_sheet_and_calculates_no_name(opened, pack):
    part = pack.parts[3]
    [path] = opened.glob("xlsx-*ниже города*.csv")
    lines = list(csv.reader(path.read_text("utf-8").splitlines(), delimiter=";"))
    head = next(place for place, line in enumerate(lines) if line[:1] == ["Школы"])
    for line, row in zip(lines[head + 1 :], part.rows, strict=False):
        expected = value_of(row, part.columns[2])
        if isinstance(expected, float):
            assert float(line[2].rstrip("%")) == pytest.approx(100 * expected)
    assert [line[0].removeprefix("'") for line in lines[head + 1 :]][:6] == list(sample.HOSTILE)
