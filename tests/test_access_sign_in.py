"""Signing in tells nobody which logins there are: the same words, the same work, the same time."""

import re
import time

import argon2
import pytest
from counted import counted
from forged_forms import Forms
from leaks import NOBODY
from secret_personas import EVERY
from sqlalchemy import delete, update

from dashboard.accounts.passwords import hashed
from models import LoginFailure, User

PASSWORD = "семь слонов и один кит"
WRONG = "другой пароль, тоже длинный"
TIMES = 5
# who tries → the login typed; only the first has an account that is open, and knows nothing
LOGINS = {
    "wrong password": "head 1",
    "disabled": "disabled",
    "expired": "expired",
    "without a password": "head 4",
    "unknown": None,
}


@pytest.fixture(scope="module")
def accounts(secret):
    """Three of the accounts have the same password; one has none, one is not there."""
    kept = hashed(PASSWORD)
    with secret.accounts.begin() as connection:
        for key in ("head 1", "disabled", "expired"):
            chosen = User.id == secret.users[key]
            connection.execute(update(User).where(chosen).values(password_hash=kept))
    return {who: EVERY[key].token.lower() if key else "nobody.here"
            for who, key in LOGINS.items()}  # fmt: skip


@pytest.fixture(autouse=True)
def no_failures_yet(secret):
    with secret.accounts.begin() as connection:
        connection.execute(delete(LoginFailure))


@pytest.fixture
def verified(monkeypatch):
    """Every hash that argon2 has compared a password with."""
    found, verify = [], argon2.PasswordHasher.verify

    def counting(self, kept, password):
        found.append(kept)
        return verify(self, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counting)
    return found


def attempt(secret, login, password):
    """The answer of the login form to somebody new."""
    client = secret.app.server.test_client()
    form = Forms(client.get("/login").get_data(as_text=True)).forms[0]
    answer = client.post("/login", data=form["fields"] | {"login": login, "password": password})
    return client, answer


def words(answer, login) -> str:
    """What a person reads, without what was typed and the token of the form."""
    text = answer.get_data(as_text=True).replace(login, "")
    return re.sub(r'name="csrf_token"[^>]*>', "", text)


@pytest.mark.parametrize("who", LOGINS)
def test_whoever_tries_one_hash_of_the_same_cost_is_compared(secret, accounts, verified, who):
    for password in (WRONG, PASSWORD if who != "wrong password" else WRONG):
        verified.clear()
        _, answer = attempt(secret, accounts[who], password)
        assert answer.status_code == 401
        assert len(verified) == 1
        assert argon2.extract_parameters(verified[0]) == argon2.extract_parameters(hashed(WRONG))


def test_whoever_tries_reads_the_same_words(secret, accounts):
    said = {words(attempt(secret, login, WRONG)[1], login) for login in accounts.values()}
    assert len(said) == 1
    assert not secret.oracle.leaks(NOBODY, said.pop())


def test_the_right_password_of_an_open_account_is_let_in(secret, accounts):
    client, answer = attempt(secret, accounts["wrong password"], PASSWORD)
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200


def test_unknown_and_known_logins_take_about_the_same_time(secret, accounts):
    """The clock, as a stranger sees it; the quickest of a few, for other work only adds to it."""
    spent = {"wrong password": [], "unknown": []}
    for _ in range(TIMES):
        for who, times in spent.items():
            with secret.accounts.begin() as connection:
                connection.execute(delete(LoginFailure))
            begun = time.perf_counter()
            attempt(secret, accounts[who], WRONG)
            times.append(time.perf_counter() - begun)
    known, unknown = (1000 * min(times) for times in spent.values())
    counted("sign-in", f"wrong password {known:.0f} ms, unknown login {unknown:.0f} ms (quickest); "
            f"{len(LOGINS)} kinds of stranger, one hash compared each")  # fmt: skip
    assert 0.5 < known / unknown < 2
