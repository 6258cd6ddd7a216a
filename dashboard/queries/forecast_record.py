"""What became of exam forecasts: errors, coverage and calibration by unit; of one's own only."""

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, select

from dashboard.access import Scope, Time
from dashboard.disclosure import OWN
from dashboard.queries.database import rows, total
from dashboard.queries.exam_forecasts import STEP, Target
from dashboard.queries.forecast_counts import CHANCE, POINT
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import children_in, of_unit
from etl.indicators.intervals import wilson
from models import ForecastMart, Subject, Unit

MARKS = ("p2", "p3", "p4", "p5")
OF_FACT = (
    *("n", "n_known", "sum_error", "sum_abs_error", "sum_abs_baseline", "n_covered"),
    *("n_judged", "n_below", "sum_chance", "sum_brier"),
)
OF_MARKS = ("n_marks", *(f"sum_{name}" for name in MARKS))


def record_by_subject(scope: Scope, unit: dict, target: Target, risk: int) -> list[dict]:
    """One row per subject of a unit of one's own, `risk` [%] being the threshold.

    `n` forecasts, `n_known` with a result; `mae, baseline_mae` and `bias` = mean of (fact −
    expected) [points], `coverage` with
    `coverage_low, coverage_high`; of `n_judged`: `brier`, `n_below` stayed under the minimum,
    `n_found` of them in the zone of risk, `n_flagged` in it; `steps` of chance with the
    `judged`, the `below` of them and their `sum_chance`.
    """
    statement = _sums(scope, target, OF_FACT).where(Unit.id == unit["unit_id"])
    found = _grouped(rows(statement), "subject_id", risk)
    return sorted(found, key=by_nature("subject"))


def record_of_children(scope: Scope, unit: dict, target: Target, risk: int) -> list[dict]:
    """One row per child (of a school: per class) of one's own; as of `record_by_subject`."""
    statement = _sums(scope, target, OF_FACT).where(children_in(unit))
    found = _grouped(rows(statement), "unit_id", risk)
    return sorted(found, key=by_nature("unit", "unit_id"))


def expected_marks(scope: Scope, unit: dict, target: Target) -> list[dict]:
    """One row per subject of a unit of one's own: students expected to get each mark.

    `n` whose chances are known, `p2 … p5` [students], each with `…_error` [students]: the square
    root of the sum of p·(1 − p), where the chances of a step count as their mean, which makes it
    no smaller than it is.
    """
    found = rows(_sums(scope, target, OF_MARKS).where(Unit.id == unit["unit_id"]))
    marks = _by(found, "subject_id", _marks)
    return sorted((row for row in marks if row["n"]), key=by_nature("subject"))


def expected_marks_of_children(scope: Scope, unit: dict, target: Target) -> list[dict]:
    """The same, one row per child (of a school: per class) of one's own, in one subject."""
    found = rows(_sums(scope, target, OF_MARKS).where(children_in(unit)))
    marks = _by(found, "unit_id", _marks)
    return sorted((row for row in marks if row["n"]), key=by_nature("unit", "unit_id"))


def _sums(scope: Scope, target: Target, columns: tuple[str, ...]) -> Select:
    """Sums by unit, subject and step of chance."""
    mart = ForecastMart
    return (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.level),
            *(mart.subject_id, Subject.name.label("subject"), mart.chance),
            *(total(getattr(mart, name)).label(name) for name in columns),
        )
        .select_from(Unit)
        .join(mart, of_unit(mart))
        .join(Subject, Subject.id == mart.subject_id)
        .where(*target.of_mart(), _own(scope))
        .group_by(Unit.id, Unit.name, Unit.level, mart.subject_id, Subject.name, mart.chance)
        .order_by(mart.chance)
    )


def _own(scope: Scope) -> ColumnElement[bool]:
    time = Time(year=ForecastMart.period_id // 100)
    return scope.owns(Unit.path, subject=ForecastMart.subject_id, time=time)


def _grouped(found: list[dict], by: str, risk: int) -> list[dict]:
    return _by(found, by, lambda steps: _record(steps, risk // STEP))


def _by(found: list[dict], name: str, measured: Callable[[list[dict]], dict]) -> list[dict]:
    """The steps of each unit or subject made into one row."""
    groups: dict[int, list[dict]] = defaultdict(list)
    for row in found:
        groups[row[name]].append(row)
    words = ("unit_id", "unit", "level", "subject_id", "subject")
    return [
        {word: steps[0][word] for word in words} | measured(steps) | OWN
        for steps in groups.values()
    ]


def _record(steps: list[dict], risk: int) -> dict:
    """Ratios of the sums; None where there is nothing to say it of."""
    sums = {name: sum(step[name] for step in steps) for name in OF_FACT}
    n, judged = sums["n_known"], sums["n_judged"]
    low, high = (float(end) for end in wilson(sums["n_covered"], n)) if n else (None, None)
    flagged = [step for step in steps if step["chance"] >= risk]
    return {
        **{name: sums[name] for name in ("n", "n_known", "n_judged", "n_below")},
        "mae": _mean(sums["sum_abs_error"], n, POINT),
        "bias": _mean(sums["sum_error"], n, POINT),
        "baseline_mae": _mean(sums["sum_abs_baseline"], n, POINT),
        **{"coverage": _mean(sums["n_covered"], n), "coverage_low": low, "coverage_high": high},
        "brier": _mean(sums["sum_brier"], judged, CHANCE),
        "n_flagged": sum(step["n_judged"] for step in flagged),
        "n_found": sum(step["n_below"] for step in flagged),
        "steps": tuple(_step(step) for step in steps if step["n_judged"] and step["chance"] >= 0),
    }


def _step(step: dict) -> dict:
    """Of one step of chance: how many, their sum of chances, how many stayed under."""
    told = {"chance": step["chance"], "judged": step["n_judged"], "below": step["n_below"]}
    return told | {"sum_chance": step["sum_chance"] / CHANCE}


def _marks(steps: list[dict]) -> dict:
    told = {"n": sum(step["n_marks"] for step in steps)}
    for name in MARKS:
        sums = [(step[f"sum_{name}"] / CHANCE, step["n_marks"]) for step in steps]
        told[name] = sum(p for p, _ in sums)
        told[f"{name}_error"] = sum(p * (1 - p / n) for p, n in sums if n) ** 0.5
    return told


def _mean(total_of: int, n: int, scale: int = 1) -> float | None:
    return total_of / scale / n if n else None
