"""What stands in a cell: dates, whole hundredths, class names; None for what is not readable."""

import re
from datetime import date

LOOKALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
NO_MARK = {"нет отметки", "нет", "-", "–", "x", "х", "н/а"}
DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\s+[\d:]+)?")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s][\d:.]+)?")


def plain(text: str) -> str:
    """A word for look-up: lower case, single spaces."""
    return " ".join(text.lower().split())


def day(text: str) -> date | None:
    """01.09.2025 or 2025-09-01, with or without a time."""
    if found := DAY_FIRST.fullmatch(text):
        parts = int(found[3]), int(found[2]), int(found[1])
    elif found := YEAR_FIRST.fullmatch(text):
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def hundredths(text: str) -> int | None:
    """A number with a comma or a point, of at most two decimals: «1,5» → 150."""
    found = re.fullmatch(r"(\d{1,6})(?:[.,](\d{1,2})0*)?", text)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def whole(text: str) -> int | None:
    """A whole number, also as spreadsheets write it (5.0)."""
    found = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?", text)
    return int(found[1]) if found else None


def external_mark(text: str) -> int | None:
    """1–5; 0 where the cell says that there is no mark; None for anything else."""
    if plain(text) in NO_MARK:
        return 0
    value = whole(text)
    return value if value and 1 <= value <= 5 else None


def class_name(text: str) -> str | None:
    """«8 а», «8-А», «8A» (Latin) → «8А»; names without a number stay as they are."""
    name = re.sub(r"[\s\-–«»\"']+", "", text).upper()
    return name.translate(LOOKALIKES) if re.fullmatch(r"\d{1,2}\D{0,3}\d?", name) else text.strip()


def grade_of_class(name: str) -> int | None:
    """8 of «8А»; None where the name does not begin with a grade of 1–12."""
    found = re.match(r"\d{1,2}", name)
    return int(found[0]) if found and 1 <= int(found[0]) <= 12 else None


def hundredths_text(value: int) -> str:
    """150 → «1,5» for messages."""
    return f"{value / 100:g}".replace(".", ",")
