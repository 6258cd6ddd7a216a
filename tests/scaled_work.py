"""A work that 130 students of two schools wrote in two variants with tasks in common."""

import numpy as np
from files import full, loaded, write_csv, written
from test_rasch import drawn

TASKS = ["1", "2", "3", "4", "5", "6"]
BARRIERS = [[-1.2], [-0.4], [0.3], [-0.2, 0.9], [-0.8], [0.9]]
PLAN = """
    task  variant  kes  level  max_points
    1     _        1.1  Б      1
    2     _        1.1  Б      1
    3     _        1.2  П      1
    4     _        1.2  В      2
    5     1        1.3  Б      1
    6     2        1.3  Б      1
"""
PLACES = (("7", "Школа 7", 70), ("9", "Школа 9", 60))
MARKS = {"from_3": "2", "from_4": "4", "from_5": "5"}


def codes(school: str, n: int) -> list[str]:
    return [f"{school}-{number:03d}" for number in range(n)]


def answers_of_all() -> np.ndarray:
    """Students × tasks; every second student has the second variant."""
    answers = drawn(BARRIERS, sum(n for *_, n in PLACES), seed=11)
    answers[::2, 5] = answers[1::2, 4] = np.nan
    return answers


def files_of_work(folder) -> list:
    """Lists, the plan and a protocol of each school."""
    answers, paths, first = answers_of_all(), [], 0
    for code, name, n in PLACES:
        place = {"school_code": code, "school": name}
        students = "student_code\n" + "\n".join(codes(code, n))
        paths.append(written(folder, "roster", students, f"roster{code}.csv", **place))
        mine = answers[first : first + n]
        lines = [
            "  ".join([student, str(1 + (first + place) % 2), *map(cell, row)])
            for place, (student, row) in enumerate(zip(codes(code, n), mine, strict=True))
        ]
        table = "\n".join(["  ".join(["student_code", "variant", *TASKS]), *lines])
        protocol = full("protocol", table, school_code=code)
        paths.append(write_csv(folder / f"protocol{code}.csv", protocol))
        first += n
    return [written(folder, "plan", PLAN, **MARKS), *paths]


def cell(points: float) -> str:
    return "_" if np.isnan(points) else f"{points:g}"


def load_work(store, folder) -> dict[str, int]:
    """File name → load."""
    return {report.file: report.id for report in loaded(store, *files_of_work(folder))}
