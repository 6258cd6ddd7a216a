"""The journal of a school and year: every lesson of every class, who got which mark."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.demo.programme import (
    CONTROL,
    EASE,
    EXEMPT_SUBJECT,
    FIELD,
    SUBJECTS,
    WEEKLY,
    WEIGHTS,
    WORK_TYPES,
    WRITTEN,
    YEARS,
    quarters,
    subjects_of,
)
from etl.demo.territory import Territory

LEVEL, SLOPE, NOISE = 3.69, 0.62, 0.56  # of a mark: average student, one spread of ability, chance
FORGIVEN = 0.15  # share of «2» that the teacher does not write down as such
GIVEN = np.array([work_type.given for work_type in WORK_TYPES])
WORK_EASE = np.array([work_type.ease for work_type in WORK_TYPES])
LESSONS = np.cumsum([work_type.lessons for work_type in WORK_TYPES], axis=0)
# Subjects taught often are asked about less often in a lesson.
DENSITY = np.array([0, 1.4, 0.8, 0.6, 0.48, 0.45, 0.4])
CONTROL_EVERY = np.array([0, 8, 14, 18, 20, 20, 22])
SPELL = 6  # longest absence [days]
ABSENCES = ["н", "б", "п", "у", "НП", "УП", "нб"]
ABSENCE_SHARES = [0.34, 0.30, 0.18, 0.10, 0.04, 0.03, 0.01]
FIRST_ABSENCE, LATE, DEBT = 4, 11, 12
# What a cell of the mark column can hold; 0–3 are the plain marks «2» to «5».
PAIRS = [(a, b) for a in (3, 4, 5) for b in (3, 4, 5)]
CELLS = ["2", "3", "4", "5", *ABSENCES, "оп", ".", "1"]
NUANCE = len(CELLS)
CELLS += ["3-", "3+", "4-", "4+", "5-", "5+"]
DOTTED = len(CELLS)
CELLS += ["2.", "3.", "4.", "5."]
PAIRED = len(CELLS)
CELLS += [f"{a} {b}" for a, b in PAIRS] + [f"{a}/{b}" for a, b in PAIRS]
TOPICS = ["Вводное занятие", "Изучение нового материала", "Закрепление", "Обобщение", "Контроль"]


@dataclass(frozen=True)
class Lessons:
    """The lessons of a class in a year, in order; one entry a lesson in every array."""

    day: np.ndarray  # place in the days of the year
    subject: np.ndarray
    work_type: np.ndarray
    topic: np.ndarray  # number of the section


@dataclass(frozen=True)
class Journal:
    """The rows of a school and year, and what the final marks are made of."""

    rows: pd.DataFrame
    weighted: np.ndarray  # students × subjects × quarters: Σ mark·weight
    weights: np.ndarray  # the same: Σ weight


def journal(territory: Territory, number: int, school: int, seed: int) -> Journal:
    """All marks of one school in one year."""
    rng = np.random.default_rng([seed, 2, number, school])
    year, about = YEARS[number], territory.schools.iloc[school]
    days = year.days(about["week"])
    here = territory.memberships.query("year == @number and school == @school")
    parts = [
        class_marks(territory, members, days, about, rng)
        for _, members in here.groupby("school_class", sort=False)
    ]
    marks = pd.concat(parts, ignore_index=True)
    shape = (len(territory.students), len(SUBJECTS), 4)
    place = np.ravel_multi_index(
        (marks["student"], marks["subject"], quarters(days)[marks["day"]]), shape
    )
    weight = WEIGHTS[marks["work_type"]] * marks["count"]
    sums = [
        np.bincount(place, values, np.prod(shape)).reshape(shape).astype(np.float32)
        for values in (weight * marks["mark"], weight)
    ]
    return Journal(journal_rows(territory, marks, days, school), *sums)


def class_marks(
    territory: Territory,
    members: pd.DataFrame,
    days: np.ndarray,
    about: pd.Series,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per filled cell of a class: numbers, not yet texts."""
    lessons = class_lessons(members["grade"].iloc[0], days, about["week"], rng)
    student = members["student"].to_numpy()
    away = absences(territory.students["absence"].to_numpy()[student], len(days), rng)
    enrolled = (days >= members["first"].to_numpy()[:, None]) & (
        days <= members["last"].to_numpy()[:, None]
    )
    exempt = territory.students["exempt"].to_numpy()[student][:, None]
    given = given_marks(members["grade"].iloc[0], lessons, len(student), rng)
    given &= ~(exempt & (lessons.subject == EXEMPT_SUBJECT))
    ability = territory.abilities[student][:, lessons.subject]
    mark = LEVEL + about["kindness"] + SLOPE * ability + rng.normal(0, NOISE, ability.shape)
    mark += EASE[lessons.subject] + WORK_EASE[lessons.work_type]
    mark = np.clip(np.rint(mark), 2, 5).astype(int)
    mark[(mark == 2) & (rng.random(mark.shape) < FORGIVEN)] = 3
    cell, total, count = written_cells(mark, given, lessons, rng)
    absent = away[:, lessons.day]
    cell = np.where(absent >= 0, FIRST_ABSENCE + absent, cell)
    filled = (cell >= 0) & enrolled[:, lessons.day]
    lesson, who = np.nonzero(filled.T)
    has_mark = absent[who, lesson] < 0
    return pd.DataFrame(
        {
            "school_class": members["school_class"].iloc[0],
            "student": student[who],
            "day": lessons.day[lesson],
            "subject": lessons.subject[lesson],
            "work_type": lessons.work_type[lesson],
            "topic": lessons.topic[lesson],
            "cell": cell[who, lesson],
            "mark": np.where(count[who, lesson] > 0, total[who, lesson], 0)
            / np.maximum(count[who, lesson], 1),
            "count": count[who, lesson] * has_mark,
        }
    )


