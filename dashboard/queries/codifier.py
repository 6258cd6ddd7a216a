"""Names of elements: an entry of the codifier holds for a grade (0 = any) and for some years."""

import pandas as pd

LEVEL_NAMES = {"Б": "Базовый уровень", "П": "Повышенный уровень", "В": "Высокий уровень"}
ENTRY = ("entry_grade", "valid_from", "valid_to")


def named(entries: pd.DataFrame) -> pd.DataFrame:
    """One row per unit, grade and element with its `name`, from one row per codifier entry.

    An entry of the grade goes before one of any grade, a newer before an older. It is valid when
    its years touch the school year: codifiers name the year of the exam, the later of the two.
    """
    year = entries["school_year"].astype(float)
    begun = entries["valid_from"].astype(float).fillna(0) <= year + 1
    lasting = entries["valid_to"].astype(float).fillna(9999) >= year
    valid = entries.assign(name=entries["name"].where(begun & lasting), is_valid=begun & lasting)
    ordered = valid.sort_values(
        ["is_valid", "entry_grade", "valid_from"], ascending=False, na_position="last"
    )
    elements = ordered.drop_duplicates(["unit_id", "grade", "element_id"])
    levels = elements["code"].map(LEVEL_NAMES).where(elements["kind"] == "level")
    name = elements["name"].astype(object).fillna(levels.astype(object)).fillna("")
    return elements.assign(name=name).drop(columns=[*ENTRY, "is_valid"])
