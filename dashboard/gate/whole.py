"""What answers one request is read from one version of the data, published meanwhile or not."""

from flask import Flask

from dashboard.queries import database


def read_as_a_whole(server: Flask) -> None:
    """Every request is one view: nothing is opened before its first statement."""

    @server.before_request
    def view_begins() -> None:
        database.begin_view()

    @server.teardown_request
    def view_ends(_error: BaseException | None) -> None:
        database.end_view()
