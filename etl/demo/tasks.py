"""How students solve tasks: difficulty by level, partial credit, an element badly learnt."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from etl.exams import published

CODIFIER = Path(__file__).with_name("codifier.csv")
SHARPNESS = 1.35  # how steeply success rises with ability
SPREAD = 0.9  # between the first and the last point of a task, in halves
DIFFICULTY = {"Б": (-0.95, 0.4), "П": (0.45, 0.35), "В": (1.6, 0.35)}  # mean, spread
HARDER = 0.4  # ЕГЭ, whose takers are a selection
PROFILE_MATHS = "Математика (профильная)"
# No published plan at hand: maxima of basic and of advanced tasks.
PLANLESS = {
    ("ОГЭ", "Обществознание"): ([1] * 10 + [2] * 6, [2, 2, 3, 4, 4]),
    ("ЕГЭ", "Обществознание"): ([1] * 6 + [2] * 10, [2, 3, 3, 4, 4, 6, 5, 5]),
    ("ВПР", ""): ([1] * 8 + [2] * 5, [2, 2, 3, 3]),
}


def exam_plan(exam: str, subject: str) -> pd.DataFrame:
    """The tasks of an exam: `task`, `variant`, `kes`, `kpu`, `level`, `type`, `max_points`."""
    if (exam, subject) in PLANLESS:
        basic, advanced = PLANLESS[exam, subject]
        maxima = [*basic, *advanced]
        levels = ["Б"] * len(basic) + ["П"] * len(advanced)
        tasks = [str(n + 1) for n in range(len(maxima))]
        return pd.DataFrame({"task": tasks, "level": levels, "max_points": maxima})
    plans = published("plans")
    profile = "базовый" if subject == "Математика (базовая)" else "профильный"
    chosen = plans[
        (plans["exam"] == exam)
        & (plans["subject"] == subject.split(" (")[0])
        & plans["variant"].isin(["", profile])
    ]
    points = chosen["max_points"].astype(int)
    written = (points > 1) & (chosen["level"] != "Б")
    return pd.DataFrame(
        {
            "task": chosen["task"],
            "variant": "",
            "kes": chosen["kes"],
            "kpu": chosen["kpu"],
            "level": chosen["level"],
            "type": np.where(written, "РО", "КО"),
            "max_points": points,
        }
    ).reset_index(drop=True)


def difficulties(plan: pd.DataFrame, rng: np.random.Generator, procedure: str = "") -> np.ndarray:
    """One difficulty a task, on the scale of ability."""
    mean, spread = np.array([DIFFICULTY[level] for level in plan["level"]]).T
    return rng.normal(mean, spread) + HARDER * procedure.endswith("ЕГЭ")


def points(
    ability: np.ndarray, difficulty: np.ndarray, maxima: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Students × tasks: points 0 to the maximum; with a maximum of 1 this is the Rasch model."""
    shape = (len(ability), len(difficulty))
    success = SHARPNESS * (ability[:, None] - difficulty) + rng.logistic(0, 1, shape)
    scored = np.zeros(shape, int)
    for step in range(maxima.max()):
        place = (2 * step + 1) / maxima - 1  # −1 … 1 within the task, 0 when it has one point
        spread = SPREAD * np.log2(maxima + 1)
        scored += (success > spread * place) & (step < maxima)
    return scored


def unlearnt(
    scored: np.ndarray, maxima: np.ndarray, drop: float, rng: np.random.Generator
) -> np.ndarray:
    """The same points with the solve rate lower by about `drop`: some students get nothing."""
    rate = scored.mean(axis=0) / maxima
    lost = np.minimum(drop / np.maximum(rate, 0.01), 0.9)
    return np.where(rng.random(scored.shape) < lost, 0, scored)


@cache
def codifier() -> pd.DataFrame:
    """Content elements and skills: `subject`, `grade`, `kind`, `code`, `name`."""
    rows = pd.read_csv(CODIFIER, dtype=str, keep_default_na=False)
    rows["grade"] = rows.pop("grades").str.split(";")
    return (
        rows.explode("grade")
        .astype({"grade": int})[["subject", "grade", "kind", "code", "name"]]
        .reset_index(drop=True)
    )


def invented_tasks(
    elements: list[str], skills: list[str], by_variant: bool, rng: np.random.Generator
) -> pd.DataFrame:
    """A basic task for every element, an advanced one for every two, one of high level."""
    contents = [[code] for code in elements]
    contents += [elements[n : n + 2] for n in range(0, len(elements), 2)]
    contents.append(sorted(rng.choice(elements, 2, replace=False)))
    advanced = len(contents) - len(elements) - 1
    levels = ["Б"] * len(elements) + ["П"] * advanced + ["В"]
    tasks = pd.DataFrame(
        {
            "task": [str(n + 1) for n in range(len(contents))],
            "variant": "",
            "kes": [", ".join(codes) for codes in contents],
            "kpu": rng.choice(skills, len(contents)),
            "level": levels,
            "type": np.where(np.array(levels) == "Б", "КО", "РО"),
            "max_points": [{"Б": 1, "П": 2, "В": 3}[level] for level in levels],
        }
    )
    if not by_variant:
        return tasks
    doubled = tasks.iloc[[0, 0, *range(1, len(tasks))]].reset_index(drop=True)
    doubled.loc[[0, 1], "task"] = ["1.1", "1.2"]
    doubled.loc[[0, 1], "variant"] = ["1", "2"]
    return doubled
