"""Current and final marks: by student, by class, by work type."""

from etl.indicators.settings import DEFAULT_RULES
from etl.statistics.counting import (
    MARKS,
    YEAR_OF_PERIOD,
    counts_of,
    marks_of_values,
    number_of,
    sums,
)
from models import MarkMart, WorkTypeMart

STUDENT_SUMS = ["n_marks", "sum_marks", "sum_squares", "sum_weight", "sum_weighted", "n_absences"]

STUDENT_CURRENT = f"""
CREATE TEMP TABLE student_current AS
WITH by_month AS (
    SELECT class_id, student_id, subject_id, month(date) AS month,
        count(mark) AS n_marks,
        sum(CAST(mark AS BIGINT)) AS sum_marks,
        sum(CAST(mark AS BIGINT) * mark) AS sum_squares,
        sum(CASE WHEN mark IS NOT NULL THEN CAST(weight AS BIGINT) END) AS sum_weight,
        sum(CAST(mark AS BIGINT) * weight) AS sum_weighted,
        count(absence) AS n_absences
    FROM marks GROUP BY ALL
), by_period AS MATERIALIZED (
    SELECT class_id, student_id, subject_id, period_id, {sums(STUDENT_SUMS)}
    FROM by_month JOIN places USING (class_id) JOIN months USING (grade, month) GROUP BY ALL
), summed AS (
    SELECT * FROM by_period
    UNION ALL
    SELECT class_id, student_id, subject_id, {YEAR_OF_PERIOD} AS period_id, {sums(STUDENT_SUMS)}
    FROM by_period GROUP BY ALL
)
SELECT class_id, student_id, subject_id, period_id,
    {", ".join(f"coalesce({name}, 0) AS {name}" for name in STUDENT_SUMS)},
    CASE WHEN n_marks = 0 THEN NULL
         WHEN 100 * sum_weighted >= {DEFAULT_RULES.border_5} * sum_weight THEN 5
         WHEN 100 * sum_weighted >= {DEFAULT_RULES.border_4} * sum_weight THEN 4
         WHEN 100 * sum_weighted >= {DEFAULT_RULES.border_3} * sum_weight THEN 3
         ELSE 2 END AS suggested_mark
FROM summed
"""

STUDENT_MART = f"""
SELECT class_id, period_id, subject_id, student_id,
    {", ".join(f"coalesce(c.{name}, 0) AS {name}" for name in STUDENT_SUMS)},
    c.suggested_mark, CAST(f.mark AS VARCHAR) AS final_mark
FROM student_current c
FULL JOIN final_marks f USING (class_id, student_id, subject_id, period_id)
"""

CLASS_CURRENT = f"""
CREATE TEMP TABLE class_current AS
SELECT 'current' AS basis, '' AS procedure, class_id, subject_id, period_id,
    count(suggested_mark) AS n, {marks_of_values("suggested_mark")}, {sums(STUDENT_SUMS)}
FROM student_current GROUP BY ALL
"""

CLASS_FINAL = f"""
CREATE TEMP TABLE class_final AS
WITH final AS (SELECT *, TRY_CAST(mark AS INTEGER) AS value FROM final_marks)
SELECT 'final' AS basis, '' AS procedure, class_id, subject_id, period_id,
    count(value) + {number_of("mark = 'н/а'")} AS n, {marks_of_values("value")},
    {number_of("mark = 'н/а'")} AS n_na, {number_of("mark = 'осв'")} AS n_released,
    count(value) AS n_marks, sum(value) AS sum_marks, sum(value * value) AS sum_squares
FROM final GROUP BY ALL
"""


def class_marks() -> str:
    """All bases of a class in one table, every subject and all of them added up (subject 0)."""
    counts = counts_of(MarkMart)
    return f"""
CREATE TEMP TABLE class_mark AS
WITH every AS (
    SELECT * FROM class_current UNION ALL BY NAME
    SELECT * FROM class_final UNION ALL BY NAME
    SELECT * FROM class_external
), filled AS (
    SELECT basis, procedure, class_id, subject_id, period_id,
        {", ".join(f"coalesce({name}, 0) AS {name}" for name in counts)}
    FROM every
)
SELECT * FROM filled
UNION ALL BY NAME
SELECT basis, procedure, class_id, 0 AS subject_id, period_id, {sums(counts)}
FROM filled GROUP BY ALL
"""


WORK_TYPE_COUNTS = counts_of(WorkTypeMart)
CLASS_WORK_TYPES = f"""
CREATE TEMP TABLE class_work_type AS
WITH by_month AS (
    SELECT class_id, subject_id, work_type_id, month(date) AS month, mark, count(*) AS n
    FROM marks WHERE mark IS NOT NULL GROUP BY ALL
), by_period AS (
    SELECT class_id, subject_id, work_type_id, period_id, sum(n) AS n_marks,
        {", ".join(f"sum(CASE WHEN mark = {mark} THEN n ELSE 0 END) AS m{mark}" for mark in MARKS)},
        sum(n * mark) AS sum_marks
    FROM by_month JOIN places USING (class_id) JOIN months USING (grade, month) GROUP BY ALL
), by_year AS (
    SELECT * FROM by_period
    UNION ALL BY NAME
    SELECT class_id, subject_id, work_type_id, {YEAR_OF_PERIOD} AS period_id,
        {sums(WORK_TYPE_COUNTS)}
    FROM by_period GROUP BY ALL
)
SELECT * FROM by_year
UNION ALL BY NAME
SELECT class_id, 0 AS subject_id, work_type_id, period_id, {sums(WORK_TYPE_COUNTS)}
FROM by_year GROUP BY ALL
"""
