"""Sums and marks of a protocol worked out anew: where the file says otherwise, a note says so."""

from collections.abc import Callable

import numpy as np

from etl.checks.cells import hundredths, hundredths_text
from etl.checks.rows import Rows, distinct

MOST_NOTES = 100  # differences of one kind told of a sheet; of more there is only their number


def note_sums(rows: Rows, value: np.ndarray, away: np.ndarray) -> None:
    """Say where the sum in the file is not the sum of the points, and where there are no points."""
    total = rows.sheet.column("total")
    given = np.array([hundredths(text) if text else -1 for text in total.values], float)
    given = given[total.codes]
    summed = _sums(value)
    differs = rows.good & ~away & (given >= 0) & (given != summed)
    _note_each(
        rows,
        differs,
        lambda p: (
            f"сумма в файле {total[p]}, по заданиям {hundredths_text(int(summed[p]))}; "
            "взята сумма по заданиям"
        ),
    )
    if rows.good.any() and away[rows.good].all():
        rows.notes.append(
            "ни у кого нет баллов: все записаны отсутствующими; если протокол ещё не заполнен, "
            "отмените эту загрузку"
        )


def note_marks(
    rows: Rows,
    value: np.ndarray,
    away: np.ndarray,
    mark: np.ndarray,
    assessment: np.ndarray,
    borders_of: dict[int, tuple[int, int, int]],
) -> None:
    """Say where the mark in the file is not the one the plan gives for these points."""
    nobody = (-1, -1, -1)
    first, same = distinct(assessment)
    known = [borders_of.get(number, nobody) for number in assessment[first].tolist()]
    borders = np.array(known, np.int64).reshape(-1, 3)[same]
    counted = 2 + (_sums(value)[:, None] >= borders).sum(axis=1)
    differs = rows.good & ~away & (borders[:, 0] >= 0) & (mark > 0) & (mark != counted)
    _note_each(
        rows,
        differs,
        lambda p: f"отметка в файле {mark[p]}, по баллам {counted[p]}; взята отметка из файла",
    )


def _sums(value: np.ndarray) -> np.ndarray:
    """Points of each row over its tasks."""
    return np.where(value > 0, value, 0).sum(axis=0)


def _note_each(rows: Rows, differs: np.ndarray, told: Callable[[int], str]) -> None:
    """A note for each of these rows, by the code of its student, never by name."""
    code = rows.sheet.column("student_code")
    places = np.flatnonzero(differs).tolist()
    rows.notes += [
        f"строка {rows.sheet.rows[p]}, ученик {code[p]}: {told(p)}" for p in places[:MOST_NOTES]
    ]
    if len(places) > MOST_NOTES:
        rows.notes.append(f"и ещё таких строк: {len(places) - MOST_NOTES}")
