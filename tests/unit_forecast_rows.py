"""Rows of forecasts of units made by hand: for tests of reading."""

from datetime import UTC, date, datetime

from models.forecasts import UNITS

FIGURES = {
    **{"n": 40, "mae": 0.03, "coverage_90": 0.91, "mean_width": 0.13},
    **{"last_mae": 0.037, "line_mae": 0.033, "parent_mae": 0.1},
}
LEVELS = ("region", "municipality", "school", "parallel", "school_class")
CARD = {
    "period": "2025/2026, 2 четверть",
    "back_test": {
        tree: {level: {"quality_rate": FIGURES} for level in LEVELS} for tree in ("all", "subjects")
    },
}


def unit_forecaster(id: int, period: str, year: int, **more) -> dict:
    """One of a period of a year."""
    return {
        **{"id": id, "kind": UNITS, "procedure": period, "subject_id": 0, "grade": 0},
        **{"school_year": year, "as_of": date(year, 12, 31), "is_current": True},
        **{"made_at": datetime(year, 12, 31, 9, tzinfo=UTC).replace(tzinfo=None)},
        **{"rung": "shrunken", "why": "Прогноз вышестоящего.", "n_students": 100},
        **{"parameters": {}, "card": CARD},
    } | more


def unit_forecast(unit: tuple[int, int], subject: int, period: int, made_by: int, **more) -> dict:
    """The quality rate of a unit (its id and parent) is told to be one half; 0.4 to 0.6."""
    return {
        **{"unit_id": unit[0], "parent_id": unit[1], "indicator": "quality_rate"},
        **{"subject_id": subject, "period_id": period, "forecaster_id": made_by},
        **{"value": 0.5, "low": 0.4, "high": 0.6, "last": 0.45, "n": 10, "n_periods": 2},
    } | more


CAME, AHEAD, AHEAD_IN_YEAR, CAME_IN_YEAR = 202550, 202650, 202514, 202513
FORECASTERS = [
    unit_forecaster(901, "год", 2025, rung="hindsight", why="Сделан задним числом.", card={}),
    unit_forecaster(902, "год", 2026),
    unit_forecaster(903, "4 четверть", 2025),
    unit_forecaster(904, "3 четверть", 2025),
]
MADE_BY = {CAME: 901, AHEAD: 902, AHEAD_IN_YEAR: 903, CAME_IN_YEAR: 904}


def forecasts_of(parents: dict[int, int], levels: dict[int, str]) -> list[dict]:
    """Of every unit: the year that came and the next one; of classes quarters only."""
    found = []
    for unit, parent in parents.items():
        is_small = levels[unit] in LEVELS[3:]
        periods = (CAME_IN_YEAR, AHEAD_IN_YEAR) if is_small else (CAME, AHEAD)
        found += [
            unit_forecast((unit, parent), subject, period, MADE_BY[period])
            for subject in (0, 1)
            for period in periods
        ]
    return found
