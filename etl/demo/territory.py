"""The invented territory: schools, students with abilities, who studied where and when."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.demo.people import names
from etl.demo.programme import SUBJECTS, YEARS

REGION = "Среднеозёрская область"
PLACES = "Вышнегорье Заболотье Каменка Кедровка Малиновка Осинники Подлесье Семиречье Холмы".split()
COHORTS = 12  # by the grade in the first year; 0 = enters school in the second
KINDNESS = 0.5
LETTERS = "АБВГДЕЖИК"
MOST = 3  # classes of a grade in a school of the usual size
LARGEST = len(LETTERS) // MOST
GENERAL, SUBJECT, SCHOOL, CLASS = 0.74, 0.52, 0.30, 0.22  # spread of the parts of an ability
MOVES_CLASS, MOVES_SCHOOL = 0.02, 0.012


@dataclass(frozen=True)
class Territory:
    """Schools, students, their stays and what they can do: the truth behind all files."""

    schools: pd.DataFrame  # school_code, school, municipality, kindness, week
    students: pd.DataFrame  # student_code, names, sex, birth_year, cohort, exempt, absence
    memberships: pd.DataFrame  # student, year, school, grade, school_class, first, last
    moves: pd.DataFrame
    abilities: np.ndarray  # students × SUBJECTS, mean 0, spread about 1

    def members_on(self, number: int, day: str) -> pd.DataFrame:
        """Memberships of a year that hold on a day (ISO), in the order of students."""
        rows, date = self.memberships, pd.Timestamp(day)
        valid = (rows["year"] == number) & (rows["first"] <= date) & (rows["last"] >= date)
        return rows[valid].sort_values("student", ignore_index=True)


def territory(schools: int, seed: int, *, larger: int = 1, planted: bool = True) -> Territory:
    """One region; the same seed gives the same people. Without `planted` nobody marks kindly.

    `larger`: so many times the usual number of classes.
    """
    rng = np.random.default_rng([seed, 1])
    school_rows = invented_schools(schools, rng)
    if not planted:
        school_rows["kindness"] = 0.0
    classes = 1 + rng.binomial(2, rng.choice([0.05, 0.2, 0.35], (schools, 1)), (schools, COHORTS))
    classes[:, 10:] = 1
    classes *= larger
    seats = class_seats(classes, rng)
    abilities = invented_abilities(seats, MOST * larger, rng)
    students = invented_students(seats, abilities, rng)
    memberships, moves = careers(students, seats, classes, abilities, larger, rng)
    return Territory(school_rows, students, memberships, moves, abilities)


def invented_schools(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row per school: about four to a municipality, a quarter of them mark too kindly."""
    municipalities = max(3, round(count / 3.5))
    place = np.arange(count) * municipalities // count
    number = np.arange(count) - np.searchsorted(place, place) + 1
    kind = rng.choice(count, max(1, round(count / 4)), replace=False)
    titles = np.where(np.arange(count) % 6 == 4, "Лицей", "Школа")
    return pd.DataFrame(
        {
            "school_code": [f"74{m + 1:02d}{n:02d}" for m, n in zip(place, number, strict=True)],
            "school": [f"{title} № {n + 1}" for n, title in enumerate(titles)],
            "municipality": [municipality(m) for m in place],
            "kindness": np.where(np.isin(np.arange(count), kind), KINDNESS, 0.0),
            "week": rng.choice([5, 6], count, p=[0.7, 0.3]),
        }
    )


def municipality(number: int) -> str:
    """An invented name, another one for each number."""
    town, place = divmod(number, len(PLACES))
    return f"Округ {PLACES[place]}" + (f"-{town + 1}" if town else "")


