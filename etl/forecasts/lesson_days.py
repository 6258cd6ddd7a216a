"""How far a period has gone, in days with lessons: own rule, holidays at their usual dates."""

from datetime import date, timedelta

from etl.periods import YEAR, period_dates

# First and last day of the usual holidays (month, day); regions and schools move them by days.
HOLIDAYS = (
    ((10, 26), (11, 3)),
    ((12, 29), (12, 31)),
    ((1, 1), (1, 10)),
    ((3, 22), (3, 31)),
    ((5, 1), (5, 3)),
    ((5, 27), (8, 31)),
)


def lesson_days(first: date, last: date) -> int:
    """
    Days outside the holidays, weekends among them, from first to last, both included [days].

    Parameters
    ----------
    first, last : date

    References
    ----------
    Own rule: holidays at the dates the ministry recommends most years; the year ends on 26 May.
    """
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return sum(not _is_holiday(day) for day in days)


def days_of(period: int, day: date) -> tuple[int, int]:
    """
    Lesson days of a period that have gone by on the evening of a day, and that are left [days].

    Parameters
    ----------
    period : int
        Id of a period (etl.periods).
    day : date

    Returns
    -------
    (int, int)
        Nothing has gone before the period begins, nothing is left after it.

    References
    ----------
    Own rule, see `lesson_days`.
    """
    first, last = period_dates(period)
    inside = min(max(day, first - timedelta(1)), last)
    return lesson_days(first, inside), lesson_days(inside + timedelta(1), last)


def middle_of(period: int) -> date:
    """
    The day on which half of the lesson days of a period have gone by.

    Parameters
    ----------
    period : int
        Id of a period (etl.periods).

    References
    ----------
    Own rule, see `lesson_days`.
    """
    first, last = period_dates(period)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    with_lessons = [day for day in days if not _is_holiday(day)]
    return with_lessons[(len(with_lessons) - 1) // 2]


def last_day_of(period: int) -> date:
    """
    The last lesson day of a period: its mark is given then.

    Parameters
    ----------
    period : int
        Id of a period (etl.periods).

    References
    ----------
    Own rule, see `lesson_days`.
    """
    day = period_dates(period)[1]
    while _is_holiday(day):
        day -= timedelta(1)
    return day


def short_periods(year_period: int, known: set[int]) -> list[int]:
    """
    The quarters, trimesters or half-years behind a period of a student, in order.

    Parameters
    ----------
    year_period : int
        Id of any period of the school year.
    known : set of int
        Ids of periods in which the student has marks: they say which system it is.

    Returns
    -------
    list of int
        Ids of the whole system, the periods to come among them; empty where nothing is known.

    References
    ----------
    Definition (etl.periods): the tens of the code are the system.
    """
    year = year_period // 100
    own = sorted(id for id in known if id // 100 == year and id % 100 < YEAR)
    if not own:
        return []
    tens = own[-1] % 100 // 10
    return [year * 100 + code for code in SYSTEMS_BY_TENS[tens]]


SYSTEMS_BY_TENS = {1: (11, 12, 13, 14), 2: (21, 22, 23), 3: (31, 32)}


def _is_holiday(day: date) -> bool:
    place = (day.month, day.day)
    return any(first <= place <= last for first, last in HOLIDAYS)
