"""What every kind of file is made of: charts from figures, room on a page, numbers of a sheet."""

import csv
import re
import zipfile
from datetime import date
from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
import sample_packs as sample

from dashboard.exports.about import used
from dashboard.exports.charts import chart_of, said_instead
from dashboard.exports.fitting import fitted, head_height, paged, row_heights
from dashboard.exports.letters import legal, lines_in, office, shortened, width_of
from dashboard.exports.lines import lines_of
from dashboard.exports.pack import foot_of, part_of, places_of
from dashboard.exports.sheet import as_number, csv_file, harmless, sheet_names
from dashboard.exports.xlsx_file import xlsx_file
from dashboard.reports.cells import Column
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import RULE
from dashboard.theme import empty_figure, figure

CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_periods_stand_beside_years_and_no_line_goes_from_one_to_the_other():
    chart = chart_of(sample.trend())
    assert chart.kind == "line"
    assert chart.categories == (
        *("2024/2025", "2025/2026", " ", "1 четв.", "2 четв.", "3 четв.", "4 четв.", " "),
        *("1 пол.", "2 пол."),
    )
    parent, own = chart.series
    assert own.values == (0.593, 0.624, None, 0.55, 0.58, 0.6, 0.63, None, 0.7, 0.72)
    assert parent.values[5] is None  # the third quarter
    assert (own.name, parent.name) == ("Школа № 7 <b>", "Город & область")
    assert (parent.is_outline, own.is_outline) == (True, False)
    assert (chart.form, chart.lowest, chart.highest) == ("percent", 0, 1)
    assert own.more[0] == pytest.approx(0.05)


def test_stacked_bars_lie_with_the_first_unit_on_top():
    chart = chart_of(sample.marks())
    assert (chart.kind, chart.is_reversed, chart.highest) == ("stacked", True, 1.0)
    assert chart.categories == ("Школа № 7\nn = 252", f"Город <Ёлкин>\nn = 2{chr(0x202F)}500")
    fives = chart.series[0]
    assert (fives.name, fives.values[0]) == ("«5»", pytest.approx(40 / 252))
    assert [one.shape for one in chart.series] == ["", "", "", "/", "x", "."]


def test_bars_under_their_threshold_are_a_row_of_their_own_and_borders_are_dots():
    chart = chart_of(sample.solved())
    assert chart.kind == "column"
    others, low, border = chart.series
    assert [one is None for one in low.values] == [False] * 5 + [True] * 7
    assert [one is None for one in others.values] == [True] * 5 + [False] * 7
    assert border.is_dots and border.values[0] == 0.6 and border.values[11] is None
    assert low.shape == "/"


def test_each_bar_may_have_a_colour_of_its_own():
    bars = {"type": "bar", "x": ["а", "б"], "y": [1, 2]}
    chart = chart_of(figure([bars | {"marker": {"color": ["#111111", "#222222"]}}]))
    assert chart.series[0].points == (("#111111", ""), ("#222222", ""))
    assert (chart.form, chart.lowest) == ("count", None)


def test_marks_stand_on_the_axis_from_two_to_five():
    line = {"type": "scatter", "mode": "lines", "name": "а", "x": ["1", "2"], "y": [3.4, 4.1]}
    chart = chart_of(figure([line], yaxis={"range": [2, 5]}))
    assert (chart.form, chart.lowest, chart.highest) == ("mean", 2, 5)


@pytest.mark.parametrize(
    "drawn",
    [
        None,
        empty_figure("Отметок нет"),
        figure([{"type": "bar", "x": ["а"], "y": [None]}]),
        figure([{"type": "scatter", "mode": "markers", "x": [0.5, 0.7], "y": [3, 4]}]),
    ],
    ids=["none", "empty", "nothing known", "dots over numbers"],
)
def test_what_cannot_be_a_chart_is_none(drawn):
    assert chart_of(drawn) is None


def test_the_sentence_of_an_empty_picture_is_kept():
    assert said_instead(empty_figure("Отметок &lt;нет&gt;")) == "Отметок <нет>"


def test_signs_that_break_a_file_are_left_out():
    assert legal("Ёл\x00ки\x0b\ud800н") == "Ёлкин"
    assert office("12\u202f%") == "12\u00a0%"


def test_a_text_is_broken_where_it_does_not_fit():
    word = width_of("слово", 10)
    assert lines_in("слово слово слово", 10, 2.5 * word) == 2
    assert lines_in("слово", 10, word) == 1
    assert lines_in("слово" * 5, 10, 2 * word) == 3
    assert shortened("слово слово", 10, word).endswith("…")


def columns(n: int, form: str = "percent") -> list[Column]:
    return [Column("name", "Классы"), *(Column(f"f{i}", f"Предмет {i}", form) for i in range(n))]


@pytest.mark.parametrize("n", [3, 12, 30, 70])
def test_no_table_is_wider_than_its_page_and_every_column_stands_somewhere(n):
    shown = columns(n)
    fit = fitted(shown, [["8А", *(["100,0 %"] * n)]] * 3, 500, (10, 9, 8))
    assert all(sum(widths) <= 500.01 for widths in fit.widths)
    assert all(group[0] == 0 for group in fit.groups)
    assert sorted({place for group in fit.groups for place in group}) == [*range(n + 1)]
    assert (len(fit.groups) > 1) == (n > 12)


def test_names_of_columns_are_written_upwards_before_a_table_is_split():
    fit = fitted(columns(14, "cell"), [["8А", *(["75 %"] * 14)]], 500, (10, 9))
    assert (fit.is_upright, len(fit.groups)) == (True, 1)
    assert head_height(columns(14), fit, 0) > 30


