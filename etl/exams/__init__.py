"""What is published of exams: plans, scales, minimums and borders of marks; data with years.

The tables stand beside this page, a row each year; a territory's own ones of the same columns stand
in the folder `exams` of its data and go before them.
"""

from functools import cache
from pathlib import Path

import pandas as pd

TABLES = ("plans", "ege_scales", "ege_minimums", "oge_marks")
# School subjects that are examined under another name.
EXAMINED_AS = {
    "Алгебра": ("Математика",),
    "Геометрия": ("Математика",),
    "Вероятность и статистика": ("Математика",),
    "Алгебра и начала анализа": ("Математика (профильная)", "Математика"),
    "Математика": ("Математика", "Математика (профильная)"),
    "Математика (профильная)": ("Математика (профильная)", "Математика"),
    "Математика (базовая)": ("Математика (базовая)", "Математика"),
}


def published(table: str, own: Path | None = None) -> pd.DataFrame:
    """All rows of a table as texts, those of the territory's own folder first."""
    tables = [_texts(Path(__file__).with_name(f"{table}.csv"))]
    if own is not None and (own / f"{table}.csv").exists():
        tables.insert(0, _texts(own / f"{table}.csv"))
    return pd.concat(tables, ignore_index=True)


@cache
def _texts(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def taught_as(exam_subject: str) -> frozenset[str]:
    """The names under which a subject of an exam is taught, its own among them."""
    others = {taught for taught, names in EXAMINED_AS.items() if exam_subject in names}
    return frozenset({exam_subject, exam_subject.partition(" (")[0], *others})
