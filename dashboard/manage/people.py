"""The list of accounts."""

from flask import render_template, request

from dashboard.access import Right
from dashboard.accounts.listing import STATE_NAMES, users
from dashboard.gate.doors import needs
from dashboard.manage import blueprint
from dashboard.manage.asking import giver, number, text, word
from dashboard.manage.moments import local
from dashboard.role_names import ROLE_NAMES


@blueprint.get("/users")
@needs(Right.MANAGE_USERS)
def people() -> str:
    """Accounts of the area, found by words, role and state."""
    given = request.args
    by = giver()
    asked = {
        "search": text("search", given),
        "role": word("role", ROLE_NAMES, given),
        "state": word("state", STATE_NAMES, given),
    }
    page = users(by, **asked, page=number("page", given))
    return render_template(
        "users.html",
        page=page,
        asked={name: value or "" for name, value in asked.items()},
        role_names=ROLE_NAMES,
        states=STATE_NAMES,
        local=local,
        own_id=by.user_id,
    )
