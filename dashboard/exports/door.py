"""The blueprint of everything that is taken away, and its one answer for what is not there."""

from pathlib import Path

from flask import Blueprint, abort

from dashboard import audit
from dashboard.session import current_account

exports = Blueprint(
    "exports", __name__, template_folder=str(Path(__file__).parent.parent / "templates")
)


def not_there() -> None:
    """The same answer for what does not exist and for what this person may not take away."""
    audit.refused("нет такого или вне области доступа")
    abort(404)


def person() -> int:
    """The id of whoever is signed in; behind the doors of the gate there is always one."""
    account = current_account()
    return account.user_id if account else 0
