"""Forecasts kept: one version a month of each target, its students, and its sums by unit."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
from sqlalchemy import Connection, and_, delete, insert, select, update

from etl.came import Came
from etl.forecast_words import basis_in_words
from etl.forecasting import Forecast, OfStudents, Target, now
from etl.forecasts.outcomes import Outcomes
from etl.periods import YEAR
from etl.tables.bulk import insert_dicts, next_id
from models import ExamForecast, Forecaster, ForecastMart, Unit
from models.forecasts import EXAM

HUNDREDTHS, TEN_THOUSANDTHS = 100, 10_000
CHANCES = 20  # steps of five percent
UNKNOWN = -1
SUMS = [column.name for column in ForecastMart.__table__.columns if column.info.get("adds_up")]


def of_target(target: Target):
    """The condition that a forecaster is of this target."""
    return and_(
        Forecaster.kind == EXAM,
        Forecaster.procedure == target.procedure,
        Forecaster.subject_id == target.subject_id,
        Forecaster.school_year == target.school_year,
    )


def stored(connection: Connection, target: Target):
    """The current forecaster of a target; None where there is none."""
    query = select(Forecaster.__table__).where(of_target(target), Forecaster.is_current)
    return connection.execute(query).first()


def keep(connection: Connection, found: Forecast) -> int:
    """Keep a forecast; one of the same target and month is replaced, earlier ones stay."""
    target = found.target
    _forget_month(connection, target)
    id = next_id(connection, Forecaster)
    row = {
        **{"id": id, "kind": EXAM, "procedure": target.procedure, "grade": target.grade},
        **{"subject_id": target.subject_id, "school_year": target.school_year},
        **{"as_of": target.as_of, "made_at": now(), "is_current": False, "rung": found.rung},
        **{"why": found.why, "n_students": found.n, "parameters": found.parameters},
        **{"learnt": found.learnt, "card": found.card | {"retro": target.fact is not None}},
    }
    connection.execute(insert(Forecaster), row)
    insert_dicts(connection, ExamForecast, _rows(found.students, id))
    _let_latest_hold(connection, target)
    return id


def _let_latest_hold(connection: Connection, target: Target) -> None:
    """The forecast made from the latest day is the current one, whenever it was made."""
    connection.execute(update(Forecaster).where(of_target(target)).values(is_current=False))
    ids = select(Forecaster.id).where(of_target(target)).order_by(Forecaster.as_of.desc()).limit(1)
    latest = connection.execute(ids).scalar()
    connection.execute(update(Forecaster).where(Forecaster.id == latest).values(is_current=True))


def retire(connection: Connection, targets: list[Target], day: date) -> None:
    """What can no longer be forecast, its facts being undone, is shown no more; it stays kept."""
    there = {(one.procedure, one.subject_id, one.school_year) for one in targets}
    current = select(Forecaster.__table__).where(
        Forecaster.kind == EXAM, Forecaster.is_current, Forecaster.as_of <= day
    )
    for row in connection.execute(current).all():
        if (row.procedure, row.subject_id, row.school_year) not in there:
            of_row = Forecaster.id == row.id
            connection.execute(update(Forecaster).where(of_row).values(is_current=False))
            connection.execute(delete(ForecastMart).where(of_mart(row)))


def differences(connection: Connection, every: list[Target]) -> list[str]:
    """A sentence for each target whose sums are not those of its students."""
    found = []
    for target in every:
        forecaster = stored(connection, target)
        said = sums(connection, target, forecaster) if forecaster else []
        names = [column.name for column in ForecastMart.__table__.columns]
        counted = {tuple(row[name] for name in names) for row in said}
        query = select(ForecastMart.__table__).where(of_mart(target))
        kept = {tuple(row) for row in connection.execute(query)}
        if counted != kept:
            found.append(
                f"{target.procedure}, {target.subject}, {target.school_year}: строк прогноза "
                f"опубликовано {len(kept)}, по прогнозам учеников {len(counted)}"
            )
    return found


def keep_again(
    connection: Connection, target: Target, forecaster, schools: Iterable[int], said: OfStudents
) -> None:
    """Replace what a forecaster says of the students of some schools."""
    parallel = Unit.__table__.alias("parallel")
    classes = (
        select(Unit.id)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .where(parallel.c.parent_id.in_(list(schools)))
    )
    connection.execute(
        delete(ExamForecast).where(
            ExamForecast.forecaster_id == forecaster.id, ExamForecast.class_id.in_(classes)
        )
    )
    insert_dicts(connection, ExamForecast, _rows(said, forecaster.id))
    connection.execute(
        update(Forecaster).where(Forecaster.id == forecaster.id).values(as_of=target.as_of)
    )


def _forget_month(connection: Connection, target: Target) -> None:
    first = target.as_of.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    same = and_(of_target(target), Forecaster.as_of >= first, Forecaster.as_of < after)
    ids = list(connection.execute(select(Forecaster.id).where(same)).scalars())
    connection.execute(delete(ExamForecast).where(ExamForecast.forecaster_id.in_(ids)))
    connection.execute(delete(Forecaster).where(Forecaster.id.in_(ids)))


def _rows(found: OfStudents, forecaster_id: int) -> list[dict]:
    """One row a student."""
    said, known = found.said, found.known
    tests = [found.scale.test_score(score) for score in (said.expected, said.low, said.high)]
    columns = {
        "class_id": known.features["school_class"].to_numpy(),
        "student_id": known.features.index.to_numpy(),
        **{"expected": said.expected, "low": said.low, "high": said.high, "p_below": said.below},
        **{f"p{mark}": said.marks[:, place] for place, mark in enumerate((2, 3, 4, 5))},
    }
    for name, test in zip(("expected_test", "low_test", "high_test"), tests, strict=True):
        columns[name] = np.full(len(said.expected), np.nan) if test is None else test
    evidence = known.evidence.to_dict("records")
    reasons = _reasons(found)
    return [
        {name: _plain(values[row]) for name, values in columns.items()}
        | {
            "forecaster_id": forecaster_id,
            "basis": basis_in_words(said.basis[row], evidence[row]),
            "reasons": reasons[row],
        }
        for row in range(len(said.expected))
    ]


def _reasons(found: OfStudents) -> list[list]:
    """Of each student [feature, value, contribution]; parts that he or she has none of left out."""
    parts, values = found.said.contributions, found.known.features
    names = list(parts.columns)
    given = np.column_stack(
        [values[name].to_numpy(float) if name in values and name not in ("school", "school_class")
         else np.full(len(parts), np.nan) for name in names]
    )  # fmt: skip
    return [
        [
            [name, _plain(value), float(part)]
            for name, value, part in zip(names, of_student, contributions, strict=True)
            if np.isfinite(part)
        ]
        for of_student, contributions in zip(given, parts.to_numpy(float), strict=True)
    ]


def _plain(value):
    """A number of numpy as one of Python; NaN as nothing."""
    if isinstance(value, int | np.integer):
        return int(value)
    return float(value) if np.isfinite(value) else None


def publish(connection: Connection, target: Target) -> None:
    """Sums of a target's current forecasts by unit; what has come is set beside it."""
    forecaster = stored(connection, target)
    connection.execute(delete(ForecastMart).where(of_mart(target)))
    insert_dicts(connection, ForecastMart, sums(connection, target, forecaster))


