"""Exam forecasts of the secret territory: each number and each basis is found nowhere else."""

import random
from collections import defaultdict
from collections.abc import Iterator

from final_forecast_rows import final_forecaster
from forecast_rows import at, exam_forecast, forecaster, insert_forecasts
from secret_territory import ALGEBRA, PHYSICS, TERRITORY
from sqlalchemy import Engine, insert

from models import Forecaster, UnitSetting

MADE_BY = {ALGEBRA: 9001, PHYSICS: 9002}
TELLING = "Ш4"  # the one school that shows forecasts to families
DIGITS, FEW_DIGITS = 6, 4


def add_forecasts(engine: Engine, units: dict, students: dict, subjects: dict) -> None:
    """Forecasts of every stay in a subject, half of them come true, and one school that tells."""
    made = [forecaster(id, subjects[subject]) for subject, id in MADE_BY.items()]
    forecasts, facts = [], {}
    for subject, pupil, stay in stays_taught():
        place = units[stay.school_class], students[pupil.key]
        row = exam_forecast(*place, MADE_BY[subject], **said_of(subject, pupil, stay))
        forecasts.append(row)
        if row["p_below"] > 0.3:
            facts[place[0], MADE_BY[subject], place[1]] = round(20 * (1 - row["p_below"]))
    insert_forecasts(engine, made, forecasts, facts)
    told = {"unit_id": units[TELLING], "name": "forecast_to_family", "value": 1}
    told |= {"changed_by": "-", "changed_as": "директор", "changed_at": at(2026, 2, 2)}
    with engine.begin() as connection:
        connection.execute(insert(UnitSetting), told)
        connection.execute(insert(Forecaster), [final_forecaster(9003)])  # of final marks


def stays_taught() -> Iterator[tuple]:
    """Every subject with a forecast, pupil and stay; a stay that is over has one as well."""
    for subject in MADE_BY:
        for pupil in TERRITORY.pupils.values():
            for stay in pupil.stays:
                if TERRITORY.taught(subject, pupil, stay.school_class):
                    yield subject, pupil, stay


def said_of(subject: str, pupil, stay) -> dict:
    """Chance, score and basis; the basis holds the code, a token."""
    dice = random.Random(f"прогноз/{subject}/{pupil.key}/{stay.school_class}")
    p, expected = round(dice.random(), DIGITS), round(dice.uniform(6, 25), DIGITS)
    ends = {"low": round(expected - dice.uniform(2, 5), DIGITS)}
    ends |= {"high": round(expected + dice.uniform(2, 5), DIGITS)}
    reasons = [["base", None, 14.0], ["marks", 3.1, expected - 14.0]]
    basis = f"отметки: 45; код {pupil.code}"
    return {"p": p, "expected": expected, "basis": basis, "reasons": reasons} | ends


def _values(subject: str, pupil, stay) -> set[float]:
    """The numbers of one forecast, long enough to be met nowhere else."""
    said = said_of(subject, pupil, stay)
    found = (said[name] for name in ("p", "expected", "low", "high"))
    return {value for value in found if round(value, FEW_DIGITS) != value}


def zones() -> dict[tuple[str, str, str], list[tuple[int, int]]]:
    """(unit, «», subject or «») → numbers in each zone at the usual thresholds, and of how many."""
    found: dict = defaultdict(lambda: [0, 0, 0])
    for subject, pupil, stay in stays_taught():
        p = said_of(subject, pupil, stay)["p"]
        for unit in (stay.school_class, *TERRITORY.places[stay.school_class].above):
            for of in (subject, ""):  # and of all subjects together
                found[unit, "", of][0 if p >= 0.5 else 1 if p >= 0.25 else 2] += 1
    return {place: [(n, sum(numbers)) for n in numbers] for place, numbers in found.items()}


# (class, student, subject) → what tells whose it is
FORECASTS = {
    (stay.school_class, pupil.key, subject): _values(subject, pupil, stay)
    for subject, pupil, stay in stays_taught()
}
