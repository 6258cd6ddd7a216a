"""The shares and means that a row of a mart is shown as, each as counts: for the oracle."""

from models import (
    AssessmentMart,
    ElementMart,
    MarkMart,
    ParticipationMart,
    ProgressMart,
    StudentMart,
    TaskMart,
    WorkTypeMart,
)


def _of_marks(row) -> list[tuple[int, int]]:
    five, four, three = row["n5"], row["n4"], row["n3"]
    index = 100 * five + 64 * four + 36 * three + 16 * row["n2"] + 7 * (row["n1"] + row["n_na"])
    return [
        *((five + four, row["n"]), (five + four + three, row["n"]), (index, 100 * row["n"])),
        *((row["sum_marks"], row["n_marks"]), (row["sum_weighted"], row["sum_weight"])),
        *_shares(row, "n", "n5", "n4", "n3", "n2", "n1", "n_na"),
        *_shares(row, "n_both", "lowered", "confirmed", "raised"),
    ]


def _of_progress(row) -> list[tuple[int, int]]:
    groups = ("excellent", "good", "one_three", "satisfactory", "failing", "not_attested")
    best, n = row["excellent"] + row["good"], row["n"]
    passing = n - row["failing"] - row["not_attested"]
    return [(best, n), (best + row["one_three"], n), (passing, n), *_shares(row, "n", *groups)]


def _of_types(row) -> list[tuple[int, int]]:
    return _shares(row, "n_marks", "m5", "m4", "m3", "m2", "m1", "sum_marks")


def _of_tasks(row) -> list[tuple[int, int]]:
    parts = _shares(row, "n", "full", "partial", "zero", "not_attempted")
    return [(row["points"], 100 * row["n"]), *parts]


def _shares(row, of: str, *names: str) -> list[tuple[int, int]]:
    return [(row[name], row[of]) for name in names]


def _of_points(row) -> list[tuple[int, int]]:
    return [(row["points"], row["max_points"])]


FRACTIONS = {
    MarkMart: _of_marks,
    ProgressMart: _of_progress,
    WorkTypeMart: _of_types,
    StudentMart: lambda row: [(row["sum_weighted"], row["sum_weight"])],
    AssessmentMart: lambda row: [*_of_points(row), (row["points"], 100 * row["n_students"])],
    ParticipationMart: _of_points,
    ElementMart: _of_points,
    TaskMart: _of_tasks,
}
