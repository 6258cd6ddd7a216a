"""What forecasts of final marks learn from: sums over the marts of students, school by school.

Everything adds up, so the parameters of any group of schools are made of the sums of its schools.
Means are whole hundredths of a mark here, as in the marts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Connection, Select, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from etl.forecasts.lesson_days import last_day_of
from etl.framed import frame_of
from etl.periods import YEAR, school_year_of
from models import MarkMart, Student, StudentMart, Unit
from models.tree import LEVELS

STEP = 5  # hundredths of a mean in one place of a conversion
PART = 25  # hundredths of a mean in one place of the spread
MILLION = 1_000_000
YEARS_BACK = 2  # school years before the current one that are learnt from
MOST_SCHOOLS = 100  # schools of which all is summed
OF_SCHOOLS = ("students", "levels", "conversions")  # this of each
MOST_PAIRS = 2_000  # students whose two years are set side by side

KEYS = {  # the columns that are not sums
    "students": (),
    "levels": ("subject_id", "period"),
    "pairs": ("subject_id",),
    "years": ("subject_id",),
    "spread": ("place",),
    "conversions": ("place", "final"),
    "year_marks": ("n", "total", "last", "year"),
}
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Sums:
    """One frame a kind of `KEYS`, each with `school_id`, its keys and the sums of what they say."""

    frames: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def of(self, schools: Iterable[int]) -> "Sums":
        """The sums of these schools only."""
        those = set(schools)
        return Sums({name: rows[rows["school_id"].isin(those)] for name, rows in self.items()})

    def items(self) -> Iterable[tuple[str, pd.DataFrame]]:
        """Name and frame of each kind."""
        return self.frames.items()

    @property
    def schools(self) -> list[int]:
        """Schools with any marks."""
        return sorted(self["levels"]["school_id"].unique().tolist())


def sums_until(
    connection: Connection,
    day: date,
    schools: Iterable[int] | None = None,
    progress: Progress = lambda text: None,
) -> Sums:
    """The sums over the periods that have ended by that day, of all schools or of some.

    What only says how schools differ is summed in every school, the rest in a part of many.
    """
    periods, classes = periods_until(connection, day), classes_by_school(connection)
    those = sorted(classes if schools is None else classes.keys() & set(schools))
    whole = set(scattered(those, MOST_SCHOOLS))
    every = max(1, _students(connection) * len(those) // max(len(classes), 1) // MOST_PAIRS)
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in KEYS}
    for number, school in enumerate(those, start=1):
        for name, statement in _statements(classes[school], periods, every).items():
            if school in whole or name in OF_SCHOOLS:
                found = frame_of(connection.execute(statement))
                parts[name].append(found.assign(school_id=school))
        progress(f"итоговые отметки: школа {number} из {len(those)}")
    return Sums({name: _together(found) for name, found in parts.items()})


def scattered(schools: list[int], most: int) -> list[int]:
    """So many of the schools, without any order of theirs, and always the same."""
    if len(schools) <= most:
        return schools
    chosen = np.random.default_rng(1).choice(len(schools), most, replace=False)
    return [schools[place] for place in sorted(chosen)]


def periods_until(connection: Connection, day: date) -> list[int]:
    """Ids of the periods with marks, of the last years, that had ended by that day."""
    first = (school_year_of(day) - YEARS_BACK) * 100
    query = select(MarkMart.period_id).distinct()
    query = query.where(MarkMart.parent_id == 0, MarkMart.period_id > first)  # of regions
    known = connection.execute(query).scalars()
    return sorted(id for id in known if id % 100 <= YEAR and last_day_of(id) <= day)


def _together(found: list[pd.DataFrame]) -> pd.DataFrame:
    frames = [frame for frame in found if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else found[0] if found else pd.DataFrame()


def classes_by_school(connection: Connection) -> dict[int, list[int]]:
    """School → its classes."""
    parallel = Unit.__table__.alias("parallel")
    query = (
        select(parallel.c.parent_id, Unit.id)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .where(Unit.level == LEVELS[-1])
        .order_by(parallel.c.parent_id, Unit.id)
    )
    classes: dict[int, list[int]] = {}
    for school, school_class in connection.execute(query):
        classes.setdefault(school, []).append(school_class)
    return classes


def _students(connection: Connection) -> int:
    return connection.execute(select(func.count(Student.id))).scalar_one()


def _statements(classes: list[int], periods: list[int], every: int) -> dict[str, Select]:
    short = [id for id in periods if id % 100 < YEAR]
    whole = [id for id in periods if id % 100 == YEAR]
    return {
        "students": _students_of(classes, short),
        "levels": _levels(classes, short),
        "pairs": _pairs(classes, short),
        "years": _years(classes, whole, every),
        "spread": _spread(classes, short),
        "conversions": _conversions(classes, short),
        "year_marks": _year_marks(classes, short, whole),
    }


def _here(table, classes: list[int], periods: list[int]):
    return and_(table.class_id.in_(classes), table.period_id.in_(periods), table.n_marks > 0)


def _mean(table):
    """Weighted mean in whole hundredths; a weight of 0 would divide by nothing.

    Whole numbers are divided by `//`: a fraction is cut off by SQLite and rounded by PostgreSQL.
    """
    weight = case((table.sum_weight > 0, table.sum_weight), else_=1)
    return 100 * table.sum_weighted // weight


def _total(expression, name: str):
    return cast(func.sum(cast(expression, BigInteger)), BigInteger).label(name)


def _number():
    return func.count().label("n")


def _students_of(classes, periods) -> Select:
    mart = StudentMart
    return select(func.count(mart.student_id.distinct()).label("n")).where(
        _here(mart, classes, periods)
    )


def _levels(classes, periods) -> Select:
    mart, mean = StudentMart, _mean(StudentMart)
    return (
        select(
            *(mart.subject_id, mart.period_id.label("period"), _number(), _total(mean, "sum_mean")),
            *(_total(mart.n_marks, "n_marks"), _total(mart.sum_weight, "sum_weight")),
        )
        .where(_here(mart, classes, periods))
        .group_by(mart.subject_id, mart.period_id)
    )


def _products(first, second) -> tuple:
    x, y = _mean(first), _mean(second)
    return (
        _number(),
        *(_total(x, "sum_x"), _total(y, "sum_y"), _total(x * y, "sum_xy")),
        *(_total(x * x, "sum_xx"), _total(MILLION // first.n_marks, "sum_one_by_n")),
    )


def _pairs(classes, periods) -> Select:
    """A period and the one after it, of a student in a class and subject."""
    now, after = aliased(StudentMart), aliased(StudentMart)
    same = and_(
        after.class_id == now.class_id,
        after.period_id == now.period_id + 1,
        after.subject_id == now.subject_id,
        after.student_id == now.student_id,
        after.n_marks > 0,
    )
    return (
        select(now.subject_id, *_products(now, after))
        .join(after, same)
        .where(_here(now, classes, periods), after.period_id.in_(periods))
        .group_by(now.subject_id)
    )


def _years(classes, years, every) -> Select:
    """A year and the one before it, of every some-th student in a subject."""
    now, before = aliased(StudentMart), aliased(StudentMart)
    same = and_(
        before.student_id == now.student_id,
        before.subject_id == now.subject_id,
        before.period_id == now.period_id - 100,
        before.n_marks > 0,
    )
    return (
        select(now.subject_id, *_products(now, before))
        .join(before, same)
        .where(_here(now, classes, years), now.student_id % every == 0)
        .group_by(now.subject_id)
    )


def _spread(classes, periods) -> Select:
    """Squares of marks around the mean of their student: of three marks and more."""
    mart = StudentMart
    inside = 100 * (mart.n_marks * mart.sum_squares - mart.sum_marks * mart.sum_marks)
    place = (_mean(mart) // PART).label("place")
    return (
        select(place, _total(inside // mart.n_marks, "squares"), _total(mart.n_marks - 1, "free"))
        .where(_here(mart, classes, periods), mart.n_marks > 2)
        .group_by(place)
    )


def _as_number(mark):
    """A mark as a number, «1» as «2»; null for «н/а» and «осв»."""
    return case(*((mark == text, int(text)) for text in "5432"), (mark == "1", 2))


def _conversions(classes, periods) -> Select:
    mart = StudentMart
    place = (_mean(mart) // STEP).label("place")
    final = _as_number(mart.final_mark).label("final")
    return (
        select(place, final, _number())
        .where(_here(mart, classes, periods), final.is_not(None))
        .group_by(place, final)
    )


def _year_marks(classes, periods, years) -> Select:
    """Students × subjects by number, sum and last of the marks of periods, and the year's mark."""
    mart, final = StudentMart, _as_number(StudentMart.final_mark)
    code = mart.period_id % 100
    short = and_(code < YEAR, final.is_not(None))
    last = func.max(case((short, mart.period_id * 10 + final))) % 10
    each = (
        select(
            func.count(case((short, 1))).label("n"),
            _total(case((short, final), else_=0), "total"),
            last.label("last"),
            func.max(case((code == YEAR, final))).label("year"),
        )
        .where(mart.class_id.in_(classes), mart.period_id.in_([*periods, *years]))
        .group_by(mart.class_id, mart.period_id - code, mart.subject_id, mart.student_id)
        .subquery()
    )
    columns = [each.c[name] for name in ("n", "total", "last", "year")]
    return (
        select(*columns, func.count().label("students"))
        .where(each.c.n > 0, each.c.year.is_not(None))
        .group_by(*columns)
    )
