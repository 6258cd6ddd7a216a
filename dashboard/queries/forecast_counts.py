"""Exam forecasts counted by unit: how many are in the zone of risk at thresholds."""

from collections import defaultdict

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select

from dashboard.access import Scope, Time
from dashboard.disclosure import Form
from dashboard.queries.database import rows, total
from dashboard.queries.disclosing import Counts, disclosed, own_paths, with_place
from dashboard.queries.exam_forecasts import STEP, Target
from dashboard.queries.measured import column, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import children_in, of_unit
from dashboard.queries.unit_settings import Thresholds
from etl.indicators.intervals import wilson
from etl.indicators.ratios import ratio
from models import ForecastMart, Subject, Unit

PARTS = ("n_risk", "n_attention", "n_calm", "n_unknown")  # of the number; the last: no minimum
SUMS = ("sum_expected", "sum_below", "sum_uncertain")
KEYS = ("procedure", "subject_id", "period_id")
POINT, CHANCE = 100, 10_000  # how the mart keeps a point and a probability
FORM = Form(
    words=frozenset(
        {"unit_id", "unit", "level", "path", "procedure", "subject_id", "subject", "period_id"}
    ),
    n="n",
    rates=("risk_rate", "attention_rate"),
    intervals=(("risk_rate", "risk_low", "risk_high"),),
    counts=PARTS,
)


class Summed:
    """A mart with its steps of chance added up; to SQLAlchemy its subquery, column by column."""

    def __init__(self, summed: Subquery) -> None:
        self._summed = summed

    def __getattr__(self, name: str) -> ColumnElement:
        return getattr(self._summed.c, name)

    def __clause_element__(self) -> Subquery:
        return self._summed


def forecasts_of_children(
    scope: Scope, unit: dict, target: Target, thresholds: Thresholds
) -> list[dict]:
    """One row per child of a unit (of a school: per class): `n` forecasts and `PARTS` of it.

    `risk_rate, risk_low, risk_high, attention_rate` of those whose minimum is known, `expected`
    [points, of one subject], `below` [students expected under the minimum] with `below_error`. Of
    all subjects together `n` counts student × subject, and of one's own alone.
    """
    inside = children_in(unit)
    if target.subject:
        near = or_(inside, _own_tops(scope))
        return sorted(_found(scope, inside, near, target, thresholds), key=_BY_UNIT)
    own = scope.owns(Unit.path, subject=ForecastMart.subject_id, time=_YEAR)
    found = _found(scope, inside, and_(inside, own), target, thresholds)
    return sorted(_over_subjects(found), key=_BY_UNIT)


def forecasts_of_unit(
    scope: Scope, unit: dict, target: Target, thresholds: Thresholds
) -> list[dict]:
    """One row per subject of a unit; columns as of `forecasts_of_children`."""
    here = Unit.id == unit["unit_id"]
    near = or_(here, Unit.parent_id == (unit["parent_id"] or -1), _own_tops(scope))
    return sorted(_found(scope, here, near, target, thresholds), key=by_nature("subject"))


def _own_tops(scope: Scope) -> ColumnElement[bool]:
    """One's own, which is told apart from the others in what is compared with."""
    return Unit.path.in_(own_paths(scope))


def _found(
    scope: Scope,
    chosen: ColumnElement[bool],
    near: ColumnElement[bool],
    target: Target,
    thresholds: Thresholds,
) -> list[dict]:
    """Rows of the chosen units; what may be told of them depends on those near them."""
    mart = Summed(_summed(near, target, thresholds))
    counts = Counts(mart, KEYS, FORM)
    statement = _of_units(mart).where(chosen, scope.shows(Unit, subject=mart.subject_id))
    statement = with_place(statement, scope, counts, mart.subject_id)
    return disclosed(scope, counts, rows(statement), _measured)


def _summed(near: ColumnElement[bool], target: Target, thresholds: Thresholds) -> Subquery:
    mart = ForecastMart
    risk, attention = (one // STEP for one in thresholds)
    judged = mart.chance >= 0
    parts = (
        mart.chance >= risk,
        and_(mart.chance >= attention, mart.chance < risk),
        and_(judged, mart.chance < attention),
        mart.chance < 0,
    )
    numbers = (
        total(case((one, mart.n), else_=0)).label(name)
        for one, name in zip(parts, PARTS, strict=True)
    )
    # p·(1 − p) of the mean of a step: at least the mean of its parts
    uncertain = mart.sum_below * (CHANCE * mart.n - mart.sum_below) / func.nullif(mart.n, 0)
    key = (mart.parent_id, mart.unit_id, *(getattr(mart, name) for name in KEYS))
    return (
        select(
            *(*key, total(mart.n).label("n"), *numbers),
            total(mart.sum_expected).label("sum_expected"),
            total(case((judged, mart.sum_below), else_=0)).label("sum_below"),
            total(case((judged, uncertain), else_=0)).label("sum_uncertain"),
        )
        .select_from(Unit)
        .join(mart, of_unit(mart))
        .where(near, *target.of_mart())
        .group_by(*key)
        .subquery("summed")
    )


def _of_units(mart: Summed) -> Select:
    return (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.level, Unit.path),
            *(mart.procedure, mart.subject_id, Subject.name.label("subject"), mart.period_id),
            *(mart.n, *(getattr(mart, name) for name in (*PARTS, *SUMS))),
        )
        .select_from(Unit)
        .join(mart, of_unit(mart))
        .join(Subject, Subject.id == mart.subject_id)
    )


def _measured(counts: list[dict]) -> list[dict]:
    """Shares of those whose minimum is known, and how many are expected under it."""
    if not counts:
        return []
    n, risk, attention, calm = (column(counts, name) for name in ("n", *PARTS[:3]))
    known = risk + attention + calm
    low, high = wilson(risk, known)
    measured = {
        **{"risk_rate": ratio(risk, known), "risk_low": low, "risk_high": high},
        "attention_rate": ratio(attention, known),
        "expected": ratio(column(counts, "sum_expected"), n) / POINT,
        "below": column(counts, "sum_below") / CHANCE,
        "below_error": (column(counts, "sum_uncertain") / CHANCE**2) ** 0.5,
    }
    return with_columns([_without_sums(row) for row in counts], measured)


def _without_sums(row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in SUMS}


def _over_subjects(found: list[dict]) -> list[dict]:
    """The rows of each unit added up: forecasts, not students."""
    by_unit: dict[int, list[dict]] = defaultdict(list)
    for row in found:
        by_unit[row["unit_id"]].append(row)
    return [_together(each) for each in by_unit.values()]


def _together(each: list[dict]) -> dict:
    sums = {name: sum(row[name] for row in each) for name in ("n", *PARTS, "below")}
    known = sums["n"] - sums["n_unknown"]
    low, high = (float(end) for end in wilson(sums["n_risk"], known))
    rates = {"risk_rate": sums["n_risk"] / known, "risk_low": low, "risk_high": high} if known \
        else dict.fromkeys(("risk_rate", "risk_low", "risk_high"))  # fmt: skip
    error = sum(row["below_error"] ** 2 for row in each) ** 0.5
    rates |= {"attention_rate": sums["n_attention"] / known if known else None}
    told = {"subject_id": 0, "subject": "Все предметы", "expected": None, "below_error": error}
    return each[0] | sums | rates | told


_YEAR = Time(year=ForecastMart.period_id // 100)
_BY_UNIT = by_nature("unit", "unit_id")
