"""What each role comes for, in a real browser, in as few clicks as promised."""

import csv
import re
from pathlib import Path

from browsing import enter, first_child, needs_browser, settled, shown
from playwright.sync_api import Page, expect
from pptx import Presentation

from dashboard.access import Role

pytestmark = needs_browser


class Clicks:
    """Clicks and choices of a person, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.n = 0

    def on(self, place) -> None:
        """One click."""
        place.click()
        self.n += 1

    def choose(self, select: str, label: str) -> None:
        """One choice in a native select."""
        self.page.locator(select).select_option(label=label)
        self.n += 1

    def download(self, place) -> Path:
        """One click that brings a file."""
        with self.page.expect_download() as waiting:
            self.on(place)
        return Path(waiting.value.path())


def grid_text(page: Page, grid: str) -> list[dict[str, str]]:
    """The rows of a grid as they are seen: column id → text."""
    return page.locator(f"#{grid}").evaluate(
        """grid => {
            const rows = {};
            grid.querySelectorAll('.ag-row').forEach(row => {
                const found = rows[row.getAttribute('row-index')] ||= {};
                row.querySelectorAll('.ag-cell').forEach(cell => {
                    found[cell.getAttribute('col-id')] = cell.innerText.trim();
                });
            });
            return Object.keys(rows).sort((a, b) => a - b).map(index => rows[index]);
        }"""
    )


def test_a_methodologist_finds_the_problem_subject_of_the_seventh_grades_in_four_clicks(page):
    enter(page, Role.MUNICIPAL_METHODOLOGIST)
    shown(page, "municipality")
    clicks = Clicks(page)
    clicks.choose("#unit-grade", "7 классы")
    expect(page).to_have_url(re.compile("grade=7"))
    expect(page.locator("#unit-attention-body")).to_contain_text("Порядок – по числу учеников")
    by_quality = grid_text(page, "unit-subjects")
    worst = by_quality[-1]["name"]
    clicks.on(page.locator("#unit-subjects").get_by_role("link", name=worst, exact=True))
    expect(page.locator("#unit-finding")).to_contain_text(f"по предмету «{worst}»")
    clicks.on(first_child(page))
    shown(page, "school")
    expect(page).to_have_url(re.compile(r"subject=\d+&grade=7"))
    assert clicks.n <= 4


def test_a_head_takes_a_pack_for_the_council_in_three_clicks_and_its_numbers_are_the_screens(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    seen = grid_text(page, "unit-children")
    clicks = Clicks(page)
    clicks.on(page.get_by_role("button", name="Пакет к педсовету"))
    slides = Presentation(clicks.download(page.get_by_role("button", name="PPTX").first)).slides
    assert clicks.n <= 3
    rows = [
        [cell.text for cell in row.cells]
        for slide in slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    ]
    for one in seen:
        asked = {one["name"], one["quality_rate"].replace("\u202f", "\u00a0"), one["n"]}
        assert any(asked <= set(row) for row in rows), one
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert charts  # native, so that they can be edited


def test_a_table_taken_as_csv_says_what_the_screen_says(page):
    enter(page, Role.REGIONAL_ADMINISTRATOR)
    shown(page, "region")
    seen = {one["name"]: one for one in grid_text(page, "unit-children")}
    page.locator("#unit-children-place .tools summary").click()
    path = Clicks(page).download(
        page.locator("#unit-children-place").get_by_role("button", name="Таблица CSV")
    )
    lines = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    head = next(n for n, line in enumerate(lines) if "n" in line)
    for line in lines[head + 1 :]:
        row = dict(zip(lines[head], line, strict=True))
        on_screen = seen[line[0]]["quality_rate"].replace("\u202f%", "")
        assert on_screen in row.values(), line
    assert len(lines) - head - 1 == len(seen)


def test_a_bar_a_tile_and_a_row_lead_down_by_one_click(page):
    enter(page)
    shown(page, "region")
    names = [one["name"] for one in grid_text(page, "unit-children")]
    page.locator("#unit-children .ag-center-cols-container .ag-row").first.click()
    shown(page, "municipality")
    page.go_back()
    shown(page, "region")
    page.locator("#unit-ranked-place .as-tiles summary").click()
    page.locator("#unit-ranked-place .tile").first.click()
    shown(page, "municipality")
    page.go_back()
    shown(page, "region")
    page.locator("#unit-ranked").scroll_into_view_if_needed()
    bar = page.locator("#unit-ranked .bars .point path").first.bounding_box()
    page.mouse.click(bar["x"] + 20, bar["y"] + bar["height"] / 2)
    shown(page, "municipality")
    assert page.locator("#unit-name").inner_text() in names


def test_a_deputy_compares_two_parallels_in_three_clicks(page):
    enter(page, Role.DEPUTY_HEAD)
    shown(page, "school")
    clicks = Clicks(page)
    boxes = page.locator("#unit-children .ag-row .ag-selection-checkbox input")
    clicks.on(boxes.nth(0))
    clicks.on(boxes.nth(1))
    clicks.on(page.get_by_role("link", name=re.compile("Сравнить выбранные")))
    shown(page, "compare")
    assert clicks.n <= 3
    assert len(grid_text(page, "compare-compared")) >= 2


def test_a_class_teacher_sees_who_has_one_three_and_why_down_to_the_row_of_a_file(page):
    enter(page, Role.CLASS_TEACHER)
    shown(page, "school_class")
    clicks = Clicks(page)
    everyone = len(grid_text(page, "unit-children"))
    clicks.choose("#unit-group", "с одной «3»")
    expect(page).to_have_url(re.compile("group=one_three"))
    expect(page.locator("#unit-children .ag-row")).not_to_have_count(2 * everyone)
    groups = {one["group"] for one in grid_text(page, "unit-children")}
    assert groups == {"с одной «3»"}
    clicks.on(first_child(page))
    shown(page, "student")
    clicks.on(page.locator("#student-subjects a").first)
    settled(page)
    expect(page).to_have_url(re.compile(r"/marks/\d+"))
    expect(page.locator("main")).to_contain_text("строка")
    assert clicks.n <= 4


def test_a_subject_teacher_sees_what_was_not_learnt_in_three_clicks(page):
    enter(page, Role.SUBJECT_TEACHER)
    clicks = Clicks(page)
    clicks.on(page.get_by_role("link", name="Работы").first)
    works = page.locator("#assessments-works .ag-pinned-left-cols-container a")
    clicks.on(works.first)
    shown(page, "assessment")
    expect(page.locator("#assessment-elements .ag-row").first).to_be_visible()
    assert clicks.n <= 3


def test_an_administrator_comes_to_rejected_rows_in_two_clicks(page):
    enter(page, Role.SYSTEM_ADMINISTRATOR)
    clicks = Clicks(page)
    clicks.on(page.get_by_role("link", name="Данные").first)
    expect(page.locator("main")).to_contain_text("Что загружено?")
    clicks.on(page.locator("main a[href*='load=']").first)
    expect(page.locator("main")).to_contain_text("Прочитано = загружено")
    assert clicks.n <= 2


def test_a_picture_carries_its_question_its_filters_and_n(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.locator("#unit-trend-place .tools summary").click()
    place = page.locator("#unit-trend-place")
    svg = Clicks(page).download(place.get_by_role("button", name="Картинка SVG"))
    text = svg.read_text("utf-8")
    assert "Что меняется?" in text and "итоговые отметки" in text and "n =" in text
    page.locator("#unit-trend-place .tools summary").click()
    png = Clicks(page).download(place.get_by_role("button", name="Картинка PNG"))
    assert png.read_bytes().startswith(b"\x89PNG")


def test_a_report_is_taken_and_a_unit_found_by_the_keyboard_alone(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    settled(page)
    # a report outside of the usual pack: what is in the tray already is not put there twice
    before = int(page.locator("#shell-tray-count").inner_text())
    page.locator("#unit-subjects-place .tools summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#unit-subjects-place .tool").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#shell-tray-count")).to_have_text(str(before + 1))
    page.keyboard.press("/")
    page.keyboard.type("8")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/(parallel|school_class)/\d+"))


def test_a_number_says_how_it_was_made_and_leads_to_the_marks(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.locator(".why-open").first.focus()
    told = page.locator(".why-told").first
    expect(told).to_be_visible()
    expect(told).to_contain_text("все ученики")
    told.get_by_role("link").click()
    settled(page)
    expect(page).to_have_url(re.compile(r"/why/\d+"))


def test_each_further_question_is_read_when_it_is_asked_and_no_other(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    expect(page.locator("#unit-attendance-place")).to_be_hidden()
    page.locator("#unit-attendance-ask").click()
    expect(page.locator("#unit-attendance .scatterlayer .point").first).to_be_visible()
    expect(page.locator("#unit-attendance-body")).to_contain_text(
        re.compile("связь, не причина|о связи судить рано")
    )
