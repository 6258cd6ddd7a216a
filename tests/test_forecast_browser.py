"""Exam forecasts in a real browser: from the region down to a student, filters, settings."""

import re

from browsing import enter, needs_browser, settled, violations
from playwright.sync_api import expect

from dashboard.access import Role

pytestmark = needs_browser
RISK = "#forecast-forecast_risk-place"
LIST = "#forecast-forecast_list"


def lead_down(page):
    """Open the table of the units inside and follow its first link."""
    place = page.locator(RISK)
    place.locator("summary", has_text="Показать таблицей").click()
    link = place.locator(".plain tbody a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("#forecast-name + .kind")).to_have_text(name)
    settled(page)


def test_the_zone_of_risk_leads_from_the_region_to_a_student(page):
    enter(page, Role.REGIONAL_ADMINISTRATOR, "/forecast?risk=5")
    settled(page)
    expect(page.locator(f"{RISK} .sentence")).to_contain_text("в зоне риска")
    expect(page.locator(f"{RISK} .bars .point").first).to_be_visible()
    assert violations(page) == []
    for _ in ("municipality", "school", "class"):
        lead_down(page)
        expect(page).to_have_url(re.compile("risk=5"))
    expect(page.locator(f"{RISK}")).to_be_hidden()
    codes = page.locator(f"{LIST} .ag-pinned-left-cols-container a")
    if codes.count():  # a class where nobody reaches the threshold has an empty list
        codes.first.click()
        expect(page).to_have_url(re.compile("/student/"))
        expect(page.locator("#student-forecast h2")).to_have_text("Чего ждать на экзамене?")
        settled(page)
        assert violations(page) == []


def test_a_filter_changes_the_screen_and_its_address(page):
    enter(page, Role.HEAD, "/forecast")
    settled(page)
    page.select_option("#forecast-risk", "10")
    expect(page).to_have_url(re.compile("risk=10"))
    expect(page.locator(f"{LIST}-body")).to_contain_text("Порог зоны риска 10")
    page.select_option("#forecast-subject", label="Русский язык")
    expect(page).to_have_url(re.compile("subject="))
    card = page.locator("#forecast-forecast_card-body")
    expect(card).to_contain_text("Русский язык: по данным на")
    assert violations(page) == []


def test_a_head_switches_the_forecast_of_families_on_and_off(page):
    enter(page, Role.HEAD, "/settings")
    choice = page.get_by_label("Показывать прогноз экзаменов семьям")
    for value in ("1", ""):
        choice.select_option(value)
        page.get_by_role("button", name="Сохранить").click()
        expect(page.locator("main")).to_contain_text("Сохранено.")
        expect(choice).to_have_value(value)
    assert violations(page) == []
