"""What goes wrong: a sentence for the person, a code, and a log without names, marks or values."""

from dash import html, set_props
from flask import Flask, Response, current_app, flash, jsonify, make_response, redirect, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from dashboard import audit
from dashboard.gate.addresses import login_address
from dashboard.gate.doors import OPEN, NotThere
from dashboard.gate.messages import message
from dashboard.watch.logs import logger, place_of
from dashboard.watch.requests import note_failure, request_id

OF_DASH = "/_"
NOT_FOUND = "Не найдено или нет доступа."
OLD_FORM = "Страница устарела: откройте её ещё раз и повторите."
SENTENCES = {
    400: ("Запрос не понят", "Так эта страница не вызывается."),
    404: ("Не найдено", "Такой страницы нет, или она вне вашей области доступа."),
    405: ("Не найдено", "Так эта страница не вызывается."),
    413: ("Слишком большой файл", "Сервер принимает не больше 10 МБ за раз."),
}
log = logger(__name__)


def answer_failures(server: Flask) -> None:
    """No trace and no value of the data leaves the server, and none gets into the log."""
    server.log_exception = _not_by_flask

    @server.errorhandler(NotThere)
    def not_there(_error: NotThere):
        audit.refused("нет такого или вне области доступа")
        return answer(404)

    @server.errorhandler(CSRFError)
    def forged_or_old(_error: CSRFError):
        if request.endpoint in OPEN:
            flash(OLD_FORM)
            return redirect(login_address(request.form.get("next", "")), 303)
        return answer(400, OLD_FORM)

    @server.errorhandler(HTTPException)
    def known(error: HTTPException):
        if isinstance(error, InternalServerError) and error.original_exception:
            return unexpected(error.original_exception)
        return error if error.code is None or error.code < 400 else answer(error.code)

    @server.errorhandler(Exception)
    def unknown(error: Exception):
        if request.path.startswith("/_dash-component-suites/"):  # Dash knows no such file
            return answer(404)
        return unexpected(error)


def unexpected(error: Exception) -> Response:
    """An error of ours: nothing of the half-made answer, a code to find it in the log."""
    sentence = f"Ошибка на сервере. Код для журнала: {logged(error)}"
    if request.path.startswith(OF_DASH):
        return make_response(jsonify(error=sentence), 500)
    page = current_app.jinja_env.get_template("failure.html")  # asks nobody who is signed in
    return make_response(page.render(sentence=sentence), 500)


def answer(status: int, sentence: str | None = None) -> AnyResponse:
    """The same answer for everything of one kind: JSON to Dash, a page to people."""
    if request.path.startswith(OF_DASH):
        known = NOT_FOUND if status == 404 else SENTENCES.get(status, SENTENCES[400])[1]
        return make_response(jsonify(error=sentence or known), status)
    title, known = SENTENCES.get(status, SENTENCES[400])
    return message(status, title, sentence or known)


def show_failure(error: Exception) -> None:
    """A callback failed: the person gets a sentence with a code, and the screen stays as it was."""
    if isinstance(error, HTTPException | NotThere):
        raise error
    if type(error) is LookupError:  # a KeyError of ours is not an answer
        raise NotThere from error
    sentence = f"Экран не обновился. Код ошибки для журнала: {logged(error)}"
    set_props("shell-failure", {"children": [sentence, html.A("Повторить", href="")]})


def _not_by_flask(_error) -> None:
    """Flask would log the text of the error, and a value of the data with it: `logged` does not."""


def logged(error: Exception) -> str:
    """The code under which the log has the kind of error and where; its text may hold a name.

    It is the id of the request, which the answer carries too.
    """
    note_failure()
    code, where = request_id(), place_of(error.__traceback__)
    log.error("failed", request_id=code, kind=type(error).__name__, where=where)
    return code
