"""A page that says one thing and leads on: not found, too large, out of date."""

from flask import Response, make_response, render_template

FIRST_PAGE = ("/", "На главную")


def message(status: int, title: str, sentence: str, link: tuple[str, str] = FIRST_PAGE) -> Response:
    """The page with its status."""
    page = render_template("message.html", title=title, sentence=sentence, link=link)
    return make_response(page, status)
