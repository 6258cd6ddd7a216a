"""Current marks of a unit by work type: for what they are given, and how good they are."""

from sqlalchemy import select

from dashboard.access import Scope
from dashboard.disclosure import OWN
from dashboard.filters import View
from dashboard.queries.database import rows
from dashboard.queries.measured import column, with_columns
from dashboard.queries.places import Place, at_places, of_unit
from etl.indicators.current import share
from etl.indicators.ratios import ratio
from models import Unit, WorkType, WorkTypeMart

MARKS = ("n_marks", "m5", "m4", "m3", "m2", "m1", "sum_marks")


def marks_by_work_type(scope: Scope, place: Place, view: View) -> list[dict]:
    """One row per work type in the period, the most frequent first, with `share, mean_mark`.

    Of one's own only: marks are counted here, not students, so nothing says how many of these
    stand behind a row of others.
    """
    statement = (
        select(
            *(WorkType.name, WorkType.is_control),
            *(getattr(WorkTypeMart, name) for name in MARKS),
        )
        .select_from(Unit)
        .join(WorkTypeMart, of_unit(WorkTypeMart))
        .join(WorkType, WorkType.id == WorkTypeMart.work_type_id)
        .where(scope.owns(Unit.path, subject=WorkTypeMart.subject_id))
        .where(at_places(WorkTypeMart, [place]))
        .where(WorkTypeMart.subject_id == view.subject, WorkTypeMart.period_id == view.period)
        .order_by(WorkTypeMart.n_marks.desc(), WorkType.id)
    )
    found = rows(statement)
    if not found:
        return []
    n_marks = column(found, "n_marks")
    means = ratio(column(found, "sum_marks"), n_marks)
    shares = {"share": share(n_marks, n_marks.sum()), "mean_mark": means}
    return [row | OWN for row in with_columns(found, shares)]
