"""What one version of a plan says otherwise than the one before it, in words."""

from dashboard.numbers import counted, day, decimal

FIELDS = {
    "title": "название",
    "procedure": "процедура",
    "subject": "предмет",
    "grade": "параллель",
    "date": "дата",
    "from_3": "баллы на «3»",
    "from_4": "баллы на «4»",
    "from_5": "баллы на «5»",
}
PARTS = {"max_points": "максимум", "level": "уровень", "type": "тип", "kes": "КЭС", "kpu": "КПУ"}
FIRST = "первая версия"
SAME = "задания в другом порядке"
MOST = 6  # changes told; of more there is only their number
CHANGES = ("изменение", "изменения", "изменений")


def changes_in_words(version: dict, before: dict | None) -> str:
    """«дата: 10.10.2025 → 12.10.2025; задание 2: максимум 2 → 3; добавлено задание 5»."""
    if before is None:
        return FIRST
    found = [*_fields(version, before), *_tasks(version["tasks"], before["tasks"])]
    if len(found) > MOST:
        rest = counted(len(found) - MOST, CHANGES)
        return "; ".join([*found[:MOST], f"и ещё {rest}"])
    return "; ".join(found) or SAME


def _fields(version: dict, before: dict) -> list[str]:
    return [
        f"{title}: {said(before[name])} → {said(version[name])}"
        for name, title in FIELDS.items()
        if version[name] != before[name]
    ]


def _tasks(tasks: list[dict], before: list[dict]) -> list[str]:
    """Tasks added, left out and changed; a task is known by its label and variants."""
    new, old = ({(one["task"], one["variant"]): one for one in some} for some in (tasks, before))
    added = [f"добавлено задание {_name(key)}" for key in new if key not in old]
    gone = [f"убрано задание {_name(key)}" for key in old if key not in new]
    changed = [
        f"задание {_name(key)}: {part}"
        for key in new
        if key in old
        for part in _parts(new[key], old[key])
    ]
    return [*added, *gone, *changed]


def _parts(task: dict, before: dict) -> list[str]:
    return [
        f"{title} {said(before[name])} → {said(task[name])}"
        for name, title in PARTS.items()
        if _plain(task[name]) != _plain(before[name])
    ]


def _name(key: tuple[str, str]) -> str:
    label, variant = key
    return f"{label} (вариант {variant})" if variant else label


def _plain(value: object) -> object:
    return [one["code"] for one in value] if isinstance(value, list) else value


def said(value: object) -> str:
    """A value as people write it; «–» for none."""
    if isinstance(value, list):
        return ", ".join(one["code"] for one in value) or "–"
    if isinstance(value, float):
        return decimal(value, 0 if value == int(value) else 2)
    if hasattr(value, "isoformat"):
        return day(value)
    return "–" if value in (None, "") else str(value)
