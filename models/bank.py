"""The bank of works: which plans are approved, which elements are said to be one and the same."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.assessments import Plan, TaskElement
from models.base import Base, key

ASKED, COUNTS, LEAVING, DIFFERENT = "asked", "counts", "leaving", "different"
WAITING = (ASKED, LEAVING)


class PlanApproval(Base):
    """A version of a plan that somebody has approved; a corrected plan is another version."""

    __tablename__ = "plan_approval"
    plan_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("plan.id"), primary_key=True, autoincrement=False
    )
    approved_by: Mapped[str] = mapped_column(String(120))  # login, as in the trail: not for others
    approved_as: Mapped[str] = mapped_column(String(200))  # the roles then, in words
    approved_at: Mapped[datetime]


class ElementMapping(Base):
    """What a person has said of two elements of one subject with nearly the same name.

    It holds in one grade (0 = in all): a code may be called otherwise in another grade.
    `state`: «asked» (one is to count as the other), «counts» (in the marts it does), «leaving»
    (it still does and soon will not), «different» (they are not the same: no longer asked about).
    """

    __tablename__ = "element_mapping"
    __table_args__ = (Index("ix_element_mapping_into_id", "into_id"),)
    element_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("element.id"), primary_key=True, autoincrement=False
    )
    into_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("element.id"), primary_key=True, autoincrement=False
    )
    grade: Mapped[key]
    state: Mapped[str] = mapped_column(String(10))
    confirmed_by: Mapped[str] = mapped_column(String(120))  # login, as in the trail: not for others
    confirmed_as: Mapped[str] = mapped_column(String(200))  # the roles then, in words
    confirmed_at: Mapped[datetime]


def is_counted_elsewhere() -> ColumnElement[bool]:
    """Joined to `task_element` (outer join): the mapping by which its element counts as another."""
    plan = Plan.__table__.alias("plan_of_task")
    grade = select(plan.c.grade).where(plan.c.id == TaskElement.plan_id).correlate(TaskElement)
    return and_(
        ElementMapping.element_id == TaskElement.element_id,
        ElementMapping.state.in_((COUNTS, LEAVING)),
        or_(ElementMapping.grade == 0, ElementMapping.grade == grade.scalar_subquery()),
    )


def counted_element() -> ColumnElement[int]:
    """The element that a task gives its points to; with the join of `is_counted_elsewhere`.

    A task may state both elements of a mapping: its rows have to be taken as distinct.
    """
    return func.coalesce(ElementMapping.into_id, TaskElement.element_id)