def test_rows_are_told_by_their_heights_about_evenly():
    assert paged([10] * 9, 80) == [range(5), range(5, 9)]
    assert paged([10] * 9, 90) == [range(9)]
    assert paged([200, 10], 90) == [range(1), range(1, 2)]


def test_a_long_name_makes_its_row_higher():
    shown = columns(10)
    cells = [["Средняя школа имени Ёлкина " * 6, *(["1,0 %"] * 10)], ["8А", *(["1,0 %"] * 10)]]
    high, usual = row_heights(cells, fitted(shown, cells, 600, (10,)), 0)
    assert high > 2 * usual


def test_names_of_sheets_are_short_and_each_once():
    long = "Какие школы района ниже города [и почему]?"
    names = sheet_names([long, long, "Об отчёте", "", "'а'"], taken="Об отчёте")
    assert all(0 < len(name) <= 31 for name in names)
    assert not re.search(r"[\[\]:*?/\\]", "".join(names))
    assert len({name.casefold() for name in [*names, "Об отчёте"]}) == 6


def test_gaps_are_in_points_as_on_the_screen():
    column = Column("gap", "Разница", "gap")
    assert as_number({"gap": 0.0316}, column) == 3.2
    assert as_number({"gap": 0.0316, "gap_rounded": True, "disclosed": True}, column) == 3


class Screen:
    """No more of a screen than a part asks for."""

    level, title, place, filters = "school", "Школа № 7", sample.PLACE, sample.FILTERS
    n, fresh, has_rounded, address = "n = 1", "сегодня", True, "/school/1"

    def report(self, name):
        return Report(name, {"school": "Что изменилось?"}, build=None)

    def content(self, name):
        return Content(sentence="Выросло.") if name == "trend" else None


def test_a_part_is_read_from_a_screen():
    part = part_of(Screen(), "trend", "Слово")
    assert (part.question, part.remark, part.rule) == ("Что изменилось?", "Слово", RULE)
    assert part.content.sentence == "Выросло."
    assert part_of(Screen(), "nothing") is None


def test_the_foot_has_filters_n_date_and_report_id():
    pack = sample.council()
    assert foot_of(pack, pack.parts[0]) == (
        f"{sample.FILTERS} · n = 252 ученика · 22.11.2026 · {sample.CODE}"
    )


def test_of_very_many_places_the_first_are_named():
    parts = [sample.part("?", Content(), place=f"Школа № {i}") for i in range(9)]
    assert places_of(sample.pack(*parts))[-2:] == ["Школа № 5", "и ещё 3"]


def workbook(pack) -> dict[str, dict[str, object]]:
    """The sheets of a pack as cell → value, read from the file's own XML."""
    archive = zipfile.ZipFile(BytesIO(xlsx_file(pack)))
    shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    texts = ["".join(part.text or "" for part in one.iter(f"{CELLS}t")) for one in shared]
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    names = [sheet.get("name") for sheet in book.iter(f"{CELLS}sheet")]
    found = {}
    for number, name in enumerate(names, start=1):
        sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
        assert not list(sheet.iter(f"{CELLS}f")), "a formula"
        found[name] = {cell.get("r"): _value(cell, texts) for cell in sheet.iter(f"{CELLS}c")}
    return found


def _value(cell, texts):
    value = cell.find(f"{CELLS}v")
    if value is None:
        return None
    return texts[int(value.text)] if cell.get("t") == "s" else float(value.text)


def test_a_sheet_has_numbers_as_numbers_and_texts_that_calculate_nothing():
    part = sample.part("Какие школы ниже города?", Content(None, sample.units(120)))
    cells = workbook(sample.pack(part))["Какие школы ниже города"]
    assert [cells[f"A{row}"] for row in range(5, 11)] == [harmless(t) for t in sample.HOSTILE]
    assert cells["A5"] == "'=1+1|cmd"
    assert (cells["B5"], cells["C5"], cells["G5"]) == (100, 0.35, -25)
    assert (cells["B13"], cells["C13"], cells["C14"]) == ("≈\u00a0130", "≈\u00a065\u00a0%", "×")
    assert cells["F5"] == "="


def test_a_sheet_tells_formulas_and_their_sources():
    part = sample.part("Ниже?", Content(None, sample.units(3)), rule=RULE, address="/school/1")
    about = workbook(sample.pack(part))["Об отчёте"]
    told = " ".join(str(value) for value in about.values())
    codes = [one.code for one in used(sample.pack(part))]
    assert codes == ["pass_rate", "quality_rate", "learning_index", "mean_mark"]
    for text in (sample.CODE, sample.PLACE, sample.FILTERS, RULE, "22.11.2026", "страница формул"):
        assert text in told


def test_a_table_without_rows_leaves_a_sheet_with_its_words():
    part = sample.part("Есть кто?", Content(None, Table([], []), "", "Никого нет."))
    assert "Никого нет." in workbook(sample.pack(part))["Есть кто"].values()


def test_a_line_of_csv_is_what_stands_on_the_screen():
    part = sample.part("Ниже?", Content(None, sample.units(120)), rule=RULE)
    text = csv_file(lines_of(part, date(2026, 11, 22))).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    head = next(place for place, line in enumerate(lines) if line[:1] == ["Школы"])
    assert lines[head + 1][:3] == ["'=1+1|cmd", "100", "35,0"]
    assert lines[head + 9][:3] == ["Школа № 1", "≈ 130", "≈ 65"]
