"""Numbers that are not of one's own students: rounded or hidden by the queries, and said so here.

A row with `disclosed` is rounded; a number that is None in it is hidden because few stand behind.
"""

from dashboard.numbers import (
    FEWEST,
    NARROW,
    TOO_FEW,
    count,
    counted,
    decimal,
    is_known,
    percent,
    points,
    sign_of,
    signed,
)

ABOUT = f"≈{NARROW}"
HIDDEN = "×"
COARSE = 0.1  # from this step on a mean has one digit, and nothing is compared with it
OFF_BY = 1.5  # steps: the counts behind a rate of others are moved before it is rounded
TOO_FEW_TO_JUDGE = "мало, чтобы судить"
RULE = (
    "Чужие группы: числа округлены так, чтобы не выдать отдельных учеников; группы меньше 5 скрыты."
)


def is_disclosed(row: dict | None) -> bool:
    """Whether the row is not of one's own students alone."""
    return bool(row and row.get("disclosed"))


def is_hidden(row: dict | None, field: str = "quality_rate") -> bool:
    """Whether nothing of the row may be said but that the unit exists, and how many at most."""
    return is_disclosed(row) and bool(row.get("hidden") or not is_known(row.get(field)))


def is_early(row: dict) -> bool:
    """Whether too few stand behind the row to judge it."""
    return not is_known(row["n"]) or row["n"] < FEWEST


def is_comparable(row: dict | None, field: str = "quality_rate") -> bool:
    """Whether one may be compared with the row: a rate rounded to tens of percent says nothing."""
    return bool(row) and not is_hidden(row, field) and step_of(row) < COARSE


def step_of(row: dict | None) -> float:
    """How coarsely the rates of the row are rounded; 0 for one's own."""
    return (row or {}).get("step") or 0.0


def sign_beyond(low, high, reference, *rows: dict | None) -> str:
    """▲ or ▼ where the interval lies beyond the reference whatever the rounding of both was."""
    margin = OFF_BY * sum(step_of(row) for row in rows)
    if not is_known(reference) or not margin:
        return sign_of(low, high, reference)
    signs = {sign_of(low, high, reference + shift) for shift in (-margin, margin)}
    return signs.pop() if len(signs) == 1 else "="


def share(row: dict, field: str) -> str:
    """«64,3 %», «≈ 64 %» of others, «×» where it is hidden."""
    value = row.get(field)
    if not is_disclosed(row):
        return percent(value)
    return f"{ABOUT}{percent(value, 0)}" if is_known(value) else HIDDEN


def mean(row: dict, field: str) -> str:
    """«4,13», «≈ 4,1» of others, «×» where it is hidden."""
    value = row.get(field)
    if not is_disclosed(row):
        return decimal(value)
    digits = 1 if step_of(row) >= COARSE else 2
    return f"{ABOUT}{decimal(value, digits)}" if is_known(value) else HIDDEN


def number(row: dict, field: str = "n") -> str:
    """«128», «≈ 130» of others, «×» where it is hidden."""
    value = row.get(field)
    if not is_disclosed(row):
        return count(value)
    return f"{ABOUT}{count(value)}" if is_known(value) else HIDDEN


def behind(row: dict, forms: tuple[str, str, str], field: str = "n") -> str:
    """«n = 128 учеников», «n ≈ 130 учеников» of others, «n = ×»."""
    value = row.get(field)
    if not is_known(value):
        return f"n = {number(row, field)}"
    return f"n {'≈' if is_disclosed(row) else '='} {counted(value, forms)}"


def with_n(row: dict) -> str:
    """«n = 128», «n ≈ 130» of others."""
    return f"n = {number(row)}".replace(f"= {ABOUT}", f"≈{NARROW}")


def gap_in_points(gap: float, *rows: dict | None) -> str:
    """A gap between shares: «+3,2 п. п.»; in whole points when one of the two is rounded."""
    if not any(is_disclosed(row) for row in rows):
        return points(gap)
    return f"{signed(100 * gap, 0)}{NARROW}п.{NARROW}п."


def gap_in_marks(gap: float, *rows: dict | None) -> str:
    """A gap between means: «+0,12»; with one digit when one of the two is rounded."""
    return signed(gap, 1 if any(is_disclosed(row) for row in rows) else 2)


def sign_in(row: dict, sign: str) -> str:
    """The sign of a row of a table: hidden, too few to judge, or what the interval says."""
    if is_hidden(row):
        return HIDDEN
    return TOO_FEW if is_early(row) else sign
