"""Forecasts of final marks made from the middle of a past period, beside what came.

Parameters are fitted on other schools than those forecast (folds of whole schools), and on periods
that had ended by that day. Marks are read from the facts by their dates; of the period forecast
nothing else is read before the forecasts stand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from etl.final_standing import AS_NUMBER, journal_until, systems_of
from etl.final_sums import Sums, classes_by_school, periods_until, scattered, sums_until
from etl.forecasts.final_fit import fitted
from etl.forecasts.final_parameters import FinalParameters
from etl.forecasts.folds import fold_of
from etl.forecasts.lesson_days import middle_of
from etl.forecasts.standing import (
    NOTHING,
    FinalForecast,
    Journal,
    Row,
    period_forecast,
    year_forecast,
)
from etl.indicators.current import suggested_mark
from etl.periods import YEAR
from models import StudentMart

FOLDS = 5
FEW = 5  # schools whose last period says how far forecasts of the mean are off
NO_ERROR = 0.01  # of a mean [mark]: nothing more is expected to come
STRETCH = (0.5, 2.0)
USUAL_MARK = 4  # the baseline where there is no mark at all
Progress = Callable[[str], None]
Facts = dict[tuple[int, int], StudentMart]  # by student and subject


@dataclass(frozen=True)
class Asked:
    """What is forecast from which day: a period in one subject or in all (0)."""

    period: int
    day: date
    subject_id: int = 0


@dataclass(frozen=True)
class Standing:
    """What was known of some classes on the day, and the final marks that came."""

    rows: list[Row]
    journal: Journal
    periods: tuple[int, ...]
    facts: Facts


@dataclass(frozen=True)
class Schools:
    """Where marks and facts of schools are read; what was read once is not read again."""

    connection: Connection
    folder: Path
    classes: dict[int, list[int]]
    known: dict[tuple[Asked, int], list[Standing]] = field(default_factory=dict)

    def standing(self, asked: Asked, school: int) -> list[Standing]:
        """Of a school, one entry a system of periods."""
        if (asked, school) not in self.known:
            self.known[asked, school] = list(_standing(self, asked, school))
        return self.known[asked, school]


def back_test(
    connection: Connection,
    folder: Path,
    period: int,
    subject_id: int = 0,
    *,
    day: date | None = None,
    most: int = 0,
    progress: Progress = lambda text: None,
) -> pd.DataFrame:
    """One row per student and subject with a final mark in the period, of all schools or `most`.

    `fact, expected, low, high, baseline, chance, is_two` as `etl.forecasts.figures` takes them;
    `likely` is the most probable mark, `promised` the probability of low…high; `mean_fact`,
    `mean_low`, `mean_high`: the weighted mean at the end of the period, NaN for a year.
    """
    asked = Asked(period, day or middle_of(period), subject_id)
    there = Schools(connection, folder, classes_by_school(connection))
    schools = np.array(scattered(sorted(there.classes), most or len(there.classes)))
    known = sums_until(connection, asked.day, schools.tolist(), progress)
    fold, parts = fold_of(schools, FOLDS), []
    for number in range(fold.max(initial=-1) + 1):
        others = known.of(schools[fold != number].tolist())
        parameters = learnt(there, others, asked.day)
        for school in schools[fold == number].tolist():
            parts += of_school(there, asked, parameters, school)
        progress(f"проверка прогноза: часть {number + 1} из {fold.max() + 1}")
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def learnt(there: Schools, sums: Sums, day: date) -> FinalParameters:
    """The parameters by these sums, stretched by how the last period that had ended was forecast.

    It is forecast for a few of the same schools from its middle.
    """
    parameters = fitted(sums)
    ended = [id for id in periods_until(there.connection, day) if id % 100 < YEAR]
    if not ended or not sums.schools:
        return parameters
    last = max(ended, key=lambda id: (middle_of(id), -(id % 100)))
    asked = Asked(last, middle_of(last))
    off = [_off(there, asked, parameters, school) for school in scattered(sums.schools, FEW)]
    off = np.concatenate([np.empty(0), *off])
    stretch = float(np.clip(off.mean(), *STRETCH)) if len(off) else 1.0
    return replace(parameters, stretch=stretch)


def _off(there: Schools, asked: Asked, parameters: FinalParameters, school: int) -> np.ndarray:
    """Squares of the errors of means at the end, in variances, where some marks were to come."""
    found = []
    for standing in there.standing(asked, school):
        means = _means(standing.rows, _forecast(parameters, standing, asked), standing.facts)
        fact, error = np.asarray(means["mean_fact"], float), means["mean_error"]
        told = np.isfinite(fact) & (error > NO_ERROR)
        found.append(np.square((fact - means["mean_expected"])[told] / error[told]))
    return np.concatenate([np.empty(0), *found])


def of_school(
    there: Schools, asked: Asked, parameters: FinalParameters, school: int
) -> Iterator[pd.DataFrame]:
    """The forecasts of a school beside what came, one frame a system of periods."""
    for standing in there.standing(asked, school):
        yield _beside(standing, _forecast(parameters, standing, asked), asked)


def _standing(there: Schools, asked: Asked, school: int) -> Iterator[Standing]:
    classes = there.classes[school]
    for periods, those in systems_of(there.connection, asked.period, classes).items():
        facts = _facts(there.connection, asked, those)
        if facts:
            rows = [Row(student, subject, school) for student, subject in facts]
            place = there.connection, there.folder, school, those
            yield Standing(rows, journal_until(*place, periods, asked.day), periods, facts)


def _facts(connection: Connection, asked: Asked, classes: list[int]) -> Facts:
    """Who got a final mark in the period, in the class where it was given."""
    mart = StudentMart
    query = select(mart.__table__).where(
        mart.class_id.in_(classes),
        mart.period_id == asked.period,
        mart.final_mark.in_(AS_NUMBER),
    )
    if asked.subject_id:
        query = query.where(mart.subject_id == asked.subject_id)
    rows = connection.execute(query.order_by(mart.student_id, mart.subject_id))
    return {(row.student_id, row.subject_id): row for row in rows}


def _forecast(parameters: FinalParameters, at: Standing, asked: Asked) -> FinalForecast:
    if asked.period % 100 == YEAR:
        return year_forecast(parameters, at.rows, at.journal, asked.day, at.periods)
    return period_forecast(parameters, at.rows, at.journal, asked.period, asked.day, at.periods)


def _beside(at: Standing, found: FinalForecast, asked: Asked) -> pd.DataFrame:
    rows, facts = at.rows, at.facts
    low, high = found.low_and_high
    fact = np.array([AS_NUMBER[facts[row[:2]].final_mark] for row in rows])
    columns = {
        "student_id": [row.student_id for row in rows],
        "subject_id": [row.subject_id for row in rows],
        "school_id": [row.school_id for row in rows],
        "fact": fact,
        "expected": found.expected,
        "likely": found.likely,
        "low": low,
        "high": high,
        "promised": found.held,
        "baseline": _baseline(at, asked),
        "chance": found.chance[:, 0],
        "is_two": fact == 2,
    }
    return pd.DataFrame(columns | _means(rows, found, facts))


def _means(rows, found: FinalForecast, facts: Facts) -> dict:
    """The weighted mean at the end, with its interval and standard error, and the mean that came.

    It is forecast for those only who got marks: else there is no mean.
    """
    names = ("mean_expected", "mean_error", "mean_low", "mean_high", "mean_fact")
    if found.at_end is None:
        return dict.fromkeys(names, np.nan)
    came = [facts[row[:2]] for row in rows]
    fact = [one.sum_weighted / one.sum_weight if one.sum_weight else np.nan for one in came]
    error = np.sqrt(found.at_end.variance)
    told = (found.at_end.mean, error, *found.at_end.interval(), fact)
    return dict(zip(names, told, strict=True))


def _baseline(at: Standing, asked: Asked) -> np.ndarray:
    """The mark that the weighted mean of the period's marks so far suggests; of the year's."""
    is_year = asked.period % 100 == YEAR
    ids = at.periods if is_year else (asked.period,)
    sums = [
        [at.journal.get((row.student_id, row.subject_id, id), NOTHING) for id in ids]
        for row in at.rows
    ]
    weighted = np.array([sum(one.sum_weighted for one in known) for known in sums])
    weight = np.array([sum(one.sum_weight for one in known) for known in sums])
    return np.where(weight > 0, suggested_mark(weighted, weight), USUAL_MARK)
