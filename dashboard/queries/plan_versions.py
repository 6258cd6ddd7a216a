"""One plan of the bank in all its versions, with tasks, codes and names of the codifier."""

from collections import defaultdict

from sqlalchemy import and_, or_, select

from dashboard.access import Scope
from dashboard.queries.codifier import named
from dashboard.queries.database import rows
from dashboard.queries.ordering import natural_key
from dashboard.queries.planned import columns_of_plans, in_points, is_seen
from models import CodifierEntry, Element, Load, Plan, PlanTask, Task, TaskElement


def plan_versions(scope: Scope, assessment_id: int) -> list[dict]:
    """One row per version of a plan, the current first, each with its `tasks` in order.

    `plan_id, … title, procedure, subject, grade, date, from_3 …` [points], `loaded_at, file`,
    `approved_as, approved_at`; nothing where the plan is not seen. Undone loads are left out.
    """
    seen = select(Plan.id).where(
        Plan.assessment_id == assessment_id, Plan.is_current, is_seen(scope)
    )
    statement = (
        columns_of_plans()
        .outerjoin(Load, Load.id == Plan.load_id)
        .add_columns(
            *(Plan.is_current, Plan.load_id, Load.file, Load.created_at.label("loaded_at")),
        )
        .where(Plan.assessment_id == assessment_id)
        .where(or_(Load.state.is_(None), Load.state == "loaded"))
        .order_by(Plan.is_current.desc(), Plan.id.desc())
    )
    found = rows(statement) if rows(seen) else []
    tasks = _tasks(found)
    return [in_points(row) | {"tasks": tasks[row["plan_id"]]} for row in found]


def _tasks(versions: list[dict]) -> dict[int, list[dict]]:
    """Plan → its tasks in order: `task, variant, level, type, max_points` [points], `kes, kpu`.

    `kes` and `kpu` are lists of `element_id, code, name` as the plan itself states them.
    """
    ids = [row["plan_id"] for row in versions]
    statement = (
        select(
            *(PlanTask.plan_id, PlanTask.task_id, Task.label.label("task"), Task.variant),
            *(PlanTask.difficulty_level.label("level"), PlanTask.type, PlanTask.max_points),
        )
        .join(Task, Task.id == PlanTask.task_id)
        .where(PlanTask.plan_id.in_(ids))
        .order_by(PlanTask.plan_id, PlanTask.position)
    )
    elements = _elements(versions)
    found: dict[int, list[dict]] = defaultdict(list)
    for row in rows(statement) if ids else []:
        behind = elements[row["plan_id"], row["task_id"]]
        codes = {kind: [e for e in behind if e["kind"] == kind] for kind in ("kes", "kpu")}
        found[row["plan_id"]].append(row | {"max_points": row["max_points"] / 100} | codes)
    return found


def _elements(versions: list[dict]) -> dict[tuple[int, int], list[dict]]:
    """(plan, task) → its content elements and skills by code, with their names."""
    by_id = {row["plan_id"]: row for row in versions}
    entry = and_(
        CodifierEntry.element_id == Element.id,
        CodifierEntry.is_current,
        CodifierEntry.grade.in_((0, *{row["grade"] for row in versions})),
    )
    statement = (
        select(
            *(TaskElement.plan_id, TaskElement.task_id, Element.id.label("element_id")),
            *(Element.kind, Element.code, CodifierEntry.name, CodifierEntry.valid_from),
            *(CodifierEntry.valid_to, CodifierEntry.grade.label("entry_grade")),
        )
        .join(Element, Element.id == TaskElement.element_id)
        .outerjoin(CodifierEntry, entry)
        .where(TaskElement.plan_id.in_(by_id), Element.kind != "level")
    )
    asked = [
        row | {name: by_id[row["plan_id"]][name] for name in ("grade", "school_year")}
        | {"unit_id": (row["plan_id"], row["task_id"])}
        for row in (rows(statement) if by_id else [])
    ]  # fmt: skip
    found: dict[tuple[int, int], list[dict]] = defaultdict(list)
    for row in sorted(named(asked), key=lambda row: natural_key(row["code"])):
        found[row["unit_id"]].append(
            {name: row[name] for name in ("element_id", "kind", "code", "name")}
        )
    return found
