"""The gate as a whole, in the order in which a request passes it."""

import dash
from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.gate.bodies import check_bodies, limit_bodies
from dashboard.gate.compressing import compress
from dashboard.gate.decided import close_pages, refuse_undecided
from dashboard.gate.entrance import close_entrance, recognise_people
from dashboard.gate.failures import answer_failures
from dashboard.gate.frame import add_frame
from dashboard.gate.headers import add_headers
from dashboard.gate.own_account import add_own_account
from dashboard.gate.signing import add_signing
from dashboard.gate.whole import read_as_a_whole
from dashboard.settings import Settings

A_YEAR = 31_536_000  # [seconds]
MEGABYTE = 1_000_000


def configure(server: Flask, settings: Settings) -> None:
    """Cookies, limits and names, before anything is registered."""
    server.secret_key = settings.secret_key
    server.debug = False
    server.config.update(
        SEND_FILE_MAX_AGE_DEFAULT=A_YEAR,
        SESSION_COOKIE_NAME="__Host-msoko" if settings.secure_cookies else "msoko",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=10 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE // 2,
        MAX_FORM_PARTS=300,
        WTF_CSRF_TIME_LIMIT=None,  # a page may stay open as long as the session lives
        WTF_CSRF_SSL_STRICT=False,  # a filter of a school may take the Referer away
    )
    if settings.behind_proxy:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=1)
    read_as_a_whole(server)
    recognise_people(server, settings)
    compress(server)  # before anything answers: what runs last sees the whole answer


def close(app: dash.Dash, settings: Settings) -> None:
    """Nothing answers a stranger but what is open on purpose; what has no door stops the start."""
    server = app.server
    close_pages()
    with server.test_request_context("/"):
        server.preprocess_request()  # Dash registers its callback of pages before a first request
    close_entrance(server, settings)  # before the tokens of forms: a stranger gets 401, not 400
    limit_bodies(server)
    CSRFProtect(server)
    add_signing(server, settings)
    add_own_account(server, settings)
    add_frame(server)
    check_bodies(app)
    answer_failures(server)
    add_headers(app, settings)
    refuse_undecided(app)
