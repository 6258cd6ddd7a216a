"""Checks, one for each guard: signing in, sessions, giving roles, files, the trail, settings."""

import io
import zipfile
from contextlib import contextmanager
from datetime import date, timedelta

from forged_forms import Forms
from guard_checks import scope, stranger
from homes import settings_of, without_references
from managed import held
from secret_personas import EVERY
from secret_world import World, age_session
from signed_in import post_form
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from dashboard.access import Role
from dashboard.accounts import people, saved_views
from dashboard.accounts.files import lines_of
from dashboard.accounts.grants import AccountMistake, Giver, Grant
from dashboard.accounts.passwords import hashed
from dashboard.exports.sheet import csv_file
from dashboard.settings import Refusal, checked
from models import AuditRecord, LoginFailure, RoleGrant, Session, User

PASSWORD = "семь слонов и один кит"
WRONG = "другой пароль, тоже длинный"
LONG_AGO = timedelta(days=2)
TABLES = (User, RoleGrant, Session)


@contextmanager
def kept(world: World):
    """Accounts, roles and sessions are afterwards as they were before."""
    with world.accounts.connect() as connection:
        rows = {table: connection.execute(select(table.__table__)).mappings().all()
                for table in TABLES}  # fmt: skip
    try:
        yield
    finally:
        with world.accounts.begin() as connection:
            without_references(connection)  # files and records that name the accounts stay
            for table in (*reversed(TABLES), LoginFailure):
                connection.execute(delete(table))
            for table in filter(rows.get, TABLES):
                connection.execute(insert(table), [dict(row) for row in rows[table]])


def giver(world: World, persona: str) -> Giver:
    """A persona that changes accounts."""
    return Giver(world.users[persona], EVERY[persona].token.lower(), scope(world, persona))


def refused(world: World, change) -> None:
    """A change of accounts is refused, and nothing of it stays."""
    before = _accounts(world)
    try:
        change()
    except AccountMistake:
        assert _accounts(world) == before
    else:
        raise AssertionError("the change was made")


def _accounts(world: World) -> list:
    with world.accounts.connect() as connection:
        return [connection.execute(select(table.__table__)).all() for table in (User, RoleGrant)]


def grant(world: World, role: Role, place: str, **more) -> Grant:
    """A role at a unit."""
    return Grant(role, unit_id=world.ids.units[place], **more)


def roles_of_other_places_are_not_given(world: World) -> None:
    by, whom = giver(world, "school administrator 1"), world.users["class teacher 1/8А"]
    for wrong in (
        grant(world, Role.HEAD, "Ш6"),
        grant(world, Role.REGIONAL_ADMINISTRATOR, "Р1"),
        Grant(Role.SYSTEM_ADMINISTRATOR),
        Grant(Role.PARENT, student_id=world.ids.students["Ш6/8А/1"]),
    ):
        refused(world, lambda wrong=wrong: people.add_grants(whom, [wrong], by=by))


def roles_need_what_they_are_given_at(world: World) -> None:
    by, whom = giver(world, "system administrator"), world.users["without roles"]
    for wrong in (
        Grant(Role.HEAD),
        grant(world, Role.HEAD, "Р1"),
        grant(world, Role.SUBJECT_TEACHER, "Ш1/8А"),
        Grant(Role.PARENT),
        Grant(Role.PARENT, student_id=999_999),
        grant(world, Role.HEAD, "Ш1", with_names=True),
    ):
        refused(world, lambda wrong=wrong: people.add_grants(whom, [wrong], by=by))


def accounts_of_other_places_are_not_changed(world: World) -> None:
    by = giver(world, "school administrator 1")
    for other in ("head 4", "parent of two", "system administrator", "school administrator 6"):
        refused(world, lambda other=other: people.set_active(world.users[other], False, by=by))


def nobody_changes_his_own_roles(world: World) -> None:
    by = giver(world, "school administrator 1")
    mine = [grant(world, Role.HEAD, "Ш1")]
    refused(world, lambda: people.add_grants(by.user_id, mine, by=by))


def an_administrator_remains(world: World) -> None:
    last = world.users["system administrator"]
    by = Giver(None, "console:test", giver(world, "system administrator").scope)
    refused(world, lambda: people.set_active(last, False, by=by))
    refused(world, lambda: people.remove_grant(last, held(last)[0].id, by=by))
    refused(world, lambda: people.set_expiry(last, date.today(), by=by))


def a_school_makes_no_accounts_without_roles(world: World) -> None:
    by = giver(world, "school administrator 1")
    refused(world, lambda: people.add_user("of.no.school", by=by))


def weak_passwords_are_refused(world: World) -> None:
    by = giver(world, "system administrator")
    whom = world.users["head 1"]
    for weak in ("короткий", "1234567890", EVERY["head 1"].token.lower() + "12345"):
        refused(world, lambda weak=weak: people.set_password(whom, weak, by=by))


def sessions_end_with_a_change_of_account(world: World) -> None:
    by = giver(world, "system administrator")
    changes = {
        "head 4": lambda whom: people.set_active(whom, False, by=by),
        "deputy 2": lambda whom: people.set_password(whom, PASSWORD, by=by),
        "student": lambda whom: people.remove_grant(whom, held(whom)[0].id, by=by),
        "parent of one": lambda whom: people.set_expiry(whom, None, by=by),
    }
    for persona, change in changes.items():
        browser = world.fresh(persona)
        assert browser.get("/account").status_code == 200
        change(world.users[persona])
        assert browser.get("/account").status_code == 302, persona


