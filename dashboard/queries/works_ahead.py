"""Works of a grade that will check an element again: planned, or usual in the school."""

from sqlalchemy import and_, exists, or_, select

from dashboard.access import Scope
from dashboard.queries.database import rows
from models import AssessmentMart, ElementMapping, Plan, TaskElement
from models.bank import counted_element, is_counted_elsewhere

OF_ONE_SCHOOL = "контрольная"


def works_ahead(scope: Scope, student: dict, grade: int, elements: set[int]) -> list[dict]:
    """One row per element and work of that grade that has it: `element_id, procedure, date`.

    Works written in the student's school; and those nobody has written yet, but for works of
    single schools. Titles are not told.
    """
    path, child = student["path"], scope.allows_child(student["student_id"])
    if not (child.allowed or scope.allows(path).allowed) or not elements:
        return []
    region, municipality, school = (int(id) for id in path.split("/")[1:4])
    statement = (
        select(counted_element().label("element_id"), Plan.procedure, Plan.date)
        .select_from(TaskElement)
        .join(Plan, Plan.id == TaskElement.plan_id)
        .outerjoin(ElementMapping, is_counted_elsewhere())
        .where(Plan.is_current, Plan.grade == grade, counted_element().in_(elements))
        .where(
            or_(
                _is_written(municipality, school),
                and_(Plan.procedure != OF_ONE_SCHOOL, ~_is_written(0, region)),
            )
        )
        .distinct()
        .order_by(Plan.date)
    )
    return rows(statement)


def _is_written(parent: int, unit: int):
    """Somebody in the unit has written the work."""
    return exists().where(
        AssessmentMart.assessment_id == Plan.assessment_id,
        AssessmentMart.parent_id == parent,
        AssessmentMart.unit_id == unit,
    )
