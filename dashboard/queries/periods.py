"""Which periods have data, and the one that is shown when none is asked for."""

from sqlalchemy import select

from dashboard.access import Scope
from dashboard.filters import usual_period
from dashboard.queries.database import rows
from dashboard.queries.places import of_unit, sums_where_enough, units_or_roots
from models import MarkMart, Unit


def periods_with_marks(
    scope: Scope,
    *,
    basis: str | None = None,
    procedure: str | None = None,
    unit_id: int | None = None,
    year: int | None = None,
) -> list[int]:
    """Ids of the periods with marks in a unit, or at the top of the scope."""
    statement = (
        select(MarkMart.period_id)
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .where(units_or_roots(scope, MarkMart.subject_id, unit_id=unit_id))
        .where(MarkMart.grade == 0, sums_where_enough(scope, MarkMart.subject_id))
        .distinct()
    )
    if basis is not None:
        statement = statement.where(MarkMart.basis == basis)
    if procedure is not None:
        statement = statement.where(MarkMart.procedure == procedure)
    if year is not None:
        statement = statement.where(MarkMart.period_id.between(year * 100, year * 100 + 99))
    return sorted(row["period_id"] for row in rows(statement))


def latest_period(
    scope: Scope,
    *,
    basis: str,
    procedure: str | None = None,
    unit_id: int | None = None,
    year: int | None = None,
) -> int | None:
    """«год» of the latest year with marks; where it is not there yet, the latest period."""
    chosen = {"basis": basis, "procedure": procedure, "unit_id": unit_id, "year": year}
    return usual_period(periods_with_marks(scope, **chosen))
