"""Students one by one: marks by subject and period, works; one's own only, each with a reason."""

from datetime import date

import pandas as pd
from sqlalchemy import Select, and_, case, select

from dashboard.access import ANY_SUBJECT, Answer, Scope, Time
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.measured import column, with_columns
from dashboard.queries.names import joined_to_names, name_columns, named
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import narrowed
from etl.indicators.current import weighted_mean
from etl.indicators.ratios import ratio
from etl.periods import period_name
from models import (
    Assessment,
    Membership,
    ParticipationMart,
    Plan,
    Student,
    StudentMart,
    Subject,
    Unit,
)

COLUMNS = (
    *("student_id", "student_code", "name", "class_id", "school_class", "subject_id", "subject"),
    *("period_id", "period", "school_year", "n_marks", "mean_mark", "weighted_mean"),
    *("suggested_mark", "final_mark", "n_absences"),
)
LEFT = "учился(ась) здесь до {day:%d.%m.%Y}: видно только то, что было"
NOBODY = 0  # no student has this id
STAY = Time(last_day=Membership.date_to)


def students(
    scope: Scope,
    class_id: int | None,
    *,
    subject_id: int | None = None,
    period_id: int | None = None,
    unit_id: int | None = None,
) -> pd.DataFrame:
    """One row per student of a class, subject and period: `COLUMNS`.

    `class_id` None = all classes inside `unit_id`, or every visible one.
    """
    if class_id is None and unit_id is not None:
        chosen = narrowed(unit_id=unit_id, level="school_class")
    else:
        chosen = narrowed(unit_id=class_id)
    statement = _marks(scope).where(*chosen)
    if subject_id:
        statement = statement.where(StudentMart.subject_id == subject_id)
    if period_id is not None:
        statement = statement.where(StudentMart.period_id == period_id)
    return _as_frame(_with_means(rows(statement)))


def marks_of_class(scope: Scope, class_id: int, view: View) -> list[dict]:
    """One row per student and subject of a class in the period of the view, with means."""
    statement = _marks(scope).where(Unit.id == class_id, StudentMart.period_id == view.period)
    return _with_means(rows(statement))


def marks_of_student(scope: Scope, student_id: int) -> list[dict]:
    """One row per subject and period of a student, of all years, with means and their sums."""
    return _with_means(rows(_marks(scope).where(StudentMart.student_id == student_id)))


def student(scope: Scope, student_id: int) -> dict | None:
    """A student with the latest visible class and why it is seen: `student_id, name, reason, …`.

    `left_on` is the last day in that class of one who has left it; nothing later is seen then.
    """
    found = named(_latest(scope, [student_id]))
    return found[0] if found else None


def why(scope: Scope, student_id: int) -> Answer:
    """Whether a student is seen and why; of a stranger and of nobody the same is said."""
    found = _latest(scope, [student_id])
    return Answer(True, found[0]["reason"]) if found else scope.allows_child(NOBODY)


def children_of(scope: Scope) -> list[dict]:
    """One row per child of one's own, or oneself: as `student`, with `school`."""
    children = [child.student_id for child in scope.children]
    found = named(_latest(Scope(children=scope.children), children))
    return sorted(found, key=by_nature("name", "student_code"))


def _latest(scope: Scope, student_ids: list[int]) -> list[dict]:
    """The latest visible class of each student, with the reason and the parts of the name."""
    school = Unit.__table__.alias("school")
    statement = (
        select(
            *(Student.id.label("student_id"), Student.code.label("student_code")),
            *(Unit.id.label("class_id"), Unit.name.label("school_class"), Unit.grade, Unit.path),
            *(
                school.c.name.label("school"),
                Membership.date_to.label("left_on"),
                *name_columns(scope),
            ),
        )
        .join(Membership, and_(Membership.student_id == Student.id, Membership.is_current))
        .join(Unit, Unit.id == Membership.class_id)
        .join(school, school.c.id == Membership.school_id)
        .where(Student.id.in_(student_ids))
        .where(scope.owns(Unit.path, subject=ANY_SUBJECT, student=Student.id, time=STAY))
        .order_by(
            case((Membership.date_to.is_(None), 0), else_=1),
            Membership.date_to.desc(),
            case((Membership.date_from.is_(None), 1), else_=0),
            Membership.date_from.desc(),
            Membership.id.desc(),
        )
    )
    latest: dict[int, dict] = {}
    for row in rows(joined_to_names(statement, scope, STAY)):
        latest.setdefault(row["student_id"], row)
    return [_with_reason(scope, row) for row in latest.values()]


