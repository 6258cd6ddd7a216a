"""Facts: checked rows as columns of ids and numbers, ready for the lake."""

from dataclasses import dataclass

import pyarrow as pa

# What a later load replaces as a whole, within a school, year and part: all marks of a lesson,
# the final mark of a period, the answer to a task, the result of a procedure.
FACT_KEYS = {
    "marks": ("student_id", "subject_id", "date", "work_type_id", "topic"),
    "final_marks": ("student_id", "subject_id", "period_id"),
    "answers": ("student_id", "task_id"),
    "results": ("student_id", "subject_id", "procedure", "date"),
}
ORIGIN = ("load_id", "row")  # where a fact came from: not a part of what it says
PLACE = ("school_id", "school_year", "part")


@dataclass(frozen=True)
class Facts:
    """A table of facts of one kind with its place (school, year, part) and source row."""

    kind: str
    table: pa.Table
