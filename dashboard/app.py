"""create_app(): the server, its safety and the shell around the pages."""

import logging
from pathlib import Path
from uuid import uuid4

import dash
from dash import Input, set_props
from flask import Response, request
from werkzeug.serving import make_server

from dashboard import shell
from dashboard.queries import database
from dashboard.screens import CALLBACKS
from dashboard.settings import Settings, is_local
from models.store import migrate, open_engine

ROOT = Path(__file__).parent.parent
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
A_YEAR = 31_536_000
log = logging.getLogger(__name__)


class Application(dash.Dash):
    """Dash with the title of the page already in the first answer of the server."""

    def interpolate_index(self, **parts) -> str:
        """The index, with the title of what the address names."""
        return super().interpolate_index(**parts | {"title": shell.title_at(request.path)})


def create_app(settings: Settings) -> dash.Dash:
    """The application over the database of the settings, with every page registered."""
    engine = open_engine(settings)
    migrate(engine)
    database.use(engine)
    app = Application(
        "msoko",
        title="МСОКО",
        update_title=None,
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        assets_ignore=r"\.txt$|theme\.js$",
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        serve_locally=True,
        enable_mcp=False,
        index_string=shell.INDEX,
        routing_callback_inputs={"address": Input("_pages_location", "pathname")},
        on_error=show_failure,
    )
    app.server.secret_key = settings.secret_key
    app.server.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    app.layout = shell.layout
    for add_callbacks in (shell.add_callbacks, *CALLBACKS):
        add_callbacks(app)
    guard(app)
    return app


def guard(app: dash.Dash) -> None:
    """Answers this computer only, says whether it is alive, and lets nothing in from outside."""
    server = app.server

    @server.before_request
    def only_this_computer():
        host = request.host.rsplit(":", 1)[0]
        if not is_local(request.remote_addr) or host not in LOCAL_NAMES:
            return Response("Доступ только с этого компьютера.", 403, mimetype="text/plain")
        return None

    @server.get("/healthz")
    def healthz():
        return {"status": "ok"}

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        if response.mimetype == "text/html" and response.status_code == 200:
            response.headers["Content-Security-Policy"] = content_policy(app)
            if not shell.is_known(request.path):
                response.status_code = 404
        if response.mimetype in ("text/html", "application/json"):
            response.headers["Cache-Control"] = "no-store"
        return response


def content_policy(app: dash.Dash) -> str:
    """Own files, and the inline scripts of Dash by their hashes; nothing else is loaded."""
    scripts = " ".join(f"'{digest}'" for digest in sorted(map(_bare, app.csp_hashes())))
    return (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
    )


def _bare(digest: str) -> str:
    return digest.strip("'")


def show_failure(error: Exception) -> None:
    """The person gets a sentence with a code; the log gets the trace under the same code."""
    code = uuid4().hex[:8]
    log.error("callback failed, code %s", code, exc_info=error)
    set_props("shell-failure", {"children": f"Экран не обновился. Код ошибки для журнала: {code}"})


def serve(server, settings: Settings) -> None:
    """Serve on this computer until interrupted."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    http = make_server(settings.host, settings.port, server, threaded=True)
    print(f"МСОКО: http://{settings.host}:{http.port} (остановить: Ctrl+C)", flush=True)
    http.serve_forever()
