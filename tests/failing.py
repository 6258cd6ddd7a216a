"""An application with callbacks that answer, fail and refuse, for the tests of the gate."""

from dash import Input, Output, State
from homes import settings_of
from sqlalchemy import insert

from dashboard.access import EVERYBODY, Role
from dashboard.app import create_app
from dashboard.gate.doors import NotThere, open_to
from dashboard.queries import database
from models import Unit

SECRET = "Ёлкина Анна, 2, 3, 2"
NAME_OF_REGION = "Тридевятая область"
ECHO = "test-echo.children"


def made_app(home, **given):
    """An application over one region, with callbacks of its own that fail in several ways."""
    app = create_app(settings_of(home, **given))
    region = {"id": 1, "level": "region", "code": "1", "name": NAME_OF_REGION, "parent_id": 0}
    with database.engine_in_use().begin() as connection:
        connection.execute(insert(Unit), region | {"path": "/1/", "grade": None})
    return app


def add_callbacks(app):
    """Callbacks that raise what callbacks may raise."""
    failures = {
        "bug": ValueError(SECRET),
        "key": KeyError(SECRET),
        "there": NotThere(SECRET),
        "lookup": LookupError(SECRET),
    }
    for name, error in failures.items():

        @app.callback(Output(f"test-{name}", "children"), Input("test-in", "value"))
        @open_to(*EVERYBODY)
        def fails(value, error=error):
            raise error

    @app.callback(
        Output("test-echo", "children"), Input("test-in", "value"), State("test-state", "data")
    )
    @open_to(Role.SYSTEM_ADMINISTRATOR)
    def echo(value, state):
        return "answered"
