"""A forecaster of final marks made by hand, for tests of reading."""

from datetime import date

from forecast_rows import at

from etl.forecasts.final_fit import USUAL
from models.forecasts import FINAL

FIGURES = {"n": 35280, "right": 0.8, "baseline_right": 0.72}
CARD = {"tests": [{"period": 202513, "day": "2026-02-14", "figures": FIGURES}]}


def final_forecaster(id: int, **more) -> dict:
    """The usual parameters, current."""
    return {
        **{"id": id, "kind": FINAL, "procedure": "", "subject_id": 0, "grade": 0},
        **{"school_year": 2025, "as_of": date(2026, 3, 9), "made_at": at(2026, 3, 10)},
        **{"is_current": True, "rung": "probit", "why": "Собственное правило.", "n_students": 900},
        **{"parameters": USUAL.as_json() | {"n_finals": 9000}, "card": CARD},
    } | more
