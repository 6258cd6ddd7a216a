"""What a form of these pages says: who sends it, its fields as roles, days and numbers."""

from collections.abc import Mapping
from typing import TypeVar

from flask import abort, request
from sqlalchemy import select

from dashboard import audit
from dashboard.access import Role
from dashboard.accounts.grants import AccountMistake, Giver, Grant
from dashboard.accounts.listing import Listed, user
from dashboard.accounts.naming import day_in, grant_in, role_in
from dashboard.queries.database import rows
from dashboard.queries.units import units
from dashboard.role_names import ROLE_NAMES
from dashboard.session import current_account, current_scope
from models import Subject
from models.tree import LEVELS

GREATEST = 2**31 - 1  # of an id
ID = f"int(max={GREATEST})"
LONGEST = 500  # of a field
MOST_OFFERED = 400  # places in the list under a field
Word = TypeVar("Word")


def giver() -> Giver:
    """The person signed in, with his scope of this moment."""
    account = current_account()
    if account is None:
        abort(404)
    return Giver(account.user_id, account.login, current_scope())


def account_asked(by: Giver, user_id: int) -> Listed:
    """The account of the address; one of another area is answered as if it were not there."""
    found = user(by, user_id)
    if found is None:
        audit.refused("учётной записи нет или она вне области управления")
        abort(404)
    return found


def text(name: str, given: Mapping[str, str] | None = None) -> str:
    """A field in one line, never longer than any column, of signs that databases take."""
    written = (request.form if given is None else given).get(name, "")[:LONGEST]
    return "".join(sign for sign in written if sign.isprintable()).strip()


def word(name: str, known: Mapping[Word, object], given: Mapping[str, str]) -> Word | None:
    """A field that is one of the known words; anything else counts as not chosen."""
    return next((each for each in known if each == given.get(name)), None)


def number(name: str, given: Mapping[str, str]) -> int:
    """A page number; the first for anything else."""
    written = given.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def grant_of_form(by: Giver) -> Grant:
    """The role the fields describe."""
    if not text("role"):
        raise AccountMistake("Роль не выбрана.", "Выберите её в списке.", "role")
    return grant_in(
        by,
        role_in(text("role")),
        unit=text("unit"),
        subject=text("subject"),
        student=text("student"),
        with_names=bool(text("with_names")),
        date_from=day_in(text("from")),
        date_to=day_in(text("to")),
    )


def choices(by: Giver) -> dict[str, object]:
    """What the form of a role offers: roles, places and subjects of the area."""
    return {
        "role_names": roles_to_give(by),
        "places": _places(by),
        "subjects": [(row["name"], row["name"]) for row in rows(_subjects())],
        "unlimited": by.is_unlimited,
    }


def roles_to_give(by: Giver) -> dict[str, str]:
    """The roles that may be given at all, with their names."""
    return {role.value: ROLE_NAMES[role] for role in Role if role in by.roles}


def _subjects():
    return select(Subject.name).where(Subject.id != 0).order_by(Subject.name)


def _places(by: Giver) -> list[tuple[str, str]]:
    """Codes and names to choose from; of the whole system down to its schools."""
    levels = LEVELS[:3] if by.is_unlimited else LEVELS
    found = [row for level in levels for row in units(by.places_scope, level).itertuples()]
    names = {row.unit_id: row.name for row in found}
    return [
        (row.code, f"{names[row.parent_id]}, {row.name}" if row.parent_id in names else row.name)
        for row in found[:MOST_OFFERED]
    ]
