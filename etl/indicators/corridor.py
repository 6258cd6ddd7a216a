"""Corridor of a task: between which solve rates it was expected to come out."""

import numpy as np

OF_LEVELS = {"Б": (0.60, 1.0), "П": (0.30, 1.0), "В": (0.30, 1.0)}
# ОГЭ in mathematics, 2026: part 1 is tasks 1–19
OGE_PART_1 = (0.60, 0.90)
OGE_PART_2 = {
    "20": (0.30, 0.50),
    "21": (0.15, 0.30),
    "22": (0.03, 0.15),
    "23": (0.30, 0.50),
    "24": (0.15, 0.30),
    "25": (0.03, 0.15),
}
LAST_OF_PART_1 = 19
PLACES = {
    "below": "ниже",
    "inside": "в границах",
    "above": "выше",
    "on_border": "на границе",
    "unknown": "нет данных",
}


def corridor(difficulty_level, procedure, subject, label):
    """
    Expected solve rate of a task [share 0–1].

    Parameters
    ----------
    difficulty_level : str or None
        «Б», «П», «В».
    procedure, subject, label : str
        What the work is, and the number of the task in it.

    Returns
    -------
    (float, float) or None
        Lowest and highest; 1 where nothing is too easy, None where nothing is known.

    References
    ----------
    By level: methodical recommendations of 2026 on analysing ВПР results inside a school. ОГЭ in
    mathematics (also its trial): expected rates of the exam plan of 2026.
    """
    if procedure.lower().endswith("огэ") and subject.lower() == "математика":
        if label in OGE_PART_2:
            return OGE_PART_2[label]
        if label.isdecimal() and int(label) <= LAST_OF_PART_1:
            return OGE_PART_1
    return OF_LEVELS.get(difficulty_level)


def place_in_corridor(rate, low, high, lowest, highest):
    """
    Where a solve rate is as far as its interval lets one say.

    ``below`` and ``above``: the whole interval is outside; ``inside``: the whole interval is
    inside; ``on_border``: the interval crosses an end; ``unknown`` without a rate or a corridor.

    Parameters
    ----------
    rate, low, high : float
        Solve rate and its interval [share 0–1].
    lowest, highest : float
        As of `corridor`.

    Returns
    -------
    str
        A key of `PLACES`.

    References
    ----------
    Own rule.
    """
    if not np.isfinite([rate, low, high, lowest, highest]).all():
        return "unknown"
    if high < lowest:
        return "below"
    if low > highest:
        return "above"
    return "inside" if low >= lowest and high <= highest else "on_border"
