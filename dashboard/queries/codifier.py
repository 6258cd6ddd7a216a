"""Names of elements: an entry of the codifier holds for a grade (0 = any) and for some years."""

LEVEL_NAMES = {"Б": "Базовый уровень", "П": "Повышенный уровень", "В": "Высокий уровень"}
ENTRY = ("entry_grade", "valid_from", "valid_to")


def named(entries: list[dict]) -> list[dict]:
    """One row per unit, grade and element with its `name`, from one row per codifier entry.

    An entry of the grade goes before one of any grade, a newer before an older. It is valid when
    its years touch the school year: codifiers name the year of the exam, the later of the two.
    """
    found: dict[tuple, dict] = {}
    for row in sorted(entries, key=_best_first):
        place = (row["unit_id"], row["grade"], row["element_id"])
        found.setdefault(place, _with_name(row))
    return list(found.values())


def _best_first(row: dict) -> tuple:
    return (not _is_valid(row), -(row["entry_grade"] or 0), -(row["valid_from"] or 0))


def _is_valid(row: dict) -> bool:
    begun = (row["valid_from"] or 0) <= row["school_year"] + 1
    return begun and (row["valid_to"] or 9999) >= row["school_year"]


def _with_name(row: dict) -> dict:
    level = LEVEL_NAMES.get(row["code"], "") if row["kind"] == "level" else ""
    name = (row["name"] if _is_valid(row) else None) or level
    return {key: value for key, value in row.items() if key not in ENTRY} | {"name": name}
