"""Signing in and out: plain forms that work without scripts; one answer to every failure."""

from flask import Flask, flash, redirect, render_template, request, session
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from dashboard import audit
from dashboard.accounts import personas, throttle
from dashboard.accounts.admission import account_of, is_right, plain_login
from dashboard.accounts.sessions import Terms, end_session, open_session, signed_in
from dashboard.audit import Action
from dashboard.gate.addresses import login_address, safe_next
from dashboard.gate.doors import signed_in_only
from dashboard.gate.messages import message
from dashboard.session import current_account
from dashboard.settings import Settings

WRONG = "Логин или пароль не подходят. Проверьте раскладку и Caps Lock."
WAIT = "Слишком много попыток, подождите {n} мин."
EXPIRED = "Сеанс закончился, войдите снова – вернём туда, где вы были."
LEFT = "Вы вышли."
SOMEBODY = "неизвестный логин"  # what was typed may be a password


def add_signing(server: Flask, settings: Settings) -> None:
    """The page to sign in, signing out, and the personas of a demonstration."""

    @server.route("/login", methods=["GET", "POST"])
    def login():
        if request.method == "POST":
            return try_login(settings)
        if current_account() is not None and "change" not in request.args:
            return redirect(safe_next(request.args.get("next")))
        return page(settings, request.args.get("next"), said=expired())

    @server.post("/logout")
    @signed_in_only
    def logout():
        account = current_account()
        end_session(account.token)
        audit.write(Action.LOGOUT, account.login, account=account)
        forget_browser()
        flash(LEFT)
        return redirect(login_address(""), 303)

    if settings.is_demo:

        @server.post("/login/persona", endpoint="login_as")
        def login_as():
            return try_persona(settings)


def try_login(settings: Settings) -> AnyResponse:
    """A session for the right password; the same words, after the same time, for anything else."""
    login = plain_login(request.form.get("login", ""))
    back, address = request.form.get("next"), request.remote_addr or ""
    if minutes := throttle.begin_attempt(login, address):
        return page(settings, back, WAIT.format(n=minutes), login, status=429)
    account = account_of(login, settings.terms)
    if not is_right(account, request.form.get("password", "")):
        note_failure(login, account, address)
        return page(settings, back, WRONG, login, status=401)
    throttle.forget_failures(login)
    return come_in(account.user_id, safe_next(back), settings.terms)


def note_failure(login: str, account, address: str) -> None:
    """The trail names a login only when it is one."""
    known = account.login if account else SOMEBODY
    audit.write(Action.LOGIN_FAILED, known, reason="не подошли логин или пароль")
    if minutes := throttle.minutes_to_wait(login, address):
        audit.write(Action.THROTTLED, known, n=minutes, reason="минут до новой попытки")


def try_persona(settings: Settings) -> AnyResponse:
    """One click in a demonstration; only accounts made for it have no password to ask for."""
    user_id = personas.user_id_of(request.form.get("persona", ""))
    if user_id is None:
        return message(404, "Не найдено", "Такой роли в демонстрации нет.", ("/login", "Войти"))
    return come_in(user_id, safe_next(request.form.get("next")), settings.terms)


def come_in(user_id: int, path: str, terms: Terms) -> AnyResponse:
    """A new session under a new token; whatever the browser held before is forgotten."""
    if (before := current_account()) is not None:
        end_session(before.token)
    forget_browser()
    token = open_session(user_id, request.remote_addr or "", request.user_agent.string)
    account = signed_in(token, terms)
    if account is None:  # closed in this very moment
        return redirect(login_address(path), 303)
    audit.write(Action.LOGIN, account.login, account=account)
    login_user(account)
    return redirect(path, 303)


def forget_browser() -> None:
    """The cookie starts anew, with another token against forged forms."""
    logout_user()
    session.clear()


def page(
    settings: Settings, back: str | None, said: str = "", login: str = "", status: int = 200
) -> tuple[str, int]:
    """The form, and in a demonstration the personas beside it."""
    shown = personas.shown() if settings.is_demo else []
    text = render_template(
        "login.html", back=safe_next(back), said=said, typed=login, personas=shown
    )
    return text, status


def expired() -> str:
    """A friendly word to those who come from a session that is over."""
    return EXPIRED if "expired" in request.args else ""
