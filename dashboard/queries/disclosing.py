"""The one door through which numbers of units leave: one's own as they are, others' disclosed.

What is one's own costs nothing here. For the rest one more statement counts one's own students
inside those units and the units beside them, under the same keys.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    or_,
    select,
    true,
    union,
)

from dashboard.access import Right, Scope
from dashboard.disclosure import OWN, Form, Group, disclosed_rows, hidden_units, moved_row
from dashboard.queries.database import rows, secret_in_use
from dashboard.queries.made_once import made_once
from dashboard.queries.places import of_unit
from models import Unit

Measured = Callable[[list[dict]], list[dict]]  # rows of counts to the same rows with rates
ONE_GRADE = ("parallel", "school_class")  # they have rows of grade 0 only


@dataclass(frozen=True)
class Counts:
    """A mart with the keys of its rows beside the unit, its number, and the form of its rows."""

    mart: type
    keys: tuple[str, ...]
    form: Form
    mixes_grades: bool = False  # grade 0 is the sum of all, and all a class has

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number of a row and the parts its rates are made of."""
        return (self.form.n, *self.form.counts)

    @property
    def sums_subjects(self) -> bool:
        """Whether subject 0 counts a student once in each subject."""
        return "subject_id" in self.keys

    def year_in(self, row: dict) -> int | None:
        """The school year of a row; None where the mart has no periods."""
        return row["_period_id"] // 100 if "_period_id" in row else None

    def year_of(self, key: tuple) -> int | None:
        """The school year of a key; None where the mart has no periods."""
        return key[self.keys.index("period_id")] // 100 if "period_id" in self.keys else None


def compares(scope: Scope) -> bool:
    """Whether the scope shows units that are not its own."""
    return bool(scope.compared(Right.SEE_UNITS_ABOVE) or scope.compared(Right.SEE_OTHER_UNITS))


def with_place(
    statement: Select, scope: Scope, counts: Counts, subject: ColumnElement[int]
) -> Select:
    """The statement with what `disclosed` asks of its rows; as it was where all are one's own."""
    if not compares(scope):
        return statement
    keys = (getattr(counts.mart, name).label(f"_{name}") for name in counts.keys)
    place = Unit.path.label("_path"), Unit.parent_id.label("_parent_id"), Unit.id.label("_unit_id")
    return statement.add_columns(*place, subject.label("_subject"), *keys)


def disclosed(scope: Scope, counts: Counts, found: list[dict], measured: Measured) -> list[dict]:
    """The rows of `with_place`, measured, as they may be shown: `disclosed`, `hidden`, `step`.

    Others' counts are moved before anything is made of them; one's own pass as they are.
    """
    if not compares(scope):
        return [row | OWN for row in measured(found)]
    is_own = cache(scope.is_own)
    foreign = {
        place: Counted.of(row, counts)
        for place, row in enumerate(found)
        if not is_own(row["_path"], row["_subject"], counts.year_in(row))
    }
    if not foreign:
        return _told(measured(found))
    census = Census(scope, counts, list(foreign.values()))
    groups = {place: census.group(one) for place, one in foreign.items()}
    raw = [
        moved_row(row, counts.form, groups[place]) if place in groups else row
        for place, row in enumerate(found)
    ]
    shown = _told(measured(raw))
    theirs = [shown[place] for place in foreign]
    hidden = [census.hides(one) for one in foreign.values()]
    told = disclosed_rows(theirs, counts.form, list(groups.values()), hidden)
    for place, row in zip(foreign, told, strict=True):
        shown[place] = row
    return shown


def _told(rows: list[dict]) -> list[dict]:
    """The rows of one's own as they are, without the columns of `with_place`."""
    names = [name for name in rows[0] if not name.startswith("_")] if rows else []
    return [{name: row[name] for name in names} | OWN for row in rows]


@dataclass(frozen=True)
class Counted:
    """The number of one unit under one key, and its parts."""

    unit_id: int
    parent_id: int
    path: str
    subject: int
    key: tuple
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, row: dict, counts: Counts) -> "Counted":
        """What a row of `with_place` counts."""
        key = tuple(row[f"_{name}"] for name in counts.keys)
        place = row["_unit_id"], row["_parent_id"], row["_path"], row["_subject"]
        return cls(*place, key, tuple(row[name] or 0 for name in counts.numbers))


