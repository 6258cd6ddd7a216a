"""Students whose external and journal marks are far apart; of one's own only."""

from sqlalchemy import func, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.names import joined_to_names, name_columns, named
from dashboard.queries.ordering import by_nature
from etl.periods import YEAR
from models import ResultMart, Student, Subject, Unit

FAR = 2  # marks apart: looked at student by student


def marks_far_apart(scope: Scope, class_id: int, view: View) -> list[dict]:
    """One row per result of a class of one's own whose two marks are FAR or more apart.

    `student_id, student_code, name, subject, procedure, mark, journal_mark, primary_score`.
    """
    result, years = ResultMart, Time(year=ResultMart.period_id // 100)
    asked = [result.procedure == view.procedure] if view.procedure else []
    asked += [result.subject_id == view.subject] if view.subject else []
    statement = (
        select(
            *(Student.id.label("student_id"), Student.code.label("student_code")),
            *(Unit.id.label("class_id"), result.subject_id, Subject.name.label("subject")),
            *(result.procedure, result.mark, result.journal_mark, result.primary_score),
            *name_columns(scope),
        )
        .select_from(result)
        .join(Unit, Unit.id == result.class_id)
        .join(Student, Student.id == result.student_id)
        .join(Subject, Subject.id == result.subject_id)
        .where(result.class_id == class_id, *asked)
        .where(result.period_id == (view.year or 0) * 100 + YEAR)
        .where(func.abs(result.mark - result.journal_mark) >= FAR)
        .where(scope.owns(Unit.path, subject=result.subject_id, student=Student.id, time=years))
    )
    found = named(rows(joined_to_names(statement, scope, years)))
    ordered = sorted(found, key=by_nature("name", "student_code", "procedure", "subject"))
    return [row | OWN for row in ordered]
