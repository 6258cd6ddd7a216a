"""Files of the bank hold nothing that the screens would not show to the same person."""

import zipfile
from io import BytesIO

import pytest
from counted import counted
from secret_files import WORKS
from secret_personas import PERSONAS
from secret_territory import TERRITORY
from signed_in import post_form, records

PLACES = TERRITORY.places
CLASSES = [key for key, place in PLACES.items() if place.level == "school_class"]
EXPORTING = {"region 1", "methodologist", "head 1", "class teacher 1/8А", "subject in a school"}
TAKEN: list[str] = []


def text_of(content: bytes) -> str:
    """Everything written in a workbook."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_plan_is_taken_by_those_who_see_it(secret, persona):
    known, browser = secret.oracle.known[persona], secret.client(persona)
    for work in WORKS:
        asked = {"assessment": secret.ids.works[work]}
        answer = browser.get("/export/plan.xlsx", query_string=asked)
        if answer.status_code == 200:
            assert work in known.works
            assert secret.oracle.leaks(persona, text_of(answer.data)) == []
            TAKEN.append(work)
        elif persona in EXPORTING:
            assert work not in known.works


@pytest.mark.parametrize("persona", PERSONAS)
def test_an_empty_protocol_names_ones_own_students_alone(secret, persona):
    known, browser = secret.oracle.known[persona], secret.client(persona)
    for work, (subject, *_) in WORKS.items():
        for key in CLASSES:
            asked = {"assessment": secret.ids.works[work], "class": secret.ids.units[key]}
            answer = browser.get("/export/protocol.xlsx", query_string=asked)
            assert answer.status_code in (200, 404)
            if answer.status_code == 200:
                assert subject in known.own[key], (work, key)
                assert secret.oracle.leaks(persona, text_of(answer.data)) == [], (work, key)
                TAKEN.append(key)
            elif persona in EXPORTING and work in known.works:
                assert subject not in known.own.get(key, ()), (work, key)
    counted("bank", f"{len(TAKEN)} plans and protocols taken, none of others")


def test_what_is_taken_is_noted_with_the_number_of_students(secret):
    asked = {"assessment": secret.ids.works["р1"], "class": secret.ids.units["Ш1/8А"]}
    before = len(records("exported"))
    for path in ("/export/protocol.xlsx", "/export/protocol.pdf"):
        answer = secret.client("head 1").get(path, query_string=asked)
        assert answer.status_code in (200, 409)  # without Pango there is no PDF
    found = records("exported")[before:]
    assert found
    assert all("бланк протокола" in row.object and row.n > 1 for row in found)


@pytest.mark.parametrize("value", ["", "abc", "-1", "1e3", "9" * 30, "²"])
def test_a_wrong_id_names_nothing(secret, value):
    for path in ("/export/plan.xlsx", "/export/protocol.xlsx", "/export/protocol.pdf"):
        asked = {"assessment": value, "class": value}
        assert secret.client("head 1").get(path, query_string=asked).status_code == 404


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_page_of_codifiers_is_for_staff_and_decided_by_those_who_keep_the_bank(secret, persona):
    browser, known = secret.client(persona), secret.oracle.known[persona]
    page = browser.get("/codifiers")
    assert (page.status_code == 200) == bool(known.own)
    for step in ("same", "different", "back"):
        fields = {"element": 1, "into": 2, "grade": 8}
        answer = post_form(browser, f"/codifiers/{step}", fields)
        keeps = persona.startswith(("region", "methodologist"))
        assert answer.status_code == (303 if keeps else 404), step
