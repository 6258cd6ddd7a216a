"""Single marks of a student in a subject, each with the file and row it came from.

Marts say which classes of one's own they were given in; the marks themselves stand in the lake.
"""

from sqlalchemy import select

from dashboard.access import Scope, Time
from dashboard.queries.database import connected, lake_in_use, rows
from etl.periods import period_dates, period_name
from etl.pipeline import facts_of_student
from models import StudentMart, Unit, WorkType

SCHOOL = 2  # the place of the school in the path of a class
ORIGIN = ("file", "sheet", "row")
MARK = (
    *("date", "topic", "mark", "nuance", "weight", "debt", "absence", "state", "ordinal", *ORIGIN),
)


def marks_of_subject(scope: Scope, student_id: int, subject_id: int, period_id: int) -> list[dict]:
    """One row per mark, absence or debt of a period by date: `MARK, work_type, is_control`.

    Weights are hundredths. Where the file is not told (to families), `ORIGIN` is empty.
    """
    first, last = period_dates(period_id)
    facts = [
        fact
        for fact in _facts(scope, "marks", student_id, subject_id, period_id // 100)
        if first <= fact["date"] <= last
    ]
    types = _work_types() if facts else {}
    found = [
        {name: fact[name] for name in MARK} | types[fact["work_type_id"]]
        for fact in sorted(facts, key=lambda fact: (fact["date"], fact["row"], fact["ordinal"]))
    ]
    return _without_origin(scope, student_id, found)


def final_marks_of_subject(scope: Scope, student_id: int, subject_id: int, year: int) -> list[dict]:
    """One row per final mark of a school year: `period_id, period, mark, file, sheet, row`."""
    facts = _facts(scope, "final_marks", student_id, subject_id, year)
    found = [
        {"period_id": fact["period_id"], "period": period_name(fact["period_id"])}
        | {name: fact[name] for name in ("mark", *ORIGIN)}
        for fact in sorted(facts, key=lambda fact: fact["period_id"])
    ]
    return _without_origin(scope, student_id, found)


def _facts(scope: Scope, kind: str, student_id: int, subject_id: int, year: int) -> list[dict]:
    """Facts of the year in the subject, in the classes where they are of one's own."""
    classes = _classes(scope, student_id, subject_id, year)
    parts = {(int(path.split("/")[1 + SCHOOL]), year, 0) for path in classes.values()}
    with connected() as connection:
        facts = facts_of_student(connection, lake_in_use(), kind, student_id, parts)
    return [
        fact for fact in facts if fact["subject_id"] == subject_id and fact["class_id"] in classes
    ]


def _classes(scope: Scope, student_id: int, subject_id: int, year: int) -> dict[int, str]:
    """Class → path, where marks of the student in the subject and year are of one's own."""
    statement = (
        select(StudentMart.class_id, Unit.path)
        .join(Unit, Unit.id == StudentMart.class_id)
        .where(
            StudentMart.student_id == student_id,
            StudentMart.subject_id == subject_id,
            StudentMart.period_id.between(year * 100, year * 100 + 99),
            scope.owns(
                Unit.path,
                subject=StudentMart.subject_id,
                student=StudentMart.student_id,
                time=Time(year=StudentMart.period_id // 100),
            ),
        )
        .distinct()
    )
    return {row["class_id"]: row["path"] for row in rows(statement)}


def _work_types() -> dict[int, dict]:
    found = rows(select(WorkType.id, WorkType.name.label("work_type"), WorkType.is_control))
    return {row.pop("id"): row for row in found}


def _without_origin(scope: Scope, student_id: int, found: list[dict]) -> list[dict]:
    """How the school keeps its files is not for families."""
    if not scope.allows_child(student_id).allowed:
        return found
    return [row | {"file": "", "sheet": "", "row": None} for row in found]
