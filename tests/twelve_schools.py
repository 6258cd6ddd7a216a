"""Twelve schools and a small one with results of two years, as files, with what is planted in them.

Schools 1–3 mark half a mark more kindly, school 12 learns more than the others between the years,
in school 4 nobody stands right under a border in mathematics of the second year.
"""

from pathlib import Path

import numpy as np
from files import write_csv

KIND, GROWING, PEAKED, SMALL = (1, 2, 3), 12, 4, 13
STUDENTS, FEW = 30, 3
SUBJECTS = ("Математика", "Русский язык")
BORDERS = np.array([7, 12, 17])  # of 20 points
HEADER = (
    *("procedure", "subject", "school_year", "school_code", "class", "student_code"),
    *("primary_score", "mark", "journal_mark"),
)
PLACE = ("region", "municipality", "school_code", "school", "class", "student_code", "from", "to")
YEARS = {2024: "4А", 2025: "5А"}


def write_schools(folder: Path) -> Path:
    """Roster and results of both years."""
    random = np.random.default_rng(7)
    roster, results = [], []
    for school in range(1, SMALL + 1):
        count = FEW if school == SMALL else STUDENTS
        ability = random.normal(0, 0.25) + random.normal(0, 0.9, (count, len(SUBJECTS)))
        for year, name in YEARS.items():
            roster += [_place(school, number, year, name) for number in range(count)]
            for number, subject in enumerate(SUBJECTS):
                rows = _results(school, year, number, ability[:, number], random)
                results += [
                    ("ВПР", subject, f"{year}/{year + 1}", str(school), name,
                     f"{school:02d}{student:02d}", *map(str, row))
                    for student, row in enumerate(rows)
                ]  # fmt: skip
    write_csv(folder / "roster.csv", [list(PLACE), *roster])
    write_csv(folder / "results.csv", [list(HEADER), *map(list, results)])
    return folder


def _place(school: int, number: int, year: int, name: str) -> list[str]:
    town = "Город" if school <= 6 else "Район"
    code = f"{school:02d}{number:02d}"
    days = f"{year}-09-01", f"{year + 1}-05-31"
    return ["Область", town, str(school), f"Школа № {school}", name, code, *days]


def _results(school, year, number, ability, random) -> list[tuple[int, int, int]]:
    """Primary score, mark, journal mark of every student."""
    grown = 0.7 * (school == GROWING and year == 2025)
    score = 10.5 + 4 * (ability + grown) + random.normal(0, 1.3, len(ability))
    score = np.clip(np.rint(score), 0, 20).astype(int)
    if school == PEAKED and year == 2025 and number == 0:
        for border in BORDERS:
            score[(score >= border - 2) & (score < border)] = border
    mark = 2 + (score[:, None] >= BORDERS).sum(axis=1)
    kindness = 0.5 * (school in KIND)
    journal = 3.5 + 0.65 * (ability + grown) + kindness + random.normal(0, 0.35, len(ability))
    journal = np.clip(np.rint(journal), 2, 5).astype(int)
    return list(zip(score.tolist(), mark.tolist(), journal.tolist(), strict=True))
