"""What is taken away holds nothing that the screens would not show to the same person."""

from io import BytesIO

import pytest
from counted import counted
from forged import own_addresses
from python_calamine import CalamineWorkbook
from secret_personas import PERSONAS
from secret_territory import TERRITORY
from signed_in import post_form

from dashboard.reports.registry import UNIT

LEVELS = ("region", "municipality", "school", "parallel", "school_class")
MAY = [
    *("region 1", "methodologist", "head 1", "class teacher 1/8А", "subject in a school"),
    *("region and own class", "class teacher since autumn"),
]
READ: list[int] = []


def own_screens(world, persona) -> list[str]:
    kinds = tuple(f"/{level}/" for level in LEVELS)
    return [address for address, _ in own_addresses(world, persona) if address.startswith(kinds)]


def compared_screens(world, persona) -> list[str]:
    """Units that are only compared with: their files hold round numbers."""
    known = world.oracle.known[persona]
    keys = sorted(known.units - set(known.own))[:3]
    return [f"/{TERRITORY.places[key].level}/{world.ids.units[key]}" for key in keys]


@pytest.mark.parametrize("persona", MAY)
def test_no_table_holds_what_its_reader_may_not_meet(secret, persona):
    browser = secret.client(persona)
    for address in (*own_screens(secret, persona), *compared_screens(secret, persona)):
        for report in UNIT:
            asked = {"address": address, "report": report.name}
            answer = browser.get("/export/report.csv", query_string=asked)
            assert answer.status_code in (200, 404), (address, report.name)
            if answer.status_code == 200:
                text = answer.data.decode("utf-8-sig")
                assert secret.oracle.leaks(persona, text) == [], (address, report.name)
                READ.append(len(text))
    assert READ
    counted("tables taken away", f"{len(READ)} files read, 0 leaks")


@pytest.mark.parametrize("persona", MAY)
def test_no_workbook_holds_what_its_reader_may_not_meet(secret, persona):
    browser = secret.client(persona)
    for address in (*own_screens(secret, persona), *compared_screens(secret, persona)):
        asked = {"address": address, "report": "children"}
        answer = browser.get("/export/report.xlsx", query_string=asked)
        assert answer.status_code in (200, 404), address
        if answer.status_code == 200:
            assert secret.oracle.leaks(persona, cells_of(answer.data)) == [], address


def cells_of(workbook: bytes) -> str:
    """Every cell of every sheet in a line of its own."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row)


@pytest.mark.parametrize("persona", MAY)
def test_the_page_of_reports_names_nothing_foreign(secret, persona):
    browser = secret.client(persona)
    for address in own_screens(secret, persona)[:2]:
        assert post_form(browser, "/pack/usual", {"address": address}).status_code == 303
    page = browser.get("/reports")
    assert page.status_code == 200
    assert secret.oracle.leaks(persona, page.get_data(as_text=True)) == []


def test_every_persona_is_asked_for_who_has_the_right():
    assert set(MAY) <= set(PERSONAS)
