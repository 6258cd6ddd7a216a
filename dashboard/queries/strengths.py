"""What a student has mastered: content elements over all works with a protocol, of one's own."""

from collections import defaultdict

from sqlalchemy import and_, select

from dashboard.access import Scope, Time
from dashboard.queries.codifier import named
from dashboard.queries.database import engine_in_use, lake_in_use, rows
from dashboard.queries.marks import SCHOOL
from dashboard.queries.measured import column, with_columns
from dashboard.queries.ordering import by_nature
from etl.indicators.mastery import mastery
from etl.indicators.solve import solve_rate, threshold
from etl.pipeline import points_of_student
from models import (
    CodifierEntry,
    Element,
    ParticipationMart,
    Plan,
    PlanTask,
    Subject,
    TaskElement,
    Unit,
)

KIND = "kes"
SUMS = ("points", "max_points", "max_basic", "max_advanced")
ADVANCED = ("П", "В")


def strengths_of_student(scope: Scope, student_id: int, years: tuple[int, ...]) -> list[dict]:
    """One row per content element in the works of these school years, by subject and code.

    `element_id, subject_id, subject, code, name, n_tasks, n_works, points, max_points, solve_rate,
    threshold, mastery`; points and maxima in hundredths.
    """
    works = _works(scope, student_id, years)
    if not works:
        return []
    points = _points(student_id, works)
    sums = _added_up(_behind([work["plan_id"] for work in works]), points)
    return sorted(_named(_measured(sums), works), key=by_nature("subject", "code", "element_id"))


def _works(scope: Scope, student_id: int, years: tuple[int, ...]) -> list[dict]:
    """The works a student has written, where they are of one's own."""
    statement = (
        select(
            *(Plan.id.label("plan_id"), Plan.assessment_id, Plan.school_year, Plan.grade),
            Unit.path,
        )
        .select_from(ParticipationMart)
        .join(Unit, Unit.id == ParticipationMart.class_id)
        .join(Plan, and_(Plan.assessment_id == ParticipationMart.assessment_id, Plan.is_current))
        .where(ParticipationMart.student_id == student_id, ~ParticipationMart.is_absent)
        .where(Plan.school_year.in_(years))
        .where(
            scope.owns(
                Unit.path,
                subject=Plan.subject_id,
                student=ParticipationMart.student_id,
                time=Time(year=Plan.school_year),
            )
        )
    )
    return rows(statement)


def _points(student_id: int, works: list[dict]) -> dict[int, int]:
    """Task → hundredths of a point, of every task the student was given in these works."""
    parts = [
        (int(work["path"].split("/")[1 + SCHOOL]), work["school_year"], work["assessment_id"])
        for work in works
    ]
    return points_of_student(engine_in_use(), lake_in_use(), student_id, parts)


def _behind(plans: list[int]) -> list[dict]:
    """One row per task and content element of these plans."""
    same_task = and_(
        PlanTask.plan_id == TaskElement.plan_id, PlanTask.task_id == TaskElement.task_id
    )
    statement = (
        select(
            *(TaskElement.plan_id, TaskElement.task_id, Element.id.label("element_id")),
            *(Element.kind, Element.code, Element.subject_id, Subject.name.label("subject")),
            *(PlanTask.max_points, PlanTask.difficulty_level),
        )
        .select_from(TaskElement)
        .join(PlanTask, same_task)
        .join(Element, Element.id == TaskElement.element_id)
        .join(Subject, Subject.id == Element.subject_id)
        .where(TaskElement.plan_id.in_(plans), Element.kind == KIND)
    )
    return rows(statement)


def _added_up(behind: list[dict], points: dict[int, int]) -> list[dict]:
    """Points and maxima by element, over the tasks the student was given."""
    known: dict[int, dict] = {}
    works: dict[int, set[int]] = defaultdict(set)
    for task in behind:
        if task["task_id"] not in points:
            continue
        id, highest, level = task["element_id"], task["max_points"], task["difficulty_level"]
        what = ("element_id", "kind", "code", "subject_id", "subject")
        sums = known.setdefault(id, {name: task[name] for name in what} | dict.fromkeys(SUMS, 0))
        sums["n_tasks"] = sums.get("n_tasks", 0) + 1
        sums["points"] += points[task["task_id"]]
        sums["max_points"] += highest
        sums["max_basic"] += highest if level == "Б" else 0
        sums["max_advanced"] += highest if level in ADVANCED else 0
        works[id].add(task["plan_id"])
    return [row | {"n_works": len(works[id])} for id, row in known.items()]


def _measured(sums: list[dict]) -> list[dict]:
    """Sums with the solve rate, the threshold and what they say together."""
    points, highest, basic, advanced = (column(sums, name) for name in SUMS)
    rate, border = solve_rate(points, highest), threshold(basic, advanced)
    verdicts = mastery(rate, border)
    return with_columns(sums, {"solve_rate": rate, "threshold": border, "mastery": verdicts})


def _named(sums: list[dict], works: list[dict]) -> list[dict]:
    """With the names the codifier gives the elements in the latest year and grade of the works."""
    last = max(works, key=lambda work: (work["school_year"], work["grade"]))
    place = {"unit_id": 0, "grade": last["grade"], "school_year": last["school_year"]}
    entry = and_(
        CodifierEntry.element_id == Element.id,
        CodifierEntry.is_current,
        CodifierEntry.grade.in_((0, *{work["grade"] for work in works})),
    )
    statement = (
        select(
            *(Element.id.label("element_id"), CodifierEntry.name),
            *(CodifierEntry.grade.label("entry_grade"), CodifierEntry.valid_from),
            CodifierEntry.valid_to,
        )
        .outerjoin(CodifierEntry, entry)
        .where(Element.id.in_([row["element_id"] for row in sums]))
    )
    by_id = {row["element_id"]: row for row in sums}
    entries = [by_id[row["element_id"]] | place | row for row in rows(statement)]
    return [{k: v for k, v in row.items() if k not in place} for row in named(entries)]
