"""Rows of exam forecasts made by hand, and the mart added up from them: for tests of reading."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Engine, insert, select

from models import ExamForecast, Forecaster, ForecastMart, Unit
from models.forecasts import EXAM

FEATURES = [
    {"name": "marks", "title": "Средневзвешенный балл года", "unit": "отметка"},
    {"name": "work", "title": "Пробный экзамен", "unit": "доля баллов"},
]
CARD = {
    "ladder": [
        {"rung": "mean", "title": "среднее всех", "mae": 5.0, "rmse": 6.2, "chosen": False},
        {"rung": "ridge", "title": "линейная модель", "mae": 3.1, "rmse": 4.0, "chosen": True},
    ],
    "figures": {
        **{"n": 340, "mae": 3.1, "rmse": 4.0, "r2": 0.55, "baseline_mae": 5.0},
        **{"coverage_90": 0.905, "mean_width": 12.5, "brier": 0.07, "auc": 0.86, "slope": 1.02},
    },
    "fifths": [0.9, 0.91, 0.89, 0.92, 0.9],
    "folds": 5,
    "by": "school",
    "note": "",
}
MINIMUM, BORDERS, HIGHEST, MEAN = 8, [8, 15, 22], 31, 14.0


def at(year: int, month: int, day: int) -> datetime:
    """A moment of a day as the tables keep it."""
    return datetime(year, month, day, 9, tzinfo=UTC).replace(tzinfo=None)


def forecaster(id: int, subject_id: int, procedure: str = "ОГЭ", year: int = 2025, **more) -> dict:
    """One that gives points from 0 to 31, of which 8 are the minimum."""
    parameters = {
        **{"features": FEATURES, "baseline": MEAN, "max_score": HIGHEST, "minimum": MINIMUM},
        **{"borders": BORDERS, "scale": "primary", "conditions": "", "years": [year - 1]},
        "event": "результат ниже минимума",
    }
    return {
        **{"id": id, "kind": EXAM, "procedure": procedure, "subject_id": subject_id, "grade": 9},
        **{"school_year": year, "as_of": date(year + 1, 4, 15), "is_current": True},
        **{"made_at": at(year + 1, 4, 16), "rung": "ridge", "n_students": 340},
        **{"why": "Линейная модель ошибается меньше среднего.", "card": CARD},
        "parameters": parameters,
    } | more


def exam_forecast(class_id: int, student_id: int, made_by: int, p: float, **more) -> dict:
    """A forecast with a chance `p` under the minimum; the rest follows unless it is said."""
    expected = more.pop("expected", MINIMUM + 12 * (0.5 - p))
    rest = [0.6 * (1 - p), 0.3 * (1 - p), 0.1 * (1 - p)]
    marks = {"p2": p, **dict(zip(("p3", "p4", "p5"), rest, strict=True))}
    return {
        **{"class_id": class_id, "forecaster_id": made_by, "student_id": student_id},
        **{"expected": expected, "low": expected - 5, "high": expected + 5, "p_below": p},
        **{"expected_test": None, "low_test": None, "high_test": None, **marks},
        "basis": "отметки: 45; работы: 3",
        "reasons": [
            ["base", None, MEAN],
            ["marks", 3.1, expected - MEAN - 1.0],
            ["work", 0.4, 1.0],
        ],
    } | more


def mart_rows(
    forecasts: Iterable[dict], forecasters: Iterable[dict], units: dict[int, tuple], facts: dict
) -> list[dict]:
    """Forecasts added up from the class to the region.

    `units`: unit → its parent and its line from itself up. `facts`: class, forecaster and student
    → score that came, where it is known.
    """
    by_id = {one["id"]: one for one in forecasters}
    sums: dict[tuple, dict] = {}
    for row in forecasts:
        made_by = by_id[row["forecaster_id"]]
        for unit_id in units[row["class_id"]][1]:
            key = _key(row, made_by, unit_id, units[unit_id][0])
            known = sums.setdefault(tuple(key.values()), key)
            fact = facts.get((row["class_id"], row["forecaster_id"], row["student_id"]))
            for name, value in _sums(row, made_by, fact).items():
                known[name] = known.get(name, 0) + value
    return list(sums.values())


def _key(row: dict, made_by: dict, unit_id: int, parent_id: int) -> dict:
    p = row["p_below"]
    return {
        **{"parent_id": parent_id, "unit_id": unit_id, "procedure": made_by["procedure"]},
        **{"subject_id": made_by["subject_id"], "period_id": made_by["school_year"] * 100 + 50},
        "chance": -1 if p is None else min(19, int(p * 20 + 1e-9)),
    }


def _sums(row: dict, made_by: dict, fact: float | None) -> dict:
    p = row["p_below"]
    marks = {f"sum_{name}": round(1e4 * (row[name] or 0)) for name in ("p2", "p3", "p4", "p5")}
    return {
        **{
            "n": 1,
            "sum_expected": round(100 * row["expected"]),
            "sum_below": round(1e4 * (p or 0)),
        },
        **{"n_marks": int(row["p2"] is not None)},
        **marks,
        **_of_fact(row, made_by["parameters"], fact),
    }


def _of_fact(row: dict, made_by: dict, fact: float | None) -> dict:
    known, p = fact is not None, row["p_below"]
    judged = known and p is not None
    error = round(100 * (fact - row["expected"])) if known else 0
    below = judged and fact < made_by["minimum"]
    return {
        **{"n_known": int(known), "sum_fact": round(100 * fact) if known else 0},
        **{"sum_error": error, "sum_abs_error": abs(error)},
        "sum_abs_baseline": round(100 * abs(made_by["baseline"] - fact)) if known else 0,
        "n_covered": int(known and row["low"] <= fact <= row["high"]),
        **{"n_judged": int(judged), "n_below": int(below)},
        "sum_chance": round(1e4 * p) if judged else 0,
        "sum_brier": round(1e4 * (p - below) ** 2) if judged else 0,
    }


def insert_forecasts(
    engine: Engine, forecasters: list[dict], forecasts: list[dict], facts: dict
) -> None:
    """All three tables of a store that has its units already."""
    with engine.begin() as connection:
        found = connection.execute(select(Unit.id, Unit.parent_id, Unit.path)).all()
        units = {
            id: (parent, [int(one) for one in reversed(path.strip("/").split("/"))])
            for id, parent, path in found
        }
        connection.execute(insert(Forecaster), forecasters)
        connection.execute(insert(ExamForecast), forecasts)
        connection.execute(insert(ForecastMart), mart_rows(forecasts, forecasters, units, facts))
