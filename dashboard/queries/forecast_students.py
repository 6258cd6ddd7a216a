"""Exam forecasts of single students; whose, `family_forecasts` says."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from dashboard.access import Scope, Time, end_of
from dashboard.disclosure import OWN
from dashboard.queries.database import rows
from dashboard.queries.exam_forecasts import Target
from dashboard.queries.family_forecasts import owns_forecasts
from dashboard.queries.names import joined_to_names, name_columns, named
from dashboard.queries.ordering import by_nature
from dashboard.queries.unit_settings import Thresholds, thresholds_of
from models import ExamForecast, Forecaster, Student, Subject, Unit
from models.forecasts import EXAM

MOST = 300  # of a list of risk; the rest is looked at further down
SAID = (
    *("expected", "low", "high", "expected_test", "low_test", "high_test", "p_below"),
    *("p2", "p3", "p4", "p5", "basis", "reasons"),
)
Place = tuple[int, int]  # student, subject


def students_at_risk(
    scope: Scope, unit: dict, target: Target, thresholds: Thresholds, made_by: list[dict]
) -> list[dict]:
    """One row per student and subject of a unit from the threshold of attention on; MOST at most.

    With class, school, `expected, low, high` [points], `p_below`, `missing` [points to the
    minimum, under 0 above it], `basis`, `reasons`. The zone of risk first, in it those whom the
    least part of the interval's width keeps from the minimum (own rule). `made_by` are the
    `forecasters` of the target: without a known minimum nobody is listed.
    """
    minimums = {row["forecaster_id"]: _minimum(row["parameters"]) for row in made_by}
    minimums = {id: value for id, value in minimums.items() if value is not None}
    if not minimums:
        return []
    missing = case(minimums, value=ExamForecast.forecaster_id) - ExamForecast.expected
    width = func.nullif(ExamForecast.high - ExamForecast.low, 0)
    reach = func.coalesce(func.abs(missing) / width, literal(0.0))
    at_risk = ExamForecast.p_below >= thresholds.risk / 100
    statement = (
        _forecasts(scope)
        .add_columns(missing.label("missing"), reach.label("reach"))
        .where(
            Unit.path >= unit["path"],
            Unit.path < end_of(unit["path"]),
            ExamForecast.forecaster_id.in_(minimums),
            ExamForecast.p_below >= thresholds.attention / 100,
        )
        .order_by(case((at_risk, 0), else_=1), reach, ExamForecast.student_id)
        .limit(MOST)
    )
    return [row | OWN for row in named(rows(joined_to_names(statement, scope, _YEAR)))]


def forecasts_of_student(scope: Scope, student_id: int, year: int) -> list[dict]:
    """One row per exam of a student in a school year: what is expected, and what says so.

    `as_of`, `parameters` of the forecaster, and `path` of the class.
    """
    statement = (
        _forecasts(scope)
        .add_columns(Forecaster.as_of, Forecaster.parameters, Unit.path)
        .where(ExamForecast.student_id == student_id, Forecaster.school_year == year)
    )
    found = named(rows(joined_to_names(statement, scope, _YEAR)))
    return sorted(found, key=by_nature("procedure", "subject"))


def chances_of_students(scope: Scope, students: Iterable[int], year: int) -> dict[Place, dict]:
    """Student and subject → `procedure, p_below` and the threshold of `risk` [0–1], where known."""
    statement = (
        select(
            *(ExamForecast.student_id, Forecaster.subject_id, Subject.name.label("subject")),
            *(Forecaster.procedure, ExamForecast.p_below, Unit.path),
        )
        .select_from(ExamForecast)
        .join(Forecaster, _of_forecaster())
        .join(Unit, Unit.id == ExamForecast.class_id)
        .join(Subject, Subject.id == Forecaster.subject_id)
        .where(ExamForecast.student_id.in_(list(students)), Forecaster.school_year == year)
        .where(ExamForecast.p_below.is_not(None), _own(scope))
        .order_by(ExamForecast.p_below)
    )
    found = rows(statement)
    risk = {path: thresholds_of(path).risk / 100 for path in {row["path"] for row in found}}
    return {
        (row["student_id"], row["subject_id"]): row | {"risk": risk[row["path"]]} for row in found
    }


def _forecasts(scope: Scope) -> Select:
    """What is said of single students now, with names for those who see them."""
    parallel, school = Unit.__table__.alias("parallel"), Unit.__table__.alias("school")
    return (
        select(
            *(ExamForecast.student_id, Student.code.label("student_code")),
            *(ExamForecast.class_id, Unit.name.label("school_class")),
            *(school.c.name.label("school"), Forecaster.id.label("forecaster_id")),
            *(Forecaster.procedure, Forecaster.subject_id, Subject.name.label("subject")),
            *(getattr(ExamForecast, name) for name in SAID),
            *name_columns(scope),
        )
        .select_from(ExamForecast)
        .join(Forecaster, _of_forecaster())
        .join(Unit, Unit.id == ExamForecast.class_id)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .join(Student, Student.id == ExamForecast.student_id)
        .join(Subject, Subject.id == Forecaster.subject_id)
        .where(_own(scope))
    )


def _of_forecaster() -> ColumnElement[bool]:
    """The forecaster of a row, if it is the last one made of its target."""
    of_row = Forecaster.id == ExamForecast.forecaster_id
    return and_(of_row, Forecaster.is_current, Forecaster.kind == EXAM)


def _own(scope: Scope) -> ColumnElement[bool]:
    of = Forecaster.subject_id, ExamForecast.student_id, Forecaster.school_year
    return owns_forecasts(scope, *of)


def _minimum(parameters: dict) -> float | None:
    return parameters.get("minimum")


_YEAR = Time(year=Forecaster.school_year)