def class_seats(classes: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """One row per student: `school`, `cohort`, `letter` where he or she starts."""
    school, cohort = np.nonzero(classes)
    repeated = np.repeat(np.column_stack([school, cohort]), classes[school, cohort], axis=0)
    letter = np.concatenate([np.arange(n) for n in classes[school, cohort]])
    size = np.clip(rng.normal(20, 3.5, len(repeated)).round(), 11, 30).astype(int)
    columns = np.repeat(np.column_stack([repeated, letter]), size, axis=0)
    return pd.DataFrame(columns, columns=["school", "cohort", "letter"])


def invented_abilities(seats: pd.DataFrame, most: int, rng: np.random.Generator) -> np.ndarray:
    """General ability, subject, school and class add up; grades 10 and 11 are a selection."""
    count = len(seats)
    schools = rng.normal(0, SCHOOL, seats["school"].max() + 1)
    classes = rng.normal(0, CLASS, (len(schools), COHORTS, most))
    general = rng.normal(0, GENERAL, count) + 0.35 * (seats["cohort"] >= 10)
    common = general + schools[seats["school"]]
    common = common + classes[seats["school"], seats["cohort"], seats["letter"]]
    return common.to_numpy()[:, None] + rng.normal(0, SUBJECT, (count, len(SUBJECTS)))


def invented_students(
    seats: pd.DataFrame, abilities: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """One row per student; `absence` is the share of days missed, a little higher for the weak."""
    count = len(seats)
    codes = 40_000_000 + rng.choice(max(900_000, 10 * count), count, replace=False)
    sexes = rng.choice(np.array(["М", "Ж"], dtype=object), count)
    late = rng.random(count) < 0.4
    spread = rng.normal(0, 0.6, count) - 0.25 * abilities.mean(axis=1)
    return pd.DataFrame(
        {
            "student_code": codes.astype(str),
            **names(sexes, rng),
            "sex": sexes,
            "birth_year": YEARS[0].start - 7 - seats["cohort"] + late,
            "cohort": seats["cohort"],
            "exempt": rng.random(count) < 0.008,
            "absence": np.minimum(0.021 * np.exp(spread), 0.25),
        }
    )


def careers(
    students: pd.DataFrame,
    seats: pd.DataFrame,
    classes: np.ndarray,
    abilities: np.ndarray,
    oldest: int,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Memberships of both years and the moves inside them; a period includes its last day.

    `oldest`: classes of grades 10 and 11 each.
    """
    school, letter = seats["school"].to_numpy().copy(), seats["letter"].to_numpy().copy()
    cohort = seats["cohort"].to_numpy()
    stays = rng.logistic(0, 1, len(seats)) < 1.2 * abilities.mean(axis=1)
    periods, moves = [], []
    for number, year in enumerate(YEARS):
        grade = cohort + number
        letter[grade >= 10] %= oldest
        active = (grade >= 1) & (grade <= 11) & ~((number == 1) & (grade == 10) & ~stays)
        rows = membership_rows(np.flatnonzero(active), number, school, grade, letter)
        choices = np.where(grade >= 10, oldest, classes[school, cohort])
        chance = rng.random(len(seats))
        changes_class = active & (chance < MOVES_CLASS) & (choices > 1)
        changes_school = active & (chance > 1 - MOVES_SCHOOL) & (len(classes) > 1)
        letter[changes_class] = (letter + 1)[changes_class] % choices[changes_class]
        step = rng.integers(1, max(2, len(classes)), len(seats))
        school[changes_school] = (school + step)[changes_school] % len(classes)
        letter[changes_school] = 0
        moved = np.flatnonzero(changes_class | changes_school)
        days = np.datetime64(f"{year.start}-10-07") + rng.integers(0, 196, len(moved))
        arrivals = membership_rows(moved, number, school, grade, letter).assign(first=days)
        leaves = rows["student"].isin(moved)
        rows.loc[leaves, "last"] = days - np.timedelta64(1, "D")
        moves.append(move_rows(rows[leaves], arrivals))
        periods += [rows, arrivals]
    memberships = pd.concat(periods).sort_values(
        ["year", "school", "grade", "school_class", "student"], ignore_index=True
    )
    return memberships, pd.concat(moves, ignore_index=True)


def membership_rows(
    student: np.ndarray, number: int, school: np.ndarray, grade: np.ndarray, letter: np.ndarray
) -> pd.DataFrame:
    """One row per student for the whole of a school year."""
    return pd.DataFrame(
        {
            "student": student,
            "year": number,
            "school": school[student],
            "grade": grade[student],
            "school_class": [f"{grade[s]}{LETTERS[letter[s]]}" for s in student],
            "first": np.datetime64(YEARS[number].first, "s"),
            "last": np.datetime64(YEARS[number].last, "s"),
        }
    )


def move_rows(left: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """One row per move in the middle of a year."""
    left, came = left.reset_index(drop=True), came.reset_index(drop=True)
    return pd.DataFrame(
        {
            "student": came["student"],
            "kind": np.where(left["school"] == came["school"], "class", "school"),
            "date": came["first"],
            "from_school": left["school"],
            "from_class": left["school_class"],
            "to_school": came["school"],
            "to_class": came["school_class"],
        }
    )