def class_lessons(grade: int, days: np.ndarray, week: int, rng: np.random.Generator) -> Lessons:
    """A timetable that repeats every week; control works at regular distances."""
    subjects = rng.permutation(subjects_of(grade))
    hours = WEEKLY[subjects, grade - 1]
    weekly = np.repeat(subjects, np.minimum(hours, week))
    weekday = np.arange(len(weekly)) % week
    of_day = (days.astype(int) + 3) % 7  # Monday = 0
    day, place = np.nonzero(of_day[:, None] == weekday)
    subject = weekly[place]
    order = np.argsort(subject, kind="stable")
    ordinal = np.empty(len(subject), int)
    ordinal[order] = np.arange(len(subject)) - np.searchsorted(subject[order], subject[order])
    share = LESSONS[:, FIELD[subject]]
    work_type = (rng.random(len(subject)) > share / share[-1]).sum(axis=0)
    every = CONTROL_EVERY[WEEKLY[subject, grade - 1]]
    work_type[(ordinal % every == every - 2) & (FIELD[subject] < 4)] = CONTROL
    return Lessons(day, subject, work_type, ordinal // every)


def given_marks(
    grade: int, lessons: Lessons, students: int, rng: np.random.Generator
) -> np.ndarray:
    """Students × lessons: who gets a mark if present; the first grade has no marks."""
    density = DENSITY[WEEKLY[lessons.subject, grade - 1]]
    whole_class = lessons.work_type < WRITTEN - 1
    held = ~whole_class | (rng.random(len(density)) < density) | (lessons.work_type == CONTROL)
    share = GIVEN[lessons.work_type] * np.where(whole_class, 1, density) * held
    return (rng.random((students, len(density))) < share) & (grade > 1)


def absences(share: np.ndarray, days: int, rng: np.random.Generator) -> np.ndarray:
    """Students × days: number of the absence letter, −1 where present; absences come in spells."""
    starts = rng.random((len(share), days)) < share[:, None] / 3
    length = np.minimum(rng.geometric(0.36, starts.shape), SPELL)
    letter = rng.choice(len(ABSENCES), starts.shape, p=ABSENCE_SHARES)
    away = np.full(starts.shape, -1)
    for gap in range(SPELL):
        lasts = starts[:, : days - gap] & (length[:, : days - gap] > gap)
        away[:, gap:][lasts] = letter[:, : days - gap][lasts]
    return away


def written_cells(
    mark: np.ndarray, given: np.ndarray, lessons: Lessons, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cell number (−1 empty), sum and number of marks in it: a few nuances, pairs and debts."""
    chance = rng.random(mark.shape)
    second = np.clip(mark + rng.integers(-1, 2, mark.shape), 3, 5)
    cell = np.where(given, mark - 2, -1)
    nuance = given & (chance < 0.012) & (mark > 2)
    cell[nuance] = (NUANCE + 2 * (mark - 3) + (second > mark))[nuance]
    dotted = given & (chance > 0.012) & (chance < 0.014)
    cell[dotted] = (DOTTED + mark - 2)[dotted]
    pair = given & (chance > 0.014) & (chance < 0.02) & (mark > 2)
    slash = np.where(chance < 0.016, len(PAIRS), 0)
    cell[pair] = (PAIRED + slash + 3 * (mark - 3) + second - 3)[pair]
    one = given & (chance > 0.99) & (mark == 2)
    cell[one] = CELLS.index("1")
    cell[~given & (chance < 0.0008)] = LATE
    cell[~given & (chance > 0.97) & (lessons.work_type == CONTROL)] = DEBT
    total = np.where(pair, mark + second, mark) - one
    return cell, total, given.astype(int) + pair


def journal_rows(
    territory: Territory, marks: pd.DataFrame, days: np.ndarray, school: int
) -> pd.DataFrame:
    """The rows as the file has them; schools differ in columns and in spelling."""
    code = territory.schools["school_code"][school]
    by_letter = school % 4 == 2
    work_types = np.array([w.letter if by_letter else w.name for w in WORK_TYPES], object)
    dates, classes = days.astype(str).astype(object), marks["school_class"].to_numpy()
    teacher = teacher_codes(code)
    grade = np.array([int(name[:-1]) for name in np.unique(classes)])[
        np.unique(classes, return_inverse=True)[1]
    ]
    rows = {
        "school_code": code,
        "class": classes,
        "student_code": territory.students["student_code"].to_numpy()[marks["student"]],
        "subject": np.array(SUBJECTS, object)[marks["subject"]],
        "teacher_code": teacher[np.where(grade <= 4, len(SUBJECTS) + grade, marks["subject"])],
        "date": dates[marks["day"]],
        "work_type": work_types[marks["work_type"]],
    }
    if school % 3 == 1:
        rows["weight"] = np.array([f"{w:g}" for w in WEIGHTS], object)[marks["work_type"]]
    if school % 5 != 4:
        rows["topic"] = topics()[np.where(marks["work_type"] < WRITTEN, marks["topic"], 0)]
    return pd.DataFrame(rows | {"mark": np.array(CELLS, object)[marks["cell"]]})


def teacher_codes(school_code: str) -> np.ndarray:
    """One teacher a subject, and one for each grade of the primary school."""
    return np.array([f"У{school_code}{n + 1:02d}" for n in range(len(SUBJECTS) + 5)], dtype=object)


def topics() -> np.ndarray:
    """Section names by number; lessons without a written work have none."""
    return np.array(["", *(f"Раздел {n}. {TOPICS[n % len(TOPICS)]}" for n in range(1, 12))], object)
