"""Bodies of callbacks: whatever is sent is answered, or refused without a trace."""

import json

import pytest
from failing import ECHO, add_callbacks, made_app
from signed_in import body_of, client_of, csrf_header, page_body, post_callback, post_form

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts.grants import Grant, console
from dashboard.accounts.people import add_user
from dashboard.gate.bodies import LARGEST
from dashboard.queries import database


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = made_app(tmp_path_factory.mktemp("home"))
    add_callbacks(app)
    yield app
    database.forget()
    accounts.forget()


@pytest.fixture(scope="module")
def client(app):
    """The browser of an account that may open the callback `ECHO`."""
    chief = add_user("chief", by=console(), grants=[Grant(Role.SYSTEM_ADMINISTRATOR)])
    return client_of(app, chief)


def good(app):
    return body_of(app, ECHO, {"test-in.value": 1}, ["test-in.value"])


def without(body, key):
    return {name: value for name, value in body.items() if name != key}


def with_value(body, value, part="inputs"):
    return body | {part: [body[part][0] | {"value": value}]}


def deep(levels):
    return [deep(levels - 1)] if levels else []


MALFORMED = {
    "nothing": lambda body: None,
    "a list": lambda body: [body],
    "a text": lambda body: "output",
    "a number": lambda body: 7,
    "empty": lambda body: {},
    **{f"no {key}": lambda body, key=key: without(body, key) for key in ("output", "outputs")},
    **{
        f"no {key}": lambda body, key=key: without(body, key)
        for key in ("inputs", "state", "changedPropIds")
    },
    **{
        f"{key} is {value!r}": lambda body, key=key, value=value: body | {key: value}
        for key in ("output", "outputs", "inputs", "state", "changedPropIds")
        for value in (None, 5, "x", {"a": 1}, [None], [[]])
    },
    "too many inputs": lambda body: body | {"inputs": body["inputs"] * 2},
    "another input": lambda body: body | {"inputs": [{"id": "x", "property": "value"}]},
    "another property": lambda body: body | {"inputs": [body["inputs"][0] | {"property": "id"}]},
    "a pattern": lambda body: body | {"inputs": [body["inputs"]]},
    "another output": lambda body: body | {"outputs": {"id": "x", "property": "children"}},
    "more in an input": lambda body: body | {"inputs": [body["inputs"][0] | {"more": 1}]},
    "an id as a dictionary": lambda body: body | {"inputs": [{"id": {}, "property": "value"}]},
    "a huge number": lambda body: with_value(body, 10**400),
    "a number browsers do not count": lambda body: with_value(body, 2**53 + 1),
    "a deep value": lambda body: with_value(body, deep(20)),
    "a long text": lambda body: with_value(body, "x" * 30_000),
    "a zero byte": lambda body: with_value(body, "a\0b"),
    "half a pair": lambda body: with_value(body, "\ud800"),
    "a zero byte in a key": lambda body: with_value(body, {"a\0": 1}, "state"),
    "infinite": lambda body: with_value(body, float("inf")),
    "no number": lambda body: with_value(body, [float("nan")]),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_body_is_refused_without_a_trace(app, client, kind):
    sent = json.dumps(MALFORMED[kind](good(app)))
    is_refused(raw(client, sent))


@pytest.mark.parametrize(
    "sent", ["", "{", "null", "[" * 100_000, '{"output": 1e999}', "\x00", '{"a": "\\ud800"}']
)
def test_what_is_no_json_is_refused_without_a_trace(client, sent):
    is_refused(raw(client, sent))


@pytest.mark.parametrize("address", [None, 5, [], {}, "", "region/1", "http://x/", "/" * 3000])
@pytest.mark.parametrize("part", ["pathname", "search"])
def test_an_address_that_is_none_is_refused_without_a_trace(app, client, address, part):
    body = page_body(app, "/")
    for one in body["inputs"]:
        if one["property"] == part:
            one["value"] = address or 0
    is_refused(post_callback(client, body))


def raw(client, sent, kind="application/json"):
    headers = csrf_header(client) | {"Content-Type": kind}
    return client.post("/_dash-update-component", data=sent, headers=headers)


def is_refused(answer):
    assert 400 <= answer.status_code < 500, answer.text
    assert set(answer.json) == {"error"}
    assert "Traceback" not in answer.text


def test_a_good_body_is_answered(app, client):
    assert post_callback(client, good(app)).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_kind_of_body_is_refused(app, client, kind):
    assert raw(client, json.dumps(good(app)), kind).status_code == 415


def test_a_callback_of_the_browser_is_not_called_on_the_server(app, client):
    [output, *_] = [name for name, made in app.callback_map.items() if "callback" not in made]
    assert post_callback(client, body_of(app, output)).status_code == 404


def test_a_large_body_is_refused(app, client):
    assert raw(client, "x" * (LARGEST + 1)).status_code == 413
    form = {"content_type": "multipart/form-data; boundary=x", "headers": csrf_header(client)}
    answer = client.post("/account/password", data=b"x" * 11_000_000, **form)
    assert answer.status_code == 413
    many = {f"field{number}": "x" for number in range(400)}
    answer = post_form(client, "/account/password", many, content_type="multipart/form-data")
    assert answer.status_code == 413
