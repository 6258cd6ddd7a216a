"""Current exam forecasts of the students of a unit, for other programs; without names."""

import pandas as pd
from sqlalchemy import and_, func, select

from dashboard.access import Scope, end_of
from dashboard.queries.database import frame
from dashboard.queries.family_forecasts import owns_forecasts
from models import ExamForecast, Forecaster, Student, Subject, Unit
from models.forecasts import EXAM


def forecasts_shown(
    scope: Scope,
    *,
    exam: str | None = None,
    subject_id: int | None = None,
    path: str | None = None,
    school_year: int | None = None,
) -> pd.DataFrame:
    """One row per student and subject: `expected_score, low, high` in test scores where there are.

    Without a school year the latest of each exam and subject.
    """
    said = ExamForecast
    scores = {"expected_score": "expected", "low": "low", "high": "high"}
    statement = (
        select(
            *(Student.code.label("student_code"), Subject.name.label("subject")),
            *(
                func.coalesce(getattr(said, f"{name}_test"), getattr(said, name)).label(shown)
                for shown, name in scores.items()
            ),
            *(said.p_below.label("p_below_minimum"), said.p2, said.p3, said.p4, said.p5),
            *(said.basis, Forecaster.procedure.label("exam"), Forecaster.school_year),
            *(Forecaster.as_of, said.expected.label("expected_primary"), Forecaster.subject_id),
        )
        .select_from(said)
        .join(Forecaster, and_(Forecaster.id == said.forecaster_id, Forecaster.kind == EXAM))
        .join(Unit, Unit.id == said.class_id)
        .join(Student, Student.id == said.student_id)
        .join(Subject, Subject.id == Forecaster.subject_id)
        .where(Forecaster.is_current)
        .where(
            owns_forecasts(scope, Forecaster.subject_id, said.student_id, Forecaster.school_year)
        )
        .order_by(Forecaster.procedure, Subject.name, Student.code)
    )
    if exam:
        statement = statement.where(Forecaster.procedure == exam)
    if subject_id:
        statement = statement.where(Forecaster.subject_id == subject_id)
    if path:
        statement = statement.where(Unit.path >= path, Unit.path < end_of(path))
    if school_year:
        statement = statement.where(Forecaster.school_year == school_year)
    found = frame(statement)
    if school_year is None and len(found):
        latest = found.groupby(["exam", "subject_id"])["school_year"].transform("max")
        found = found[found["school_year"] == latest]
    return found.drop(columns="subject_id")
