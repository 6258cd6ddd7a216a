"""In a real browser: bars and rows lead down, boxes to a comparison, a list asks the server."""

import re

from browsing import enter, needs_browser, shown, violations
from playwright.sync_api import expect

pytestmark = needs_browser


def test_a_bar_and_any_place_of_a_row_lead_down(page):
    enter(page)
    bar = page.locator("#unit-ranked .bars .point path").first
    expect(bar).to_be_visible()
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile("/municipality/"))
    shown(page, "municipality")  # until then the rows of the region stand here
    page.locator("#unit-children .ag-center-cols-container .ag-cell[col-id=n]").first.click()
    expect(page).to_have_url(re.compile("/school/"))


def test_boxes_lead_to_a_comparison_and_back_out_of_it(page):
    enter(page)
    boxes = page.locator("#unit-children .ag-selection-checkbox input")
    expect(boxes.first).to_be_visible()
    for n in range(2):
        boxes.nth(n).check()
    link = page.locator("#unit-children-compare")
    expect(link).to_have_text("Сравнить выбранные (2)")
    link.click()
    expect(page).to_have_url(re.compile(r"/compare\?units=\d+,\d+&year="))
    expect(page.locator("#compare-chosen li")).to_have_count(2)
    expect(page.locator("#compare-compared .ag-center-cols-container .ag-row")).to_have_count(2)
    assert violations(page) == []
    page.locator("#compare-chosen .leave-out").first.click()
    expect(page).to_have_url(re.compile(r"/compare\?units=\d+&year="))


def test_the_list_of_students_is_sorted_and_narrowed_by_the_server(page):
    enter(page, path="/students")  # of the only unit of one's own
    rows = page.locator("#students-list .ag-center-cols-container .ag-row .ag-cell[col-id=group]")
    expect(rows.first).not_to_be_empty()
    total = page.locator("#students-total")
    expect(total).to_contain_text("учени")
    everybody = total.inner_text()
    page.select_option("#students-group", "failing")
    expect(rows.first).to_have_text("не успевает")
    expect(total).not_to_have_text(everybody)
    expect(page).to_have_url(re.compile("group=failing"))
    page.fill("#students-search", "щщщ")
    expect(total).to_have_text("Таких учеников нет.")
    assert violations(page) == []
