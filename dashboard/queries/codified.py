"""Tasks of plans by content element, with the names of the codifier; nothing about students."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import and_, select

from dashboard.queries.codifier import named
from dashboard.queries.database import rows
from models import CodifierEntry, Element, ElementMapping, PlanTask, Task, TaskElement
from models.bank import counted_element, is_counted_elsewhere

KIND = "kes"
Asked = tuple[int, int, int]  # element, grade, school year


def tasks_of_works(works: list[dict]) -> dict[int, list[dict]]:
    """Plan → a row per task and content element, with the element's name in the plan's grade."""
    place = {work["plan_id"]: (work["grade"], work["school_year"]) for work in works}
    same_task = and_(
        PlanTask.plan_id == TaskElement.plan_id, PlanTask.task_id == TaskElement.task_id
    )
    statement = (
        select(
            *(TaskElement.plan_id, TaskElement.task_id, Task.label, PlanTask.max_points),
            *(PlanTask.difficulty_level, Element.id.label("element_id"), Element.code),
            PlanTask.position,
        )
        .select_from(TaskElement)
        .join(PlanTask, same_task)
        .join(Task, Task.id == TaskElement.task_id)
        .outerjoin(ElementMapping, is_counted_elsewhere())
        .join(Element, Element.id == counted_element())
        .where(TaskElement.plan_id.in_(list(place)), Element.kind == KIND)
        .order_by(PlanTask.position)
        .distinct()
    )
    found = rows(statement)
    names = names_of_elements((row["element_id"], *place[row["plan_id"]]) for row in found)
    by_plan: dict[int, list[dict]] = defaultdict(list)
    for row in found:
        name = names.get((row["element_id"], *place[row["plan_id"]]), "")
        by_plan[row["plan_id"]].append(row | {"name": name})
    return by_plan


def names_of_elements(asked: Iterable[Asked]) -> dict[Asked, str]:
    """How the codifier calls each element in a grade and year; without a name it is not there."""
    wanted = set(asked)
    by_element: dict[int, list[dict]] = defaultdict(list)
    for entry in rows(_entries().where(CodifierEntry.element_id.in_({one[0] for one in wanted}))):
        by_element[entry["element_id"]].append(entry)
    return {place: name for place in wanted if (name := _name(place, by_element[place[0]]))}


Place = tuple[int, int, int]  # subject, grade, school year


def names_by_code(places: set[Place]) -> dict[Place, dict[str, str]]:
    """Subject, grade and year → code → name of every content element the codifier names there."""
    statement = (
        _entries()
        .add_columns(Element.code, Element.subject_id)
        .join(Element, Element.id == CodifierEntry.element_id)
        .where(Element.subject_id.in_({subject for subject, _, _ in places}), Element.kind == KIND)
        .where(CodifierEntry.grade.in_({0, *(grade for _, grade, _ in places)}))
    )
    by_element: dict[tuple, list[dict]] = defaultdict(list)
    for entry in rows(statement):
        by_element[entry["subject_id"], entry["code"], entry["element_id"]].append(entry)
    found: dict[Place, dict[str, str]] = {place: {} for place in places}
    for (subject, code, element), entries in by_element.items():
        for place in (one for one in places if one[0] == subject):
            if name := _name((element, *place[1:]), entries):
                found[place][code] = name
    return found


def _entries():
    """Current entries of the codifier."""
    return select(
        *(CodifierEntry.element_id, CodifierEntry.name, CodifierEntry.valid_from),
        *(CodifierEntry.valid_to, CodifierEntry.grade.label("entry_grade")),
    ).where(CodifierEntry.is_current)


def _name(place: Asked, entries: list[dict]) -> str:
    """The name of one element in a grade and year."""
    element, grade, year = place
    of_place = {"unit_id": 0, "element_id": element, "grade": grade, "school_year": year}
    fitting = [
        of_place | {"kind": KIND, "code": ""} | entry
        for entry in entries
        if entry["entry_grade"] in (0, grade)
    ]
    found = named(fitting)
    return (found[0]["name"] or "") if found else ""
