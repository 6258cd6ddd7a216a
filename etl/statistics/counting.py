"""What the statements share: columns of marts, sums, and the way from classes to the school."""

from etl.periods import YEAR
from models import ExternalScoreMart, MarkMart, PairMart, ProgressMart, ReserveMart, WorkTypeMart
from models.base import Base

MARKS = (5, 4, 3, 2, 1)
YEAR_OF_PERIOD = f"period_id - period_id % 100 + {YEAR}"


def counts_of(mart: type[Base]) -> list[str]:
    """The columns of a mart that add up."""
    return [column.name for column in mart.__table__.columns if column.info.get("adds_up")]


def keys_of(mart: type[Base]) -> list[str]:
    """The key columns of a mart besides its place in the tree."""
    place = {"parent_id", "unit_id"}
    return [c.name for c in mart.__table__.primary_key.columns if c.name not in place]


def sums(columns: list[str]) -> str:
    """Σ of each column, wide enough for a region."""
    return ", ".join(f'CAST(sum("{name}") AS BIGINT) AS "{name}"' for name in columns)


def number_of(condition: str) -> str:
    """How many rows meet the condition; 0 where none does, on every engine."""
    return f"count(CASE WHEN {condition} THEN 1 END)"


def marks_of_values(column: str) -> str:
    """n5 … n1 as counts of a column's values."""
    return ", ".join(f"{number_of(f'{column} = {mark}')} AS n{mark}" for mark in MARKS)


OF_GRADES = (MarkMart, WorkTypeMart, ProgressMart, ReserveMart, ExternalScoreMart, PairMart)


def up_the_school(mart: type[Base], of_classes: str) -> str:
    """Class counts summed to the parallel and the school, also by grade where the mart has it.

    Grouping sets join the classes to their places once: what is not grouped by is null, and the
    first unit that is not null is the one that is meant.
    """
    by_grade = mart in OF_GRADES
    keys = [name for name in keys_of(mart) if not (by_grade and name == "grade")]
    own = [f"c.{name}" for name in keys]
    steps = [
        ("c.class_id", "parallel_id"),
        ("parallel_id", "school_id"),
        ("school_id", "municipality_id"),
    ]
    if by_grade:
        steps.append(("school_id", "municipality_id", "grade"))
    sets = ", ".join(f"({', '.join([*step, *own])})" for step in steps)
    return (
        "SELECT CASE WHEN c.class_id IS NOT NULL THEN parallel_id"
        " WHEN parallel_id IS NOT NULL THEN school_id ELSE municipality_id END AS parent_id,"
        " coalesce(c.class_id, parallel_id, school_id) AS unit_id, "
        + ("coalesce(grade, 0) AS grade, " if by_grade else "")
        + "".join(f"{column}, " for column in own)
        + f"{sums(counts_of(mart))} FROM {of_classes} c JOIN places USING (class_id) "
        + f"GROUP BY GROUPING SETS ({sets})"
    )
