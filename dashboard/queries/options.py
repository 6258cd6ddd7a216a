"""What can be chosen in the filters, and what data a unit has at all."""

import pandas as pd
from sqlalchemy import select

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.database import frame, rows
from dashboard.queries.ordering import naturally_sorted
from dashboard.queries.periods import periods_with_marks
from dashboard.queries.places import chosen_units, of_unit, units_or_roots
from etl.periods import period_name
from models import AssessmentMart, MarkMart, Plan, Subject, SubjectSynonym, Unit


def years(scope: Scope) -> list[int]:
    """School years with marks or assessments in the scope, the latest first."""
    of_marks = {period // 100 for period in periods_with_marks(scope)}
    return sorted(of_marks | _years_of_works(scope), reverse=True)


def periods(scope: Scope, year: int) -> list[dict]:
    """Periods of a year with marks in the scope: `period_id, period`, quarters first."""
    found = periods_with_marks(scope, year=year)
    return [{"period_id": period, "period": period_name(period)} for period in found]


def subjects(scope: Scope, unit_id: int, view: View) -> list[dict]:
    """Subjects with marks of the view's basis in a unit (and year): `subject_id, subject`."""
    statement = (
        select(MarkMart.subject_id, Subject.name.label("subject"))
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .join(Subject, Subject.id == MarkMart.subject_id)
        .where(chosen_units(scope, MarkMart.subject_id, unit_id=unit_id))
        .where(MarkMart.basis == view.basis, MarkMart.grade == 0, MarkMart.subject_id > 0)
        .distinct()
    )
    if view.year is not None:
        first = view.year * 100
        statement = statement.where(MarkMart.period_id.between(first, first + 99))
    return naturally_sorted(frame(statement), ["subject"]).to_dict("records")


def subject_spellings(scope: Scope) -> pd.DataFrame:
    """One row per spelling: `subject_id, subject, spelling`, of the subjects one sees at all."""
    statement = (
        select(Subject.id.label("subject_id"), Subject.name.label("subject"))
        .add_columns(SubjectSynonym.spelling)
        .join(SubjectSynonym, SubjectSynonym.subject_id == Subject.id)
        .where(select(Unit.id).where(scope.shows(Unit, subject=Subject.id)).exists())
        .order_by(Subject.name, SubjectSynonym.spelling)
    )
    return frame(statement)


def _years_of_works(scope: Scope) -> set[int]:
    """School years of the assessments written in the scope."""
    statement = (
        select(Plan.school_year)
        .select_from(Unit)
        .join(AssessmentMart, of_unit(AssessmentMart))
        .join(Plan, Plan.assessment_id == AssessmentMart.assessment_id)
        .where(units_or_roots(scope, Plan.subject_id), Plan.is_current)
        .distinct()
    )
    return {row["school_year"] for row in rows(statement)}
