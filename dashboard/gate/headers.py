"""What the browser is told with every answer: own files only, no frames, nothing kept."""

import dash
from flask import Response, request
from flask_wtf.csrf import generate_csrf

from dashboard import audit, shell
from dashboard.session import current_account
from dashboard.settings import Settings

A_YEAR = 31_536_000
# Files of the program, the same for everybody; the browser may keep them.
ASSETS = "_dash_assets.static"
KEPT = (
    ASSETS,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
)
FOR_CALLBACKS = "_csrf_token"  # the cookie out of which Dash's renderer takes its header
OTHER_PATHS = "/<path:path>"  # Dash answers every one of them
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def add_headers(app: dash.Dash, settings: Settings) -> None:
    """Headers, the token for callbacks, and the record of names that were shown."""

    @app.server.after_request
    def told(response: Response) -> Response:
        response.headers.update(ALWAYS)
        if not settings.is_demo:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if request.endpoint not in KEPT or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        elif request.endpoint == ASSETS:
            response.headers["Cache-Control"] = _of_asset()
        if response.mimetype == "text/html":
            _of_page(app, response, settings)
        return response

    @app.server.after_request
    def names_are_noted(response: Response) -> Response:
        audit.write_names_shown()
        return response


def _of_asset() -> str:
    """Code whose address does not change with it is asked for again, mostly to hear «the same»."""
    if "m" not in request.args and request.path.endswith((".css", ".js")):
        return "no-cache"
    return f"public, max-age={A_YEAR}, immutable"


def _of_page(app: dash.Dash, response: Response, settings: Settings) -> None:
    response.headers["Content-Security-Policy"] = content_policy(app)
    answered = response.status_code == 200 and request.endpoint == OTHER_PATHS
    if answered and not shell.is_known(request.path):
        response.status_code = 404
    if current_account() is not None:
        response.set_cookie(
            FOR_CALLBACKS,
            generate_csrf(),
            secure=settings.secure_cookies,
            httponly=False,
            samesite="Lax",
        )


def content_policy(app: dash.Dash) -> str:
    """Own files, and the inline scripts of Dash by their hashes; nothing else is loaded."""
    scripts = " ".join(f"'{digest}'" for digest in sorted(map(_bare, app.csp_hashes())))
    return (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; "
        "form-action 'self'"
    )


def _bare(digest: str) -> str:
    return digest.strip("'")