def _with_reason(scope: Scope, row: dict) -> dict:
    """With the sentence for the sheet; who has left keeps the last day, others have none."""
    child = scope.allows_child(row["student_id"])
    left = row["left_on"]
    if child.allowed or left is None or left >= date.today():
        reason = child.reason if child.allowed else scope.allows(row["path"]).reason
        return row | {"reason": reason, "left_on": None}
    reason = f"{scope.allows(row['path']).reason}; {LEFT.format(day=left)}"
    return row | {"reason": reason}


def student_works(scope: Scope, student_id: int) -> list[dict]:
    """One row per assessment of a student, with `solve_rate` [0–1] and points, by date."""
    statement = (
        select(
            *(Assessment.id.label("assessment_id"), Assessment.code.label("assessment")),
            *(Plan.title, Plan.procedure, Plan.subject_id, Subject.name.label("subject")),
            *(Plan.grade, Plan.date, ParticipationMart.class_id, Unit.name.label("school_class")),
            *(ParticipationMart.n_tasks, ParticipationMart.points, ParticipationMart.max_points),
            *(ParticipationMart.mark, ParticipationMart.is_absent),
        )
        .select_from(ParticipationMart)
        .join(Unit, Unit.id == ParticipationMart.class_id)
        .join(Assessment, Assessment.id == ParticipationMart.assessment_id)
        .join(Plan, and_(Plan.assessment_id == Assessment.id, Plan.is_current))
        .join(Subject, Subject.id == Plan.subject_id)
        .where(ParticipationMart.student_id == student_id)
        .where(
            scope.owns(
                Unit.path,
                subject=Plan.subject_id,
                student=ParticipationMart.student_id,
                time=Time(year=Plan.school_year),
            )
        )
        .order_by(Plan.date, Assessment.code)
    )
    return [_in_points(row) for row in rows(statement)]


def _in_points(work: dict) -> dict:
    """Hundredths turned into points; none for who did not write."""
    points, highest = work["points"] / 100, work["max_points"] / 100
    return work | {
        "points": None if work["is_absent"] else points,
        "max_points": highest,
        "solve_rate": points / highest if highest else None,
    }


def _marks(scope: Scope) -> Select:
    """Sums of one's own students by subject and period, with names for those who see them."""
    time = Time(year=StudentMart.period_id // 100)
    statement = (
        select(
            *(StudentMart.student_id, Student.code.label("student_code")),
            *(StudentMart.class_id, Unit.name.label("school_class")),
            *(StudentMart.subject_id, Subject.name.label("subject"), StudentMart.period_id),
            *(StudentMart.n_marks, StudentMart.sum_marks, StudentMart.sum_weight),
            *(StudentMart.sum_weighted, StudentMart.n_absences),
            *(StudentMart.suggested_mark, StudentMart.final_mark, *name_columns(scope)),
        )
        .select_from(StudentMart)
        .join(Unit, Unit.id == StudentMart.class_id)
        .join(Student, Student.id == StudentMart.student_id)
        .join(Subject, Subject.id == StudentMart.subject_id)
        .where(
            scope.owns(
                Unit.path,
                subject=StudentMart.subject_id,
                student=StudentMart.student_id,
                time=time,
            )
        )
    )
    return joined_to_names(statement, scope, time)


def _with_means(marks: list[dict]) -> list[dict]:
    """Sums turned into means, sorted by name or code and subject."""
    sums = (column(marks, name) for name in MEANS)
    sum_marks, n_marks, sum_weighted, sum_weight = sums
    means = {
        "mean_mark": ratio(sum_marks, n_marks),
        "weighted_mean": weighted_mean(sum_weighted, sum_weight),
    }
    dated = [
        row | {"period": period_name(row["period_id"]), "school_year": row["period_id"] // 100}
        for row in named(marks)
    ]
    return sorted(with_columns(dated, means), key=_ORDER)


MEANS = ("sum_marks", "n_marks", "sum_weighted", "sum_weight")
_ORDER = by_nature("name", "student_code", "subject", "period_id", "class_id")


def _as_frame(marks: list[dict]) -> pd.DataFrame:
    shown = pd.DataFrame(marks, columns=list(COLUMNS))
    kinds = {"mean_mark": float, "weighted_mean": float, "suggested_mark": "Int64"}
    return shown.astype(kinds)
