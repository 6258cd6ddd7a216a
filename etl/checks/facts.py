"""Facts: checked rows as columns of ids and numbers, ready for the lake."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl.checks.rows import Rows
from etl.checks.who import Who
from etl.readers.sheet import Texts

# What a later load replaces as a whole, within a school, year and part: all marks of a lesson,
# the final mark of a period, the answer to a task, the result of a procedure.
FACT_KEYS = {
    "marks": ("student_id", "subject_id", "date", "work_type_id", "topic"),
    "final_marks": ("student_id", "subject_id", "period_id"),
    "answers": ("student_id", "task_id"),
    "results": ("student_id", "subject_id", "procedure", "date"),
}
ORIGIN = ("load_id", "sheet", "row")  # where a fact came from: not a part of what it says
PLACE = ("school_id", "school_year", "part")


@dataclass(frozen=True)
class Facts:
    """A table of facts of one kind with its place (school, year, part) and source row."""

    kind: str
    table: pa.Table


def facts_about(
    kind: str,
    rows: Rows,
    who: Who,
    years: np.ndarray,
    places: np.ndarray,
    part: np.ndarray | None = None,
    **content: pa.Array | np.ndarray,
) -> Facts:
    """One fact for each of these places of the sheet: whom it is about, and what it says.

    `years` is by row of the sheet; `part` and `content` are by fact.
    """
    about = {
        "school_id": who.school[places].astype(np.int32),
        "school_year": years[places].astype(np.int16),
        "part": np.zeros(len(places), np.int32) if part is None else part.astype(np.int32),
        "student_id": who.student[places].astype(np.int32),
        "class_id": who.school_class[places].astype(np.int32),
        "row": rows.sheet.rows[places],
    }
    return Facts(kind, pa.table(about | content))


def worded(texts: Texts, places: np.ndarray) -> pa.DictionaryArray:
    """The texts of a column at these places, each distinct text stored once."""
    return pa.DictionaryArray.from_arrays(
        pa.array(texts.codes[places], pa.int32()), pa.array(texts.values, pa.string())
    )
