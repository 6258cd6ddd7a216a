"""What people write for roles, units, subjects, students and days → what is kept, or a mistake."""

from collections.abc import Callable
from datetime import date, datetime

from dashboard.access import Role, Scope
from dashboard.accounts import places
from dashboard.accounts.granting import NO_STUDENT, NO_UNIT
from dashboard.accounts.grants import LEVELS_OF_ROLES, AccountMistake, Giver, Grant
from dashboard.queries.options import subject_spellings
from dashboard.queries.units import classes_by_name, places_by_name, unit, units_by_code
from dashboard.role_names import ROLE_NAMES

# Latin letters that look like Russian ones: «8A» is «8А».
LOOKALIKES = str.maketrans("ABEKMHOPCTX", "АВЕКМНОРСТХ")
DAY_FORMATS = ("%d.%m.%Y", "%Y-%m-%d")
# Other words for the roles, as schools say them.
OTHER_NAMES = {
    "заместитель директора": Role.DEPUTY_HEAD,
    "учитель": Role.SUBJECT_TEACHER,
    "предметник": Role.SUBJECT_TEACHER,
    "методист": Role.MUNICIPAL_METHODOLOGIST,
}


def role_in(text: str) -> Role:
    """A role by its code or its name."""
    word = _plain(text)
    names = {_plain(name): role for role, name in ROLE_NAMES.items()} | OTHER_NAMES
    names |= {role.value: role for role in Role}
    if word not in names:
        possible = f"Возможные: {', '.join(ROLE_NAMES.values())}."
        raise AccountMistake(f"Роли «{text}» нет.", possible, "role")
    return names[word]


def unit_in(by: Giver, text: str, role: Role) -> int:
    """A unit by code, number or name, of a level the role is given at; «код школы/класс» too."""
    levels = LEVELS_OF_ROLES[role]
    scope = by.places_scope
    found = _by_code(scope, text, levels) or _by_name(scope, text)
    of_level = [row for row in found if row["level"] in levels] or found
    if not of_level:
        raise AccountMistake(f"«{text}»: {NO_UNIT.rule}", NO_UNIT.remedy, "unit")
    if len({row["unit_id"] for row in of_level}) > 1 and _is_doubtful(of_level):
        raise AccountMistake(
            f"«{text}»: таких подразделений несколько.",
            "Укажите код; для класса – «код школы/класс».",
            "unit",
        )
    return of_level[0]["unit_id"]


def subject_in(by: Giver, text: str) -> int:
    """A subject by any of its spellings."""
    known = subject_spellings(by.places_scope)
    ids = dict(zip(known["spelling"], known["subject_id"], strict=True))
    if _plain(text) not in ids:
        raise AccountMistake(f"Предмета «{text}» нет.", "Назовите его, как в журнале.", "subject")
    return int(ids[_plain(text)])


def student_in(by: Giver, text: str) -> int:
    """A student by the code of the source, within the area."""
    code = text.strip()
    student_id = places.students_of([code]).get(code)
    path = places.paths_of_students([student_id]).get(student_id, "")
    if student_id is None or not (by.is_unlimited or by.manages(path)):
        raise AccountMistake(f"«{text}»: {NO_STUDENT.rule}", NO_STUDENT.remedy, "student")
    return student_id


def day_in(text: str) -> date | None:
    """01.09.2026 or 2026-09-01; nothing for an empty text."""
    if not text.strip():
        return None
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise AccountMistake(f"«{text}» – не дата.", "Дату пишут так: 01.09.2026.")


def grant_in(
    by: Giver,
    role: Role,
    *,
    unit: str = "",
    subject: str = "",
    student: str = "",
    with_names: bool = False,
    date_from: date | None = None,
    date_to: date | None = None,
) -> Grant:
    """A role with everything it is given at, as written; what is empty is not said."""
    return Grant(
        role,
        unit_id=unit_in(by, unit, role) if unit.strip() else None,
        subject_id=subject_in(by, subject) if subject.strip() else None,
        student_id=student_in(by, student) if student.strip() else None,
        with_names=with_names,
        date_from=date_from,
        date_to=date_to,
    )


def _by_code(scope: Scope, text: str, levels: tuple[str, ...]) -> list[dict]:
    ways: list[Callable[[], list[dict]]] = [
        *(lambda level=level: units_by_code(scope, text.strip(), level) for level in levels),
        lambda: units_by_code(scope, text.strip()),
        lambda: _by_number(scope, text.strip()),
    ]
    return next((found for way in ways if (found := way())), [])


def _by_number(scope: Scope, text: str) -> list[dict]:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    found = unit(scope, int(text)) if is_number else None
    return [found] if found else []


def _by_name(scope: Scope, text: str) -> list[dict]:
    school, _, name = text.rpartition("/")
    spellings = dict.fromkeys([name.strip(), _class_name(name)])
    for spelling in spellings:
        if found := classes_by_name(scope, spelling, school.strip() or None):
            return found
    return places_by_name(scope, text.strip())


def _is_doubtful(found: list[dict]) -> bool:
    """Several of one level; of several levels the highest is meant, as everywhere."""
    return found[0]["level"] == found[1]["level"]


def _class_name(text: str) -> str:
    """«8 a» → «8А», as classes are called."""
    kept = "".join(sign for sign in text.upper() if not sign.isspace() and sign not in "-–«»\"'")
    return kept.translate(LOOKALIKES)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
