"""Numbers, dates and words as they are written in Russian; every share is 0–1 until here."""

from datetime import date
from math import isfinite

NARROW = "\u202f"  # narrow no-break space: between thousands and before «%»
NO_DATA = "–"
TOO_FEW = "*"
FEWEST = 11  # under this many it is too early to judge


def is_known(value) -> bool:
    """Whether there is a number at all (None and NaN are not)."""
    return value is not None and isfinite(value)


def decimal(value, digits: int = 2) -> str:
    """«4,44»; thousands apart, a real minus."""
    if not is_known(value):
        return NO_DATA
    text = f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",")
    return text.replace("-", "−")


def count(value) -> str:
    """«12 345»."""
    return decimal(value, 0)


def percent(value, digits: int = 1) -> str:
    """«54,3 %» for 0.543."""
    if not is_known(value):
        return NO_DATA
    return f"{decimal(100 * value, digits)}{NARROW}%"


def signed(value, digits: int = 1) -> str:
    """«+3,2», «−0,5», «0,0»."""
    text = decimal(value, digits)
    if text == NO_DATA or not any(digit in text for digit in "123456789"):
        return text.removeprefix("−")
    return text if text.startswith("−") else f"+{text}"


def points(value) -> str:
    """A gap between shares in percentage points: «+3,2 п. п.», never broken over lines."""
    return f"{signed(100 * value)}{NARROW}п.{NARROW}п." if is_known(value) else NO_DATA


def plural(value: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a number: 1 ученик, 2 ученика, 5 учеников."""
    tens, units = abs(value) % 100, abs(value) % 10
    if units == 1 and tens != 11:
        return one
    return few if 2 <= units <= 4 and not 12 <= tens <= 14 else many


def counted(value: int, forms: tuple[str, str, str]) -> str:
    """A number with its noun: «4 ученика»."""
    return f"{count(value)} {plural(int(value), *forms)}"


def day(value: date | None) -> str:
    """«05.09.2025»."""
    return f"{value:%d.%m.%Y}" if value else NO_DATA


def sign_of(low, high, reference) -> str:
    """▲ or ▼ where the interval lies beyond the reference, else «=»."""
    if not (is_known(low) and is_known(high) and is_known(reference)):
        return NO_DATA
    if low > reference:
        return "▲"
    return "▼" if high < reference else "="
