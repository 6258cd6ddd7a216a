"""Who did what: records of the audit trail filled in from the request; none is lost silently."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from flask import g, has_request_context, request
from sqlalchemy import Connection

from dashboard.accounts.database import engine_in_use
from dashboard.role_names import roles_in_words
from models import trail
from models.store import writing

NOBODY = "-"  # the actor before anybody has signed in
CALLBACKS = "/_dash-update-component"
_noting: ContextVar[set[int] | None] = ContextVar("noting", default=None)
ADDRESS = ("_pages_location", "pathname")  # where Dash keeps the page it shows


class Action(StrEnum):
    """What can stand in the trail; the words are the same in tables, filters and files."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    SESSIONS_ENDED = "sessions_ended"
    THROTTLED = "throttled"
    REFUSED = "refused"
    NAMES_VIEWED = "names_viewed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    UNDONE = "undone"
    REDONE = "redone"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    PASSWORD_SET = "password_set"  # noqa: S105  the name of an event
    ROLES_CHANGED = "roles_changed"
    PLAN_APPROVED = "plan_approved"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    ELEMENTS_DECIDED = "elements_decided"
    SETTINGS_CHANGED = "settings_changed"


ACTION_NAMES = {
    Action.LOGIN: "Вход",
    Action.LOGIN_FAILED: "Неудачный вход",
    Action.LOGOUT: "Выход",
    Action.SESSIONS_ENDED: "Завершение сеансов",
    Action.THROTTLED: "Остановлен подбор пароля",
    Action.REFUSED: "Отказ в доступе",
    Action.NAMES_VIEWED: "Просмотр имён",
    Action.EXPORTED: "Выгрузка",
    Action.IMPORTED: "Загрузка данных",
    Action.UNDONE: "Отмена загрузки",
    Action.REDONE: "Возврат загрузки",
    Action.USER_ADDED: "Новая учётная запись",
    Action.USER_CHANGED: "Изменение учётной записи",
    Action.PASSWORD_SET: "Новый пароль",
    Action.ROLES_CHANGED: "Изменение ролей",
    Action.PLAN_APPROVED: "Утверждение плана",
    Action.APPROVAL_WITHDRAWN: "Отмена утверждения плана",
    Action.ELEMENTS_DECIDED: "Решение об одинаковых элементах",
    Action.SETTINGS_CHANGED: "Изменение настроек",
}


class Signed(Protocol):
    """An account, as far as the trail needs it."""

    user_id: int
    login: str


def write(
    action: Action,
    object: str = "",
    n: int | None = None,
    reason: str = "",
    account: Signed | None = None,
) -> None:
    """One record in a transaction of its own; a failure to write it is a failure of the request."""
    with writing(engine_in_use()) as connection:
        add(connection, action, object, n, reason, account)


def add(
    connection: Connection,
    action: Action,
    object: str = "",
    n: int | None = None,
    reason: str = "",
    account: Signed | None = None,
) -> None:
    """One record in the transaction of the change it tells of: both are written or neither."""
    account = account or _account()
    trail.record(
        connection,
        action=action,
        actor=account.login if account else _stranger(),
        user_id=account.user_id if account else None,
        object=object,
        n=n,
        reason=reason,
        address=_address(),
    )


def refused(reason: str) -> None:
    """Somebody asked for what is not there, or not for him."""
    write(Action.REFUSED, place_asked(), reason=reason)


def names_shown(student_ids: Iterable[int]) -> None:
    """Real names were read for this request; `write_names_shown` says whose at its end."""
    ids = set(student_ids)
    if (noted := _noting.get()) is not None:
        noted |= ids
    if has_request_context() and ids:
        g.names_shown = g.get("names_shown", set()) | ids


@contextmanager
def noting_names() -> Iterator[set[int]]:
    """Whose names are read inside: for the record of a file they are written into."""
    noted: set[int] = set()
    token = _noting.set(noted)
    try:
        yield noted
    finally:
        _noting.reset(token)


def write_names_shown() -> None:
    """One record for all the names of a request, by the ids of the students."""
    if ids := g.pop("names_shown", None):
        whose = f"{place_asked()}; ученики {in_ranges(ids)}"
        write(Action.NAMES_VIEWED, whose, len(ids), _why())


def in_ranges(ids: Iterable[int]) -> str:
    """«3–5, 9»: whole numbers in order, neighbours drawn together."""
    runs: list[list[int]] = []
    for id in sorted(ids):
        if runs and id == runs[-1][1] + 1:
            runs[-1][1] = id
        else:
            runs.append([id, id])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in runs)


def _account() -> Signed | None:
    from dashboard.session import current_account  # the session itself writes into the trail

    return current_account()


def _why() -> str:
    """The roles alone: whoever reads the trail need not know each place they are given at."""
    from dashboard.session import current_scope

    return roles_in_words(current_scope().roles)


def _stranger() -> str:
    return NOBODY if has_request_context() else trail.console_actor()


def _address() -> str:
    return (request.remote_addr or "") if has_request_context() else ""


def place_asked() -> str:
    """The page; for a callback the page it was called from."""
    if request.path != CALLBACKS:
        return request.path
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    return _page_asked(body) or page_before() or str(body.get("output", ""))


def _page_asked(body: dict) -> str:
    """The address that Dash's own callback was asked to show."""
    inputs = body.get("inputs")
    for asked in inputs if isinstance(inputs, list) else ():
        if isinstance(asked, dict) and (asked.get("id"), asked.get("property")) == ADDRESS:
            return str(asked.get("value") or "")
    return ""


def page_before() -> str:
    """The page the request came from; nothing for a header that is no address of a page."""
    try:
        path = urlsplit(request.referrer or "").path
    except ValueError:  # a header that is no address
        return ""
    return path if path.startswith("/") else ""
