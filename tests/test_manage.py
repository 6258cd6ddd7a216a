"""The screens of those who manage accounts: lists, forms, and whose accounts they see."""

import re
from urllib.parse import unquote

import pytest
from homes import settings_of
from managed import (
    ADMINISTRATOR,
    PASSWORD,
    STRANGER,
    account,
    added,
    grant,
    held,
    ids,
    opened,
    shown,
    teacher,
    trail,
    two_schools,
)
from signed_in import client_of, csrf_header, post_form, stranger

from dashboard.access import Role
from dashboard.accounts.passwords import matches
from dashboard.accounts.sessions import open_session, signed_in
from dashboard.app import create_app
from models import AuditRecord

PAGES = ("/users", "/users/new", "/users/import")
XSS = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return two_schools(tmp_path_factory.mktemp("manage"))


@pytest.fixture(scope="module")
def app(store):
    return create_app(settings_of(store.home, MSOKO_ENV="demo"))


@pytest.fixture
def places(app, store):
    with opened(store) as found:
        yield found


@pytest.fixture
def root(app, places):
    """The browser of an administrator of the system."""
    return client_of(app, added("root", ADMINISTRATOR))


@pytest.fixture
def seven(app, places):
    """The browser of the administrator of the school 7."""
    return client_of(app, added("seven", grant(places, Role.SCHOOL_ADMINISTRATOR, unit="7")))


@pytest.mark.parametrize("path", [*PAGES, "/users/1"])
def test_only_those_who_manage_accounts_find_these_pages(app, places, path):
    head = added("head", grant(places, Role.HEAD, unit="7"))
    assert client_of(app, head).get(path).status_code == 404
    assert stranger(app).get(path).status_code == 302


def test_pages_work_without_scripts_and_every_field_has_a_label(root, places):
    number = added("anna", teacher(places))
    for path in (*PAGES, f"/users/{number}", "/audit"):
        html = root.get(path).get_data(as_text=True)
        fields = re.findall(r'<(?:input|select)(?![^>]*type="hidden")[^>]* id="([^"]+)"', html)
        labels = re.findall(r'<label for="([^"]+)"', html)
        assert set(fields) - {"shell-theme"} <= set(labels)
        assert "onclick" not in html
        forms = re.findall(r'<form method="post".*?</form>', html, re.DOTALL)
        assert all('name="csrf_token"' in form for form in forms)


def test_a_form_without_its_token_changes_nothing(root, places):
    number = added("anna", teacher(places))
    assert root.post(f"/users/{number}/disable").status_code == 400
    assert account(number).is_active


def test_a_new_account_shows_its_password_once(root, places):
    fields = {"login": "Anna", "name": "Анна", "role": "class_teacher", "unit": "7/8А"}
    answer = post_form(root, "/users/new", fields)
    [password] = re.findall(r"<code>(.+?)</code>", answer.text)
    [user_id] = ids("anna")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert matches(account(user_id).password_hash, password)
    [file] = re.findall(r'href="data:text/csv;charset=utf-8,([^"]+)"', answer.text)
    lines = ['"Логин";"Имя";"Пароль"', f'"anna";"Анна";"{password}"', ""]
    assert unquote(file) == "\ufeff" + "\r\n".join(lines)
    assert password not in root.get(f"/users/{user_id}").text


def test_what_is_wrong_with_a_form_is_said_and_the_fields_stay(root):
    answer = post_form(root, "/users/new", {"login": "anna", "name": XSS, "role": "head"})
    assert answer.status_code == 400
    assert "нужно подразделение. Укажите школу." in shown(answer)
    assert XSS not in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text
    assert ids("anna") == []


def test_an_account_is_changed_step_by_step(root, places):
    number = added("anna", teacher(places))
    token = open_session(number, "127.0.0.1", "test")
    steps = {
        "name": {"name": "Анна"},
        "expiry": {"expires": "2030-08-31"},
        "roles": {"role": "head", "unit": "Школа 7", "from": "2025-09-01"},
        "disable": {},
    }
    for step, fields in steps.items():
        assert post_form(root, f"/users/{number}/{step}", fields).status_code == 302
    page = shown(root.get(f"/users/{number}"))
    assert "отключена" in page
    assert "директор, Школа 7, с 01.09.2025" in page
    assert "Её можно включить снова" in page
    assert str(account(number).expires_on) == "2030-08-31"
    assert signed_in(token) is None
    post_form(root, f"/users/{number}/enable")
    assert account(number).is_active


def test_a_role_taken_away_can_be_given_back(root, places):
    number = added("anna", teacher(places), grant(places, Role.HEAD, unit="7"))
    before = held(number)
    post_form(root, f"/users/{number}/roles/{before[0].id}/remove")
    assert held(number) == before[1:]
    assert "Вернуть снятую роль" in root.get(f"/users/{number}").text
    other = added("other", teacher(places))
    assert "Вернуть снятую роль" not in root.get(f"/users/{other}").text
    assert post_form(root, f"/users/{other}/roles/return").status_code == 400
    post_form(root, f"/users/{number}/roles/return")
    assert sorted(held(number), key=str) == sorted(before, key=str)
    assert post_form(root, f"/users/{number}/roles/return").status_code == 400


