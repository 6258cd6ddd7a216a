"""The top bar in a real browser: search, saved views and help by keys alone; narrow; on paper."""

import re

from browsing import enter, needs_browser, shown, violations
from playwright.sync_api import expect

from dashboard.access import Role

pytestmark = needs_browser


def test_a_class_is_found_and_opened_by_keys_alone(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.keyboard.press("/")
    field = page.locator("#shell-search")
    expect(field).to_be_focused()
    page.keyboard.type("8а", delay=20)
    option = page.locator("#shell-found [role=option]").first
    expect(option).to_contain_text("8А")
    expect(page.locator("#shell-search-said")).to_contain_text("Найдено")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "shell-found-1")
    page.keyboard.press("Enter")
    shown(page, "school_class")
    expect(page.locator(".title h1")).to_have_text("8А")


def test_what_is_not_there_says_what_can_be_found(page):
    enter(page, Role.HEAD)
    page.locator("#shell-search").fill("нетникакой")
    expect(page.locator("#shell-found")).to_contain_text("Ничего не нашлось")


def test_what_is_typed_before_the_script_has_come_is_looked_for(page):
    waiting = []
    enter(page, Role.HEAD)
    page.route("**/08-search*", lambda route: waiting.append(route))
    page.reload(wait_until="commit")
    page.locator("#shell-search").fill("нетникакой")
    waiting[0].continue_()
    expect(page.locator("#shell-found")).to_contain_text("Ничего не нашлось")


def test_a_view_is_saved_opened_renamed_removed_and_brought_back(page):
    enter(page, Role.DEPUTY_HEAD)
    shown(page, "school")
    page.locator("#unit-basis").select_option("current")
    expect(page).to_have_url(re.compile("basis=current"))
    saved = page.url
    page.locator("#shell-views summary").click()
    expect(page.locator("#shell-view-name")).to_have_value(re.compile(r"^Школа № \d+, \d{4}/"))
    page.get_by_role("button", name="Сохранить вид").click()
    view = page.locator("#shell-views-list li a")
    expect(view).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="Переименовать").click()
    page.keyboard.type("Моя школа")
    page.keyboard.press("Enter")
    expect(view).to_have_text("Моя школа")
    page.keyboard.press("Escape")
    expect(page.locator("#shell-views summary")).to_be_focused()
    page.goto("/assessments")
    page.locator("#shell-views summary").click()
    view.click()
    shown(page, "school")
    expect(page).to_have_url(saved)
    page.locator("#shell-views summary").click()
    page.get_by_role("button", name="Убрать").click()
    expect(view).to_have_count(0)
    page.get_by_role("button", name="Вернуть").click()
    expect(view).to_have_text("Моя школа")


def test_help_opens_beside_the_page_is_searched_and_gives_the_focus_back(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.locator("#shell-help").focus()
    page.keyboard.press("Enter")
    panel = page.locator("#shell-help-panel")
    expect(panel).to_be_visible()
    assert violations(page) == []
    page.locator("#help-filter").fill("соу")
    expect(panel.locator("dt:visible").first).to_have_text("СОУ")
    page.locator("#help-filter").fill("ыыы")
    expect(panel.locator("#help-none")).to_have_text("Такого слова здесь нет.")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # the first one empties the field
    expect(panel).to_be_hidden()
    expect(page.locator("#shell-help")).to_be_focused()


def test_single_keys_can_be_switched_off(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.keyboard.press("?")
    page.locator("#help-keys").uncheck()
    page.locator("#shell-help-close").click()
    page.keyboard.press("/")
    expect(page.locator("#shell-search")).not_to_be_focused()


def test_on_a_telephone_the_rail_folds_and_nothing_runs_over_the_edge(page):
    page.set_viewport_size({"width": 320, "height": 800})
    enter(page, Role.HEAD)
    shown(page, "school")
    page.locator("#shell-menu").click()
    expect(page.locator("#shell-sections")).to_be_visible()
    assert violations(page) == []
    page.locator("#shell-sections").get_by_text("Работы").click()
    expect(page).to_have_url(re.compile("/assessments"))
    expect(page.locator("#shell-sections")).to_be_hidden()
    expect(page.locator("#shell-sections [aria-current=page]")).to_have_text("Работы")
    for button in ("#shell-views summary", ".person"):
        page.locator(button).click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.keyboard.press("Escape")


def test_paper_has_the_filters_the_day_the_address_and_every_row(page):
    enter(page, Role.HEAD)
    shown(page, "school")
    rows = page.locator("#unit-children .ag-center-cols-container .ag-row").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    line = page.locator("#shell-printed")
    for told in ("Учебный год: ", "Период: год", "Напечатано ", "/school/"):
        expect(line).to_contain_text(told)
    expect(page.locator("#unit-children + .on-paper tbody tr")).to_have_count(rows)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".on-paper")).to_have_count(0)


def test_without_the_server_the_screen_says_so_and_offers_to_try_again(page, complaints):
    enter(page, Role.HEAD)
    shown(page, "school")
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.locator("#unit-basis").select_option("current")
    expect(page.locator("#shell-problem")).to_contain_text("Нет связи с сервером")
    expect(page.locator("#shell-problem").get_by_role("button", name="Повторить")).to_be_visible()
    expect(page.locator("#shell-loading")).to_have_text("")
    page.unroute_all()
    page.goto("/help")
    complaints.clear()
