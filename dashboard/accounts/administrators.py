"""Those who administer the whole system: there is always one left."""

from datetime import date

from sqlalchemy import Connection, and_, or_, select

from dashboard.access import Role
from dashboard.accounts.grants import AccountMistake
from models import RoleGrant, User


def administrators(connection: Connection) -> tuple[set[int], set[int]]:
    """Ids of those who administer the system today, and of those who do so without an end."""
    today = date.today()
    held = select(User.id, User.expires_on, RoleGrant.date_to).join(
        RoleGrant,
        and_(RoleGrant.user_id == User.id, RoleGrant.role == Role.SYSTEM_ADMINISTRATOR),
    )
    valid = held.where(
        User.is_active,
        User.is_persona.is_(False),  # of the demonstration: nothing may rest on it
        or_(User.expires_on.is_(None), User.expires_on >= today),
        or_(RoleGrant.date_from.is_(None), RoleGrant.date_from <= today),
        or_(RoleGrant.date_to.is_(None), RoleGrant.date_to >= today),
    )
    found = connection.execute(valid).all()
    lasting = {row.id for row in found if row.expires_on is None and row.date_to is None}
    return {row.id for row in found}, lasting


def refuse_no_administrator(
    login: str, before: tuple[set[int], set[int]], after: tuple[set[int], set[int]]
) -> None:
    """Whoever administers last cannot be switched off, limited in time or lose the role."""
    if any(were and not are for were, are in zip(before, after, strict=True)):
        raise AccountMistake(
            f"{login}: это последний действующий системный администратор, без него никто не сможет "
            "вести учётные записи.",
            "Сначала дайте эту роль без срока другому.",
        )
