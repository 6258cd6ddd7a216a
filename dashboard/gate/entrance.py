"""The entrance: a known host name, then a live session; without one nothing answers but OPEN."""

import re

from flask import Flask, Response, jsonify, make_response, redirect, request, session
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as AnyResponse

from dashboard.accounts.sessions import signed_in
from dashboard.audit import page_before
from dashboard.gate.addresses import asked_path, login_address
from dashboard.gate.doors import OPEN
from dashboard.gate.messages import message
from dashboard.settings import Settings, is_local

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:]+)(?::\d+)?")
READING = ("GET", "HEAD")
OF_DASH = "/_"
SIGN_IN = "Войдите, чтобы продолжить."
NOT_SENT = "Сеанс закончился, поэтому форма не отправлена. Войдите и заполните её ещё раз."


def recognise_people(server: Flask, settings: Settings) -> None:
    """Whose session a request is of: the cookie holds a token, the database everything else."""
    manager = LoginManager(server)
    manager.session_protection = None  # a telephone changes its address on the way

    @manager.user_loader
    def account_of(token):
        return signed_in(token, settings.terms)


def close_entrance(server: Flask, settings: Settings) -> None:
    """Strangers get the page to sign in, or 401 where no page is expected; first of all guards."""

    @server.before_request
    def only_known_names():
        if name_of_host(request.host) not in settings.names_of_host:
            return plain("Такого имени у этого сервера нет (MSOKO_HOSTNAMES).", 403)
        if settings.is_demo and not is_local(request.remote_addr):
            return plain("Доступ только с этого компьютера.", 403)
        return None

    @server.before_request
    def only_people_signed_in():
        if request.endpoint in OPEN or current_user.is_authenticated:
            return None
        return stranger()


def name_of_host(host: str) -> str:
    """The name without the port; nothing when it is none (Flask's own check knows no IPv6)."""
    found = HOST.fullmatch(host.lower())
    return found[1] if found else ""


def stranger() -> AnyResponse:
    """The answer to somebody without a live session: it says nothing of what was asked for."""
    if request.path.startswith(OF_DASH):
        return make_response(jsonify(error=SIGN_IN), 401)
    if request.method in READING:
        return redirect(login_address(asked_path(request), expired=had_session()))
    if request.accept_mimetypes.accept_html and request.accept_mimetypes.provided:
        back = login_address(page_before())
        return message(401, "Сеанс закончился", NOT_SENT, link=(back, "Войти"))
    return make_response(jsonify(error=SIGN_IN), 401)


def had_session() -> bool:
    """Whether the browser still holds the token of a session that is over."""
    return "_user_id" in session


def plain(text: str, status: int) -> Response:
    """A sentence and nothing else."""
    return Response(text, status, mimetype="text/plain")
