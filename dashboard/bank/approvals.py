"""Approved plans: a version of a plan is approved by a person, and it can be taken back."""

from datetime import UTC, datetime

from sqlalchemy import delete, insert

from dashboard import audit
from dashboard.access import Right, Scope
from dashboard.audit import Action
from dashboard.bank.writing import writing_soon
from dashboard.queries.database import engine_in_use
from dashboard.queries.plan_versions import plan_versions
from dashboard.role_names import roles_in_words
from models import PlanApproval


def set_approved(scope: Scope, assessment_id: int, login: str, *, approved: bool) -> bool:
    """Approve the current version of a plan, or take it back; False where there is no such plan."""
    versions = plan_versions(scope, assessment_id)
    if not versions or not scope.has(Right.KEEP_BANK):
        return False
    current = versions[0]
    if (current["approved_at"] is not None) == approved:
        return True  # somebody has done it before
    of_plan = PlanApproval.plan_id == current["plan_id"]
    row = {"plan_id": current["plan_id"], "approved_by": login, "approved_at": _now()}
    row |= {"approved_as": roles_in_words(scope.roles)}
    with writing_soon(engine_in_use()) as connection:
        connection.execute(delete(PlanApproval).where(of_plan))
        if approved:
            connection.execute(insert(PlanApproval), row)
        action = Action.PLAN_APPROVED if approved else Action.APPROVAL_WITHDRAWN
        audit.write(action, f"/plan/{assessment_id}, версия {current['plan_id']}")
    return True


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
