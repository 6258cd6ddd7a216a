"""«Мой вход»: the person's own roles, sessions and password."""

from flask import Flask, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard import audit
from dashboard.accounts import throttle
from dashboard.accounts.admission import account_of, is_right
from dashboard.accounts.database import engine_in_use
from dashboard.accounts.grants import AccountMistake, Giver
from dashboard.accounts.people import set_password
from dashboard.accounts.sessions import end_sessions, hash_of, sessions_of
from dashboard.audit import Action
from dashboard.gate.browsers import browser_in_words
from dashboard.gate.doors import signed_in_only
from dashboard.gate.signing import WAIT, forget_browser
from dashboard.manage.moments import local
from dashboard.session import current_account, current_scope
from dashboard.settings import Settings
from models.store import writing

ENDED = "Все сеансы завершены, и этот тоже. Войдите снова."
CHANGED = "Пароль изменён, остальные сеансы завершены."
WRONG_NOW = "Нынешний пароль не подходит."
UNLIKE = "Новый пароль введён по-разному. Введите его дважды одинаково."
NOTHING_TO_CHANGE = "В демонстрационные роли входят без пароля, менять нечего."


def add_own_account(server: Flask, settings: Settings) -> None:
    """The page and what can be done there."""

    @server.get("/account")
    @signed_in_only
    def account():
        return page(settings)

    @server.post("/account/password")
    @signed_in_only
    def change_password():
        return try_change(settings)

    @server.post("/account/sessions/end")
    @signed_in_only
    def end_all_sessions():
        person = current_account()
        with writing(engine_in_use()) as connection:
            n = end_sessions(connection, person.user_id)
            audit.add(connection, Action.SESSIONS_ENDED, person.login, n, account=person)
        forget_browser()
        flash(ENDED)
        return redirect("/login", 303)


def try_change(settings: Settings) -> AnyResponse | tuple[str, int]:
    """Another password for the one who knows the present one; only this session stays."""
    person = current_account()
    given = {name: request.form.get(name, "") for name in ("now", "new", "again")}
    if problem := _problem(person, given, settings):
        return page(settings, problem), 400
    try:
        giver = Giver(person.user_id, person.login, current_scope())
        set_password(person.user_id, given["new"], by=giver, keep_session=hash_of(person.token))
    except AccountMistake as mistake:
        return page(settings, str(mistake)), 400
    flash(CHANGED)
    return redirect("/account", 303)


def _problem(person, given: dict[str, str], settings: Settings) -> str:
    """Why the password stays; guesses of the present one are counted as those at the entrance."""
    if person.is_persona:
        return NOTHING_TO_CHANGE
    if given["new"] != given["again"]:
        return UNLIKE
    if minutes := throttle.begin_attempt(person.login, request.remote_addr or ""):
        return WAIT.format(n=minutes)
    if not is_right(account_of(person.login, settings.terms), given["now"]):
        audit.write(Action.LOGIN_FAILED, person.login, reason="не подошёл нынешний пароль")
        return WRONG_NOW
    throttle.forget_failures(person.login)
    return ""


def page(settings: Settings, problem: str = "") -> str:
    """Who one is here, from where one is signed in, and another password."""
    person = current_account()
    here = hash_of(person.token)
    sessions = [
        {
            "begun": local(row.created_at),
            "seen": local(row.seen_at),
            "address": row.address,
            "browser": browser_in_words(row.browser),
            "is_here": row.token_hash == here,
        }
        for row in sessions_of(person.user_id, settings.terms)
    ]
    reasons = current_scope().reason.split("; ")
    return render_template("account.html", sessions=sessions, reasons=reasons, problem=problem)
