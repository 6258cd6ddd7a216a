"""«Почему так» in a real browser: by pointer and keyboard, and down to the file and row."""

import re

from browsing import enter, needs_browser, shown, violations
from playwright.sync_api import expect

pytestmark = needs_browser


def test_a_number_says_how_it_was_made_by_pointer_and_by_keyboard(page):
    enter(page)
    shown(page, "region")
    number, told = page.locator(".why-open").first, page.locator(".why-told").first
    number.hover()
    expect(told).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.mouse.move(0, 0)
    number.focus()
    expect(told).to_be_visible()
    expect(number).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")  # to the link inside: it stays
    expect(told).to_be_visible()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(number).to_be_focused()


def test_from_the_region_one_comes_down_to_the_file_and_row_of_a_mark(page):
    enter(page)
    shown(page, "region")
    page.locator(".why-open").first.focus()
    page.locator(".why-told a").first.click()
    for level in ("Муниципалитет", "Школа", "Параллель", "Класс"):
        expect(page.locator(".parts thead th").first).to_have_text(level)
        expect(page.locator(".parts tfoot th")).to_have_text("Вместе")
        page.locator(".parts tbody a").first.click()
    expect(page.locator(".parts thead th").first).to_have_text("Ученик")
    assert violations(page) == []
    page.locator(".parts tbody a").first.click()
    shown(page, "student")
    page.locator(".sheet tbody a").first.click()
    expect(page.locator(".singles .origin").first).to_have_text(re.compile(r"marks_.+, строка \d+"))
    assert violations(page) == []
