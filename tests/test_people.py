"""Accounts: how they are kept and changed, who may never be locked out, how they are found."""

from datetime import date, timedelta

import pytest
from managed import (
    ADMINISTRATOR,
    PASSWORD,
    account,
    added,
    count,
    grant,
    held,
    of_system,
    opened,
    teacher,
    trail,
)

from dashboard.access import Role
from dashboard.accounts import people
from dashboard.accounts.grants import AccountMistake, Grant, console
from dashboard.accounts.listing import State, users
from dashboard.accounts.passwords import matches
from dashboard.accounts.sessions import open_session, signed_in
from models import AuditRecord, User

TODAY = date.today()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
def places(standing):
    with opened(standing) as found:
        yield found


def test_an_account_is_kept_with_its_roles_and_a_hash(places):
    grants = [teacher(places), Grant(Role.CLASS_TEACHER, places.units["7/8А"])]
    number = added("Ivanova.A", *grants, name=" Анна\n Ивановна ", password=PASSWORD)
    kept = account(number)
    assert (kept.login, kept.name, kept.is_active) == ("ivanova.a", "Анна Ивановна", True)
    assert PASSWORD not in kept.password_hash
    assert matches(kept.password_hash, PASSWORD)
    assert held(number) == grants


@pytest.mark.parametrize("login", ["ab", "a" * 81, "a b", "a/b", "<b>", "иvanov", "", "логин;"])
def test_a_login_that_does_not_fit_is_refused(places, login):
    with pytest.raises(AccountMistake, match="не подходит"):
        added(login)


@pytest.mark.parametrize("login", ["a.b", "завуч-7", "x@y.ru", "7" * 80, "1_2"])
def test_a_login_that_fits_is_taken_once(places, login):
    added(login)
    with pytest.raises(AccountMistake, match="уже занят"):
        added(login.upper())


def test_a_weak_password_is_refused(places):
    for password in ("short", "password123", "strong-login-1"):
        with pytest.raises(AccountMistake):
            added("strong-login", password=password)
    assert count(User) == 0


@pytest.mark.parametrize("others", ["none", "disabled", "expired", "ended", "persona", "to come"])
def test_the_last_administrator_cannot_be_locked_out(places, others):
    number = added("root", ADMINISTRATOR)
    another(others)
    for change in (
        lambda: people.set_active(number, False, by=console()),
        lambda: people.set_expiry(number, TOMORROW, by=console()),
        lambda: people.set_expiry(number, YESTERDAY, by=console()),
        lambda: people.remove_grant(number, held(number)[0].id, by=console()),
    ):
        with pytest.raises(AccountMistake, match="последний действующий"):
            change()
    assert (account(number).is_active, account(number).expires_on) == (True, None)
    assert held(number) == [ADMINISTRATOR]


def another(kind):
    """An administrator of the system on whom nothing can rest."""
    if kind == "disabled":
        people.set_active(added("other", ADMINISTRATOR), False, by=console())
    elif kind == "expired":
        added("other", ADMINISTRATOR, expires_on=YESTERDAY)
    elif kind == "ended":
        added("other", Grant(Role.SYSTEM_ADMINISTRATOR, date_to=YESTERDAY))
    elif kind == "to come":
        added("other", Grant(Role.SYSTEM_ADMINISTRATOR, date_from=TOMORROW))
    elif kind == "persona":
        added("other", ADMINISTRATOR, is_persona=True)


def test_of_two_administrators_one_may_go(places):
    first, second = added("first", ADMINISTRATOR), added("second", ADMINISTRATOR)
    people.set_active(first, False, by=of_system(second))
    assert not account(first).is_active
    with pytest.raises(AccountMistake, match="последний"):
        people.set_active(second, False, by=of_system())


def test_an_administrator_for_a_time_does_not_stop_other_changes(places):
    added("guest", ADMINISTRATOR, expires_on=TOMORROW)
    number = added("teacher", teacher(places))
    people.set_active(number, False, by=console())
    assert not account(number).is_active


