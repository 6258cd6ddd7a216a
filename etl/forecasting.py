"""Exam forecasts: for whom, from which years, fitted, said of every student, and kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select
from threadpoolctl import threadpool_limits

from etl.backtests import EXAMS, FEWEST, eve
from etl.came import Came, came, procedures
from etl.exams.scales import Scale, scale_of
from etl.features import FROM_MARKS, Cohort, Known, features
from etl.features.cohorts import members, taught_subjects
from etl.features.works import TRIAL
from etl.forecast_words import card_of, parameters_of
from etl.forecasts.exam import ExamForecaster, Said
from etl.forecasts.folds import held_together
from etl.forecasts.held_out import held_out, record
from etl.forecasts.ladder import FOLDS
from etl.forecasts.outcomes import Outcomes
from etl.periods import school_year_of
from models import ParticipationMart, Plan, Subject

YEARS_LEARNT = 3  # earlier years that are learnt from
OBLIGATORY = 0.8  # share of the grade that took the exam a year ago: all will take it
YEARS = 10_000  # more than any year
MOSTLY_UNKNOWN = 0.05  # a feature that so few have now is not learnt from

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """What is to be forecast: an exam in a subject and school year, seen from a day."""

    procedure: str
    subject_id: int
    subject: str
    grade: int
    school_year: int
    as_of: date
    learnt: tuple[Came, ...]  # results of earlier years
    fact: Came | None  # of this year, where they have come


@dataclass(frozen=True)
class Gathered:
    """What a target is forecast from: students as they are known, and results of earlier years."""

    target: Target
    known: Known
    scale: Scale
    X: pd.DataFrame
    y: np.ndarray
    marks: np.ndarray


@dataclass(frozen=True)
class OfStudents:
    """What is known and said of the students who come to an exam, on its scale."""

    known: Known
    said: Said
    scale: Scale


@dataclass(frozen=True)
class Forecast:
    """One target forecast: what is said of its students, and everything that is kept beside it."""

    target: Target
    students: OfStudents
    rung: str
    why: str
    n: int
    parameters: dict
    card: dict
    learnt: dict


def targets(connection: Connection, folder: Path, day: date) -> list[Target]:
    """Exams of the running year, and of past years whose results are known; the latest last."""
    names = dict(connection.execute(select(Subject.id, Subject.name)).all())
    found = []
    for row in procedures(connection, folder).to_dict("records"):
        procedure, subject_id = row["procedure"], int(row["subject_id"])
        if procedure in EXAMS:
            every = came(connection, folder, procedure, subject_id)
            of_exam = procedure, subject_id, names[subject_id]
            found += _targets_of(of_exam, every, day)
    return sorted(found, key=lambda one: (one.school_year, one.procedure, one.subject))


def _targets_of(exam: tuple[str, int, str], every: list[Came], day: date) -> list[Target]:
    grade = EXAMS[exam[0]]
    by_year = {one.school_year: one for one in every if one.grade == grade}
    found = []
    for year in sorted({*by_year, school_year_of(day)}):
        learnt = tuple(by_year[one] for one in range(year - YEARS_LEARNT, year) if one in by_year)
        fact = by_year.get(year)
        as_of = min(day, eve(exam[0], year, fact.first_day if fact else None))
        if learnt and school_year_of(as_of) == year:
            found.append(Target(*exam, grade, year, as_of, learnt, fact))
    return found


def gathered(
    connection: Connection, folder: Path, target: Target, own: Path | None = None
) -> Gathered | None:
    """Everything a forecast is made from; None where nobody is known to take the exam."""
    taught = taught_subjects(connection, target.subject_id)
    students = takers(connection, target)
    if students.empty:
        return None
    known = features(connection, folder, _cohort(target, taught, target.as_of, students))
    X, y, marks = _learnt_from(connection, folder, target, taught, known.features)
    scale = scale_in_force(target, own)
    return Gathered(target, known, scale, X, y, marks)


@threadpool_limits.wrap(limits=1)
def forecast(all_known: Gathered) -> Forecast:
    """Learn from the earlier years, say it of the students, and test how right it is."""
    target, known, scale = all_known.target, all_known.known, all_known.scale
    X, y, marks = all_known.X, all_known.y, all_known.marks
    published = scale.max_score, scale.minimum, scale.borders
    outcomes = Outcomes(*published).fit(y, marks)
    forecaster = ExamForecaster(outcomes, FROM_MARKS, by="year").fit(X, y)
    said = forecaster.say(_of_year(known.features, target.school_year)[X.columns])
    tested = None
    if len(y) >= FEWEST:
        by = "year" if len(target.learnt) > 1 else held_together(X["school"], FOLDS)
        tested = record(held_out(X, y, marks, published, from_marks=FROM_MARKS, by=by)), by
    card, why = card_of(forecaster.main, tested, target)
    return Forecast(
        target=target,
        students=OfStudents(known, said, scale),
        rung=forecaster.main.rung_,
        why=why,
        n=len(y),
        parameters=parameters_of(forecaster, said, scale, target, float(np.mean(y))),
        card=card,
        learnt={
            "ladders": forecaster.as_row(),
            "columns": list(X.columns),
            "outcomes": outcomes.as_row(),
        },
    )


def said_again(
    connection: Connection, folder: Path, target: Target, learnt: dict, schools: Iterable[int]
) -> OfStudents:
    """What a kept forecaster says of the students of some schools as they are known now."""
    taught = taught_subjects(connection, target.subject_id)
    students = takers(connection, target)
    students = students[students["school"].isin(list(schools))]
    known = features(connection, folder, _cohort(target, taught, target.as_of, students))
    outcomes = Outcomes.of_row(learnt["outcomes"])
    forecaster = ExamForecaster(outcomes, FROM_MARKS).set_row(learnt["ladders"])
    asked = _of_year(known.features, target.school_year).reindex(columns=learnt["columns"])
    scale = scale_in_force(target)
    return OfStudents(known, forecaster.say(asked), scale)


def scale_in_force(target: Target, own: Path | None = None) -> Scale:
    """The scale of the exam, in the scores that the earlier results are in."""
    scale = scale_of(target.procedure, target.subject, target.school_year, own)
    return scale.of_test_scores() if target.learnt[-1].in_test_scores else scale


def takers(connection: Connection, target: Target) -> pd.DataFrame:
    """Students of the grade who will take the exam: all, or those who wrote its trial."""
    here = members(connection, target.grade, target.as_of)
    before = {id for one in target.learnt for id in one.results.index}
    here = here[~here.index.isin(before)]
    last = target.learnt[-1]
    then = members(connection, target.grade, eve(target.procedure, last.school_year, None))
    if len(then) and last.results.index.isin(then.index).sum() >= OBLIGATORY * len(then):
        return here
    return here[here.index.isin(_trial_writers(connection, target))]


def _trial_writers(connection: Connection, target: Target) -> set[int]:
    query = (
        select(ParticipationMart.student_id)
        .join(Plan, Plan.assessment_id == ParticipationMart.assessment_id)
        .where(Plan.is_current, Plan.date <= target.as_of)
        .where(Plan.procedure == TRIAL + target.procedure, Plan.subject_id == target.subject_id)
        .where(Plan.school_year == target.school_year)
    )
    return set(connection.execute(query).scalars())


def _cohort(target: Target, taught: frozenset[int], as_of: date, students: pd.DataFrame) -> Cohort:
    exam = target.procedure, target.subject_id, taught, target.grade
    return Cohort(*exam, school_year_of(as_of), as_of, students[["school", "school_class"]])


def _of_year(X: pd.DataFrame, school_year: int) -> pd.DataFrame:
    """A class keeps its name, and other students come: it is another class each year."""
    own = X["school_class"] * YEARS + school_year
    return X.assign(school_class=own, year=school_year)


def _learnt_from(
    connection: Connection,
    folder: Path,
    target: Target,
    taught: frozenset[int],
    ahead: pd.DataFrame,
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Students of earlier years as they were known on the same day, and their results."""
    share = ahead.notna().mean()
    told = ["year", *share.index[share >= MOSTLY_UNKNOWN]]
    parts, results = [], []
    for one in target.learnt:
        as_of = min(
            same_day(target.as_of, target.school_year - one.school_year),
            eve(target.procedure, one.school_year, one.first_day),
        )
        known = features(connection, folder, _cohort(target, taught, as_of, one.results))
        parts.append(_of_year(known.features, one.school_year))
        results.append(one.results.reindex(known.features.index))
    X, came_out = pd.concat(parts, ignore_index=True), pd.concat(results)
    X = X[[name for name in told if name in X]]
    return X, came_out["score"].to_numpy(float), came_out["mark"].to_numpy(float)


def same_day(day: date, years: int) -> date:
    """The same day so many years before; the last of February stands for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if is_leap_day else day.day)


def now() -> datetime:
    """The moment a forecast is made, in the time of the database."""
    return datetime.now(UTC).replace(tzinfo=None)
