"""Forecasts as they were made: what was fitted, what was said of whom, and sums of it by unit."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, UnitMart, count, key, long_text, text_key

EXAM, FINAL, UNITS = "exam", "final", "units"  # kinds of forecasters


class Forecaster(Base):
    """One fit: what it forecasts, from which facts (up to `as_of`), and how right it has been.

    `is_current`: the last one made of its target. A later month is a new row; the rows of earlier
    months stay, so that what was said can be set beside what came. Of units `procedure` is the name
    of the period, the rung is «shrunken», or «hindsight» where the period had come already.
    """

    __tablename__ = "forecaster"
    __table_args__ = (
        Index("ix_forecaster_target", "kind", "procedure", "subject_id", "school_year"),
    )
    id: Mapped[key]
    kind: Mapped[str] = mapped_column(String(8))
    procedure: Mapped[str] = mapped_column(String(40))  # of the exam; empty for other kinds
    subject_id: Mapped[int]  # 0 = all subjects together
    grade: Mapped[int]  # 0 = all
    school_year: Mapped[int]  # in which the forecast comes true
    as_of: Mapped[date]
    made_at: Mapped[datetime]
    is_current: Mapped[bool]
    rung: Mapped[str] = mapped_column(String(20))  # of the ladder (etl/forecasts/ladder.py)
    why: Mapped[long_text]
    n_students: Mapped[int]  # it was fitted on
    parameters: Mapped[dict] = mapped_column(JSON)
    card: Mapped[dict] = mapped_column(JSON)  # back-test figures and the baseline beside them
    # What it can be said again from; the screens never read it.
    learnt: Mapped[dict | None] = mapped_column(JSON)


class ExamForecast(Base):
    """What a forecaster says of one student; scores in points, chances 0–1, null = not known.

    `reasons`: rows of (feature, value, contribution) that add up to `expected`.
    """

    __tablename__ = "exam_forecast"
    __table_args__ = (
        Index("ix_exam_forecast_student_id", "student_id"),
        {"sqlite_with_rowid": False},
    )
    class_id: Mapped[key]
    forecaster_id: Mapped[key]
    student_id: Mapped[key]
    expected: Mapped[float]  # primary score (test score where no primary one is known)
    low: Mapped[float]
    high: Mapped[float]
    expected_test: Mapped[float | None]
    low_test: Mapped[float | None]
    high_test: Mapped[float | None]
    p_below: Mapped[float | None]  # under the minimum, second conditions included
    p2: Mapped[float | None]
    p3: Mapped[float | None]
    p4: Mapped[float | None]
    p5: Mapped[float | None]
    basis: Mapped[str] = mapped_column(String(200))
    reasons: Mapped[list] = mapped_column(JSON)


class ForecastMart(UnitMart, Base):
    """Current exam forecasts of a unit, and what became of them, by chance of staying under.

    `chance`: the probability under the minimum in steps of five percent (0 = 0–5 %, 19 = 95–100 %,
    −1 = no minimum is known). Scores and errors in hundredths of a point, probabilities in
    ten-thousandths. `n_known`: with a result in the exam; sums after it are of these.
    """

    __tablename__ = "mart_forecast"
    parent_id: Mapped[key]
    procedure: Mapped[text_key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    chance: Mapped[key]
    n: Mapped[count]
    sum_expected: Mapped[count]
    sum_below: Mapped[count]
    n_marks: Mapped[count]  # students whose chances of marks are known
    sum_p2: Mapped[count]
    sum_p3: Mapped[count]
    sum_p4: Mapped[count]
    sum_p5: Mapped[count]
    n_known: Mapped[count]
    sum_fact: Mapped[count]
    sum_error: Mapped[count]
    sum_abs_error: Mapped[count]
    sum_abs_baseline: Mapped[count]  # error of the mean of those it was fitted on
    n_covered: Mapped[count]
    n_judged: Mapped[count]  # known to have stayed under the minimum or not
    n_below: Mapped[count]
    sum_chance: Mapped[count]  # Σ probability of the judged
    sum_brier: Mapped[count]  # Σ (probability − outcome)²


class UnitForecast(Base):
    """An indicator of a unit in the next period; it stays when the period has come.

    Shares 0–1 and marks; `low, high`: of 90 %; `last`: the value of the last period known, `n`:
    students behind it.
    """

    __tablename__ = "unit_forecast"
    __table_args__ = (
        Index("ix_unit_forecast_unit", "unit_id"),
        {"sqlite_with_rowid": False},
    )
    parent_id: Mapped[key]
    indicator: Mapped[text_key]
    subject_id: Mapped[key]
    period_id: Mapped[key]
    unit_id: Mapped[key]
    forecaster_id: Mapped[int] = mapped_column(Integer, index=True)
    value: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    last: Mapped[float]
    n: Mapped[int]
    n_periods: Mapped[int]


class UnitSetting(Base):
    """What a unit has decided for itself and all inside it, where it has decided."""

    __tablename__ = "unit_setting"
    unit_id: Mapped[key]
    name: Mapped[text_key]
    value: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))  # login, as in the trail: not for others
    changed_as: Mapped[str] = mapped_column(String(200))  # the roles then, in words
    changed_at: Mapped[datetime]
