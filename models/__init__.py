"""SQLAlchemy tables and migrations, and the one place that opens the database."""

from models.accounts import (
    AccountBase,
    AuditRecord,
    LoginFailure,
    RoleGrant,
    Session,
    User,
)
from models.assessments import (
    Assessment,
    CodifierEntry,
    Element,
    Plan,
    PlanTask,
    Task,
    TaskElement,
)
from models.base import Base
from models.loads import Load, LoadPart, Partition, RejectedRow
from models.marts import (
    MART_TABLES,
    AssessmentMart,
    ElementMart,
    MarkMart,
    ParticipationMart,
    ProgressMart,
    StudentMart,
    TaskMart,
    WorkTypeMart,
)
from models.registry import (
    Period,
    SchoolCalendar,
    Subject,
    SubjectSynonym,
    WorkType,
    WorkTypeSynonym,
    WorkWeight,
)
from models.tree import Membership, Person, Student, Unit, UnitVersion

__all__ = [
    "MART_TABLES",
    "AccountBase",
    "Assessment",
    "AssessmentMart",
    "AuditRecord",
    "Base",
    "CodifierEntry",
    "Element",
    "ElementMart",
    "Load",
    "LoadPart",
    "LoginFailure",
    "MarkMart",
    "Membership",
    "ParticipationMart",
    "Partition",
    "Period",
    "Person",
    "Plan",
    "PlanTask",
    "ProgressMart",
    "RejectedRow",
    "RoleGrant",
    "SchoolCalendar",
    "Session",
    "Student",
    "StudentMart",
    "Subject",
    "SubjectSynonym",
    "Task",
    "TaskElement",
    "TaskMart",
    "Unit",
    "UnitVersion",
    "User",
    "WorkType",
    "WorkTypeMart",
    "WorkTypeSynonym",
    "WorkWeight",
]
