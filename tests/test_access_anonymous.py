"""Nobody, a disabled and an expired account, an ended session: no route and no callback answers."""

import json
from datetime import timedelta

import pytest
from counted import counted
from forged import numbers_in, own_body, own_props, server_callbacks
from leaks import NOBODY
from secret_personas import SHUT_OUT
from secret_world import age_session
from signed_in import page_body, post_callback

from dashboard.gate.doors import OPEN

ADDRESSES = ("/", "/region/{region}", "/school/{school}", "/student/{student}", "/assessments")
LONG_AGO = timedelta(days=2)
AGED = {"session ended": "ended_at", "session idle": "seen_at", "session too old": "created_at"}
WHO = ("anonymous", *SHUT_OUT)
MOST_OPEN = 6
SENT_AWAY: set[str] = set()


@pytest.fixture(scope="module")
def browsers(secret):
    """A browser of each of them; sessions that were opened before are over."""
    found = {"anonymous": secret.app.server.test_client()}
    for key in SHUT_OUT:
        found[key] = secret.fresh(key)
    for key, column in AGED.items():
        age_session(secret, key, **{column: LONG_AGO})
    return found


@pytest.fixture(scope="module")
def filled(secret):
    """Every rule with an address: ids of things that are there."""
    ids = secret.ids
    values = {"unit_id": ids.units["Ш1"], "user_id": secret.users["head 1"], "path": "school/1",
              "student_id": ids.students["Ш1/8А/1"], "filename": "40-app.css"}  # fmt: skip
    return [(rule, address_of(rule, values)) for rule in secret.app.server.url_map.iter_rules()]


def address_of(rule, values) -> str:
    """The rule with its parameters filled in; a number where nothing better is known."""
    known = {name: values.get(name, 1) for name in rule.arguments}
    return rule.build(known)[1]


def refused(answer) -> bool:
    """401, or away to the login page."""
    away = answer.status_code == 302 and answer.headers["Location"].startswith("/login")
    return answer.status_code == 401 or away


def text_of(answer) -> str:
    return answer.get_data(as_text=True) + str(answer.headers)


def test_every_route_is_shut_for_who_is_not_signed_in(secret, browsers, filled):
    asked = 0
    for who, browser in browsers.items():
        for rule, address in filled:
            for method in sorted(rule.methods):
                answer = browser.open(address, method=method, buffered=True)
                asked += 1
                leaks = secret.oracle.leaks(NOBODY, text_of(answer), numbers_in(address))
                assert leaks == [], (who, method, address)
                if rule.endpoint not in OPEN:
                    assert refused(answer), (who, method, address, answer.status_code)
    counted("anonymous", f"{len(filled)} routes × {len(browsers)} strangers, {asked} requests, "
            "every one refused, 0 leaks")  # fmt: skip


def test_at_most_six_endpoints_are_open_and_they_say_nothing(secret, filled):
    there = {rule.endpoint for rule, _ in filled}
    assert set(OPEN) <= there | set(OPEN)
    assert len(OPEN) <= MOST_OPEN


@pytest.mark.parametrize("who", WHO)
def test_every_callback_is_shut_for_who_is_not_signed_in(secret, browsers, who):
    props = own_props(secret, "region 1")
    bodies = [own_body(secret.app, name, props) for name in server_callbacks(secret.app)]
    pages = [page_body(secret.app, address) for address in addresses(secret)]
    for body in [*bodies, *pages]:
        answer = post_callback(browsers[who], body)
        assert answer.status_code == 401, (who, body["output"])
        assert not secret.oracle.leaks(NOBODY, text_of(answer))
    SENT_AWAY.add(who)
    counted("anonymous callbacks", f"{len(bodies)} callbacks and {len(pages)} pages × "
            f"{len(SENT_AWAY)} strangers: 401, 0 leaks")  # fmt: skip


def addresses(secret):
    ids = secret.ids
    keys = {"region": ids.units["Р1"], "school": ids.units["Ш1"]}
    return [address.format(**keys, student=ids.students["Ш1/8А/1"]) for address in ADDRESSES]


@pytest.mark.parametrize("who", WHO)
def test_the_index_of_a_page_leads_to_the_login_page_and_names_nothing(secret, browsers, who):
    for address in addresses(secret):
        answer = browsers[who].get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login")
        assert secret.oracle.leaks(NOBODY, text_of(answer), numbers_in(address)) == []


def test_a_session_that_is_not_over_is_let_in(secret):
    answer = secret.client("head 1").get("/")
    assert answer.status_code == 200
    assert json.dumps(answer.get_data(as_text=True))
