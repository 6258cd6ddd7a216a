"""Every request has an id and is told of once it is answered: where it went, how, how long."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request

from dashboard import shell

HEADER = "X-Request-ID"
GIVEN = re.compile("[0-9a-f]{32}")  # nginx's $request_id; anything else might say something
OTHER_PATHS = "/<path:path>"  # Dash answers every one of them
PAGES = "_pages_content.children"
NOTHING, UNKNOWN = "", "unknown"
FAILED = 500


@dataclass(frozen=True)
class Answered:
    """What may be told of a request: nothing of who asked, what for, or what was answered."""

    request_id: str
    method: str
    route: str
    callback: str
    status: int
    seconds: float


Told = Callable[[Answered], None]


def watch_requests(server: Flask, *told: Told, behind_proxy: bool = False) -> None:
    """From now on these are told of requests; goes before everything else that looks at them."""

    @server.before_request
    def request_begins() -> None:
        given = request.headers.get(HEADER, "") if behind_proxy else ""
        g.request_id = given if GIVEN.fullmatch(given) else uuid4().hex
        g.begun_at = perf_counter()

    @server.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        answered = _answered(response)
        for tell in told:
            tell(answered)
        return response


def request_id() -> str:
    """The id of this request, under which the log has it; a new one outside of requests."""
    return g.request_id if has_request_context() and "request_id" in g else uuid4().hex


def note_failure() -> None:
    """A callback that failed is answered, with a sentence; it has failed all the same."""
    if has_request_context():
        g.has_failed = True


def note_callback(body: dict) -> None:
    """The body of a callback, once it is known to be one that is declared."""
    g.callback_body = body


def _answered(response: Response) -> Answered:
    return Answered(
        g.request_id,
        request.method if request.method in ("GET", "HEAD", "POST") else UNKNOWN,
        _route(),
        _callback(),
        FAILED if g.get("has_failed") else response.status_code,
        perf_counter() - g.begun_at,
    )


def _route() -> str:
    """The rule of the address; of a page its first word: no id, no query."""
    if request.url_rule is None:
        return UNKNOWN
    rule = request.url_rule.rule
    return _page(request.path) if rule == OTHER_PATHS else rule


def _callback() -> str:
    """What the callback makes; which page, when it makes a page."""
    body = g.get("callback_body")
    if body is None:
        return NOTHING
    if PAGES not in body["output"]:
        return body["output"]
    return f"page {_page(body['inputs'][0].get('value'))}"


def _page(path: str) -> str:
    return f"/{path.split('/')[1]}" if shell.is_known(path) else UNKNOWN
