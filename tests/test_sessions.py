"""Sessions: they end at once by themselves, by their owner, and by every change of the account."""

from datetime import date, timedelta

import pytest
from homes import settings_of
from signed_in import change, client_of, is_in, post_form, records, sign_in, stranger
from sqlalchemy import select

from dashboard.access import Role
from dashboard.accounts import database as accounts
from dashboard.accounts import people
from dashboard.accounts.database import now
from dashboard.accounts.grants import Grant, console
from dashboard.accounts.sessions import Terms, open_session, sessions_of, signed_in
from dashboard.app import create_app
from dashboard.gate.browsers import browser_in_words
from dashboard.queries import database
from models import LoginFailure, Session, User
from models.store import writing

PASSWORD = "три коня на мосту"
PERSONAS = Terms(personas=True)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application over an empty database, in a demonstration."""
    made = create_app(settings_of(tmp_path_factory.mktemp("home")))
    yield made
    database.forget()
    accounts.forget()


@pytest.fixture(autouse=True)
def no_failures(app):
    """Every test starts with free attempts."""
    with writing(accounts.engine_in_use()) as connection:
        connection.execute(LoginFailure.__table__.delete())


@pytest.fixture(scope="module")
def logins():
    return (f"user{number}" for number in range(1000))


@pytest.fixture
def person(app, logins):
    """A new account with a password: its id and login."""
    login = next(logins)
    return people.add_user(login, by=console(), password=PASSWORD), login


def test_every_sign_in_is_another_session_and_ends_the_one_before(app, person):
    client, tokens = stranger(app), []
    for _ in range(2):
        assert sign_in(client, person[1], PASSWORD).status_code == 303
        with client.session_transaction() as cookie:
            tokens.append(cookie["_user_id"])
    assert tokens[0] != tokens[1]
    assert signed_in(tokens[0]) is None
    assert signed_in(tokens[1]).login == person[1]


def test_the_database_does_not_hold_the_token(app, person):
    token = open_session(person[0], "127.0.0.1", "test")
    with accounts.engine_in_use().connect() as connection:
        kept = connection.scalars(select(Session.token_hash)).all()
    assert token not in kept


def test_after_signing_out_a_copied_cookie_is_worth_nothing(app, person):
    client, copied = client_of(app, person[0]), stranger(app)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    answer = post_form(client, "/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    with copied.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert not is_in(client)
    assert not is_in(copied)
    assert records("logout", person[1])


def test_all_sessions_end_at_once(app, person):
    first, second = client_of(app, person[0]), client_of(app, person[0])
    post_form(first, "/account/sessions/end")
    assert not is_in(first)
    assert not is_in(second)
    assert [record.n for record in records("sessions_ended", person[1])] == [2]


CHANGES = {
    "disabled": lambda id: people.set_active(id, False, by=console()),
    "expired": lambda id: people.set_expiry(id, date.today() - timedelta(days=1), by=console()),
    "password": lambda id: people.set_password(id, "другой пароль!", by=console()),
    "roles": lambda id: people.add_grants(id, [Grant(Role.SYSTEM_ADMINISTRATOR)], by=console()),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_of_the_account_ends_its_sessions_at_once(app, person, changed):
    client = client_of(app, person[0])
    assert is_in(client)
    CHANGES[changed](person[0])
    assert not is_in(client)


@pytest.mark.parametrize(
    "values", [{"is_active": False}, {"expires_on": date.today() - timedelta(days=1)}]
)
def test_a_closed_account_has_no_session_however_it_was_closed(app, person, values):
    client = client_of(app, person[0])
    change(User, User.id == person[0], **values)
    assert not is_in(client)


def test_the_last_day_of_an_account_is_a_day_of_work(app, person):
    client = client_of(app, person[0])
    change(User, User.id == person[0], expires_on=date.today())
    assert is_in(client)


@pytest.mark.parametrize(
    ("column", "passed", "lives"),
    [
        ("seen_at", timedelta(minutes=59), True),
        ("seen_at", timedelta(minutes=60), False),
        ("created_at", timedelta(hours=11, minutes=59), True),
        ("created_at", timedelta(hours=12), False),
    ],
)
def test_a_session_ends_when_idle_and_after_a_day_of_work(app, person, column, passed, lives):
    token = open_session(person[0], "127.0.0.1", "test")
    change(Session, Session.user_id == person[0], **{column: now() - passed})
    assert (signed_in(token) is not None) == lives


def test_a_request_keeps_the_session_alive_and_is_noted_once_a_minute(app, person):
    token = open_session(person[0], "127.0.0.1", "test")
    for passed, noted in ((timedelta(seconds=50), False), (timedelta(seconds=61), True)):
        before = now() - passed
        change(Session, Session.user_id == person[0], seen_at=before)
        signed_in(token)
        [session] = sessions_of(person[0])
        assert (session.seen_at > before) == noted


@pytest.mark.parametrize("token", ["", "x", None, 5, ["x"], "я" * 1000, "\ud800"])
def test_a_token_of_nobody_is_nobody(app, token):
    assert signed_in(token) is None


def test_personas_have_sessions_in_a_demonstration_only(app, logins):
    user_id = people.add_user(next(logins), by=console(), is_persona=True)
    token = open_session(user_id, "127.0.0.1", "test")
    assert signed_in(token, PERSONAS) is not None
    assert signed_in(token, Terms()) is None


def test_the_own_password_is_changed_by_who_knows_it(app, person):
    client, other = client_of(app, person[0]), client_of(app, person[0])
    new = "четыре воробья"
    wrong = {"now": "другой пароль!", "new": new, "again": new}
    assert post_form(client, "/account/password", wrong).status_code == 400
    unlike = {"now": PASSWORD, "new": new, "again": new + "!"}
    assert post_form(client, "/account/password", unlike).status_code == 400
    weak = {"now": PASSWORD, "new": "1234567890", "again": "1234567890"}
    assert post_form(client, "/account/password", weak).status_code == 400
    right = {"now": PASSWORD, "new": new, "again": new}
    assert post_form(client, "/account/password", right).status_code == 303
    assert is_in(client)
    assert not is_in(other)
    assert sign_in(stranger(app), person[1], new).status_code == 303


def test_the_own_account_lists_its_sessions(app, person):
    client = client_of(app, person[0])
    open_session(person[0], "10.2.3.4", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    page = client.get("/account").text
    assert "10.2.3.4" in page
    assert "Firefox, Windows" in page
    assert page.count("– это вы") == 1


def test_a_browser_is_named_in_words():
    android = (
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/150 YaBrowser/26.1 Safari/5"
    )
    assert browser_in_words(android) == "Яндекс Браузер, Android"
    assert browser_in_words("<b>curl</b>") == "<b>curl</b>"
