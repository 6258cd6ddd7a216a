"""Whose request this is, and what that person may see: from the session alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from flask import g, has_request_context
from flask_login import current_user

from dashboard.access import Scope
from dashboard.accounts.scopes import scope_of
from dashboard.accounts.sessions import Account

NOBODY = Scope.nothing("вход не выполнен")
_acting: ContextVar[Scope | None] = ContextVar("acting", default=None)


def current_account() -> Account | None:
    """The account signed in; None for nobody."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    return current_user._get_current_object()


def current_scope() -> Scope:
    """The scope of the person asking, worked out once a request; nothing for nobody."""
    if (given := _acting.get()) is not None:
        return given
    account = current_account()
    if account is None:
        return NOBODY
    if "scope" not in g:
        g.scope = scope_of(account.user_id, date.today())
    return g.scope


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """Code of this process that asks as itself, without a request: the bench, tests of screens."""
    if has_request_context():
        raise RuntimeError("a request acts as the person signed in, never as another")
    token = _acting.set(scope)
    try:
        yield
    finally:
        _acting.reset(token)
