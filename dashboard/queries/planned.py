"""Which plans of works are seen, and their columns; a plan tells of no student.

Own rule: a plan is seen by staff in their subjects when it is approved, when nobody has written
it yet, or when it was written in a unit they see. What was written is told of one's own alone.
"""

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from dashboard.access import Scope
from dashboard.queries.places import in_own_subjects, of_unit
from models import Assessment, AssessmentMart, Plan, PlanApproval, Subject, Unit

BORDERS = ("from_3", "from_4", "from_5")


def is_seen(scope: Scope) -> ColumnElement[bool]:
    """Approved, not written by anybody yet, or written in a unit that is shown; in one's subjects.

    A condition on `plan`.
    """
    work = AssessmentMart.assessment_id == Plan.assessment_id
    written = select(AssessmentMart.unit_id).where(work).correlate(Plan)
    shown = (
        select(AssessmentMart.unit_id)
        .join(Unit, of_unit(AssessmentMart))
        .where(work, scope.shows(Unit, subject=Plan.subject_id))
        .correlate(Plan)
    )
    return and_(
        in_own_subjects(scope, Plan.subject_id),
        or_(is_approved(), not_(written.exists()), shown.exists()),
    )


def is_approved() -> ColumnElement[bool]:
    """Whether somebody has approved that version of a plan."""
    approval = PlanApproval.__table__.alias("approval")
    return select(approval.c.plan_id).where(approval.c.plan_id == Plan.id).correlate(Plan).exists()


def columns_of_plans() -> Select:
    """Plans with work, subject and approval; the caller says which."""
    columns = (Plan.assessment_id, Plan.title, Plan.procedure, Plan.subject_id, Plan.grade)
    return (
        select(
            *(Plan.id.label("plan_id"), *columns, Plan.date, Plan.school_year, Plan.n_tasks),
            *(Plan.max_points, *(getattr(Plan, name) for name in BORDERS)),
            *(Assessment.code.label("assessment"), Subject.name.label("subject")),
            *(PlanApproval.approved_as, PlanApproval.approved_at),
        )
        .join(Assessment, Assessment.id == Plan.assessment_id)
        .join(Subject, Subject.id == Plan.subject_id)
        .outerjoin(PlanApproval, PlanApproval.plan_id == Plan.id)
    )


def in_points(row: dict) -> dict:
    """Maxima and borders as points; the tables hold hundredths."""
    names = ("max_points", *BORDERS)
    return row | {name: None if row[name] is None else row[name] / 100 for name in names}
