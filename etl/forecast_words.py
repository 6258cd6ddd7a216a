"""What is kept beside a forecast: its parameters, its card, and why it was made so; in Russian."""

from typing import Any

import numpy as np

from etl.exams.scales import Scale
from etl.features import TITLES, title_of
from etl.forecasts.exam import LIMITS, MARKS, ExamForecaster, Said
from etl.forecasts.ladder import FEWEST, FEWEST_FOR_BOOSTING, MEAN, Ladder
from etl.forecasts.ladder import TITLES as RUNGS

POINTS = "балл"
OF_PARTS = {
    "base": "Средний результат тех, на ком построен прогноз",
    "school": "Поправка школы",
    "school_class": "Поправка класса",
    LIMITS: "Границы шкалы",
}
EVENTS = {"lowest": "среди 16 % самых низких баллов (минимум не известен)"}
BY = {
    "school": "незнакомых школах",
    "student": "незнакомых учениках (школ мало)",
    "year": "другом году",
}


def parameters_of(
    forecaster: ExamForecaster,
    said: Said,
    scale: Scale,
    target: Any,
    baseline: float,
) -> dict:
    """What the screens need to explain the forecast."""
    outcomes = forecaster.outcomes
    return {
        "features": [_feature(name) for name in said.contributions.columns],
        "baseline": baseline,
        "max_score": outcomes.max_score,
        "minimum": None if outcomes.event == "lowest" else outcomes.border,
        "borders": list(outcomes.borders),
        "scale": "primary" if scale.max_score else "score",
        "scale_year": scale.year,
        "conditions": scale.condition,
        "years": [one.school_year for one in target.learnt],
        "event": EVENTS.get(outcomes.event) or scale.event or "отметка «2»",
    }


def _feature(name: str) -> dict:
    is_feature = name in TITLES or ":" in name
    title, unit = title_of(name) if is_feature else (OF_PARTS[name], POINTS)
    return {"name": name, "title": title, "unit": unit}


def card_of(ladder: Ladder, tested: tuple[dict, str] | None, target: Any) -> tuple[dict, str]:
    """The card of a forecaster, and why its rung was chosen."""
    rungs = [
        {
            "rung": one.rung,
            "title": RUNGS[one.rung],
            "mae": one.mae,
            "rmse": one.rmse,
            "chosen": one.rung == ladder.rung_,
        }
        for one in ladder.tried_
    ]
    found, by = tested if tested else ({"figures": None, "fifths": []}, "school")
    card = {"ladder": rungs, **_plain(found), "folds": 5, "by": by}
    return card | {"note": _note(target)}, why(ladder, by)


def _plain(found: dict) -> dict:
    """Numbers that JSON can hold: what is not known is null."""
    figures = found["figures"]
    clean = {k: v if np.isfinite(v) else None for k, v in figures.items()} if figures else None
    return {"figures": clean, "fifths": [v if np.isfinite(v) else None for v in found["fifths"]]}


def _note(target: Any) -> str:
    if target.fact is None:
        return ""
    return (
        f"Сделан задним числом: по данным не позже {target.as_of:%d.%m.%Y}, "
        "когда результаты экзамена уже были загружены."
    )


def why(ladder: Ladder, by: str) -> str:
    """Why the ladder stopped where it did."""
    if ladder.n_ < FEWEST:
        return f"Прошлых результатов {ladder.n_}, меньше {FEWEST}: названо только их распределение."
    best = {one.rung: one for one in ladder.tried_}
    mean, chosen = best[MEAN], best[ladder.rung_]
    if ladder.rung_ == MEAN:
        return (
            "Ни один способ не ошибается меньше, чем среднее всех: прогнозом служит оно "
            f"(средняя ошибка {_number(mean.mae)} балла)."
        )
    few = "" if ladder.n_ >= FEWEST_FOR_BOOSTING else (
        f" Бустинг пробуют от {FEWEST_FOR_BOOSTING} результатов, здесь их {ladder.n_}."
    )  # fmt: skip
    others = "; ".join(
        f"{RUNGS[one.rung]} – {_number(one.mae)}" for one in ladder.tried_ if one is not chosen
    )
    return (
        f"Выбрана {RUNGS[ladder.rung_]}: при проверке на {BY[by]} её средняя ошибка "
        f"{_number(chosen.mae)} балла; {others}.{few}"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def basis_in_words(basis: str, evidence: dict) -> str:
    """«отметок: 45; работ: 3; прошлых результатов: 2»: what a forecast of one student stands on."""
    parts = (
        ("отметок по предмету", evidence["n_marks"]),
        ("работ", evidence["n_works"]),
        ("прошлых результатов", evidence["n_results"]),
    )
    told = "; ".join(f"{name}: {n}" for name, n in parts if n)
    if basis == MARKS:
        return f"только отметки – интервал шире; {told}"
    return told if told and basis != "nothing" else "данных нет: распределение всех"
