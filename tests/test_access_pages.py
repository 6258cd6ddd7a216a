"""Every page × every persona × every unit, student and work: own is shown, foreign is not found."""

import json
from collections import Counter

import pytest
from counted import counted
from forged import NOBODYS, numbers_in, own_addresses
from leaks import NOBODY, tokens_in
from secret_files import WORKS
from secret_personas import PERSONAS
from secret_territory import TERRITORY

from dashboard.gate.decided import DASH_ROUTES

PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
NOT_FOUND = "Не найдено"
OWN_SHOWN = 6  # students and works of one's own that are opened; of the foreign ones every one
COUNTS: Counter = Counter()


@pytest.fixture(scope="module", autouse=True)
def said_at_the_end():
    yield
    counted("pages", f"{len(PERSONAS)} personas: {COUNTS['own']} own pages shown, "
            f"{COUNTS['foreign']} foreign ones not found, {COUNTS['leaks']} leaks")  # fmt: skip


def sparse(keys, most=OWN_SHOWN) -> set:
    """A few of many, spread over all."""
    keys = sorted(keys)
    return set(keys[:: max(1, len(keys) // most)])


def sheets(ids, students):
    """Every sheet of one's own few and of all foreign ones, and the marks behind some of them."""
    shown = sparse(students)
    opened = shown | sparse(set(PUPILS) - students)
    for key in PUPILS:
        if key in shown or key not in students:
            yield f"/student/{ids.students[key]}", "", key in students
        if key in opened:
            yield f"/marks/{ids.students[key]}", "", key in students


def things(secret, persona):
    """Every unit, student and work: address, search, whether it is one's own."""
    known, ids = secret.oracle.known[persona], secret.ids
    own = {key for key in PLACES if key in known.own}
    for key, place in PLACES.items():
        if key in own or key not in known.units:
            yield f"/{place.level}/{ids.units[key]}", "", key in own
            yield "/students", f"?unit={ids.units[key]}", key in own
            yield "/compare", f"?units={ids.units[key]}", key in own
    for key in sparse(own) | sparse(PLACES.keys() - known.units):
        yield f"/why/{ids.units[key]}", "", key in own
    yield from sheets(ids, set(known.pupils) if own or known.children else set())
    top = next(iter(own), "")
    for work in WORKS:
        if top and work not in known.works:
            yield f"/assessment/{ids.works[work]}", f"?unit={ids.units[top]}", False
        elif not top:
            yield f"/assessment/{ids.works[work]}", "", False
        yield f"/plan/{ids.works[work]}", "", bool(top) and work in known.works


@pytest.mark.parametrize("persona", PERSONAS)
def test_one_sees_what_is_ones_own_and_nothing_of_the_rest(secret, persona):
    for address, search, is_own in things(secret, persona):
        status, text = secret.page(persona, address, search)
        found = status == 200 and NOT_FOUND not in json.dumps(json.loads(text), ensure_ascii=False)
        assert found == is_own, (persona, address, status)
        COUNTS["own" if is_own else "foreign"] += 1
        asked = {int(part) for part in address.split("/")[2:]}
        leaks = secret.oracle.leaks(persona, text, asked if not is_own else ())
        COUNTS["leaks"] += len(leaks)
        assert leaks == [], (persona, address)


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_index_names_only_what_is_ones_own(secret, persona):
    browser = secret.client(persona)
    for address, search, is_own in [*things(secret, persona), *others(secret)]:
        if address.startswith("/student") and not is_own:
            continue  # its title is the same for everybody
        answer = browser.get(address + search)
        COUNTS["index"] += 1
        assert secret.oracle.leaks(persona, answer.get_data(as_text=True)) == [], address


def others(secret):
    return [("/", "", True), ("/nothing/here", "", False)]


@pytest.mark.parametrize("persona", PERSONAS)
def test_units_that_are_only_compared_with_tell_no_exact_number(secret, persona):
    """Named, not one's own: the page is shown with rounded numbers, or it is not found."""
    known, ids = secret.oracle.known[persona], secret.ids
    for key in sorted(known.units - set(known.own)):
        address = f"/{PLACES[key].level}/{ids.units[key]}"
        status, text = secret.page(persona, address)
        COUNTS["compared"] += 1
        assert status in (200, 404)
        assert secret.oracle.leaks(persona, text, {ids.units[key]}) == [], (persona, address)


@pytest.fixture(scope="module")
def everybody_was_here(secret):
    """The trail holds what every persona has seen and was refused."""
    for persona in PERSONAS:
        for address, search in [*own_addresses(secret, persona)[:4], ("/region/1", "")]:
            secret.page(persona, address, search)


@pytest.mark.usefixtures("everybody_was_here")
@pytest.mark.parametrize("persona", PERSONAS)
def test_every_page_of_the_server_shows_only_what_is_ones_own(secret, persona):
    browser = secret.client(persona)
    for address in server_addresses(secret):
        answer = browser.get(address)
        COUNTS["server"] += 1
        assert answer.status_code < 500, (persona, address)
        # the trail repeats the addresses that people of one's area have tried
        asked = every_id(secret) if address.startswith("/audit") else numbers_in(address)
        leaks = secret.oracle.leaks(persona, answer.get_data(as_text=True), asked)
        COUNTS["leaks"] += len(leaks)
        assert leaks == [], (persona, address)


def every_id(secret) -> set[int]:
    ids = secret.ids
    return {id for known in (ids.units, ids.students, ids.works) for id in known.values()}


def server_addresses(secret):
    """Every route that can be asked for, with every id there is where it takes one."""
    ids = [*secret.ids.units.values(), *secret.users.values(), NOBODYS]
    for rule in secret.app.server.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in DASH_ROUTES:
            values = [dict.fromkeys(rule.arguments, id) for id in ids] if rule.arguments else [{}]
            yield from (rule.build(one)[1] for one in values)


def test_the_oracle_sees_what_is_there_to_be_seen(secret):
    """The same answer is a leak to a stranger: the oracle is not blind."""
    for persona in ("region 1", "head 1", "class teacher 1/8А", "parent of one"):
        for address, search in own_addresses(secret, persona):
            _, text = secret.page(persona, address, search)
            if tokens_in(text):
                assert secret.oracle.leaks(NOBODY, text), (persona, address)
