"""The single marks and answers behind the small territory, as files of a lake of the tests."""

import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
from reading_facts import (
    ALGEBRA,
    ANNA,
    ANSWERS,
    BORIS,
    CLASS_7_8A,
    CLASS_303_8A,
    DINA,
    SCHOOL_7,
    SCHOOL_303,
    TASKS,
)

from etl import lake
from models import Partition

_folder = tempfile.TemporaryDirectory(prefix="msoko-lake-")
LAKE = Path(_folder.name)
SCHOOLS = {CLASS_303_8A: SCHOOL_303, CLASS_7_8A: SCHOOL_7}
# student, class, day, mark or None, weight, absence; the marks are 5 (weight 3), 5 (1), 4 (5)
MARKS = (
    (ANNA, CLASS_303_8A, date(2026, 1, 20), 5, 300, None),
    (ANNA, CLASS_303_8A, date(2026, 1, 21), None, 100, "н"),
    (ANNA, CLASS_303_8A, date(2026, 2, 2), 5, 100, None),
    (ANNA, CLASS_303_8A, date(2026, 3, 9), 4, 500, None),
    (ANNA, CLASS_7_8A, date(2025, 9, 9), 5, 300, None),
    (BORIS, CLASS_303_8A, date(2026, 1, 20), 2, 100, None),
    (DINA, CLASS_7_8A, date(2025, 9, 15), 5, 300, None),
)
FINALS = (
    (ANNA, CLASS_303_8A, 202550, "5"),
    (BORIS, CLASS_303_8A, 202550, "н/а"),
    (DINA, CLASS_7_8A, 202550, "4"),
)


def partitions() -> list[dict]:
    """Rows of the pointers to the files, which are written."""
    found = [
        *_kind("marks", MARKS, _mark),
        *_kind("final_marks", FINALS, _final),
    ]
    for work, sheet in ANSWERS.items():
        answers = [
            (student, school_class, task, points)
            for (student, school_class), given in sheet.items()
            for task, points in zip(TASKS[work], given, strict=True)
        ]
        found += _kind("answers", answers, _answer, part=work)
    return found


def _kind(kind: str, given, fact, part: int = 0) -> list[dict]:
    rows = []
    for school in dict.fromkeys(SCHOOLS.values()):
        facts = [
            fact(*one) | {"load_id": 1, "row": number}
            for number, one in enumerate(given, start=2)
            if SCHOOLS[one[1]] == school
        ]
        place = {"kind": kind, "school_id": school, "school_year": 2025, "part": part}
        path = f"{kind}/{school}-{part}.parquet"
        if facts and not (LAKE / path).exists():
            lake.write(LAKE, path, pa.Table.from_pylist(facts))
        rows += [place | {"path": path, "rows": len(facts)}] if facts else []
    return rows


def _mark(student, school_class, day, mark, weight, absence) -> dict:
    return {
        **{"student_id": student, "class_id": school_class, "subject_id": ALGEBRA, "date": day},
        **{"work_type_id": 1, "weight": weight, "topic": "", "ordinal": 0, "mark": mark},
        **{"nuance": 0, "debt": False, "absence": absence, "state": None},
    }


def _final(student, school_class, period, mark) -> dict:
    place = {"student_id": student, "class_id": school_class, "subject_id": ALGEBRA}
    return place | {"period_id": period, "mark": mark}


def _answer(student, school_class, task, points) -> dict:
    place = {"student_id": student, "class_id": school_class, "task_id": task}
    return place | {"points": None if points is None else 100 * points}


def pointers() -> dict:
    """The same as a table of the small territory."""
    return {Partition: partitions()}
