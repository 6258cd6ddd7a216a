"""An outsider with a solver: what is shown becomes constraints on whole numbers of students.

The outsider knows the rules of rounding and hiding, every number of his own students, and that
the counts of a unit are the sums of those below it. A hidden count is worked out when only one
value of it is possible.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array
from small_groups import Territory

from dashboard.access import Scope
from dashboard.disclosure import SMALLEST, Group, moved_counts, step_of
from dashboard.queries.database import secret_in_use

MOST = 2_000  # more students than any territory here has
FEW = range(1, SMALLEST)
# the step of a row tells how many others there are at least and at most
RANGES = {
    **{None: (5, 24), 0.2: (25, 49), 0.1: (50, 99), 0.05: (100, 249)},
    **{0.02: (250, 499), 0.01: (500, MOST)},
}


@dataclass(frozen=True)
class Row:
    """One shown row: its key, its numbers, and what it says of them."""

    unit_id: int
    grade: int
    subject: int
    told: dict


@dataclass(frozen=True)
class Table:
    """Counted categories, the rates made of them as weights of two sums, and who is in a class."""

    names: tuple[str, ...]
    rates: dict[str, tuple[dict, dict]]
    n: str
    key_of: Callable[["Row"], tuple]
    classes: dict[tuple[int, int], dict]  # class and subject: counts
    failing: tuple[str, ...] = ()  # the categories that are told together
    moved: bool = True  # the counts are moved, and rates made of them

    @property
    def everybody(self) -> dict:
        """Weights that count everybody."""
        return dict.fromkeys(self.names, 1)


@dataclass
class Puzzle:
    """Whole unknowns under linear constraints; the truth solves it."""

    territory: Territory
    scope: Scope
    table: Table
    shown: list[Row]
    parents_seen: set[int]
    unknowns: dict[tuple, int] = field(default_factory=dict)
    truth: list[int] = field(default_factory=list)
    constraints: list[tuple[dict, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visible = {row.unit_id for row in self.shown}
        self.subjects = {row.subject for row in self.shown if row.subject} or {0}
        for row in self.shown:
            self._tell(row)
        self._tell_hidden()

    def sum_of(self, unit_id: int, grade: int, subject: int, weights: dict) -> tuple[dict, float]:
        """A weighted sum over a row as coefficients of unknowns, and the part that is known."""
        coefficients: dict[int, float] = {}
        known = 0.0
        subjects = (subject,) if subject or self.subjects == {0} else self.subjects
        for one in self.territory.inside(unit_id, grade):
            for each in subjects:
                counted = self.table.classes.get((one.id, each))
                if counted is None:
                    continue
                if self.scope.is_own(one.path, each):
                    known += sum(weight * counted[name] for name, weight in weights.items())
                else:
                    for name, weight in weights.items():
                        coefficients[self._unknown(one, each, name)] = weight
        return coefficients, known

    def _unknown(self, one, subject: int, name: str) -> int:
        """Classes that are always seen together are one unknown."""
        around = frozenset(int(id) for id in one.path.strip("/").split("/")) & self.visible
        key = (around, one.grade, subject, name)
        if key not in self.unknowns:
            self.unknowns[key] = self._binary(0)
            together = [
                other for other in self.territory.classes
                if other.grade == one.grade
                and frozenset(map(int, other.path.strip("/").split("/"))) & self.visible == around
            ]  # fmt: skip
            parts = [self.table.classes.get((other.id, subject), {}) for other in together]
            self.truth[self.unknowns[key]] = sum(part.get(name, 0) for part in parts)
        return self.unknowns[key]

    def _binary(self, value: int) -> int:
        self.truth.append(value)
        return len(self.truth) - 1

    def true(self, coefficients: dict) -> float:
        """The value of a sum of unknowns."""
        return sum(weight * self.truth[place] for place, weight in coefficients.items())

    def must(self, coefficients: dict, low: float, high: float) -> None:
        """A constraint; the truth keeps to it."""
        value = self.true(coefficients)
        assert low - 1e-6 <= value <= high + 1e-6, (low, value, high)
        self.constraints.append((coefficients, low, high))

    def _key(self, row: Row) -> tuple[int, int, int]:
        return row.unit_id, row.grade, row.subject

    def _tell(self, row: Row) -> None:
        others = self.sum_of(*self._key(row), self.table.everybody)[0]
        if not others or row.told.get("hidden"):
            return
        if row.told["disclosed"]:
            self._tell_moved(row)
            return
        for name in self.table.names:  # shown exactly
            count, own = self.sum_of(*self._key(row), {name: 1})
            self.must(count, row.told[name] - own, row.told[name] - own)

    def _tell_moved(self, row: Row) -> None:
        """More than is shown: the moved counts themselves, of which the rates are made."""
        group, told = self._group(row), row.told
        number, *parts = moved_counts(group)
        assert (number + group.base // 2) // group.base * group.base == told[self.table.n]
        self._near(row, self.table.everybody, number - group.own[0], group.base)
        assert told["step"] == step_of(group.students)
        if row.subject or self.subjects == {0}:
            self.must(self.sum_of(*self._key(row), self.table.everybody)[0], *RANGES[told["step"]])
        if told["step"] is None:
            assert [told[rate] for rate in self.table.rates if told[rate] is not None] == []
            return
        if not self.table.moved:
            self._tell_rates(row)
            return
        self._check_rates(told, parts)
        for place, (name, moved) in enumerate(zip(self.table.names, parts, strict=True), start=1):
            self._near(row, {name: 1}, moved - group.own[place], group.base)

    def _group(self, row: Row) -> Group:
        """The row as the rule of disclosure takes it, from the truth."""
        key = self._key(row)
        sums = [self.table.everybody] + [{name: 1} for name in self.table.names]
        both = [self.sum_of(*key, weights) for weights in sums]
        own = tuple(int(mine) for _, mine in both)
        others = [round(self.true(one)) for one, _ in both]
        if not self.table.moved:
            own, others = own[:1], others[:1]
        counted = tuple(n + mine for n, mine in zip(others, own, strict=True))
        return Group(
            row.unit_id,
            counted,
            own,
            self._students(row),
            key=(secret_in_use(), *self.table.key_of(row)),
        )

    def _students(self, row: Row) -> int:
        """Others; over all subjects those of the largest one."""
        subjects = [row.subject] if row.subject or self.subjects == {0} else self.subjects
        return max(
            round(self.true(self.sum_of(row.unit_id, row.grade, s, self.table.everybody)[0]))
            for s in subjects
        )

    def _near(self, row: Row, weights: dict, moved: float, base: int) -> None:
        """A count of others is less than the base away from what it was moved to."""
        self.must(self.sum_of(*self._key(row), weights)[0], moved - base + 1, moved + base - 1)

    def _check_rates(self, told: dict, parts: list[int]) -> None:
        """What is shown is made of the moved counts and of nothing else."""
        moved = dict(zip(self.table.names, parts, strict=True))
        for rate, (above, below) in self.table.rates.items():
            share = sum(weight * moved[name] for name, weight in above.items())
            share /= sum(weight * moved[name] for name, weight in below.items())
            assert abs(told[rate] - share) <= told["step"] / 2 + 1e-6, (rate, told[rate], share)

    def _tell_rates(self, row: Row) -> None:
        """A rate rounded up or down is less than a step away."""
        for rate, sums in self.table.rates.items():
            (above, more), (below, all_of_own) = (self.sum_of(*self._key(row), s) for s in sums)
            for sign in (1, -1):
                end = row.told[rate] - sign * row.told["step"]
                places = above.keys() | below.keys()
                over = {p: sign * (above.get(p, 0) - end * below.get(p, 0)) for p in places}
                self.must(over, sign * (end * all_of_own - more), np.inf)

    def _tell_hidden(self) -> None:
        """Of several hidden beside one another one at most is there to cover the others."""
        beside: dict[tuple, list[Row]] = {}
        for row in self.shown:
            if row.subject or self.subjects == {0}:
                parent = self.territory.places[row.unit_id].parent
                beside.setdefault((parent, row.grade, row.subject), []).append(row)
        for (parent, *_), found in beside.items():
            hidden = [row for row in found if row.told.get("hidden")]
            seen = [row for row in found if row.told["disclosed"] and row not in hidden]
            if parent in self.parents_seen:
                self._tell_covered(hidden, seen)
            else:
                for row in hidden:
                    others = self.sum_of(*self._key(row), self.table.everybody)[0]
                    self.must(others, 0, SMALLEST - 1)

    def _tell_covered(self, hidden: list[Row], seen: list[Row]) -> None:
        small = {}
        for row in hidden:
            others, own = self.sum_of(*self._key(row), self.table.everybody)
            is_small = self._binary(int(self.true(others) < SMALLEST))
            small[is_small] = 1
            self.must({is_small: 1}, 0, 1)
            self.must(others, 0 if own else 1, np.inf)
            self.must(others | {is_small: MOST}, -np.inf, SMALLEST - 1 + MOST)
            self.must(others | {is_small: SMALLEST}, SMALLEST, np.inf)
            for other in seen:  # who covers is the smallest
                more = {
                    p: -w
                    for p, w in self.sum_of(*self._key(other), self.table.everybody)[0].items()
                }
                self.must(others | more | {is_small: -MOST}, -np.inf, 0)
        if small:
            self.must(small, len(small) - 1, len(small))

    def secrets(self) -> dict[str, dict]:
        """What must stay unknown: counts of one to four, and every count of a hidden row."""
        found = {}
        for row in self.shown:
            if row.subject or self.subjects == {0}:
                found |= self._secrets_of(row)
        return found

    def _secrets_of(self, row: Row) -> dict[str, dict]:
        sums = {name: {name: 1} for name in self.table.names} | {"n": self.table.everybody}
        sums["failing"] = dict.fromkeys(self.table.failing, 1)
        found = {}
        for name, weights in sums.items():
            others = self.sum_of(*self._key(row), weights)[0]
            hidden = row.told.get("hidden") and self.true(others)
            if others and (hidden or self.true(others) in FEW):
                found[f"unit {row.unit_id} grade {row.grade} subject {row.subject}: {name}"] = (
                    others
                )
        return found


def worked_out(puzzle: Puzzle) -> list[str]:
    """The secrets of which only one value is possible."""
    left, sure = puzzle.secrets(), []
    while left:
        name, sum_of = left.popitem()
        value = round(puzzle.true(sum_of))
        other = _solution(puzzle, (sum_of, value + 1, np.inf))
        if other is None:
            other = _solution(puzzle, (sum_of, -np.inf, value - 1))
        if other is None:
            sure.append(name)
        else:  # it may differ from the truth in other secrets as well
            left = {
                name: sum_of
                for name, sum_of in left.items()
                if round(sum(weight * other[place] for place, weight in sum_of.items()))
                == round(puzzle.true(sum_of))
            }
    return sure


def _solution(puzzle: Puzzle, besides: tuple[dict, float, float]) -> np.ndarray | None:
    """Whole numbers that keep to every constraint and to one more; None when there are none."""
    found = milp(
        np.zeros(len(puzzle.truth)),
        constraints=_constraint([*puzzle.constraints, besides], len(puzzle.truth)),
        integrality=np.ones(len(puzzle.truth)),
        bounds=(0, MOST),
    )
    assert found.status in (0, 2), found.message  # solved, or proved impossible
    return None if found.x is None else np.round(found.x)


def _constraint(constraints: list[tuple[dict, float, float]], unknowns: int) -> LinearConstraint:
    entries = [
        (number, place, weight)
        for number, (coefficients, _, _) in enumerate(constraints)
        for place, weight in coefficients.items()
    ]
    numbers, places, weights = zip(*entries, strict=True)
    matrix = csr_array((weights, (numbers, places)), shape=(len(constraints), unknowns))
    low, high = (np.array([one[end] for one in constraints]) for end in (1, 2))
    return LinearConstraint(matrix, low, high)
