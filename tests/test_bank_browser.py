"""The bank of works in a real browser: found, approved, taken back, and its files taken away."""

import re

from browsing import enter, needs_browser
from playwright.sync_api import expect

from dashboard.access import Role

pytestmark = needs_browser


def test_a_plan_is_found_approved_and_taken_back(page):
    enter(page, Role.REGIONAL_ADMINISTRATOR, "/plans")
    links = page.locator("#plans-list .ag-pinned-left-cols-container a")
    expect(links.first).to_be_visible()
    page.fill("#plans-text", "мкр")
    page.press("#plans-text", "Enter")
    expect(page).to_have_url(re.compile("text="))
    page.select_option("#plans-subject", label="Математика")
    expect(page).to_have_url(re.compile(r"subject=\d+"))
    expect(links.first).to_contain_text(re.compile("Математика.*МКР"))
    links.first.click()
    state = page.locator("#plan-state")
    expect(state).to_have_text("План не утверждён.")
    page.click("#plan-approve")
    expect(state).to_contain_text("(региональный администратор)")
    page.click("#plan-withdraw")
    expect(state).to_have_text("План не утверждён.")


def test_a_head_takes_the_empty_protocol_of_a_class(page):
    enter(page, Role.DEPUTY_HEAD, "/plans")
    page.locator("#plans-list .ag-pinned-left-cols-container a").first.click()
    expect(page.locator("#plan-approve")).to_have_count(0)
    for ending in ("xlsx", "pdf"):
        with page.expect_download() as taken:
            page.locator(f"a[href*='protocol.{ending}']").first.click()
        assert taken.value.suggested_filename.startswith("Протокол, ")
