"""A pack on paper read again, and pictures that never get into another's file."""

import json
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pytest
import sample_packs as sample
from pypdf import PdfReader

from dashboard.exports import pdf_file as paper
from dashboard.exports import pictures as drawing
from dashboard.exports.pack import CannotMake
from dashboard.exports.pdf_file import pdf_file
from dashboard.exports.pictures import browser, pictures
from dashboard.reports.content import Content
from dashboard.theme import figure

with_browser = pytest.mark.skipif(browser() is None, reason="no Chromium here")


def told(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\u202f", " ") for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture
def without_browser(monkeypatch):
    monkeypatch.setattr(drawing, "BROWSERS", ("no-such-browser",))


@pytest.fixture(scope="module")
def printed():
    """The pack without its figures, which other tests draw."""
    pack = sample.council()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "pictures", lambda figures: [EMPTY_SVG] * len(figures))
        return pdf_file(pack)


@pytest.fixture(scope="module")
def pages(printed):
    return told(printed)


EMPTY_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="300"/>'


def test_every_page_says_of_what_it_is_and_which_of_how_many(pages):
    assert len(pages) > 8
    for number, page in enumerate(pages, start=1):
        assert f"стр. {number} из {len(pages)}" in page
        assert sample.CODE in page and "22.11.2026" in page
        assert sample.FILTERS.split(" · ")[1] in page


def test_the_names_of_columns_stand_on_every_page_of_a_table(pages):
    inside = [page for page in pages if re.search(r"Школа № (2|5|8|11)0\b", page)]
    assert len(inside) == 4
    assert all("Успеваемость" in page for page in inside)


def test_cells_of_the_table_are_those_of_the_screen(pages):
    whole = "\n".join(pages)
    for text in ("<b>жирный</b> & «ёЁ№»", "=1+1|cmd", "≈ 65 %", "≈ 130", "×", "−25,0"):
        assert text in whole
    assert all(f"Школа № {number}" in whole for number in range(113))


def test_wide_tables_lie_and_the_rest_stands(printed):
    boxes = [page.mediabox for page in PdfReader(BytesIO(printed)).pages]
    lies = [box.width > box.height for box in boxes]
    assert {(round(min(b.width, b.height)), round(max(b.width, b.height))) for b in boxes} == {
        (595, 842)
    }
    assert lies[:5] == [False, False, True, False, True]


def test_the_file_is_russian_and_has_headings_to_go_by(printed):
    reader = PdfReader(BytesIO(printed))
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    assert reader.metadata.title == "Пакет к педсовету: школа № 7"
    assert "Какие школы ниже города?" in str(reader.outline)


def test_our_letters_are_in_the_file(printed):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(printed)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("Golos-Cyrillic" in font for font in fonts)
    assert any("Golos-Latin" in font for font in fonts)


@with_browser
def test_a_figure_is_drawn_with_its_words():
    page = "".join(told(pdf_file(sample.pack(sample.part("Как?", Content(sample.marks()))))))
    assert "Город <Ёлкин>" in page
    assert "46 %" in page


def test_without_a_browser_the_numbers_stand_in_place_of_the_picture(without_browser):
    page = "".join(told(pdf_file(sample.pack(sample.part("Как?", Content(sample.marks()))))))
    assert "нет Chromium" in page
    assert "46,4 %" in page  # 117 of 252


def test_without_pango_a_sentence_says_what_to_install(monkeypatch, tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library pango')")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CannotMake, match="libpango"):
        pdf_file(sample.pack())


def test_nothing_outside_the_file_is_asked_for():
    fetcher = paper._fetcher(paper._library())
    font = next(paper.FONTS.glob("*.woff2"))
    assert fetcher.fetch(font.as_uri())
    assert fetcher.fetch("data:text/plain,a")
    for url in (
        "https://example.org/a.png",
        "http://127.0.0.1:8050/",
        "file:///etc/passwd",
        f"{paper.FONTS.as_uri()}/../../app.py",
        f"{paper.FONTS.as_uri()}/%2e%2e/%2e%2e/app.py",
    ):
        with pytest.raises(ValueError, match="not loaded"):
            fetcher.fetch(url)


def bars(name: str) -> dict:
    drawn = {"type": "bar", "name": name, "x": [name, "–"], "y": [0.4, 0.6]}
    return figure([drawn], height=200)


@with_browser
def test_two_packs_at_once_get_their_own_pictures():
    """Shared browsers mixed 41 of 48 pictures up; here every one is looked at."""
    asked = [[bars(f"Набор{n}рисунок{i}") for i in range(4)] for n in range(2)]
    both = threading.Barrier(2)

    def draw(figures):
        both.wait()
        return pictures(figures)

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(draw, asked))
    for n, drawn in enumerate(found):
        for i, picture in enumerate(drawn):
            names = set(re.findall(r"Набор\dрисунок\d", picture.decode()))
            assert names == {f"Набор{n}рисунок{i}"}


@with_browser
def test_a_picture_may_be_of_dots():
    [png] = pictures([bars("а")], "png", 2)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 2 * drawing.WIDTH


@pytest.mark.parametrize("seconds", [0.2, 1.2])
@with_browser
def test_a_browser_that_does_not_answer_in_time_is_ended(monkeypatch, seconds):
    monkeypatch.setattr(drawing, "LONGEST", seconds)
    monkeypatch.setattr(drawing.json, "dumps", in_whole_seconds(json.dumps))
    assert pictures([bars("а")] * 40) is None
    assert not drawing._one_browser.locked()
    assert wait_until(lambda: not browsers_of("msoko-"))


def in_whole_seconds(dumps):
    """The process' own alarm, longer than it is waited for."""
    return lambda asked, **more: dumps(asked | {"seconds": 60}, **more)


def browsers_of(folder: str) -> list[str]:
    """Running browsers whose profile lies in a folder of ours."""
    lines = map(command_line, Path("/proc").glob("[0-9]*/cmdline"))
    return [line for line in lines if b"--user-data-dir" in line and folder.encode() in line]


def command_line(path: Path) -> bytes:
    """What a process was started with; nothing of one that has just ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def wait_until(is_so, seconds: float = 10) -> bool:
    until = monotonic() + seconds
    while not is_so() and monotonic() < until:
        sleep(0.1)
    return is_so()


def test_a_process_that_fails_leaves_no_picture(monkeypatch):
    monkeypatch.setattr(drawing, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    monkeypatch.setattr(drawing, "browser", lambda: "/bin/true")
    assert pictures([bars("а")]) is None


def test_a_browser_learns_no_secret(monkeypatch):
    told = "import json, os; print(json.dumps([name.encode().hex() for name in os.environ]))"
    monkeypatch.setenv("MSOKO_SECRET_KEY", "secret")
    monkeypatch.setattr(drawing, "COMMAND", (sys.executable, "-c", told))
    monkeypatch.setattr(drawing, "b64decode", lambda text: bytes.fromhex(text).decode())
    assert "MSOKO_SECRET_KEY" not in drawing._drawn([], [], "")


def test_of_no_figures_there_are_no_pictures():
    assert pictures([]) == []
