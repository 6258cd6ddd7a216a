"""The source files of the secret territory, and the territory loaded through the real import."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from files import write_csv
from secret_territory import (
    ALGEBRA,
    ASTRONOMY,
    LAST_DAY_BEFORE,
    PHYSICS,
    RUSSIAN,
    TAUGHT,
    TERRITORY,
    Pupil,
    Stay,
    token,
)

from etl import pipeline
from models.store import Store

YEAR = "2025/2026"
EARLY = ("2025-09-10", "2025-10-08", "2025-11-12", "2025-12-10")
LATE = ("2026-01-21", "2026-02-18", "2026-03-18", "2026-04-22")
PERIODS = {"1 четверть": False, "2 четверть": False, "3 четверть": True, "год": True}
# work → subject, grade, date, the schools that wrote it, points of its three tasks
WORKS = {
    "р1": (ALGEBRA, 8, "2025-10-15", ("Ш1", "Ш2", "Ш4", "Ш6"), (1, 2, 3)),
    "р2": (RUSSIAN, 9, "2025-11-19", ("Ш1", "Ш2", "Ш5"), (1, 1, 4)),
    "р3": (PHYSICS, 9, "2026-02-11", ("Ш4",), (2, 2, 2)),
    "р4": (ASTRONOMY, 8, "2026-03-11", ("Ш6",), (1, 3, 5)),
    "р5": (ALGEBRA, 9, "2026-04-08", ("Ш3", "Ш5"), (1, 2, 2)),
    "р6": (ALGEBRA, 8, "2026-04-15", ("Ш1",), (2, 3, 3)),
}
PLACES = TERRITORY.places


def work_code(work: str) -> str:
    """The code of a work holds the same token as its title."""
    return f"к{token('work', list(WORKS).index(work) + 1)}"


def secret_files(folder: Path) -> Path:
    """Roster, final marks, journal, plans, protocols and results of an external procedure."""
    tables = {
        "roster": _roster,
        "final_marks": _finals,
        "marks": _journal,
        "plan": _plans,
        "protocol": _protocols,
        "results": _results,
    }
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", [list(line) for line in table()])
    return folder


def load_secrets(store: Store, folder: Path) -> None:
    """The whole territory in a store; not a row of it is refused."""
    reports = pipeline.load(store, [secret_files(folder)])
    assert [report.rejected for report in reports] == [0] * 6, reports


def _each_stay() -> Iterator[tuple[Pupil, Stay, str]]:
    for pupil in TERRITORY.pupils.values():
        for stay in pupil.stays:
            yield pupil, stay, PLACES[stay.school_class].above[2]


def _who(pupil: Pupil, stay: Stay, school: str) -> tuple[str, ...]:
    return TERRITORY.school_code(school), PLACES[stay.school_class].name, pupil.code


def _roster() -> Iterator[tuple]:
    yield (
        *("region", "municipality", "school", "school_code", "class", "student_code"),
        *("grade", "last_name", "first_name", "from", "to"),
    )
    for pupil, stay, school in _each_stay():
        place = PLACES[stay.school_class]
        names = (PLACES[key].name for key in place.above[:3])
        who = _who(pupil, stay, school)
        dates = stay.date_from, stay.date_to
        yield (*names, *who, place.name[0], pupil.last_name, "Имя", *dates)


def _abilities(school: str, school_class: str, subject: str) -> Callable[[], int]:
    """Marks of a class in a subject: its own generator and its own mixture of marks."""
    dice = random.Random(f"{school_class}/{subject}")
    weights = [dice.randint(1, 9) for _ in range(4)]
    return lambda: dice.choices((5, 4, 3, 2), weights)[0]


def _lessons() -> Iterator[tuple[str, Pupil, Stay, str, Callable[[], int]]]:
    dice: dict[tuple, Callable[[], int]] = {}
    for pupil, stay, school in _each_stay():
        for subject in TAUGHT:
            if TERRITORY.taught(subject, pupil, stay.school_class):
                place = school, stay.school_class, subject
                mark = dice.setdefault(place, _abilities(*place))
                yield subject, pupil, stay, school, mark


def _finals() -> Iterator[tuple]:
    yield ("school_code", "class", "student_code", "subject", "school_year", "period", "mark")
    for subject, pupil, stay, school, mark in _lessons():
        who = _who(pupil, stay, school)
        for period, late in PERIODS.items():
            if _there(stay, late):
                yield (*who, TERRITORY.subjects[subject], YEAR, period, str(mark()))


def _there(stay: Stay, late: bool) -> bool:
    return stay.date_to != LAST_DAY_BEFORE if late else stay.date_from < LAST_DAY_BEFORE


def _journal() -> Iterator[tuple]:
    yield ("school_code", "class", "student_code", "subject", "date", "work_type", "mark")
    for subject, pupil, stay, school, mark in _lessons():
        who = _who(pupil, stay, school)
        days = [day for late, some in ((False, EARLY), (True, LATE)) if _there(stay, late)
                for day in some]  # fmt: skip
        for number, day in enumerate(days):
            kind = "К" if number % 2 else "О"
            yield (*who, TERRITORY.subjects[subject], day, kind, str(mark()))


def _plans() -> Iterator[tuple]:
    yield (
        *("assessment", "title", "procedure", "subject", "grade", "date", "task", "kes", "level"),
        *("max_points", "from_3", "from_4", "from_5"),
    )
    for number, (work, (subject, grade, date, _, points)) in enumerate(WORKS.items(), start=1):
        about = work_code(work), f"Работа {token('work', number)}", "контрольная"
        for task, highest in enumerate(points, start=1):
            level = "БПВ"[task - 1]
            what = TERRITORY.subjects[subject], str(grade), date, str(task), f"{number}.{task}"
            yield (*about, *what, level, str(highest), "2", "3", str(sum(points) - 1))


def _protocols() -> Iterator[tuple]:
    yield ("assessment", "school_code", "class", "student_code", "task", "points")
    for work, (subject, grade, date, schools, points) in WORKS.items():
        for pupil, stay, school in _each_stay():
            place = PLACES[stay.school_class]
            here = school in schools and place.name[0] == str(grade)
            taught = TERRITORY.taught(subject, pupil, stay.school_class)
            if here and taught and _there(stay, date > LAST_DAY_BEFORE):
                dice = random.Random(f"{work}/{pupil.key}")
                for task, highest in enumerate(points, start=1):
                    yield (work_code(work), *_who(pupil, stay, school), str(task),
                           str(dice.randint(0, highest)))  # fmt: skip


def _results() -> Iterator[tuple]:
    yield (
        *("procedure", "subject", "date", "school_code", "class", "student_code"),
        *("primary_score", "mark", "journal_mark"),
    )
    for pupil, stay, school in _each_stay():
        if PLACES[stay.school_class].name[0] == "8" and _there(stay, late=True):
            dice = random.Random(f"впр/{pupil.key}")
            mark, journal = dice.randint(2, 5), dice.randint(3, 5)
            who = _who(pupil, stay, school)
            score = mark * 4 + dice.randint(0, 3)
            yield ("ВПР", TERRITORY.subjects[ALGEBRA], "2026-04-20", *who,
                   str(score), str(mark), str(journal))  # fmt: skip