class Census:
    """Who is counted in units that are not one's own, in one's own inside, and in those beside."""

    def __init__(self, scope: Scope, counts: Counts, foreign: list[Counted]) -> None:
        self.counts = counts
        self.parents_seen = parents_of_neighbours(scope)
        self.own: dict[tuple, list[dict]] = defaultdict(list)  # key: tops of one's own
        self.beside: dict[tuple, list[dict]] = defaultdict(list)  # key, parent: its children
        self.behind: dict[tuple, list[tuple]] = defaultdict(list)  # unit, sum: keys and numbers
        own = own_paths(scope)
        for row in _census(scope, counts, foreign):
            row["numbers"] = tuple(row[f"_{name}"] or 0 for name in counts.numbers)
            key = tuple(row[name] for name in counts.keys)
            self.beside[key, row["parent_id"]].append(row)
            if row["path"] in own:
                self.own[key].append(row)
            if counts.sums_subjects and row["subject_id"]:
                self.behind[row["unit_id"], self._sum(key)].append((key, row["numbers"][0]))
        self.hidden = cache(self._hidden)
        self.is_own = cache(scope.is_own)
        self.tops = cache(partial(_tops, scope))
        self._tops_of = cache(self._find_tops)
        self.none = (0,) * len(counts.numbers)

    def _sum(self, key: tuple) -> tuple:
        """The key of all subjects added up."""
        return _with_zero(key, self.counts.keys.index("subject_id"))

    def group(self, one: Counted) -> Group:
        """A unit with one's own students inside it and the number of the others."""
        own = self._own(one.path, one.key, one.subject)
        students = one.numbers[0] - own[0]
        if self.counts.sums_subjects and one.subject == 0:
            students = min(students, self._students(one))
        is_own = self.is_own(one.path, one.subject, self.counts.year_of(one.key))
        key = (secret_in_use(), *one.key)
        return Group(one.unit_id, one.numbers, own, max(0, students), is_own, key)

    def hides(self, one: Counted) -> bool:
        """Whether nothing may be told: too few others, or those beside would be found out."""
        if one.parent_id in self.parents_seen:
            return one.unit_id in self.hidden(one.parent_id, one.key, one.subject)
        return one.unit_id in hidden_units([self.group(one)])

    def _hidden(self, parent_id: int, key: tuple, subject: int) -> set[int]:
        siblings = (
            Counted(row["unit_id"], parent_id, row["path"], subject, key, row["numbers"])
            for row in self.beside[key, parent_id]
        )
        return hidden_units([self.group(one) for one in siblings])

    def _own(self, path: str, key: tuple, subject: int) -> tuple[int, ...]:
        """How many of one's own are counted inside a unit, and the parts of that number."""
        parts = [numbers for own, numbers in self._tops_of(key, subject) if own.startswith(path)]
        return tuple(map(sum, zip(*parts, strict=True))) if parts else self.none

    def _find_tops(self, key: tuple, subject: int) -> list[tuple[str, tuple[int, ...]]]:
        """The paths of the tops of one's own in a subject, and what is counted in each."""
        tops = self.tops(subject)
        return [(row["path"], row["numbers"]) for row in self._own_rows(key) if row["path"] in tops]

    def _own_rows(self, key: tuple) -> list[dict]:
        """One's own under a key; a class or parallel has its one grade in rows of grade 0."""
        if not self.counts.mixes_grades:
            return self.own[key]
        place = self.counts.keys.index("grade")
        grade, of_all = key[place], _with_zero(key, place)
        whole = [row for row in self.own[key] if row["level"] not in ONE_GRADE]
        parts = [row for row in self.own[of_all] if row["level"] in ONE_GRADE]
        return [*whole, *(row for row in parts if grade in (0, row["unit_grade"]))]

    def _students(self, one: Counted) -> int:
        """Others in the largest subject: so many students stand behind the sum at least."""
        each = (n - self._own(one.path, key, 0)[0] for key, n in self.behind[one.unit_id, one.key])
        return max(each, default=0)


def own_paths(scope: Scope) -> set[str]:
    """Where one's own students are, in some subject at least."""
    return {area.path for area in scope.within(Right.SEE_RESULTS)}


def _with_zero(key: tuple, place: int) -> tuple:
    return (*key[:place], 0, *key[place + 1 :])


