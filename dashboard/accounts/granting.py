"""Who may give which role to whom: the rules, and sentences that name them and the way out."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from dashboard.access import FAMILY, TERRITORY, Role
from dashboard.accounts import places
from dashboard.accounts.grants import (
    LEVELS_OF_ROLES,
    SCHOOL_ROLES,
    AccountMistake,
    Giver,
    Grant,
)
from dashboard.role_names import ROLE_NAMES
from models.tree import LEVELS

LEVELS_IN_WORDS = {
    "region": "регион",
    "municipality": "муниципалитет",
    "school": "школу",
    "parallel": "параллель",
    "school_class": "класс",
}
assert set(LEVELS_IN_WORDS) == set(LEVELS)


class Holder(Protocol):
    """An account that is changed."""

    id: int
    login: str


def refuse_wrong_grant(giver: Giver, login: str, grant: Grant) -> None:
    """A role needs what it is given at, and may be given there by this person."""
    if wrong := _shape(grant) or _right(giver, grant) or _existence(grant):
        about = f"{login}, роль «{ROLE_NAMES[grant.role]}»"
        raise AccountMistake(f"{about}: {wrong.rule}", wrong.remedy, wrong.column)


def refuse_foreign_account(giver: Giver, holder: Holder, grants: Sequence[Grant]) -> None:
    """An administrator of a school changes accounts that have roles, all of them of his school."""
    if giver.is_unlimited or giver.user_id == holder.id:
        return
    own = [grant.role in SCHOOL_ROLES and _is_inside(giver, grant) for grant in grants]
    if not own or not all(own):
        raise AccountMistake(
            f"{holder.login}: роли этой учётной записи даёте не вы или не только вы.",
            "Её меняет системный администратор.",
            "login",
        )


def refuse_oneself(giver: Giver, holder: Holder) -> None:
    """Nobody changes his own roles, switches himself off or lets himself expire."""
    if giver.user_id == holder.id:
        raise AccountMistake(
            f"{holder.login}: это вы, а свои роли и срок действия никто не меняет сам.",
            "Попросите другого администратора.",
            "login",
        )


class Wrong(NamedTuple):
    """What is wrong with a role, what to do, and which column says it."""

    rule: str
    remedy: str
    column: str


NO_UNIT = Wrong("такого подразделения нет.", "Проверьте код или название.", "unit")
NO_STUDENT = Wrong("такого ученика нет.", "Проверьте код.", "student")


def _shape(grant: Grant) -> Wrong | None:
    """What the role lacks or has too much of, without a look into the data."""
    if grant.date_from and grant.date_to and grant.date_to < grant.date_from:
        return Wrong("последний день раньше первого.", "Поменяйте даты местами.", "to")
    if grant.with_names and grant.role not in TERRITORY:
        return Wrong(
            "отдельное право видеть имена бывает у методиста и регионального администратора.",
            "Уберите его: остальные видят имена своих учеников и так.",
            "role",
        )
    if grant.role in FAMILY:
        return _shape_of_family(grant)
    if grant.student_id is not None:
        return Wrong("код ученика нужен только ученику и родителю.", "Уберите его.", "student")
    return _shape_of_place(grant)


def _shape_of_family(grant: Grant) -> Wrong | None:
    if grant.student_id is None:
        return Wrong("нужен код ученика.", "Он стоит в списке учеников школы.", "student")
    if grant.unit_id is not None:
        return Wrong("достаточно кода ученика.", "Уберите подразделение.", "unit")
    if grant.subject_id is not None:
        return Wrong("достаточно кода ученика.", "Уберите предмет.", "subject")
    return None


def _shape_of_place(grant: Grant) -> Wrong | None:
    levels = LEVELS_OF_ROLES[grant.role]
    is_of_subject = grant.role is Role.SUBJECT_TEACHER
    if levels and grant.unit_id is None:
        return Wrong("нужно подразделение.", f"Укажите {_or(levels)}.", "unit")
    if not levels and grant.unit_id is not None:
        return Wrong("роль относится ко всей системе.", "Уберите подразделение.", "unit")
    if is_of_subject and grant.subject_id is None:
        return Wrong("нужен предмет.", "Несколько предметов – это несколько ролей.", "subject")
    if not is_of_subject and grant.subject_id is not None:
        return Wrong("предмет нужен только учителю-предметнику.", "Уберите его.", "subject")
    return None


def _right(giver: Giver, grant: Grant) -> Wrong | None:
    """What is outside the giver's hands; what he may not see is answered as if it were not."""
    if giver.is_unlimited:
        return None
    if grant.role not in giver.roles:
        return Wrong("её даёт только системный администратор.", "Обратитесь к нему.", "role")
    if not _is_inside(giver, grant):
        return NO_UNIT if grant.student_id is None else NO_STUDENT
    return None


def _existence(grant: Grant) -> Wrong | None:
    """What the role names must be there, and units of the right level."""
    if grant.student_id is not None and not places.codes_of_students([grant.student_id]):
        return NO_STUDENT
    if grant.subject_id is not None and not places.subjects_of([grant.subject_id]):
        return Wrong("такого предмета нет.", "Проверьте название.", "subject")
    if grant.unit_id is None:
        return None
    unit = places.units_of([grant.unit_id]).get(grant.unit_id)
    levels = LEVELS_OF_ROLES[grant.role]
    if unit is None:
        return NO_UNIT
    if unit["level"] not in levels:
        return Wrong(f"«{unit['name']}» сюда не подходит.", f"Укажите {_or(levels)}.", "unit")
    return None


def _is_inside(giver: Giver, grant: Grant) -> bool:
    path = places.path_of(grant)
    return path is not None and giver.manages(path)


def _or(levels: tuple[str, ...]) -> str:
    words = [LEVELS_IN_WORDS[level] for level in levels]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} или {words[-1]}"