def of_mart(target):
    """The condition that sums are of this target, or of the target of a forecaster."""
    return and_(
        ForecastMart.procedure == target.procedure,
        ForecastMart.subject_id == target.subject_id,
        ForecastMart.period_id == target.school_year * 100 + YEAR,
    )


def sums(connection: Connection, target: Target, forecaster) -> list[dict]:
    """What `publish` writes: one row a unit and step of the chance."""
    said = _said(connection, forecaster.id)
    if said.empty:
        return []
    counted = _counted(said, target.fact, forecaster)
    summed = _up_the_tree(connection, counted)
    keys = {"procedure": target.procedure, "subject_id": target.subject_id}
    keys |= {"period_id": target.school_year * 100 + YEAR}
    return [row | keys for row in summed.to_dict("records")]


def _said(connection: Connection, forecaster_id: int) -> pd.DataFrame:
    table = ExamForecast
    names = ("class_id", "student_id", "expected", "low", "high", "p_below")
    columns = [getattr(table, name) for name in (*names, "p2", "p3", "p4", "p5")]
    query = select(*columns).where(table.forecaster_id == forecaster_id)
    rows = connection.execute(query.order_by(table.class_id, table.student_id)).all()
    found = pd.DataFrame(rows, columns=[column.key for column in columns])
    return found.astype(dict.fromkeys(found.columns[2:], float))


