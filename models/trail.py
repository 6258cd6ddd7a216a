"""The only way a record enters the audit trail; what cannot be written stops the change."""

import getpass
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, insert

from models.accounts import AuditRecord

CONSOLE = "console:"
LONGEST = 2_000  # signs where the column has no limit of its own


def record(
    connection: Connection,
    *,
    action: str,
    actor: str,
    user_id: int | None = None,
    object: str = "",
    n: int | None = None,
    reason: str = "",
    address: str = "",
) -> None:
    """Add one record in the caller's transaction: addresses, ids and logins, no names, no marks."""
    texts = {"actor": actor, "object": object, "reason": reason, "address": address}
    columns = AuditRecord.__table__.c
    connection.execute(
        insert(AuditRecord),
        {
            "at": datetime.now(UTC).replace(tzinfo=None),
            "user_id": user_id,
            "action": action,
            "n": n,
            **{name: _fitting(text, _longest(columns[name])) for name, text in texts.items()},
        },
    )


def console_actor() -> str:
    """Who runs a command: «console:» and the name the operating system knows."""
    try:
        return CONSOLE + getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return f"{CONSOLE}?"


def _longest(column: Column) -> int:
    return column.type.length or LONGEST


def _fitting(text: str, length: int) -> str:
    """The text without what a terminal or a database would stumble over, cut to the column."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return text if len(text) <= length else text[: length - 1] + "…"
