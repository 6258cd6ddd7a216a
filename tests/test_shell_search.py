"""The search in the top bar: every persona × foreign names and codes; what is shown is text."""

from collections import Counter

import pytest
from counted import counted
from secret_personas import PERSONAS
from secret_territory import TERRITORY
from signed_in import post_form, records
from sqlalchemy import update

from models import Person

PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
COUNTS: Counter = Counter()
EVERY_FEW = 4  # of the students each fourth is looked for


@pytest.fixture(scope="module", autouse=True)
def said_at_the_end():
    yield
    counted("search", f"{len(PERSONAS)} personas: {COUNTS['asked']} searches, "
            f"{COUNTS['found']} found something, {COUNTS['leaks']} leaks")  # fmt: skip


def search(secret, persona, text) -> str:
    """What the top bar is sent."""
    answer = post_form(secret.client(persona), "/search", {"text": text})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("persona", PERSONAS)
def test_one_finds_ones_own_students_and_no_foreign_one(secret, persona):
    known = secret.oracle.known[persona]
    sees_results = bool(known.own) or bool(known.children)
    for key in list(PUPILS)[::EVERY_FEW]:
        for text in (PUPILS[key].last_name, PUPILS[key].code):
            page = search(secret, persona, text)
            COUNTS["asked"] += 1
            COUNTS["found"] += "/student/" in page
            may = sees_results and key in known.pupils and text in known.tokens
            assert ("/student/" in page) == may, (persona, key, text)
            leaks = secret.oracle.leaks(persona, page)
            COUNTS["leaks"] += len(leaks)
            assert leaks == [], (persona, text)


@pytest.mark.parametrize("persona", PERSONAS)
def test_one_finds_only_units_that_may_be_named(secret, persona):
    known = secret.oracle.known[persona]
    for place in PLACES.values():
        for text in {place.name, place.token, place.name.split()[0]} - {""}:
            page = search(secret, persona, text)
            COUNTS["asked"] += 1
            assert secret.oracle.leaks(persona, page) == [], (persona, text)
            if not known.own:
                assert not any(f'href="/{one.level}/' in page for one in PLACES.values())


def test_a_name_that_was_found_is_in_the_trail_and_what_was_typed_is_not(secret):
    before = len(records("names_viewed", None))
    name = PUPILS["Ш1/8А/1"].last_name
    assert name in search(secret, "head 1", name)
    noted = records("names_viewed", None)[before:]
    assert len(noted) == 1
    assert noted[0].object.startswith("/search; ученики") and name not in str(noted[0])
    search(secret, "region 1", name)
    assert len(records("names_viewed", None)) == before + 1


def test_what_is_found_is_text(secret):
    id = secret.ids.students["Ш1/8А/1"]
    evil = {"first_name": "<img src=x onerror=alert(1)>"}
    with secret.engine.begin() as connection:
        connection.execute(update(Person).where(Person.student_id == id).values(**evil))
    page = search(secret, "head 1", PUPILS["Ш1/8А/1"].last_name)
    assert "<img" not in page and "&lt;img" in page


def test_nothing_is_looked_for_without_the_token_and_what_is_typed_is_never_repeated(secret):
    assert secret.client("head 1").post("/search", data={"text": "7"}).status_code == 400
    typed = "<script>alert(1)</script>"
    assert typed not in search(secret, "head 1", typed)
    assert "Ничего не нашлось" in search(secret, "head 1", "нетникакой")
    assert "Ищите школу" in search(secret, "head 1", "")