def test_every_change_but_of_the_name_ends_the_sessions(places):
    by = console()
    for change in (
        lambda number: people.set_password(number, PASSWORD, by=by),
        lambda number: people.set_expiry(number, TOMORROW, by=by),
        lambda number: people.add_grants(number, [grant(places, Role.HEAD, unit="7")], by=by),
        lambda number: people.remove_grant(number, held(number)[0].id, by=by),
        lambda number: people.end_all_sessions(number, by=by),
        lambda number: people.set_active(number, False, by=by),
    ):
        number = added(f"user{count(User)}", teacher(places))
        tokens = [open_session(number, "127.0.0.1", "test") for _ in range(2)]
        people.set_name(number, "Имя", by=by)
        assert all(signed_in(token) for token in tokens)
        change(number)
        assert not any(signed_in(token) for token in tokens)


def test_a_refused_change_ends_no_session_and_leaves_no_record(places):
    number = added("root", ADMINISTRATOR)
    token = open_session(number, "127.0.0.1", "test")
    before = count(AuditRecord)
    with pytest.raises(AccountMistake):
        people.set_active(number, False, by=console())
    assert signed_in(token)
    assert count(AuditRecord) == before


def test_every_change_leaves_a_record_without_names(places):
    before = count(AuditRecord)
    by = of_system()
    number = people.add_user("new", by=by, grants=[teacher(places)], password=PASSWORD, name="Анна")
    people.set_name(number, "Мария", by=by)
    people.set_active(number, False, by=by)
    people.remove_grant(number, held(number)[0].id, by=by)
    people.set_password(number, PASSWORD, by=by)
    assert trail(before) == [
        ("root", "user_added", "new", None),
        ("root", "roles_changed", "new", 1),
        ("root", "user_changed", "new", None),
        ("root", "user_changed", "new", None),
        ("root", "roles_changed", "new", 1),
        ("root", "password_set", "new", None),
    ]


def test_one_role_is_held_once_whatever_its_days(places):
    number = added("teacher", teacher(places))
    again = Grant(**vars(teacher(places)) | {"date_to": TOMORROW})
    with pytest.raises(AccountMistake, match="такая роль уже есть"):
        people.add_grants(number, [again], by=console())
    other = grant(places, Role.HEAD, unit="7")
    with pytest.raises(AccountMistake, match="такая роль уже есть"):
        people.add_grants(number, [other, other], by=console())
    assert len(held(number)) == 1


def test_the_list_is_found_by_words_role_and_state(places):
    by = of_system()
    added("anna", teacher(places), name="Анна ПЕТРОВА")
    added("boris", grant(places, Role.HEAD, unit="9"), expires_on=YESTERDAY)
    people.set_active(added("clara", teacher(places)), False, by=by)
    added("dora")
    found = users(by)
    assert [one.state for one in found.people] == [
        State.ACTIVE, State.EXPIRED, State.DISABLED, State.WITHOUT_ROLES,
    ]  # fmt: skip
    assert found.counts == dict.fromkeys(State, 1)
    assert [one.login for one in users(by, search="петрова АНН").people] == ["anna"]
    assert [one.login for one in users(by, role=Role.SUBJECT_TEACHER).people] == ["anna", "clara"]
    assert [one.login for one in users(by, state=State.EXPIRED).people] == ["boris"]
    assert [words for _, words in found.people[0].grants] == [
        "учитель-предметник, Школа 7, 8А, Алгебра"
    ]


def test_the_list_comes_in_pages(places):
    for number in range(51):
        added(f"user{number:02}", teacher(places))
    first, second = users(of_system()), users(of_system(), page=2)
    assert (len(first.people), len(second.people), first.total, first.last) == (50, 1, 51, 2)
    assert users(of_system(), page=99).people == second.people
