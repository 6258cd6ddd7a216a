"""Source files: separators, encodings, header languages and the rows spoiled on purpose."""

import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

DIRTY_SHARE = 0.0007


@dataclass(frozen=True)
class Dialect:
    """How one school writes its files."""

    encoding: str
    separator: str
    russian: bool
    suffix: str


DIALECTS = [
    Dialect("utf-8", ",", False, ".csv"),
    Dialect("utf-8-sig", ";", True, ".csv"),
    Dialect("cp1251", ";", True, ".csv"),
    Dialect("utf-8", ",", False, ".csv.gz"),
    Dialect("utf-8", "\t", True, ".csv"),
]
HEADERS = {
    "region": "Регион", "municipality": "Муниципалитет", "school_code": "Код школы",
    "school": "Школа", "grade": "Параллель", "class": "Класс", "student_code": "Код ученика",
    "last_name": "Фамилия", "first_name": "Имя", "middle_name": "Отчество", "sex": "Пол",
    "birth_year": "Год рождения", "from": "С", "to": "По", "subject": "Предмет",
    "teacher_code": "Код учителя", "date": "Дата", "work_type": "Форма контроля", "weight": "Вес",
    "topic": "Тема", "mark": "Отметка", "school_year": "Учебный год", "period": "Период",
    "assessment": "Код работы", "title": "Название", "procedure": "Процедура",
    "task": "№ задания", "variant": "Вариант", "kes": "КЭС", "kpu": "КПУ", "level": "Уровень",
    "type": "Тип", "max_points": "Макс. балл", "from_3": "Баллы на «3»",
    "from_4": "Баллы на «4»", "from_5": "Баллы на «5»", "total": "Сумма", "points": "Балл",
    "primary_score": "Первичный балл", "test_score": "Тестовый балл",
    "journal_mark": "Отметка по журналу",
}  # fmt: skip
# rule → column and the value planted in it; a duplicate row has none.
DUPLICATE = ("duplicate_row", "", "")
UNKNOWN_STUDENT = ("unknown_student", "student_code", "99000001")
SPOILERS = {
    "roster": [DUPLICATE],
    "marks": [
        ("unknown_mark", "mark", "7"),
        ("unknown_mark", "mark", "abc"),
        ("date_outside_year", "date", "2031-07-20"),
        UNKNOWN_STUDENT,
        DUPLICATE,
    ],
    "final_marks": [("unknown_mark", "mark", "7"), UNKNOWN_STUDENT, DUPLICATE],
    "protocols": [("points_above_maximum", "", "99"), UNKNOWN_STUDENT, DUPLICATE],
    "results": [("unknown_mark", "mark", "7"), UNKNOWN_STUDENT, DUPLICATE],
}
PROTOCOL_TASKS_FROM = 5  # the columns before are the same in every protocol


class SourceFolder:
    """Writes the files of a territory and remembers them and their dirty rows."""

    def __init__(self, out: Path, seed: int):
        self.out, self.seed = out, seed
        self.paths: list[Path] = []
        self.dirty: list[dict] = []

    def write(self, kind: str, name: str, rows: pd.DataFrame, dialect: Dialect) -> None:
        """One file of a kind; in some of its rows mistakes are planted."""
        path = self.out / kind / f"{name}{dialect.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng([self.seed, 9, len(self.paths)])
        rows, dirty = spoiled(day_first(rows) if dialect.russian else rows, kind, rng)
        place = path.relative_to(self.out).as_posix()
        self.dirty += [{"file": place, **row} for row in dirty]
        path.write_bytes(encoded(rows, dialect))
        self.paths.append(path)


def spoiled(
    rows: pd.DataFrame, kind: str, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[dict]]:
    """Some rows changed or doubled, and where: `line` counts from 1, the header included."""
    count = rng.poisson(DIRTY_SHARE * len(rows)) if kind in SPOILERS else 0
    if count == 0:
        return rows, []
    choices = SPOILERS[kind]
    places = np.sort(rng.choice(len(rows), min(count, len(rows)), replace=False))
    picked = [choices[n] for n in rng.integers(len(choices), size=len(places))]
    rows, dirty, extra = rows.copy(), [], []
    for place, (rule, column, value) in zip(places, picked, strict=True):
        if rule == "duplicate_row":
            extra.append(place)
        else:
            column = column or points_column(rows, place)
            if column is None:
                continue
            rows.iat[place, rows.columns.get_loc(column)] = value
        line = int(place) + len(extra) + 2
        dirty.append({"line": line, "rule": rule, "column": column, "value": value})
    order = np.sort(np.concatenate([np.arange(len(rows)), extra]).astype(int), kind="stable")
    return rows.iloc[order], dirty


def points_column(rows: pd.DataFrame, place: int) -> str | None:
    """The first column of the row that holds points."""
    return next(
        (
            c
            for c in rows.columns[PROTOCOL_TASKS_FROM:]
            if c not in ("task", "total", "mark") and str(rows[c].iat[place]).isdigit()
        ),
        None,
    )


def day_first(rows: pd.DataFrame) -> pd.DataFrame:
    """ISO dates as 15.09.2025."""
    return rows.assign(
        **{
            column: rows[column].map(
                {day: ".".join(reversed(day.split("-"))) for day in rows[column].unique()}
            )
            for column in rows.columns.intersection(["date", "from", "to"])
        }
    )


def encoded(rows: pd.DataFrame, dialect: Dialect) -> bytes:
    """The bytes of a file; the same rows always give the same bytes."""
    header = {c: HEADERS.get(c, c) for c in rows.columns} if dialect.russian else {}
    table = pa.Table.from_pandas(rows.rename(columns=header), preserve_index=False)
    content = plain_csv(table, dialect.separator)
    if dialect.encoding != "utf-8":
        content = content.decode().encode(dialect.encoding)
    return gzip.compress(content, 3, mtime=0) if dialect.suffix.endswith(".gz") else content


def plain_csv(table: pa.Table, separator: str) -> bytes:
    """CSV without quotation marks, or with them everywhere when a cell needs them."""
    for style in ("none", "needed"):
        buffer = io.BytesIO()
        options = csv.WriteOptions(delimiter=separator, quoting_style=style, quoting_header="none")
        try:
            csv.write_csv(table, buffer, options)
        except pa.ArrowInvalid:
            continue
        return buffer.getvalue()
    raise ValueError("a cell cannot be written as CSV")
