"""Forecasts of final marks of one's own students, made while reading: their marks and one row.

Of a running period they are made from its marks so far; of a period that is over, from the marks
dated up to its middle, beside the mark that came. Families see them where the school has said so.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select

from dashboard.access import Right, Scope, Time
from dashboard.queries.database import connected, lake_in_use, rows
from dashboard.queries.family_forecasts import owns_forecasts
from etl.forecasts.final_parameters import FinalParameters
from etl.forecasts.lesson_days import days_of, middle_of, short_periods
from etl.forecasts.standing import (
    NOTHING,
    FinalForecast,
    Known,
    Row,
    added,
    period_forecast,
    year_forecast,
)
from etl.periods import YEAR, period_dates
from etl.pipeline import last_day_of_marks, sums_until
from models import Forecaster, StudentMart, Unit
from models.forecasts import FINAL

SCHOOL = 2  # its place in the path of a class
AS_NUMBER = {"5": 5, "4": 4, "3": 3, "2": 2, "1": 2}
RELEASED = "осв"


@dataclass(frozen=True)
class Moment:
    """What is forecast from which day: a period of a system, and the year of it."""

    period: int
    periods: tuple[int, ...]
    day: date
    is_past: bool  # the mark has come: it is shown what would have been said

    @property
    def year(self) -> int:
        """The id of the whole year."""
        return self.period // 100 * 100 + YEAR


def final_forecasts(
    scope: Scope, period_id: int, *, class_id: int | None = None, student_id: int | None = None
) -> list[dict]:
    """One row per student, subject and what is forecast (the period and its year).

    `likely` [mark], `p2 … p5`, `held` [share 0–1] of `low … high`, `fact` (0 = not known); of a
    period also the mean at its end, `mean, mean_low, mean_high`, and what it is made of: `now`,
    `weight_now`, `to_come` marks of `weight_to_come` together, around `around`. `day`, `is_past`.
    """
    parameters = _parameters()
    asked = _of(class_id, student_id)
    known = rows(_marks(scope, asked, period_id // 100 * 100, YEAR)) if parameters else []
    moment = _moment(known, period_id)
    if moment is None:
        return []
    school = _school(known, moment.period)
    of_whom = _rows(known, moment, school)
    journal = _journal(scope, known, moment, school)
    day = {"day": moment.day, "is_past": moment.is_past}
    found = period_forecast(parameters, of_whom, journal, moment.period, moment.day, moment.periods)
    facts = {(r["student_id"], r["subject_id"], r["period_id"]): r["final_mark"] for r in known}
    told = _told(of_whom, moment.period, found, facts, day)
    told = [
        row | made for row, made in zip(told, _made(of_whom, moment, journal, found), strict=True)
    ]
    of_year = year_forecast(parameters, of_whom, journal, moment.day, moment.periods)
    return told + _told(of_whom, moment.year, of_year, facts, day)


def final_period(
    scope: Scope, period_id: int, *, class_id: int | None = None, student_id: int | None = None
) -> int | None:
    """The period to speak of: the one still without final marks; else the asked; else the last.

    Of a student whose period is asked, that very one. Of a whole year it is one of its periods.
    """
    mart, year = StudentMart, period_id // 100 * 100
    statement = (
        select(mart.period_id, func.count(mart.final_mark).label("n_finals"))
        .join(Unit, Unit.id == mart.class_id)
        .where(*_of(class_id, student_id), mart.period_id.between(year, year + YEAR - 1))
        .where(
            scope.owns(
                Unit.path,
                subject=mart.subject_id,
                student=mart.student_id,
                time=Time(year=mart.period_id // 100),
            )
        )
        .group_by(mart.period_id)
    )
    n_finals = {row["period_id"]: row["n_finals"] for row in rows(statement)}
    there = [id for id in short_periods(period_id, set(n_finals)) if id in n_finals]
    running = [id for id in there if not n_finals[id]][-1:]
    asked = [id for id in there if id == period_id]
    first = asked + running if student_id is not None else running + asked
    return next(iter(first + there[-1:]), None)


def final_forecaster(scope: Scope) -> dict | None:
    """What the forecasts are made with: `as_of`, and `tests` on past periods.

    Of each `period, right, baseline_right` [share 0–1] and `of` how many marks; None to those who
    see no results.
    """
    if not (scope.has(Right.SEE_RESULTS) or scope.children):
        return None
    found = rows(select(Forecaster.as_of, Forecaster.card).where(*_current()))
    tests = [
        {"period_id": test["period"], "of": test["figures"]["n"]}
        | {name: test["figures"][name] for name in ("right", "baseline_right")}
        for test in (found[0]["card"]["tests"] if found else [])
    ]
    return {"as_of": found[0]["as_of"], "tests": tests} if found else None


def _of(class_id: int | None, student_id: int | None) -> list[ColumnElement[bool]]:
    if student_id is not None:
        return [StudentMart.student_id == student_id]
    return [StudentMart.class_id == class_id]


def _marks(scope: Scope, asked: list[ColumnElement[bool]], first: int, last: int) -> Select:
    """Sums and final marks of periods, of those whose forecasts may be seen."""
    mart = StudentMart
    return (
        select(
            *(mart.student_id, mart.subject_id, mart.class_id, mart.period_id, mart.n_marks),
            *(mart.sum_weighted, mart.sum_weight, mart.final_mark, Unit.path),
        )
        .join(Unit, Unit.id == mart.class_id)
        .where(*asked, mart.period_id.between(first, first + last))
        .where(owns_forecasts(scope, mart.subject_id, mart.student_id, mart.period_id // 100))
    )


def _current() -> tuple[ColumnElement[bool], ...]:
    return Forecaster.kind == FINAL, Forecaster.is_current


def _parameters() -> FinalParameters | None:
    """The parameters in force."""
    found = rows(select(Forecaster.parameters).where(*_current()))
    return FinalParameters.of_json(found[0]["parameters"]) if found else None


def _moment(known: list[dict], period_id: int) -> Moment | None:
    """The asked period where there is one with marks; else the running one, else the last."""
    ids = {row["period_id"] for row in known}
    periods = tuple(short_periods(period_id, ids))
    there = [id for id in periods if id in ids]
    if not there:
        return None
    period = period_id if period_id in there else there[-1]
    school = _school(known, period)
    with connected() as connection:
        last = last_day_of_marks(connection, lake_in_use(), school, period // 100)
    has_finals = any(row["final_mark"] for row in known if row["period_id"] == period)
    if last and not has_finals and all(days_of(period, last)):
        return Moment(period, periods, last, is_past=False)
    return Moment(period, periods, middle_of(period), is_past=True)


def _school(known: list[dict], period: int) -> int:
    path = next(row["path"] for row in known if row["period_id"] == period)
    return int(path.split("/")[1 + SCHOOL])


def _rows(known: list[dict], moment: Moment, school: int) -> list[Row]:
    """Students with the period, in its subjects and those of the period before; not released."""
    before = moment.periods[max(moment.periods.index(moment.period) - 1, 0)]
    here = {row["student_id"] for row in known if row["period_id"] == moment.period}
    pairs = {
        (row["student_id"], row["subject_id"])
        for row in known
        if row["period_id"] in (before, moment.period) and row["student_id"] in here
    }
    released = {
        (row["student_id"], row["subject_id"]) for row in known if row["final_mark"] == RELEASED
    }
    return [Row(*pair, school) for pair in sorted(pairs - released)]


def _journal(scope: Scope, known: list[dict], moment: Moment, school: int) -> dict:
    """What stood on the day; nothing of a period that is past is read from after its middle."""
    place = moment.periods.index(moment.period)
    upto = moment.periods[: place + (not moment.is_past)]
    journal: dict[tuple[int, int, int], Known] = {}
    for row in known:
        if row["period_id"] in upto:
            added(journal, _Of(row), AS_NUMBER.get(row["final_mark"], 0))
    students = sorted({row["student_id"] for row in known})
    of_them = [StudentMart.student_id.in_(students)]
    for row in rows(_marks(scope, of_them, (moment.period // 100 - 1) * 100 + YEAR, 0)):
        added(journal, _Of(row), 0)
    if moment.is_past:
        _add_until_middle(journal, known, moment, school, students)
    return journal


class _Of:
    """A row of a dictionary by attributes, as `added` takes it."""

    def __init__(self, row: dict) -> None:
        self.__dict__ = row


def _add_until_middle(journal, known, moment: Moment, school: int, students: list[int]) -> None:
    """Marks of the period by their dates, of the pairs that may be seen only."""
    seen = {(row["student_id"], row["subject_id"], row["class_id"]) for row in known}
    place = lake_in_use(), school, period_dates(moment.period)[0], moment.day
    with connected() as connection:
        sums = sums_until(connection, *place, students=students)
    for row in sums:
        pair = row["student_id"], row["subject_id"]
        if (*pair, row["class_id"]) in seen:
            key = (*pair, moment.period)
            sums = row["n_marks"], row["sum_weighted"], row["sum_weight"]
            journal[key] = journal.get(key, NOTHING).plus(*sums)


def _told(of_whom, period: int, found: FinalForecast, facts: dict, day: dict) -> list[dict]:
    low, high = found.low_and_high
    told = []
    for place, row in enumerate(of_whom):
        fact = AS_NUMBER.get(facts.get((row.student_id, row.subject_id, period)), 0)
        chances = dict(zip(("p2", "p3", "p4", "p5"), found.chance[place].tolist(), strict=True))
        ends = {"low": int(low[place]), "high": int(high[place]), "held": float(found.held[place])}
        told.append(
            {"student_id": row.student_id, "subject_id": row.subject_id, "period_id": period}
            | {"likely": int(found.likely[place]), "fact": fact, **chances, **ends, **day}
        )
    return told


def _made(of_whom, moment: Moment, journal: dict, found: FinalForecast) -> list[dict]:
    """What the mean at the end is made of: the marks there are, and those to come around a level.

    (now · weight_now + around · weight_to_come) / (weight_now + weight_to_come) = mean, exactly.
    """
    low, high = found.at_end.interval()
    made = []
    for place, row in enumerate(of_whom):
        known = journal.get((row.student_id, row.subject_id, moment.period), NOTHING)
        weight, mean = float(found.weight_to_come[place]), float(found.at_end.mean[place])
        whole = known.sum_weight + weight
        around = (mean * whole - known.sum_weighted) / weight if weight else None
        made.append(
            {"mean": mean, "mean_low": float(low[place]), "mean_high": float(high[place])}
            | {"n_now": known.n, "weight_now": known.sum_weight / 100}
            | {"now": known.sum_weighted / known.sum_weight if known.sum_weight else None}
            | {"to_come": float(found.to_come[place]), "weight_to_come": weight / 100}
            | {"around": around}
        )
    return made
