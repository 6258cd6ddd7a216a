"""What roles and rights are called, the one place for it."""

from collections.abc import Iterable

from dashboard.access import Right, Role

ROLE_NAMES: dict[Role, str] = {
    Role.REGIONAL_ADMINISTRATOR: "региональный администратор",
    Role.MUNICIPAL_METHODOLOGIST: "методист муниципалитета",
    Role.HEAD: "директор",
    Role.DEPUTY_HEAD: "завуч",
    Role.SCHOOL_ADMINISTRATOR: "администратор школы",
    Role.CLASS_TEACHER: "классный руководитель",
    Role.SUBJECT_TEACHER: "учитель-предметник",
    Role.STUDENT: "ученик",
    Role.PARENT: "родитель",
    Role.SYSTEM_ADMINISTRATOR: "системный администратор",
}
RIGHT_NAMES: dict[Right, str] = {
    Right.SEE_RESULTS: "видеть результаты",
    Right.SEE_NAMES: "видеть имена учеников",
    Right.SEE_UNITS_ABOVE: "сравнивать с вышестоящими",
    Right.SEE_OTHER_UNITS: "сравнивать с соседними",
    Right.IMPORT: "загружать данные",
    Right.EXPORT: "выгружать таблицы",
    Right.MANAGE_USERS: "вести учётные записи",
    Right.READ_AUDIT: "читать журнал действий",
    Right.KEEP_BANK: "вести банк работ",
}


def roles_in_words(roles: Iterable[Role]) -> str:
    """«Завуч, учитель-предметник», in the order of the list of roles."""
    held = set(roles)
    words = ", ".join(name for role, name in ROLE_NAMES.items() if role in held)
    return words[:1].upper() + words[1:]
