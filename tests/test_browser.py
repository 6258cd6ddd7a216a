"""The screens in a real browser: every role signs in, down the tree and back, no outside call."""

import re
import time
from pathlib import Path

import pytest
from browsing import (
    LEVELS,
    enter,
    first_child,
    needs_browser,
    shown,
    sign_in,
    violations,
)
from playwright.sync_api import expect

from dashboard.access import Role
from dashboard.role_names import ROLE_NAMES

pytestmark = needs_browser


def test_one_walks_from_the_region_down_to_a_student_and_back(page):
    enter(page)
    shown(page, "region")
    expect(page).to_have_url(re.compile(r"/region/\d+\?year=\d{4}&period=\d{6}"))
    year = re.search(r"year=(\d{4})", page.url)[1]
    assert violations(page) == []
    for level in LEVELS:
        first_child(page).click()
        shown(page, level)
        expect(page).to_have_url(re.compile(rf"/{level}/\d+\?year={year}"))
        assert violations(page) == [], level
    for level in reversed(LEVELS[:-1]):
        page.go_back()
        shown(page, level)
        expect(page).to_have_url(re.compile(rf"/{level}/\d+\?year={year}"))


def test_the_theme_is_chosen_and_kept(page):
    page.emulate_media(color_scheme="light")
    enter(page)
    shown(page, "region")
    page.locator(".person").click()
    page.locator("#shell-theme").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert violations(page) == []
    page.goto("/assessments")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_sheet_of_a_student_is_one_page_of_paper(page):
    enter(page)
    for level in ("region", *LEVELS):
        shown(page, level)
        if level != "student":
            first_child(page).click()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", paper)) == 1


def test_a_filter_changes_the_numbers_and_the_address_in_place(page):
    enter(page)
    shown(page, "region")
    before = page.locator("#unit-finding").inner_text()
    last = page.locator("#unit-subject option").last.get_attribute("value")
    page.locator("#unit-subject").select_option(last)
    expect(page).to_have_url(re.compile(r"subject=\d+"))
    expect(page.locator("#unit-finding")).not_to_have_text(before)
    first_child(page).click()
    shown(page, "municipality")
    expect(page).to_have_url(re.compile(r"/municipality/\d+\?.*subject=\d+"))
    page.go_back()
    shown(page, "region")
    expect(page.locator("#unit-finding")).not_to_have_text(before)


def test_a_name_in_a_table_is_reached_and_opened_by_keyboard(page):
    enter(page)
    shown(page, "region")
    first_child(page).focus()
    page.keyboard.press("Enter")
    shown(page, "municipality")


def test_a_work_is_opened_from_the_list_and_shown_by_elements(page):
    enter(page, path="/assessments")
    works = page.locator("#assessments-works .ag-pinned-left-cols-container a")
    expect(works.first).to_be_visible()
    assert violations(page) == []
    works.first.click()
    shown(page, "assessment")
    expect(page.locator("#assessment-tasks .ag-center-cols-container .ag-row")).not_to_have_count(0)
    page.locator("#assessment-by").select_option("level")
    expect(page).to_have_url(re.compile(r"by=level"))
    assert violations(page) == []


def test_an_unknown_unit_is_not_found(page):
    enter(page, path="/school/999999999")
    expect(page.get_by_role("heading", name="Не найдено")).to_be_visible()


