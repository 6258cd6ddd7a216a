"""create_app(): the server, the gate and the shell around the pages."""

import atexit
import gc
from html import escape
from pathlib import Path

import dash
from dash import Input
from flask import Flask, request
from werkzeug.serving import make_server

from dashboard import shell
from dashboard.accounts import personas
from dashboard.bank.pages import bank
from dashboard.exports.rejected import rejected
from dashboard.exports.routes import exports
from dashboard.gate import closing
from dashboard.gate.failures import show_failure
from dashboard.manage import blueprint as manage
from dashboard.screens.callbacks import CALLBACKS
from dashboard.serving import close_connections, open_databases
from dashboard.settings import Settings, checked
from dashboard.watch.watching import begin_watch, open_metrics

ROOT = Path(__file__).parent.parent


class Application(dash.Dash):
    """Dash with the frame and the title of the page already in the first answer of the server."""

    def interpolate_index(self, **parts) -> str:
        """The index, with the title of what the address names and the frame around the screen."""
        parts["title"] = escape(shell.title_at(request.path))
        parts["app_entry"] = shell.framed(parts["app_entry"])
        return super().interpolate_index(**parts)


def create_app(settings: Settings) -> dash.Dash:
    """The application over the database of the settings: every page registered, every door shut."""
    open_databases(checked(settings))
    server = Flask(__name__, static_folder=None)
    begin_watch(server, settings)
    closing.configure(server, settings)
    app = Application(
        "msoko",
        server=server,
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
    app.layout = shell.layout
    for add_callbacks in CALLBACKS:
        add_callbacks(app)
    add_routes(server)
    closing.close(app, settings)
    open_metrics(server, settings)
    if settings.is_demo:
        personas.add_missing()
    return app


def keep_for_good() -> None:
    """What the start has made stays as it is, for this process and for its forks.

    To look through it again would hold a request up for 0.1 s, and copy what forks share.
    """
    close_connections()
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # DuckDB wants its own back at the end


def add_routes(server: Flask) -> None:
    """The pages and files that the server itself makes."""
    server.register_blueprint(exports)
    server.register_blueprint(rejected)
    server.register_blueprint(manage)
    server.register_blueprint(bank)


def serve(server: Flask, settings: Settings) -> None:
    """Serve until interrupted."""
    http = make_server(settings.host, settings.port, server, threaded=True)
    print(f"МСОКО: http://{settings.host}:{http.port} (остановить: Ctrl+C)", flush=True)
    http.serve_forever()
