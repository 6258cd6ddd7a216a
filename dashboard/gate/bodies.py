"""The body of a callback is checked before Dash sees it: declared ids, plain values, no more."""

import json
from collections.abc import Callable, Iterator
from functools import wraps

import dash
from flask import Flask, g, request
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, UnsupportedMediaType

from dashboard.gate.doors import NotThere
from dashboard.watch.requests import note_callback

CALLBACKS = "/_dash-update-component"
LARGEST = 1_000_000  # [bytes]
LONGEST_TEXT = 20_000
LONGEST_ADDRESS = 2000
DEEPEST = 12
LARGEST_NUMBER = 2**53  # what a browser counts exactly
ADDRESSES = {"pathname": "/", "search": "?", "hash": "#"}


def limit_bodies(server: Flask) -> None:
    """Callbacks are short; said before anybody looks into the body."""

    @server.before_request
    def only_short_ones():
        if request.path == CALLBACKS:
            request.max_content_length = LARGEST


def check_bodies(app: dash.Dash) -> None:
    """From now on callbacks get well-formed bodies only."""
    for output, made in app.callback_map.items():
        if any(one["id"].startswith("{") for one in (*made["inputs"], *made["state"])):
            raise RuntimeError(f"callback {output}: ids of a pattern cannot be checked yet")
    views = app.server.view_functions
    views[CALLBACKS] = _checked(app, views[CALLBACKS])


def _checked(app: dash.Dash, dispatch: Callable) -> Callable:
    @wraps(dispatch)
    def dispatch_checked():
        body = read_body()
        check_body(app, body)
        note_callback(body)
        try:
            return dispatch()
        except (HTTPException, NotThere, dash.exceptions.PreventUpdate):
            raise
        except Exception as error:
            if g.get("callback_begun"):
                raise  # ours, and the log has to tell
            raise BadRequest from error

    return dispatch_checked


def read_body() -> object:
    """The JSON of the request as Dash will read it."""
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        return json.loads(request.get_data(cache=True), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error


def check_body(app: dash.Dash, body: object) -> None:
    """A body is refused unless it is one the browser sends for a callback that is there."""
    _demand(isinstance(body, dict) and isinstance(body.get("output"), str))
    made = app.callback_map.get(body["output"])
    if made is None or "callback" not in made:
        raise NotFound
    _check_outputs(made["output"], body.get("outputs"))
    for part in ("inputs", "state"):
        _check_given(made[part], body.get(part, []))
    _check_changed(body.get("changedPropIds"))


def _check_outputs(declared, given: object) -> None:
    many = isinstance(declared, list | tuple)
    _demand(isinstance(given, list if many else dict))
    names = [
        (one.component_id, one.component_property) for one in (declared if many else [declared])
    ]
    _demand([_name(one) for one in (given if many else [given])] == names)


def _check_given(declared: list[dict], given: object) -> None:
    _demand(isinstance(given, list))
    _demand([_name(one) for one in given] == [_name(one) for one in declared])
    for one in given:
        _demand(set(one) <= {"id", "property", "value"})
        _check_value(one.get("value"))
        if one["property"] in ADDRESSES:
            _check_address(one.get("value"), ADDRESSES[one["property"]])


def _check_changed(changed: object) -> None:
    _demand(isinstance(changed, list) and len(changed) <= 1000)
    _demand(all(isinstance(name, str) and len(name) <= LONGEST_TEXT for name in changed))


def _check_address(value: object, begins: str) -> None:
    _demand(isinstance(value, str) and len(value) <= LONGEST_ADDRESS)
    _demand(value.startswith(begins) or (value == "" and begins != "/"))


def _check_value(value: object) -> None:
    for plain, depth in _parts(value):
        _demand(depth <= DEEPEST)
        if isinstance(plain, str):
            _demand(len(plain) <= LONGEST_TEXT and _is_text(plain))
        elif isinstance(plain, int | float):
            _demand(abs(plain) <= LARGEST_NUMBER)  # neither is infinity


def _parts(value: object) -> Iterator[tuple[object, int]]:
    """Every value inside, keys of dictionaries included, with how deep it lies."""
    waiting = [(value, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        inside = part if isinstance(part, list) else []
        if isinstance(part, dict):
            inside = [*part.keys(), *part.values()]
        waiting.extend((one, depth + 1) for one in inside)


def _is_text(text: str) -> bool:
    """Whether every database takes it: no zero byte, no half of a pair."""
    try:
        return "\0" not in text and bool(text.encode("utf-8") or not text)
    except UnicodeEncodeError:
        return False


def _name(one: object) -> tuple | None:
    return (one.get("id"), one.get("property")) if isinstance(one, dict) else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _demand(holds: bool) -> None:
    if not holds:
        raise BadRequest
