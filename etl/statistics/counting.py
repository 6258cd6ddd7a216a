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


# Every class with itself, its parallel and its school as units; the school also grade by grade.
ANCESTORS = """
CREATE TEMP TABLE ancestors AS
SELECT class_id, parallel_id AS parent_id, class_id AS unit_id, 0 AS grade, false AS of_a_grade
FROM places
UNION ALL SELECT class_id, school_id, parallel_id, 0, false FROM places
UNION ALL SELECT class_id, municipality_id, school_id, 0, false FROM places
UNION ALL SELECT class_id, municipality_id, school_id, grade, true FROM places
"""


def up_the_school(mart: type[Base], of_classes: str) -> str:
    """Class counts summed to the parallel and the school, also by grade where the mart has it."""
    by_grade = mart in OF_GRADES
    keys = ["a.grade"] if by_grade else []
    keys += [f"c.{name}" for name in keys_of(mart) if not (by_grade and name == "grade")]
    return (
        f"SELECT parent_id, unit_id, {', '.join([*keys, sums(counts_of(mart))])} "
        f"FROM {of_classes} c JOIN ancestors a USING (class_id) "
        + ("" if by_grade else "WHERE NOT of_a_grade ")
        + "GROUP BY ALL"
    )
