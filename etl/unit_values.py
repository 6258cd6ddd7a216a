"""Final marks of units over periods, from the mart to arrays: level by level, parents above."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from etl.forecasts.mark_scales import BY_MARK, measured
from etl.forecasts.units import Values
from etl.words import batches
from models import MarkMart
from models.tree import LEVELS

ONE_YEAR = ("parallel", "school_class")  # next year other children have the name
KEYS = ("parent_id", "unit_id", "subject_id", "period_id")
FACTOR = 10**6  # of a unit, so that a unit and a subject are one number


@dataclass(frozen=True)
class Counted:
    """Students by mark of the units of one level, a row for each unit and subject.

    `marks`: shape (rows, periods, 6), in the order of `BY_MARK`; 0 where there is nothing.
    """

    level: str
    unit: np.ndarray
    subject: np.ndarray
    parent: np.ndarray  # its unit
    marks: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Counted":
        """Some of the rows."""
        return Counted(
            self.level, self.unit[rows], self.subject[rows], self.parent[rows], self.marks[rows]
        )


def counted(
    connection: Connection, schools: Iterable[int] | None, periods: list[int], *, deep: bool
) -> list[Counted]:
    """Every level from the region down to the schools, or to the classes of these schools.

    `schools`: these only, with what is above them; None = all.
    """
    only = None if schools is None else _with_ancestors(connection, sorted(schools))
    parents, found = [0], []
    for level in LEVELS if deep else LEVELS[:3]:
        one = _level(connection, level, parents, periods)
        if only is not None and level in LEVELS[:3]:
            one = one.chosen(np.isin(one.unit, sorted(only)))
        found.append(one)
        parents = np.unique(one.unit).tolist()
    return found


def _with_ancestors(connection: Connection, schools: list[int]) -> set[int]:
    """The schools and the units above them, by their rows in the mart."""
    found, below = set(schools), schools
    for _ in LEVELS[:2]:
        above = set()
        for some in batches(below):
            query = select(MarkMart.parent_id).where(MarkMart.unit_id.in_(some)).distinct()
            above |= set(connection.execute(query).scalars())
        found, below = found | above, sorted(above)
    return found


def _level(connection: Connection, level: str, parents: list[int], periods: list[int]) -> Counted:
    columns = [getattr(MarkMart, name) for name in (*KEYS, *BY_MARK)]
    rows: list[tuple] = []
    for some in batches(parents):
        query = select(*columns).where(
            MarkMart.parent_id.in_(some),
            MarkMart.basis == "final",
            MarkMart.grade == 0,
            MarkMart.period_id.in_(periods),
            MarkMart.procedure == "",
        )
        rows += map(tuple, connection.execute(query))
    table = np.array(rows, dtype=np.int64).reshape(-1, len(columns))
    keys, first, row = np.unique(
        table[:, 1] * FACTOR + table[:, 2], return_index=True, return_inverse=True
    )
    marks = np.zeros((len(keys), len(periods), len(BY_MARK)), dtype=np.int32)
    marks[row, np.searchsorted(periods, table[:, 3])] = table[:, len(KEYS) :]
    return Counted(level, keys // FACTOR, keys % FACTOR, table[first, 0], marks)


def trees(levels: list[Counted]) -> dict[str, list[Counted]]:
    """Single subjects, and all of them together: they move differently, so each is a tree."""
    return {
        "subjects": [level.chosen(level.subject > 0) for level in levels],
        "all": [level.chosen(level.subject == 0) for level in levels],
    }


def values(levels: list[Counted], students: list[np.ndarray], indicator: str) -> list[Values]:
    """An indicator of a tree; `students` of `students_of`, for each level."""
    found: list[Values] = []
    for number, level in enumerate(levels):
        value, n, variance = measured(level.marks, indicator)
        n = np.where(n > 0, students[number] * n / np.maximum(level.marks.sum(axis=2), 1), 0)
        parent = _rows_of(levels[number - 1], level) if number else np.full(len(level.unit), -1)
        found.append(Values(value, n, variance, parent, level.level in ONE_YEAR))
    return found


def _rows_of(above: Counted, level: Counted) -> np.ndarray:
    """The row of each row's parent in the level above, in the same subject."""
    keys = above.unit * FACTOR + above.subject  # sorted, as `_level` makes them
    return np.searchsorted(keys, level.parent * FACTOR + level.subject)


def students_of(level: Counted, of_tree: Counted) -> np.ndarray:
    """Students behind the rows of a tree, shape (rows, periods).

    Of all subjects together each student has many marks: the largest subject says how many there
    are (own rule).
    """
    n = level.marks.sum(axis=2)
    if not len(of_tree.subject) or of_tree.subject.all():
        return of_tree.marks.sum(axis=2)
    single = level.subject > 0
    largest = np.zeros((len(of_tree.unit), n.shape[1]), dtype=n.dtype)
    place = np.searchsorted(of_tree.unit, level.unit[single])
    np.maximum.at(largest, place, n[single])
    whole = of_tree.marks.sum(axis=2)
    return np.where(largest > 0, largest, whole)
