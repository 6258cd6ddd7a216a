"""Exam forecasts there are, and what made them: targets of a unit, and the forecasters."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from dashboard.access import Scope
from dashboard.queries.database import rows
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import in_own_subjects, of_unit
from etl.periods import EXAM as EXAM_PERIOD
from etl.periods import YEAR
from models import Forecaster, ForecastMart, Subject, Unit
from models.forecasts import EXAM

STEPS = 20  # of five percent: the chances of a mart are whole numbers of them
STEP = 100 // STEPS


@dataclass(frozen=True)
class Target:
    """Forecasts of a school year and a procedure; subject 0 = each of them."""

    year: int
    procedure: str
    subject: int = 0

    def of_mart(self) -> list[ColumnElement[bool]]:
        """The rows of the mart."""
        periods = [self.year * 100 + code for code in (YEAR, EXAM_PERIOD)]
        asked = [ForecastMart.procedure == self.procedure, ForecastMart.period_id.in_(periods)]
        return [*asked, ForecastMart.subject_id == self.subject] if self.subject else asked

    def of_forecasters(self) -> list[ColumnElement[bool]]:
        """Those in force."""
        asked = [
            *(Forecaster.kind == EXAM, Forecaster.is_current),
            *(Forecaster.procedure == self.procedure, Forecaster.school_year == self.year),
        ]
        return [*asked, Forecaster.subject_id == self.subject] if self.subject else asked


def targets(scope: Scope, unit_id: int) -> list[dict]:
    """One row per school year, procedure and subject with forecasts in a unit."""
    mart = ForecastMart
    statement = (
        select(mart.period_id, mart.procedure, mart.subject_id, Subject.name.label("subject"))
        .select_from(Unit)
        .join(mart, of_unit(mart))
        .join(Subject, Subject.id == mart.subject_id)
        .where(Unit.id == unit_id, scope.shows(Unit, subject=mart.subject_id))
        .distinct()
    )
    found = {}
    for row in rows(statement):
        year = row.pop("period_id") // 100
        found[year, row["procedure"], row["subject_id"]] = row | {"year": year}
    return sorted(found.values(), key=by_nature("procedure", "subject"))


def forecasters(scope: Scope, target: Target) -> list[dict]:
    """One row per current forecaster of a target in one's own subjects; it tells of no student."""
    fields = ("rung", "why", "as_of", "made_at", "parameters", "card")
    statement = (
        select(
            *(Forecaster.id.label("forecaster_id"), Forecaster.subject_id),
            *(Subject.name.label("subject"), Forecaster.n_students.label("n_fitted")),
            *(getattr(Forecaster, name) for name in fields),
        )
        .join(Subject, Subject.id == Forecaster.subject_id)
        .where(*target.of_forecasters(), in_own_subjects(scope, Forecaster.subject_id))
    )
    return sorted(rows(statement), key=by_nature("subject"))