def _counted(said: pd.DataFrame, fact: Came | None, forecaster) -> pd.DataFrame:
    """One row a student: the chance's step and what is added up, in whole numbers."""
    below = said["p_below"]
    known, found = below.notna(), pd.DataFrame({"unit_id": said["class_id"]})
    step = np.floor(below.fillna(0) * CHANCES).clip(0, CHANCES - 1)
    found["chance"] = np.where(known, step, UNKNOWN).astype(int)
    found["n"], found["n_marks"] = 1, said["p2"].notna().astype(int)
    found["sum_expected"] = _whole(said["expected"], HUNDREDTHS)
    found["sum_below"] = _whole(below, TEN_THOUSANDTHS)
    for mark in (2, 3, 4, 5):
        found[f"sum_p{mark}"] = _whole(said[f"p{mark}"], TEN_THOUSANDTHS)
    came_out = (
        pd.DataFrame(columns=["score", "mark"], dtype=float) if fact is None else fact.results
    ).reindex(said["student_id"])
    score, mark = (came_out[name].to_numpy(float) for name in ("score", "mark"))
    return found.assign(**_of_facts(said, score, mark, forecaster))


def _of_facts(said: pd.DataFrame, score, mark, forecaster) -> dict:
    """What is added up of those whose result has come."""
    has_come = np.isfinite(score)
    error = np.where(has_come, score - said["expected"], 0.0)
    covered = has_come & (score >= said["low"] - 1e-9) & (score <= said["high"] + 1e-9)
    is_judged = has_come & said["p_below"].notna().to_numpy()
    is_below = is_judged & was_below(score, mark, forecaster.learnt)
    chance = np.where(is_judged, said["p_below"].fillna(0), 0.0)
    brier = np.where(is_judged, np.square(chance - is_below), 0.0)
    return {
        "n_known": has_come.astype(int),
        "sum_fact": _whole(np.where(has_come, score, 0.0), HUNDREDTHS),
        "sum_error": _whole(error, HUNDREDTHS),
        "sum_abs_error": _whole(np.abs(error), HUNDREDTHS),
        "sum_abs_baseline": _whole(
            np.where(has_come, np.abs(score - forecaster.parameters["baseline"]), 0.0), HUNDREDTHS
        ),
        "n_covered": covered.astype(int),
        "n_judged": is_judged.astype(int),
        "n_below": is_below.astype(int),
        "sum_chance": _whole(chance, TEN_THOUSANDTHS),
        "sum_brier": _whole(brier, TEN_THOUSANDTHS),
    }


def was_below(score, mark, learnt: dict):
    """Which results were under the minimum, as the forecaster understood it when it was made."""
    return Outcomes.of_row(learnt["outcomes"]).is_below(np.nan_to_num(score), mark)


def _whole(values, scale: int) -> np.ndarray:
    return np.rint(np.nan_to_num(np.asarray(values, dtype=float)) * scale).astype(np.int64)


def _up_the_tree(connection: Connection, counted: pd.DataFrame) -> pd.DataFrame:
    """Sums of classes, and of every unit they lie in."""
    by_class = counted.groupby(["unit_id", "chance"], as_index=False)[SUMS].sum()
    query = select(Unit.id, Unit.path).where(Unit.level == "school_class")
    lines = {
        id: [0, *map(int, path.strip("/").split("/"))] for id, path in connection.execute(query)
    }
    places = pd.DataFrame(
        [(one, *pair) for one in by_class["unit_id"].unique() for pair in _pairs(lines[one])],
        columns=["class_id", "parent_id", "unit_id"],
    )
    joined = places.merge(by_class.rename(columns={"unit_id": "class_id"}), on="class_id")
    return joined.groupby(["parent_id", "unit_id", "chance"], as_index=False)[SUMS].sum()


def _pairs(line: list[int]) -> list[tuple[int, int]]:
    """(0, region), (region, municipality) … down to the class."""
    return list(pairwise(line))