def _tops(scope: Scope, subject: int) -> tuple[str, ...]:
    """The paths of one's own in a subject that lie in no other one of them."""
    areas = scope.within(Right.SEE_RESULTS)
    own = tuple(area for area in areas if not area.subjects or subject in area.subjects)
    return replace(scope, areas=own).roots


def parents_of_neighbours(scope: Scope) -> set[int]:
    """The units whose children are all shown, to compare with."""
    return set(_parents_seen(scope))


def _parents_seen(scope: Scope) -> list[int]:
    return [id for area in scope.within(Right.SEE_OTHER_UNITS) for id in area.parents]


def _census(scope: Scope, counts: Counts, foreign: list[Counted]) -> list[dict]:
    """Numbers of the units, of those beside them, and of one's own tops, under the same keys."""
    keys, together = _keys(counts, foreign), _subjects_by_period(counts, foreign)
    is_table = isinstance(counts.mart, type)  # else sums made for this question alone
    statement = (_kept_census if is_table else _census_of)(
        scope.kind,
        counts,
        tuple(keys),
        tuple((bool(subjects), None not in periods) for subjects, periods in together),
    )
    values = scope.values | {name: list(found) for name, found in keys.items()}
    for place, (subjects, periods) in enumerate(together):
        values |= {f"subjects_{place}": list(subjects), f"periods_{place}": list(periods)}
    values["foreign"] = list({one.unit_id for one in foreign})
    values["over_them"] = list({one.parent_id for one in foreign})
    return rows(statement, values)


def _census_of(
    kind: Scope, counts: Counts, keys: tuple[str, ...], together: tuple[tuple[bool, bool], ...]
) -> CompoundSelect:
    """The same, for keys and for pairs of subjects and periods yet to be bound."""
    mart = counts.mart
    columns = (
        *(Unit.id.label("unit_id"), Unit.parent_id, Unit.path, Unit.level),
        Unit.grade.label("unit_grade"),
        *(getattr(mart, name).label(f"_{name}") for name in counts.numbers),
        *(getattr(mart, name) for name in counts.keys),
    )
    numbers = select(*columns).select_from(Unit).join(mart, of_unit(mart))
    numbers = numbers.where(*(_bound(getattr(mart, name), name) for name in keys))
    if together:
        numbers = numbers.where(or_(*(_of_pair(mart, *pair) for pair in enumerate(together))))
    beside = and_(
        _bound(mart.parent_id, "over_them"),
        or_(_bound(Unit.id, "foreign"), Unit.parent_id.in_(_parents_seen(kind))),
    )
    own = Unit.path.in_([area.path for area in kind.within(Right.SEE_RESULTS)])
    return union(numbers.where(beside), numbers.where(own))


_kept_census = made_once(_census_of)


def _of_pair(mart: type, place: int, asked: tuple[bool, bool]) -> ColumnElement[bool]:
    """The subjects in the periods of a place; all of those that are not said."""
    of_subjects, of_periods = asked
    conditions = [_bound(mart.subject_id, f"subjects_{place}")] if of_subjects else []
    conditions += [_bound(mart.period_id, f"periods_{place}")] if of_periods else []
    return and_(true(), *conditions)


def _bound(column: ColumnElement, name: str) -> ColumnElement[bool]:
    """One of the values of that name."""
    return column.in_(bindparam(name, expanding=True))


def _keys(counts: Counts, foreign: list[Counted]) -> dict[str, set]:
    """The values of each key; behind a sum over subjects stand all of them."""
    known = zip(*(one.key for one in foreign), strict=True)
    values = dict(zip(counts.keys, map(set, known), strict=True))
    if counts.mixes_grades:
        values["grade"] |= {0}
    for name in ("subject_id", "period_id") if counts.sums_subjects else ():
        values.pop(name, None)
    return values


def _subjects_by_period(counts: Counts, foreign: list[Counted]) -> list[tuple[frozenset, list]]:
    """Subjects (none said = all) with the periods (None = the mart has none) they are asked in:
    a trend asks for one of them, the period shown for all.
    """
    if not counts.sums_subjects:
        return []
    by_period: dict[int | None, set[int]] = defaultdict(set)
    for one in foreign:
        key = dict(zip(counts.keys, one.key, strict=True))
        by_period[key.get("period_id")].add(key["subject_id"])
    periods: dict[frozenset[int], list] = defaultdict(list)
    for period, subjects in by_period.items():
        periods[frozenset() if 0 in subjects else frozenset(subjects)].append(period)
    return list(periods.items())