def test_a_new_password_replaces_the_old_one(root, places):
    number = added("anna", teacher(places), password=PASSWORD)
    answer = post_form(root, f"/users/{number}/password")
    [password] = re.findall(r"<code>(.+?)</code>", answer.text)
    assert matches(account(number).password_hash, password)
    assert not matches(account(number).password_hash, PASSWORD)


def test_nobody_changes_himself_here(app, places):
    added("another", ADMINISTRATOR)
    number = added("root", ADMINISTRATOR, password=PASSWORD)
    client = client_of(app, number)
    page = client.get(f"/users/{number}").text
    assert "Это ваша учётная запись" in page
    for step in ("disable", "expiry", "password", "roles", f"roles/{held(number)[0].id}/remove"):
        fields = {"role": "head", "unit": "7", "expires": "2030-01-01"}
        assert post_form(client, f"/users/{number}/{step}", fields).status_code == 400
    assert held(number) == [ADMINISTRATOR]
    assert matches(account(number).password_hash, PASSWORD)


def test_the_administrator_of_a_school_sees_accounts_and_places_of_the_school(seven, places):
    mine, foreign = added("mine", teacher(places)), added("foreign", teacher(places, "9/8А"))
    mixed = added("mixed", teacher(places), teacher(places, "9/8А"))
    page = seven.get("/users").text
    assert "mine" in page
    assert "mixed" in page
    assert "foreign" not in page
    texts = [seven.get(path).text for path in (*PAGES, f"/users/{mine}", f"/users/{mixed}")]
    assert not any("Школа 9" in text or "9/8А" in text for text in texts)
    assert "роли вне вашей школы" in texts[-1]
    answers = [seven.get(f"/users/{number}") for number in (foreign, STRANGER)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert shown(answers[0]) == shown(answers[1])


@pytest.mark.parametrize("step", ["name", "expiry", "disable", "enable", "roles", "password",
                                  "sessions", "roles/1/remove", "roles/return"])  # fmt: skip
def test_a_foreign_account_is_not_there_for_any_change(seven, places, step):
    foreign = added("foreign", teacher(places, "9/8А"), password=PASSWORD)
    before = account(foreign)
    answers = [post_form(seven, f"/users/{number}/{step}") for number in (foreign, STRANGER)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert account(foreign) == before
    assert trail()[-1][1:3] == ("refused", f"/users/{STRANGER}/{step}")


def test_the_administrator_of_a_school_gives_nothing_outside_it(seven, places):
    for role, unit in (("head", "9"), ("head", "77"), ("school_administrator", "7")):
        answer = post_form(seven, "/users/new", {"login": "new", "role": role, "unit": unit})
        assert answer.status_code == 400
    assert ids("new") == []


def test_the_list_is_filtered_and_paged_by_its_address(root, places):
    for number in range(51):
        added(f"user{number:02}", teacher(places), name=f"Имя {number}")
    assert "страница 2 из 2" in shown(root.get("/users?page=2"))
    assert "user07" in root.get("/users?search=имя+7&role=subject_teacher&state=active").text
    assert "user08" not in root.get("/users?search=имя+7").text
    for odd in ("page=0", "page=-1", "page=1e9", "page=" + "9" * 40, "role=king", "state=%00"):
        assert root.get(f"/users?{odd}").status_code == 200


@pytest.mark.parametrize("number", ["0", str(2**31 - 1), str(2**31), "9" * 30])
def test_an_id_of_any_size_is_answered(root, number):
    assert root.get(f"/users/{number}").status_code == 404
    assert post_form(root, f"/users/{number}/roles/{number}/remove").status_code == 404


def test_names_of_any_kind_are_shown_as_text(root, places):
    number = added("anna", teacher(places), name=XSS)
    for path in ("/users", f"/users/{number}", "/users?search=%3Cscript%3E"):
        assert "<script>alert" not in root.get(path).text


def test_every_change_is_on_record_with_who_did_it(root, places):
    number = added("anna", teacher(places))
    before = len(trail())
    post_form(root, f"/users/{number}/disable")
    post_form(root, f"/users/{number}/sessions")
    assert trail(before) == [
        ("root", "user_changed", "anna", None),
        ("root", "sessions_ended", "anna", None),
    ]


def test_a_change_that_cannot_be_noted_does_not_happen(root, places, store):
    from sqlalchemy import text

    from dashboard.accounts.database import engine_in_use

    number = added("anna", teacher(places))
    csrf = csrf_header(root)
    table = AuditRecord.__tablename__
    with engine_in_use().begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    try:
        answer = root.post(f"/users/{number}/disable", headers=csrf)
        assert answer.status_code == 500
        assert "Traceback" not in answer.text
        assert account(number).is_active
    finally:
        with engine_in_use().begin() as connection:
            connection.execute(text(f"ALTER TABLE away RENAME TO {table}"))
