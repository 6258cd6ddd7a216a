"""Fifty bodies that are no callback and fifteen pieces of SQL wherever a text is taken."""

from urllib.parse import urlencode

import pytest
from counted import counted
from forged import (
    NOBODYS,
    arguments,
    own_addresses,
    own_body,
    own_props,
    server_callbacks,
    with_value,
)
from forged_forms import Forms
from homes import enter
from hostile import SQL, malformed
from leaks import NOBODY
from signed_in import CALLBACKS, csrf_header, post_form
from sqlalchemy import func, select

from dashboard.__main__ import main
from dashboard.filters import View
from etl.__main__ import main as show
from models import AccountBase, Base

WHO = "region 1"
KEEPER = "system administrator"
GROWING = ("audit_record", "login_failure", "user_session")  # they count who tried
SHOWN = (
    *(("indicators", option) for option in ("--unit", "--subject", "--period")),
    *(("students", "--class"), ("tasks", "--assessment"), ("elements", "--unit")),
    ("objectivity", "--procedure"),
)
PARAMETERS = (
    *View.__dataclass_fields__,
    "unit",
    "risk",
    "by",
    "next",
    "q",
    "who",
    "action",
    "page",
)


def rows(secret) -> dict[str, int]:
    """How many rows every table has."""
    found = {}
    for engine, base in ((secret.engine, Base), (secret.accounts, AccountBase)):
        with engine.connect() as connection:
            for table in base.metadata.sorted_tables:
                if table.name not in GROWING:
                    count = select(func.count()).select_from(table)
                    found[table.name] = connection.execute(count).scalar()
    return found


@pytest.fixture
def unchanged(secret):
    """Not a row more or less after the test."""
    before = rows(secret)
    yield
    assert rows(secret) == before


def valid_body(secret):
    props = own_props(secret, WHO)
    return next(own_body(secret.app, name, props) for name in server_callbacks(secret.app))


def is_calm(answer) -> bool:
    """An answer below 500 that tells nothing of the program."""
    text = answer.get_data(as_text=True)
    inside = ("Traceback", "sqlalchemy", "sqlite3", "psycopg", 'File "')
    return answer.status_code < 500 and not any(word in text for word in inside)


def test_fifty_malformed_bodies_are_refused_without_a_trace(secret, unchanged):
    client, valid = secret.client(WHO), valid_body(secret)
    assert secret.post(WHO, valid).status_code == 200
    bodies = malformed(valid)
    for data, kind in bodies:
        header = csrf_header(client)
        answer = client.post(CALLBACKS, data=data, content_type=kind, headers=header)
        assert 400 <= answer.status_code < 500, (data[:200], answer.status_code)
        assert is_calm(answer)
        assert not secret.oracle.leaks(NOBODY, answer.get_data(as_text=True))
    counted("malformed bodies", f"{len(bodies)} bodies: every one 4xx, no trace")


def test_sql_in_the_arguments_of_every_callback_does_nothing(secret, unchanged):
    props, asked = own_props(secret, WHO), 0
    for name, entry in server_callbacks(secret.app).items():
        body = own_body(secret.app, name, props)
        for argument in arguments(entry):
            for text in SQL:
                asked += 1
                assert is_calm(secret.post(WHO, with_value(body, argument, text))), argument
    counted("sql in callbacks", f"{asked} requests, no effect")


def test_sql_in_every_address_and_its_parameters_does_nothing(secret, unchanged):
    asked = 0
    for text in SQL:
        for address, _ in own_addresses(secret, WHO):
            search = "?" + urlencode(dict.fromkeys(PARAMETERS, text))
            status, answer = secret.page(WHO, address, search)
            assert status < 500, (address, text)
            assert "Traceback" not in answer
            asked += 1
        for path in server_paths(secret):
            search = urlencode(dict.fromkeys(PARAMETERS, text))
            assert is_calm(secret.client(KEEPER).get(f"{path}?{search}")), (path, text)
            asked += 1
    counted("sql in addresses", f"{asked} requests, no effect")


def server_paths(secret) -> list[str]:
    """Addresses of the server's own pages."""
    user = secret.users["head 1"]
    unit = secret.ids.units["Р1"]
    return [
        rule.build({name: user if "user" in name else unit for name in rule.arguments})[1]
        for rule in secret.app.server.url_map.iter_rules()
        if "GET" in rule.methods and not rule.rule.startswith(("/_", "/assets"))
        and "path" not in rule.arguments
    ]  # fmt: skip


def test_sql_in_every_field_of_every_form_does_nothing(secret, unchanged):
    client, asked = secret.client(KEEPER), 0
    for path in server_paths(secret):
        found = Forms(client.get(path).get_data(as_text=True)).forms
        for form in found:
            for field in form["texts"]:
                for text in SQL:
                    sent = form["fields"] | {field: text}
                    to = form["to"] or path
                    if form["method"] == "post":
                        answer = post_form(client, to, sent)
                    else:
                        answer = client.get(to, query_string=sent)
                    assert is_calm(answer), (to, field, text)
                    asked += 1
    assert asked
    counted("sql in forms", f"{asked} fields filled, no effect")


def test_sql_in_the_login_form_signs_nobody_in(secret, unchanged):
    for text in SQL:
        client = secret.app.server.test_client()
        page = Forms(client.get("/login").get_data(as_text=True)).forms[0]
        sent = page["fields"] | {"login": text, "password": text}
        answer = client.post("/login", data=sent)
        assert answer.status_code in (200, 400, 401, 429), text
        assert client.get("/account").status_code == 302


@pytest.mark.parametrize("text", SQL)
def test_sql_in_the_options_of_a_command_does_nothing(secret, unchanged, text, monkeypatch):
    enter(secret.home, monkeypatch)
    for options in (
        ["add-user", text, "--role", "head", "--unit", "1"],
        ["add-user", "somebody", "--role", text, "--unit", "1"],
        ["add-user", "somebody", "--role", "head", "--unit", text],
        ["add-user", "somebody", "--role", "parent", "--student", text],
        ["add-user", "somebody", "--role", "subject_teacher", "--unit", "1", "--subject", text],
        ["disable-user", text],
    ):
        assert status_of(options) == 2, options
    secret.use()


@pytest.mark.parametrize("text", SQL)
def test_sql_in_the_options_of_show_does_nothing(secret, unchanged, text, monkeypatch, capsys):
    enter(secret.home, monkeypatch)
    for table, option in SHOWN:
        assert status_of(["show", table, option, text], show) in (0, 2), (table, option)
        assert "Traceback" not in capsys.readouterr().err
    secret.use()


def status_of(options: list[str], command=main) -> int:
    """The exit status, also where the command line itself is refused."""
    try:
        return command(options)
    except SystemExit as ended:
        return ended.code


@pytest.mark.parametrize("who", ["school administrator 6", "head 1", "parent of one"])
def test_a_form_about_a_foreign_account_is_not_there(secret, unchanged, who):
    """Every route that takes a form and an id: a foreign one answers as one that is not there."""
    browser = secret.client(who)
    rules = [
        rule
        for rule in secret.app.server.url_map.iter_rules()
        if "POST" in rule.methods and rule.arguments and not rule.rule.startswith("/_")
    ]
    assert rules
    for rule in rules:
        foreign = [secret.users[key] for key in ("head 4", "parent of two", "without roles")]
        for id in [*foreign, NOBODYS]:
            path = rule.build(dict.fromkeys(rule.arguments, id))[1]
            answer = post_form(browser, path, {"name": "чужое", "role": "head", "unit": "1"})
            assert answer.status_code == 404, (who, path)
