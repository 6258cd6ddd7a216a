"""The plan of the coming exam of a subject; it tells nothing about students."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import and_, select

from dashboard.queries.codified import KIND, names_of_elements
from dashboard.queries.database import rows
from etl.exams import EXAMINED_AS
from models import Element, ElementMapping, Plan, PlanTask, Subject, TaskElement
from models.bank import counted_element, is_counted_elsewhere

OGE, EGE = ("ОГЭ", "пробный ОГЭ"), ("ЕГЭ", "пробный ЕГЭ")
LAST_OF_OGE = 9


@dataclass(frozen=True)
class Exam:
    """The plan of an exam: what it is called, its tasks as (maximum, codes), names of its codes."""

    title: str
    tasks: tuple[tuple[int, frozenset[str]], ...]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        """Every code of its tasks."""
        return {code for _, codes in self.tasks for code in codes}


def exams_of(subjects: set[str], grade: int) -> dict[str, Exam]:
    """Subject → the newest plan of the exam a student of that grade comes to; ОГЭ up to grade 9.

    A published plan goes before that of a trial exam.
    """
    names = {name for subject in subjects for name in EXAMINED_AS.get(subject, (subject,))}
    plans = _exam_plans(names, OGE if grade <= LAST_OF_OGE else EGE)
    newest = {plan["subject"]: plan for plan in plans}  # the last one is the best
    found = {
        subject: newest[name]
        for subject in subjects
        for name in reversed(EXAMINED_AS.get(subject, (subject,)))
        if name in newest
    }
    exams = _with_tasks({plan["plan_id"]: plan for plan in found.values()})
    return {subject: exams[plan["plan_id"]] for subject, plan in found.items()}


def _exam_plans(names: set[str], procedures: tuple[str, str]) -> list[dict]:
    """The worst first: trial before published, older before newer, shorter before longer."""
    columns = (
        *(Plan.id.label("plan_id"), Plan.title, Plan.procedure, Plan.school_year, Plan.grade),
        *(Plan.max_points, Subject.name.label("subject")),
    )
    statement = (
        select(*columns)
        .join(Subject, Subject.id == Plan.subject_id)
        .where(Plan.is_current, Plan.procedure.in_(procedures), Subject.name.in_(names))
    )
    order = lambda plan: (  # noqa: E731
        plan["procedure"] == procedures[0],
        plan["school_year"],
        plan["max_points"],
    )
    return sorted(rows(statement), key=order)


def _with_tasks(plans: dict[int, dict]) -> dict[int, Exam]:
    behind = and_(TaskElement.plan_id == PlanTask.plan_id, TaskElement.task_id == PlanTask.task_id)
    statement = (
        select(
            *(PlanTask.plan_id, PlanTask.task_id, PlanTask.max_points),
            *(Element.id.label("element_id"), Element.code, Element.kind),
        )
        .outerjoin(TaskElement, behind)
        .outerjoin(ElementMapping, is_counted_elsewhere())
        .outerjoin(Element, Element.id == counted_element())
        .where(PlanTask.plan_id.in_(list(plans)))
    )
    found = rows(statement)
    coded = [row for row in found if row["kind"] == KIND]
    place = {id: (plan["grade"], plan["school_year"]) for id, plan in plans.items()}
    names = names_of_elements((row["element_id"], *place[row["plan_id"]]) for row in coded)
    maxima: dict[int, dict[int, int]] = defaultdict(dict)
    codes: dict[int, set[str]] = defaultdict(set)
    called: dict[int, dict[str, str]] = defaultdict(dict)
    for row in found:
        maxima[row["plan_id"]][row["task_id"]] = row["max_points"]
    for row in coded:
        codes[row["task_id"]].add(row["code"])
        if name := names.get((row["element_id"], *place[row["plan_id"]])):
            called[row["plan_id"]][row["code"]] = name
    return {
        id: Exam(
            plan["procedure"].removeprefix("пробный "),
            tuple((points, frozenset(codes[task])) for task, points in maxima[id].items()),
            called[id],
        )
        for id, plan in plans.items()
    }