def sessions_end_by_themselves(world: World, column: str) -> None:
    browser = world.fresh("head 1")
    age_session(world, "head 1", **{column: LONG_AGO})
    assert browser.get("/account").status_code == 302


def closed_accounts_have_no_session(world: World) -> None:
    for persona in ("disabled", "expired"):
        assert world.fresh(persona).get("/account").status_code == 302, persona


def personas_have_no_session_at_work(world: World) -> None:
    whom = User.id == world.users["head 1"]
    with world.accounts.begin() as connection:
        connection.execute(update(User).where(whom).values(is_persona=True))
    assert world.fresh("head 1").get("/account").status_code == 302


def signing_out_ends_the_session(world: World) -> None:
    browser = world.fresh("head 1")
    post_form(browser, "/account")  # brings the token of forms
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert post_form(browser, "/logout").status_code == 303
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = token  # a cookie copied before
    assert browser.get("/account").status_code == 302


def attempt(world: World, login: str, password: str, back: str = ""):
    """The login form filled in by somebody new."""
    client = stranger(world)
    form = Forms(client.get("/login").get_data(as_text=True)).forms[0]
    typed = {"login": login, "password": password, "next": back}
    return client.post("/login", data=form["fields"] | typed)


def with_password(world: World, persona: str) -> str:
    """The login of a persona that now has a password."""
    whom = User.id == world.users[persona]
    with world.accounts.begin() as connection:
        connection.execute(update(User).where(whom).values(password_hash=hashed(PASSWORD)))
    return EVERY[persona].token.lower()


def wrong_passwords_are_refused(world: World) -> None:
    assert attempt(world, with_password(world, "head 1"), WRONG).status_code == 401
    assert attempt(world, with_password(world, "disabled"), PASSWORD).status_code == 401


def guessing_is_slowed_down(world: World) -> None:
    answers = [attempt(world, "nobody.here", WRONG).status_code for _ in range(8)]
    assert 429 in answers


def the_way_back_stays_here(world: World) -> None:
    login = with_password(world, "head 1")
    for outside in ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil"):
        answer = attempt(world, login, PASSWORD, outside)
        assert answer.headers["Location"] == "/", outside


def the_trail_is_kept(world: World) -> None:
    """Neither changed nor deleted; both are tried in a transaction that is rolled back."""
    for change in ("UPDATE audit_record SET actor = 'nobody'", "DELETE FROM audit_record"):
        with world.accounts.connect() as connection, connection.begin() as attempted:
            try:
                connection.execute(text(change))
            except DBAPIError:
                continue
            finally:
                attempted.rollback()
        raise AssertionError(f"done: {change}")


def records(world: World, action: str) -> int:
    """How many records of a kind there are."""
    with world.accounts.connect() as connection:
        chosen = select(func.count()).select_from(AuditRecord).where(AuditRecord.action == action)
        return connection.execute(chosen).scalar()


def names_that_were_seen_are_on_record(world: World) -> None:
    before = records(world, "names_viewed")
    world.page("class teacher 1/8А", f"/school_class/{world.ids.units['Ш1/8А']}")
    assert records(world, "names_viewed") == before + 1


def refusals_are_on_record(world: World) -> None:
    before = records(world, "refused")
    world.page("head 1", f"/school/{world.ids.units['Ш6']}")
    world.client("head 1").get("/users")
    assert records(world, "refused") == before + 2


def large_archives_are_refused(world: World) -> None:
    for content in (_archive(b" " * 300_000_000), _archive(b'<c r="A99999999"/>')):
        try:
            lines_of("accounts.xlsx", content)
        except AccountMistake as mistake:
            assert "велик" in str(mistake) or "строк" in str(mistake) or "больш" in str(mistake)
        else:
            raise AssertionError("the archive was read")


def _archive(part: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", part)
    return packed.getvalue()


def formulas_in_tables_are_texts(world: World) -> None:
    for cell in ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1"):
        assert csv_file([[cell]]).decode("utf-8-sig").lstrip('"').startswith("'"), cell


def unsafe_settings_are_refused(world: World) -> None:
    for name, value in (("SECRET_KEY", ""), ("SECRET_KEY", "changeme" * 5), ("SECRET_KEY", "k1"),
                        ("MSOKO_SECURE_COOKIES", False)):  # fmt: skip
        given = {"SECRET_KEY": "7f3c91d2" * 4 + "abcdxyz", "MSOKO_ENV": "production"}
        try:
            checked(settings_of(world.home, **given | {name: value}))
        except Refusal:
            continue
        raise AssertionError(f"started with {name}={value!r}")


def browsers_are_told_the_rules(world: World) -> None:
    told = world.fresh("head 1").get("/").headers
    assert "script-src 'self' 'sha256-" in told["Content-Security-Policy"]
    assert "unsafe-eval" not in told["Content-Security-Policy"]
    assert told.get("X-Frame-Options") == "DENY"
    assert told.get("X-Content-Type-Options") == "nosniff"
    assert told.get("Cache-Control") == "no-store"
    cookie = next(c for c in told.getlist("Set-Cookie") if c.startswith("__Host-msoko="))
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


def a_foreign_saved_view_is_not_there(world: World) -> None:
    """Nobody renames or removes what another person has saved."""
    view = saved_views.save_view(world.users["head 1"], "Моё", "/assessments")
    try:
        for what in ("name", "remove"):
            path = f"/views/{view}/{what}"
            answer = post_form(world.client("head 4"), path, {"name": "Чужое"})
            assert answer.status_code == 404
        [kept] = saved_views.saved_views(world.users["head 1"])
        assert kept["name"] == "Моё"
    finally:
        saved_views.remove_view(world.users["head 1"], view)