@pytest.mark.parametrize("width", [390, 320])
def test_a_telephone_is_wide_enough(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    enter(page)
    shown(page, "region")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_first_key_leads_past_the_navigation(page):
    enter(page, path="/assessments")
    expect(page.locator(".ag-row").first).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_what_lasts_says_that_it_is_under_way(page):
    enter(page)
    shown(page, "region")
    page.route("**/_dash-update-component*", late)
    page.locator("#unit-basis").select_option("current")
    expect(page.locator("#shell-loading")).to_have_text("Загружаю…")
    expect(page.locator("#shell-loading")).to_have_text("")


def late(route):
    """The answer comes a second and a half later."""
    time.sleep(1.5)
    route.continue_()


HOMES = {
    Role.REGIONAL_ADMINISTRATOR: ".screen-region",
    Role.MUNICIPAL_METHODOLOGIST: ".screen-municipality",
    Role.HEAD: ".screen-school",
    Role.DEPUTY_HEAD: ".screen-school",
    Role.SCHOOL_ADMINISTRATOR: ".begin",
    Role.CLASS_TEACHER: ".screen-school_class",
    Role.SUBJECT_TEACHER: ".begin",
    Role.STUDENT: ".screen-student",
    Role.PARENT: ".begin",
    Role.SYSTEM_ADMINISTRATOR: ".begin",
}


def test_the_way_in_is_accessible(page):
    page.goto("/login")
    assert violations(page) == []


@pytest.mark.parametrize("role", HOMES)
def test_each_persona_signs_in_and_lands_on_its_home(page, role):
    page.goto("/login")
    sign_in(page, role)
    expect(page.locator(HOMES[role])).to_be_visible()
    expect(page.locator(".demo-banner")).to_contain_text(f"вошли как {ROLE_NAMES[role]}")
    for link in page.locator(".rail-links a").all():
        answer = page.request.get(link.get_attribute("href"))
        assert answer.status == 200


def test_a_session_that_is_over_leads_back_to_the_same_page(page, complaints):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.locator("#unit-basis").select_option("current")
    expect(page).to_have_url(re.compile("basis=current"))
    before = page.url
    page.context.clear_cookies()
    page.locator("#unit-basis").select_option("final")
    expect(page.get_by_text("Сеанс закончился, войдите снова")).to_be_visible()
    complaints[:] = [said for said in complaints if "401" not in said]
    sign_in(page, Role.HEAD)
    shown(page, "school")
    expect(page).to_have_url(before)


def test_one_signs_out_and_is_a_stranger_again(page):
    enter(page, Role.DEPUTY_HEAD)
    shown(page, "school")
    page.locator(".person").click()
    page.get_by_role("button", name="Выйти").click()
    expect(page.get_by_text("Вы вышли.")).to_be_visible()
    page.goto("/")
    expect(page).to_have_url(re.compile("/login"))


def test_a_teacher_of_one_subject_sees_his_subject_and_no_groups(page):
    enter(page, Role.SUBJECT_TEACHER)
    page.locator(".entries a").first.click()
    shown(page, "school_class")
    names = [name for name in page.locator("#unit-subject option").all_inner_texts() if name]
    assert len(names) == 1 and "Все предметы" not in names
    expect(page.locator("#unit-children").get_by_text("Группа", exact=True)).to_have_count(0)
    first_child(page).click()
    shown(page, "student")
    expect(page.locator(".why")).to_contain_text("учитель-предметник")
    subjects = page.locator("#student-subjects tbody tr")
    expect(subjects).to_have_count(1)
    named = subjects.locator("th").inner_text()
    rows = page.locator(".sheet tbody tr th:first-child")
    assert {name.strip() for name in rows.all_inner_texts()} == {named.strip()}


def test_a_parent_goes_from_the_list_of_children_to_a_sheet_without_closed_links(page):
    enter(page, Role.PARENT)
    expect(page.locator(".entries a")).to_have_count(2)
    page.locator(".entries a").first.click()
    shown(page, "student")
    expect(page.locator(".why")).to_contain_text("ваш ребёнок")
    open_to_all = page.locator(".screen a:not([href^='/marks/'])")  # one's own marks are open
    assert open_to_all.all_inner_texts() == ["Мои дети"]


def test_a_head_compares_with_rounded_neighbours_and_takes_the_table_along(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.locator(".trail a").first.click()
    shown(page, "region")
    expect(page.locator("#unit-rounded")).to_be_visible()
    expect(page.locator("#unit-children .ag-pinned-left-cols-container a")).to_have_count(1)
    assert violations(page) == []
    page.locator("#unit-children-place .tools summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Таблица CSV").locator("visible=true").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    assert "≈" in Path(waiting.value.path()).read_text("utf-8-sig")
