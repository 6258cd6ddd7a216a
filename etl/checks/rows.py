"""The rows of a sheet under check: which are still good, and what was wrong with the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.readers.sheet import Sheet, Texts


class Problem(NamedTuple):
    """A rejected row: where it stands, what it holds, which rule it breaks, what to do."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    rule: str
    message: str


@dataclass
class Ignored:
    """Rows left out on purpose, with the reason."""

    reason: str
    rows: np.ndarray


class Rows:
    """A sheet with a mask of good rows; a row is rejected once, for its first problem.

    Where each cell of a row is a thing of its own (`tell_every_cell`), each bad one is told.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.good = np.ones(len(sheet), bool)
        self.problems: list[Problem] = [
            Problem(
                sheet.file,
                sheet.name,
                broken.row,
                "",
                broken.text,
                "broken_line",
                f"в строке {broken.found} столбцов вместо {broken.expected}; "
                "проверьте разделители и кавычки",
            )
            for broken in sheet.broken
        ]
        self.notes: list[str] = list(sheet.notes)
        self._cell_by_cell = np.zeros(len(sheet), bool)  # rows of which every bad cell is told
        self._told: set[tuple[int, str]] = set()
        for column in sheet.kind.columns:
            self._reject_long(column.name, column.longest)

    def reject(
        self,
        bad: np.ndarray,
        column: str,
        rule: str,
        message: str | Callable[[int], str],
        value: Texts | None = None,
    ) -> None:
        """Reject the bad rows that are still good; the message may depend on the row's place."""
        texts = value or self.sheet.column(column)
        for place in np.flatnonzero(bad & self._looked_at):
            if (int(place), column) in self._told:
                continue
            self._told.add((int(place), column))
            text = message if isinstance(message, str) else message(int(place))
            self.problems.append(
                Problem(
                    self.sheet.file,
                    self.sheet.name,
                    int(self.sheet.rows[place]),
                    self.title(column),
                    texts[place],
                    rule,
                    text,
                )
            )
        self.good &= ~bad

    @property
    def n_rejected(self) -> int:
        """Rows that are not taken; of some of them several cells may be told."""
        return len(self.sheet.broken) + int((~self.good).sum())

    @property
    def _looked_at(self) -> np.ndarray:
        return self.good | self._cell_by_cell

    def tell_every_cell(self, of: np.ndarray) -> None:
        """From now on every bad cell of these rows is told, also when the row is rejected."""
        self._cell_by_cell = of.copy()

    def _reject_long(self, column: str, longest: int) -> None:
        texts = self.sheet.column(column)
        too_long = np.array([len(text) > longest for text in texts.values], bool)
        if too_long.any():
            message = f"длиннее {longest} знаков; сократите"
            self.reject(too_long[texts.codes], column, "too_long", message)

    def title(self, column: str) -> str:
        """The column as the message calls it; a task column by its own label."""
        known = {c.name: c.title for c in self.sheet.kind.columns}
        return known.get(column, column)

    def read(
        self,
        column: str,
        parsed: Callable[[str], object],
        rule: str,
        remedy: str,
        *,
        empty: object = None,
        texts: Texts | None = None,
    ) -> np.ndarray:
        """A column parsed once per distinct text; `parsed` gives None for what it cannot read."""
        texts = texts or self.sheet.column(column)
        held = np.zeros(len(texts.values), bool)
        held[texts.codes[self._looked_at]] = True  # what only rejected rows say is not looked at
        values = [
            (parsed(text) if text else empty) if used else None
            for text, used in zip(texts.values, held.tolist(), strict=True)
        ]
        wrong = np.array([value is None for value in values], bool)[texts.codes]
        self.reject(
            wrong,
            column,
            rule,
            lambda place: f"{self._quoted(texts[place])}: {remedy}",
            texts,
        )
        return as_array(values, empty)[texts.codes]

    @staticmethod
    def _quoted(text: str) -> str:
        return f"«{text[:60]}»" if text else "пусто"

    def require(self, *columns: str) -> None:
        """Reject rows with an empty cell in a required column."""
        for column in columns:
            texts = self.sheet.column(column)
            self.reject(texts.is_empty, column, "empty_cell", "пустая ячейка; заполните её", texts)

    def reject_repeated(
        self, keys: list[np.ndarray], message: str, rule: str = "duplicate"
    ) -> None:
        """Reject every good row that repeats an earlier good row in all keys."""
        places = np.flatnonzero(self.good)
        number = combined(key[places] for key in keys)
        repeated = pd.Series(number).duplicated().to_numpy()
        if not repeated.any():
            return
        first = dict(
            zip(number[::-1].tolist(), self.sheet.rows[places][::-1].tolist(), strict=True)
        )
        number_at = dict(zip(places[repeated].tolist(), number[repeated].tolist(), strict=True))
        bad = np.zeros(len(self.sheet), bool)
        bad[places[repeated]] = True
        self.reject(bad, "student_code", rule, lambda p: message.format(row=first[number_at[p]]))

    def reject_contradictions(
        self, keys: list[np.ndarray], said: list[np.ndarray], column: str, rule: str, message: str
    ) -> None:
        """Reject every good row that says of its key what the first good row of it does not."""
        places = np.flatnonzero(self.good)
        first, same = distinct(combined(key[places] for key in keys))
        stated = combined(each[places] for each in said)
        bad, first_row = np.zeros(len(self.sheet), bool), np.zeros(len(self.sheet), np.int32)
        bad[places] = stated != stated[first][same]
        first_row[places] = self.sheet.rows[places[first]][same]
        self.reject(bad, column, rule, lambda p: message.format(row=first_row[p]))


def as_array(values: list, empty: object = None) -> np.ndarray:
    """Parsed values of distinct texts; None becomes 0 unless they are texts or dates."""
    if isinstance(empty, int | None) and all(v is None or type(v) is int for v in values):
        return np.array([0 if value is None else value for value in values], np.int64)
    array = np.empty(len(values), object)
    array[:] = values
    return array


def combined(keys: Iterable[np.ndarray]) -> np.ndarray:
    """Several whole-number keys as one: equal where all are equal; one key at a time is held."""
    narrow = map(_narrow, keys)
    number, room = next(narrow)
    for codes, size in narrow:
        if room * size >= 2**62:
            number, distinct = pd.factorize(number)
            room = len(distinct)
        number *= size
        number += codes
        room *= size
    return number


def distinct(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Place of the first of each different value, and for each row which of them it is."""
    codes, values = pd.factorize(key)
    first = np.zeros(len(values), np.int64)
    first[codes[::-1]] = np.arange(len(key))[::-1]
    return first, codes


def _narrow(key: np.ndarray) -> tuple[np.ndarray, int]:
    """Codes from 0 up and how many values they may take."""
    if not len(key):
        return key.astype(np.int64), 1
    if key.dtype.kind in "iu":
        low, high = int(key.min()), int(key.max())
        if high - low < 2**31:
            return np.subtract(key, low, dtype=np.int64), high - low + 1
    codes, distinct = pd.factorize(key)
    return codes.astype(np.int64), len(distinct) + 1
