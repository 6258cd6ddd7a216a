"""Plans into the tables: a file states a whole plan; the current version is the last one stated."""

from sqlalchemy import Connection, func, select

from etl import words as registry
from etl.checks.plan import PlanLines, TaskLine
from etl.mistakes import Mistake
from etl.periods import school_year_of
from etl.tables.bulk import end_rows, insert_dicts, next_id
from etl.tables.stored import Stored
from models import Assessment, Element, Partition, Plan, PlanTask, Task, TaskElement

FIELDS = ("title", "procedure", "subject_id", "grade", "date", "from_3", "from_4", "from_5")


def store_plans(connection: Connection, load_id: int, plans: list[PlanLines]) -> Stored:
    """Make the plans current; a plan that says nothing new is unchanged as a whole."""
    stored = Stored()
    known = registry.assessments(connection, [plan.code for plan in plans])
    for plan in plans:
        number = known.get(plan.code) or _new_assessment(connection, plan.code)
        current = _current(connection, number)
        if current is not None and _said(connection, current) == _says(plan):
            stored.unchanged += len(plan.rows)
            continue
        if current is not None:
            _refuse_lost_answers(connection, current, plan)
        end_rows(connection, Plan, [current.id] if current is not None else [], load_id)
        _store(connection, load_id, number, plan)
        stored.loaded += len(plan.rows)
        stored.parts.add(("plan", 0, school_year_of(plan.date), number))
    return stored


def _new_assessment(connection: Connection, code: str) -> int:
    number = next_id(connection, Assessment)
    insert_dicts(connection, Assessment, [{"id": number, "code": code}])
    return number


def _current(connection: Connection, assessment: int):
    return connection.execute(
        select(Plan.__table__).where(Plan.assessment_id == assessment, Plan.is_current)
    ).one_or_none()


def _says(plan: PlanLines) -> tuple:
    """What a plan says, comparable with what is stored."""
    tasks = [
        (t.label, t.variant, t.difficulty_level, t.type, t.max_points, frozenset(t.elements))
        for t in plan.tasks
    ]
    return (*(getattr(plan, name) for name in FIELDS), tasks)


def _said(connection: Connection, current) -> tuple:
    elements: dict[int, set] = {}
    query = (
        select(TaskElement.task_id, Element.kind, Element.code)
        .join(Element, Element.id == TaskElement.element_id)
        .where(TaskElement.plan_id == current.id)
    )
    for row in connection.execute(query):
        elements.setdefault(row.task_id, set()).add((row.kind, row.code))
    lines = connection.execute(
        select(
            Task.label,
            Task.variant,
            PlanTask.difficulty_level,
            PlanTask.type,
            PlanTask.max_points,
            Task.id,
        )
        .join(PlanTask, PlanTask.task_id == Task.id)
        .where(PlanTask.plan_id == current.id)
        .order_by(PlanTask.position)
    )
    tasks = [(*line[:5], frozenset(elements.get(line.id, ()))) for line in lines]
    return (*(getattr(current, name) for name in FIELDS), tasks)


def _refuse_lost_answers(connection: Connection, current, plan: PlanLines) -> None:
    """A plan with protocols may be corrected, but its points keep their tasks and school year."""
    assessment = current.assessment_id
    protocols = connection.execute(
        select(func.count()).where(Partition.kind == "answers", Partition.part == assessment)
    ).scalar_one()
    if not protocols:
        return
    if school_year_of(plan.date) != current.school_year:
        raise Mistake(
            f"План работы «{plan.code}»: новая дата в другом учебном году, а протоколы уже "
            "загружены. Исправьте дату, или отмените загрузку протоколов (undo) и загрузите "
            "план и протоколы снова."
        )
    stated = {(task.label, task.variant): task.max_points for task in plan.tasks}
    lines = connection.execute(
        select(Task.label, Task.variant, PlanTask.max_points)
        .join(PlanTask, PlanTask.task_id == Task.id)
        .join(Plan, Plan.id == PlanTask.plan_id)
        .where(Plan.assessment_id == assessment, Plan.is_current)
    )
    for line in lines:
        if stated.get((line.label, line.variant), 0) < line.max_points:
            raise Mistake(
                f"План работы «{plan.code}»: по заданию «{line.label}» уже загружены протоколы, "
                "а в новом плане его нет или его максимум меньше. Сначала отмените загрузку "
                "протоколов (undo), затем загрузите план и протоколы снова."
            )


def _store(connection: Connection, load_id: int, assessment: int, plan: PlanLines) -> None:
    number = next_id(connection, Plan)
    tasks = _task_ids(connection, assessment, plan.tasks)
    elements = _element_ids(connection, plan)
    insert_dicts(
        connection,
        Plan,
        [
            {
                "id": number,
                "assessment_id": assessment,
                **{name: getattr(plan, name) for name in FIELDS},
                "school_year": school_year_of(plan.date),
                "n_tasks": len(plan.tasks),
                "max_points": sum(task.max_points for task in plan.tasks),
                "load_id": load_id,
                "ended_by": None,
                "is_current": True,
            }
        ],
    )
    insert_dicts(
        connection,
        PlanTask,
        [
            {
                "plan_id": number,
                "task_id": tasks[task.label, task.variant],
                "position": position,
                "difficulty_level": task.difficulty_level,
                "type": task.type,
                "max_points": task.max_points,
            }
            for position, task in enumerate(plan.tasks, start=1)
        ],
    )
    insert_dicts(
        connection,
        TaskElement,
        [
            {
                "plan_id": number,
                "task_id": tasks[task.label, task.variant],
                "element_id": elements[element],
            }
            for task in plan.tasks
            for element in task.elements
        ],
    )


def _task_ids(connection: Connection, assessment: int, tasks: list[TaskLine]) -> dict:
    known = {
        (row.label, row.variant): row.id
        for row in connection.execute(
            select(Task.__table__).where(Task.assessment_id == assessment)
        )
    }
    first = next_id(connection, Task)
    new = [(t.label, t.variant) for t in tasks if (t.label, t.variant) not in known]
    known |= {task: first + offset for offset, task in enumerate(new)}
    insert_dicts(
        connection,
        Task,
        [
            {"id": known[task], "assessment_id": assessment, "label": task[0], "variant": task[1]}
            for task in new
        ],
    )
    return known


def _element_ids(connection: Connection, plan: PlanLines) -> dict[tuple[str, str], int]:
    wanted = {element for task in plan.tasks for element in task.elements}
    return element_ids(connection, plan.subject_id, sorted(wanted))


def element_ids(
    connection: Connection, subject_id: int, wanted: list[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """{(kind, code): id} of a subject's elements, made if need be."""
    known = {
        (row.kind, row.code): row.id
        for row in connection.execute(
            select(Element.__table__).where(Element.subject_id == subject_id)
        )
    }
    first = next_id(connection, Element)
    new = [element for element in dict.fromkeys(wanted) if element not in known]
    known |= {element: first + offset for offset, element in enumerate(new)}
    insert_dicts(
        connection,
        Element,
        [
            {"id": known[element], "subject_id": subject_id, "kind": element[0], "code": element[1]}
            for element in new
        ],
    )
    return known
