"""Small groups: what may be told of students who are not one's own. Rows in, rows out.

Own rule. Fewer than SMALLEST others are hidden, and of the units of one parent never exactly one
is, nor so few that their sum would be small. Of more of them, every count is moved to a multiple
of SMALLEST before anything is made of it; rates are then rounded to a step at least SMALLEST
students wide, and where no step is, they are left out. Whatever else a row counts is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from math import ceil, floor

import numpy as np

from etl.indicators.intervals import wilson

SMALLEST = 5  # students; fewer are hidden
STEPS = (1, 2, 5, 10, 20)  # of a rate or a mean, in hundredths
OWN = {"disclosed": False, "hidden": False, "step": None}
EXACT = 9  # digits of a quotient before it is rounded, so that halves are halves


@dataclass(frozen=True)
class Form:
    """What a row may tell of others: words as they are, its number, rates and their intervals.

    What is not named here is left out, also a column that somebody adds later. `counts` are parts
    of the number that others' rates are made of; without them a rate is rounded by chance.
    """

    words: frozenset[str]
    n: str
    rates: tuple[str, ...]
    intervals: tuple[tuple[str, str, str], ...] = ()  # rate, low, high
    counts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One unit under one key: the number counted there and its parts, one's own among them.

    `students` is at most the true number of others: where a student is counted once a subject,
    marks are counted, and that number is not known exactly. `key` begins with a secret.
    """

    unit_id: int
    counted: tuple[int, ...]  # the number, then the parts in the order of the form
    own: tuple[int, ...]
    students: int
    is_own: bool = False
    key: tuple = ()

    @cached_property
    def others(self) -> tuple[int, ...]:
        """The same of those who are not one's own."""
        return tuple(n - mine for n, mine in zip(self.counted, self.own, strict=True))

    @cached_property
    def base(self) -> int:
        """What SMALLEST students count for."""
        return SMALLEST * max(1, ceil(self.others[0] / max(1, self.students)))

    @cached_property
    def moved(self) -> tuple[int, ...]:
        """The number and its parts with those of others moved to multiples of the base."""
        return moved_counts(self)

    @cached_property
    def whole(self) -> str:
        """The row as chance is drawn from it, up to what it is drawn for."""
        return repr((self.unit_id, self.key, self.others)).removesuffix(")")


def hidden_units(siblings: Iterable[Group]) -> set[int]:
    """The units of one parent and key of which nothing is told but that they exist."""
    foreign = [group for group in siblings if not group.is_own]
    empty = {group.unit_id for group in foreign if not group.others[0]}  # they are one's own alone
    filled = sorted(
        (group for group in foreign if group.others[0]),
        key=lambda group: (group.students, group.others[0], group.unit_id),
    )
    few = sum(group.students < SMALLEST for group in filled)
    while 0 < few < len(filled) and not _cover_each_other(filled[:few]):
        few += 1
    return empty | {group.unit_id for group in filled[:few]}


def _cover_each_other(hidden: list[Group]) -> bool:
    """Whether subtraction finds only a sum of several units that is not small itself."""
    return len(hidden) > 1 and sum(group.students for group in hidden) >= SMALLEST


def step_of(students: int) -> float | None:
    """The finest step at least SMALLEST students wide; None when no step is."""
    fitting = (step / 100 for step in STEPS if step * students >= 100 * SMALLEST)
    return next(fitting, None)


def logit_step(students: int) -> float:
    """The finest tenths of a logit that SMALLEST of so many students do not move a task by."""
    # a student moves the difficulty of a task by 1 / (n·p·q), which is 4 / n in the middle
    return max(1, ceil(10 * SMALLEST * 4 / max(1, students))) / 10


def moved_counts(group: Group) -> tuple[int, ...]:
    """The number and its parts with those of others moved to multiples of the base.

    Up or down by chance, the nearer the likelier, so that sums of many stay right and no sum of
    a few meets the ends of all its parts. The chance is drawn from the whole row and a secret: the
    same row gives the same numbers again, and nobody outside can try which row would give them.
    """
    base = group.base
    return tuple(
        mine + floor(count / base + _chance(group, str(place))) * base
        for place, (mine, count) in enumerate(zip(group.own, group.others, strict=True))
    )


def _chance(group: Group, what: str) -> float:
    """A number from 0 to 1, excluding 1, that follows from the row alone."""
    text = f"{group.whole}, {what!r})"
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest()) / 2**48


def moved_row(row: dict, form: Form, group: Group) -> dict:
    """The row as rates are to be made of it: moved counts, and their sum for its number."""
    if not form.counts:
        return row
    parts = group.moved[1:]
    return row | dict(zip(form.counts, parts, strict=True)) | {form.n: sum(parts)}


def disclosed_rows(
    rows: list[dict], form: Form, groups: list[Group], hidden: list[bool]
) -> list[dict]:
    """Rows with rates made of moved counts as they may be shown: the same columns, few known."""
    shown = [
        _without_numbers(row, form) if is_hidden else _told(row, form, group)
        for row, group, is_hidden in zip(rows, groups, hidden, strict=True)
    ]
    for rate, low, high in form.intervals:
        _add_intervals(shown, form.n, rate, low, high)
    return shown


def _without_numbers(row: dict, form: Form) -> dict:
    said = {name: value if name in form.words else None for name, value in row.items()}
    return said | {"disclosed": True, "hidden": True, "step": None}


def _told(row: dict, form: Form, group: Group) -> dict:
    step, base = step_of(group.students), group.base
    rates = {name: _rounded(row[name], step, form, group, name) for name in form.rates}
    # one's own are known exactly: cutting the whole to the base tells nothing more of the others
    n = (group.moved[0] + base // 2) // base * base
    return _without_numbers(row, form) | rates | {form.n: n, "hidden": False, "step": step}


def _rounded(value: float | None, step: float | None, form: Form, group: Group, name: str):
    """A rate of moved counts to the nearest step; any other up or down by chance."""
    if value is None or step is None:
        return None
    steps = round(value / step, EXACT)
    whole = round(steps) if form.counts else floor(steps + _chance(group, f"{name} {value}"))
    return round(whole * step, 2)


def _add_intervals(rows: list[dict], n: str, rate: str, low: str, high: str) -> None:
    """Wilson's interval of what is shown, so that it tells nothing more."""
    known = [row for row in rows if row[rate] is not None]
    shares, numbers = (np.array([row[name] for row in known], dtype=float) for name in (rate, n))
    for row, *ends in zip(known, *wilson(shares * numbers, numbers), strict=True):
        row[low], row[high] = (float(end) for end in ends)
