"""Signing in: the form, one answer to every failure, throttling, sessions that end at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from homes import settings_of
from signed_in import change, csrf_header, is_in, records, sign_in, stranger, token_of_form
from sqlalchemy import func, select

from dashboard.accounts import database as accounts
from dashboard.accounts import people
from dashboard.accounts.admission import plain_login
from dashboard.accounts.database import now
from dashboard.accounts.grants import console
from dashboard.accounts.passwords import COMMONEST, matches, too_weak
from dashboard.accounts.sessions import Terms
from dashboard.accounts.throttle import OF_ADDRESS, OF_LOGIN, begin_attempt, forget_failures
from dashboard.app import create_app
from dashboard.gate.addresses import safe_next
from dashboard.gate.signing import SOMEBODY, WRONG
from dashboard.queries import database
from models import LoginFailure
from models.store import writing

PASSWORD = "три коня на мосту"
PERSONAS = Terms(personas=True)
OUTSIDE = [
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example"),
    *("\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)"),
    *("evil.example", "", None, "/login", "/logout", "/_dash-layout", "http:/x", "/" + "a" * 3000),
    *("/\x00", "//[", "/\u2028/evil.example"),
]
INSIDE = ["/", "/school/5", "/school/5?subject=3&year=2025", "/assessments?unit=7", "/школа"]
LIMITS = [(4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (50, 15)]


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


def test_the_page_is_a_form_that_password_managers_know(app):
    page = stranger(app).get("/login?next=/school/5").text
    for part in ('<label for="login">', '<label for="password">', 'autocomplete="username"'):
        assert part in page
    assert 'autocomplete="current-password"' in page
    assert 'name="next" value="/school/5"' in page
    assert "<script>" not in page
    assert "onpaste" not in page


def test_the_right_password_leads_to_what_was_asked(app, person):
    client = stranger(app)
    answer = sign_in(client, person[1].upper() + " ", PASSWORD, next="/school/5?year=2025")
    assert (answer.status_code, answer.location) == (303, "/school/5?year=2025")
    assert is_in(client)
    assert len(records("login", person[1])) == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app, person):
    client = stranger(app)
    given = sign_in(client, person[1], PASSWORD).headers.getlist("Set-Cookie")
    cookie = next(one for one in given if "msoko=" in one)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie  # it goes with the browser


def test_a_form_without_its_token_signs_nobody_in(app, person):
    client = stranger(app)
    answer = client.post("/login", data={"login": person[1], "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert not is_in(client)


def closed(kind, login):
    """An account that may not come in, though the password is right; or none at all."""
    if kind == "unknown":
        return
    password = None if kind in ("persona", "without a password") else PASSWORD
    user_id = people.add_user(login, by=console(), password=password, is_persona=kind == "persona")
    if kind == "disabled":
        people.set_active(user_id, False, by=console())
    if kind == "expired":
        people.set_expiry(user_id, date.today() - timedelta(days=1), by=console())


KINDS = ("unknown", "wrong", "disabled", "expired", "persona", "without a password")


def test_every_failure_is_answered_alike(app, logins):
    answers = set()
    for kind in KINDS:
        login = next(logins)
        closed(kind, login)
        answer = sign_in(stranger(app), login, "другой пароль!" if kind == "wrong" else PASSWORD)
        said = answer.text.split('id="login-said">')[1].split("<")[0]
        answers.add((answer.status_code, said, len(answer.headers)))
    assert answers == {(401, WRONG, len(answer.headers))}


def test_an_unknown_login_takes_as_long_as_a_wrong_password(app, person):
    client = stranger(app)
    seconds = {
        login: min(timed(client, login) for _ in range(2)) for login in ("nobody", person[1])
    }
    fast, slow = sorted(seconds.values())
    assert slow < 3 * fast  # without the hash the answer comes some twenty times earlier


def timed(client, login):
    begun = time.perf_counter()
    sign_in(client, login, "другой пароль!")
    return time.perf_counter() - begun


def test_a_typed_login_is_written_down_only_when_it_is_one(app, person):
    sign_in(stranger(app), "мой тайный пароль", PASSWORD)
    sign_in(stranger(app), person[1], "другой пароль!")
    objects = {record.object for record in records("login_failed")}
    assert person[1] in objects
    assert objects >= {SOMEBODY}
    assert not any("тайный" in str(tuple(record)) for record in records("login_failed"))


@pytest.mark.parametrize(("failures", "minutes"), LIMITS)
def test_the_wait_grows_with_the_failures(failures, minutes):
    moment = now()
    assert OF_LOGIN.wait(failures, moment, moment) == timedelta(minutes=minutes)


def test_five_failures_make_even_the_right_password_wait(app, person):
    for _ in range(5):
        assert sign_in(stranger(app), person[1], "другой пароль!").status_code == 401
    answer = sign_in(stranger(app), person[1], PASSWORD)
    assert answer.status_code == 429
    assert "Слишком много попыток, подождите 1 мин." in answer.text
    assert [record.n for record in records("throttled", person[1])] == [1]
    change(LoginFailure, LoginFailure.id > 0, at=now() - timedelta(minutes=1))
    assert sign_in(stranger(app), person[1], PASSWORD).status_code == 303


def test_a_zero_byte_makes_no_other_login():
    assert plain_login(" Anna\0 ") == "anna"


def test_another_login_does_not_wait(app, person, logins):
    for _ in range(6):
        sign_in(stranger(app), next(logins), "другой пароль!")
    assert sign_in(stranger(app), person[1], PASSWORD).status_code == 303


def test_an_address_waits_after_thirty_failures(app):
    for number in range(OF_ADDRESS.free):
        assert begin_attempt(f"login{number}", "10.1.1.1") == 0
    assert begin_attempt("other", "10.1.1.1") == 1
    assert begin_attempt("other", "10.1.1.2") == 0


def test_attempts_at_once_get_no_more_than_attempts_in_turn(app):
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: begin_attempt("somebody", "10.1.1.1"), range(24)))
    assert sorted(waits) == [0] * OF_LOGIN.free + [1] * 19


def test_a_success_gives_the_attempts_back(app):
    for _ in range(4):
        begin_attempt("somebody", "10.1.1.1")
    forget_failures("somebody")
    assert [begin_attempt("somebody", "10.1.1.1") for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_old_failures_are_swept(app):
    begin_attempt("somebody", "10.1.1.1")
    change(LoginFailure, LoginFailure.id > 0, at=now() - timedelta(hours=2))
    begin_attempt("other", "10.1.1.1")
    with accounts.engine_in_use().connect() as connection:
        assert connection.scalar(select(func.count()).select_from(LoginFailure)) == 1


@pytest.mark.parametrize("asked", OUTSIDE)
def test_nobody_is_sent_outside_after_signing_in(asked):
    assert safe_next(asked) == "/"


@pytest.mark.parametrize("asked", INSIDE)
def test_one_is_sent_back_where_one_was(asked):
    assert safe_next(asked) == asked


def test_a_foreign_next_is_not_followed(app, person):
    assert sign_in(stranger(app), person[1], PASSWORD, next="//evil.example/x").location == "/"


@pytest.mark.parametrize("password", ["короткий", "1234567890", "aaaaaaaaaaaa", "ivan.petrov-2025"])
def test_a_weak_password_is_refused_with_a_way_out(password):
    assert too_weak(password, "ivan.petrov").endswith(".")


def test_the_commonest_passwords_are_long_enough_to_be_tried():
    assert all(too_weak(password) for password in COMMONEST)
    assert too_weak(PASSWORD, "ivan.petrov") is None


def test_without_a_hash_no_password_is_the_right_one():
    assert not matches(None, "nobody has this password")
    assert not matches("not a hash", PASSWORD)


def test_the_persona_of_a_role_is_one_click_away(app):
    client = stranger(app)
    form = {"persona": "demo.system_administrator", "csrf_token": token_of_form(client)}
    assert client.post("/login/persona", data=form).status_code == 303
    assert "Демонстрация: вошли как системный администратор" in client.get("/account").text
    assert csrf_header(client)["X-CSRFToken"]


def test_only_a_persona_comes_in_by_one_click(app, person):
    client = stranger(app)
    form = {"persona": person[1], "csrf_token": token_of_form(client)}
    assert client.post("/login/persona", data=form).status_code == 404
    assert not is_in(client)
