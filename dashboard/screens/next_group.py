"""How far a student is from the next group: what keeps him or her there, and how much it takes."""

from collections import defaultdict
from math import ceil

from dashboard.numbers import decimal, plural
from etl.indicators.settings import DEFAULT_RULES

BORDERS = {"4": DEFAULT_RULES.border_5, "3": DEFAULT_RULES.border_4, "2": DEFAULT_RULES.border_3}
MOST_MARKS = 5  # a longer way is not told in marks
FIVES = ("пятёрка", "пятёрки", "пятёрок")


def next_group(shown: list[dict]) -> str:
    """«До хорошиста – одна «3»: Физика (3,42, до «4» не хватает 0,08)»; empty when far from it.

    Own rule: one «4» (rest 5), one or two «3» (rest 4–5), «2» and н/а first.
    """
    by_mark: dict[str, list[dict]] = defaultdict(list)
    for row in shown:
        if mark := _mark(row):
            by_mark[mark].append(row)
    low = [*by_mark["1"], *by_mark["2"]]
    if low:
        return f"Зона риска: «2» – {named(low)}."
    if by_mark["н/а"]:
        return f"Зона риска: не аттестован(а) – {named(by_mark['н/а'])}."
    threes, fours = by_mark["3"], by_mark["4"]
    if 0 < len(threes) <= 2:
        return f"До хорошиста – {'одна' if len(threes) == 1 else 'две'} «3»: {named(threes)}."
    if not threes and len(fours) == 1:
        return f"До отличника – одна «4»: {named(fours)}."
    return ""


def _mark(row: dict) -> str:
    """The final mark, or what the current ones come to."""
    if row["final_mark"]:
        return row["final_mark"]
    return "" if row["suggested_mark"] is None else str(row["suggested_mark"])


def named(rows: list[dict]) -> str:
    """«Физика (3,42, до «4» не хватает 0,08)»: subjects with what is missing in each."""
    return ", ".join(f"{row['subject']}{_missing(row)}" for row in rows)


def _missing(row: dict) -> str:
    """How much of the weighted mean is missing to the next mark; and in marks while it is open."""
    border, mean = BORDERS.get(_mark(row)), row["weighted_mean"]
    if border is None or mean is None or 100 * mean >= border:
        return ""
    better = int(_mark(row)) + 1
    text = f"{decimal(mean)}, до «{better}» не хватает {decimal(border / 100 - mean)}"
    n = fives_missing(row["sum_weighted"], row["sum_weight"], border)
    is_near = not row["final_mark"] and n <= MOST_MARKS
    in_marks = f"; хватит: {n} {plural(n, *FIVES)} с весом 1" if is_near else ""
    return f" ({text}{in_marks})"


def fives_missing(sum_weighted: int, sum_weight: int, border: int) -> int:
    """How many «5» of weight 1 lift the mean to the border [hundredths]: whole numbers only."""
    missing = border * sum_weight - 100 * sum_weighted
    return max(0, ceil(missing / (100 * (500 - border))))
