"""Doors: who may use a page, a callback or a route; strangers do not come so far."""

from collections.abc import Callable, Iterable
from functools import wraps

from dash import html
from flask import abort, g, has_request_context

from dashboard import audit, components
from dashboard.access import EVERYBODY, Right, Role, Scope
from dashboard.session import current_account, current_scope

# Everything that answers a stranger; a test counts them.
OPEN = frozenset({"login", "login_as", "healthz", "readyz", "_dash_assets.static"})


class NotThere(LookupError):
    """What is not there, or not for this person: the answer is one and the same."""


def open_to(*roles: Role) -> Callable:
    """The callback below answers those who have one of the roles; under `@app.callback`."""

    def door(function: Callable) -> Callable:
        @wraps(function)
        def guarded(*values, **named):
            note_begin()
            if not opens(current_scope(), roles):
                raise NotThere("not for this role")
            return function(*values, **named)

        guarded.roles = frozenset(roles)
        return guarded

    return door


def page_door(layout: Callable, roles: Iterable[Role], *, tells: bool = True) -> Callable:
    """A layout for those who have one of the roles; to others the page is not there.

    What was asked for and is not there is noted, unless that is all the page says (`tells`).
    """
    roles = frozenset(roles)

    @wraps(layout)
    def guarded(**asked):
        note_begin()
        shown = layout(**asked) if opens(current_scope(), roles) else components.not_found()
        if tells and is_not_found(shown):
            audit.refused("нет такого или вне области доступа")
        return shown

    guarded.roles = roles
    return guarded


def needs(right: Right) -> Callable:
    """The view below answers those who have the right anywhere; to others it is not there."""

    def door(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*values, **named):
            if not current_scope().has(right):
                audit.refused(f"нет права: {right}")
                abort(404)
            return view(*values, **named)

        guarded.guard = right
        return guarded

    return door


def signed_in_only(view: Callable) -> Callable:
    """The view below answers everybody signed in: all it shows or changes is the person's own."""

    @wraps(view)
    def guarded(*values, **named):
        if current_account() is None:
            abort(404)
        return view(*values, **named)

    guarded.guard = "signed in"
    return guarded


def opens(scope: Scope, roles: Iterable[Role]) -> bool:
    """Whether the scope has one of the roles; an area without a role is of this process itself.

    What is open to every role is open to an account that has none yet: it is told so there.
    """
    if set(roles) == set(EVERYBODY):
        return True
    return any(area.role is None for area in scope.areas) or bool(scope.roles & set(roles))


def note_begin() -> None:
    """From here on an error is ours and no longer that of a malformed body."""
    if has_request_context():
        g.callback_begun = True


def is_not_found(shown) -> bool:
    """Whether a page answers that there is no such thing for this person."""
    return isinstance(shown, html.Section) and str(shown) == str(components.not_found())
