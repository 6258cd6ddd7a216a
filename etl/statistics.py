"""Facts → additive counts of students, classes, parallels and the school: each defined once, here.

The statements run on DuckDB over the facts of one school and one school year. They read the views
`marks`, `final_marks`, `results`, `answers` (facts), `places` (class → parallel → school →
municipality, grade), `months` (grade, month → period), `tasks` and `task_elements` (current plans).
Everything is a whole number: weights and points are hundredths, «mean ≥ 4.5» is a comparison of
products. Each statement makes a table; the views named as a mart are the result, read once.
"""

from etl.indicators.settings import DEFAULT_RULES
from etl.periods import YEAR
from models import (
    AssessmentMart,
    ElementMart,
    MarkMart,
    ProgressMart,
    TaskMart,
    WorkTypeMart,
)
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
CREATE TEMP VIEW mart_student AS
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

# Of several attempts at one procedure in a year the last one counts.
CLASS_EXTERNAL = f"""
CREATE TEMP TABLE class_external AS
WITH last AS (
    SELECT * FROM results QUALIFY row_number() OVER (
        PARTITION BY student_id, subject_id, procedure ORDER BY date DESC) = 1
)
SELECT 'external' AS basis, procedure, class_id, subject_id, any_value(year_id) AS period_id,
    count(mark) AS n, {marks_of_values("mark")},
    count(mark) AS n_marks, sum(mark) AS sum_marks, sum(mark * mark) AS sum_squares,
    {number_of("mark IS NOT NULL AND journal_mark IS NOT NULL")} AS n_both,
    {number_of("mark < journal_mark")} AS lowered,
    {number_of("mark = journal_mark")} AS confirmed,
    {number_of("mark > journal_mark")} AS raised,
    count(primary_score) AS n_primary, sum(primary_score) AS sum_primary,
    count(test_score) AS n_test, sum(test_score) AS sum_test
FROM last, (SELECT any_value({YEAR_OF_PERIOD}) AS year_id FROM months)
GROUP BY ALL
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

# The first line that fits, as in etl.indicators.progress.progress_group.
CLASS_PROGRESS = f"""
CREATE TEMP TABLE class_progress AS
WITH student AS (
    SELECT class_id, student_id, period_id,
        {number_of("mark = '5'")} AS n5, {number_of("mark = '4'")} AS n4,
        {number_of("mark = '3'")} AS n3,
        {number_of("mark IN ('2', '1')")} AS n_failing, {number_of("mark = 'н/а'")} AS n_na
    FROM final_marks GROUP BY ALL
), grouped AS (
    SELECT class_id, period_id, CASE
        WHEN n_failing > 0 THEN 'failing'
        WHEN n_na > 0 THEN 'not_attested'
        WHEN n3 > 1 THEN 'satisfactory'
        WHEN n3 = 1 THEN 'one_three'
        WHEN n4 > 0 THEN 'good'
        ELSE 'excellent' END AS progress
    FROM student WHERE n5 + n4 + n3 + n_failing + n_na > 0
)
SELECT class_id, period_id, count(*) AS n,
    {number_of("progress = 'excellent'")} AS excellent, {number_of("progress = 'good'")} AS good,
    {number_of("progress = 'one_three'")} AS one_three,
    {number_of("progress = 'satisfactory'")} AS satisfactory,
    {number_of("progress = 'failing'")} AS failing,
    {number_of("progress = 'not_attested'")} AS not_attested
FROM grouped GROUP BY ALL
"""

GIVEN_ANSWERS = """
CREATE TEMP TABLE given AS
SELECT part AS assessment_id, student_id, class_id, task_id, CAST(points AS BIGINT) AS points,
    not_attempted, CAST(max_points AS BIGINT) AS max_points, difficulty_level
FROM answers JOIN tasks USING (task_id) WHERE points IS NOT NULL
"""

PARTICIPATION = """
CREATE TEMP TABLE mart_participation AS
WITH listed AS (
    SELECT part AS assessment_id, class_id, student_id, max(mark) AS mark
    FROM answers WHERE task_id = 0 OR points IS NOT NULL GROUP BY ALL
), scored AS (
    SELECT assessment_id, class_id, student_id, count(*) AS n_tasks,
        CAST(sum(points) AS BIGINT) AS points, CAST(sum(max_points) AS BIGINT) AS max_points
    FROM given GROUP BY ALL
)
SELECT assessment_id, class_id, student_id, coalesce(n_tasks, 0) AS n_tasks,
    coalesce(points, 0) AS points, coalesce(max_points, 0) AS max_points,
    CASE WHEN n_tasks IS NULL THEN NULL
         WHEN mark IS NOT NULL THEN mark
         WHEN from_3 IS NULL OR from_4 IS NULL OR from_5 IS NULL THEN NULL
         WHEN points >= from_5 THEN 5 WHEN points >= from_4 THEN 4
         WHEN points >= from_3 THEN 3 ELSE 2 END AS mark,
    n_tasks IS NULL AS is_absent
FROM listed LEFT JOIN scored USING (assessment_id, class_id, student_id)
JOIN plans USING (assessment_id)
"""

CLASS_ASSESSMENTS = f"""
CREATE TEMP TABLE class_assessment AS
SELECT assessment_id, class_id,
    {number_of("NOT is_absent")} AS n_students, {number_of("is_absent")} AS n_absent,
    sum(points) AS points, sum(max_points) AS max_points, {marks_of_values("mark")},
    {number_of("p.n_tasks = planned_tasks")} AS n_complete,
    coalesce(sum(CASE WHEN p.n_tasks = planned_tasks THEN points END), 0) AS sum_score,
    coalesce(sum(CASE WHEN p.n_tasks = planned_tasks THEN points * points END), 0) AS sum_score_sq
FROM mart_participation p JOIN plans USING (assessment_id) GROUP BY ALL
"""

CLASS_TASKS = f"""
CREATE TEMP TABLE class_task AS
WITH answered AS (
    SELECT g.*, p.points - g.points AS rest, p.n_tasks = planned_tasks AS is_complete
    FROM given g
    JOIN mart_participation p USING (assessment_id, class_id, student_id)
    JOIN plans USING (assessment_id)
)
SELECT assessment_id, class_id, task_id, count(*) AS n, sum(points) AS points,
    {number_of("points = max_points")} AS "full",
    {number_of("points > 0 AND points < max_points")} AS partial,
    {number_of("points = 0 AND NOT not_attempted")} AS zero,
    {number_of("not_attempted")} AS not_attempted,
    sum(points * points) AS sum_xx, sum(rest) AS sum_rest, sum(rest * rest) AS sum_rest_sq,
    sum(points * rest) AS sum_cross,
    coalesce(sum(CASE WHEN is_complete THEN points END), 0) AS sum_complete,
    coalesce(sum(CASE WHEN is_complete THEN points * points END), 0) AS sum_complete_sq
FROM answered GROUP BY ALL
"""

# A student counts once for an element, with all his or her points in it: in one assessment, and
# in all assessments of a grade in a period and in the year.
CLASS_ELEMENTS = f"""
CREATE TEMP TABLE class_element AS
WITH coded AS (
    SELECT g.*, element_id, plans.grade, plans.period_id
    FROM given g JOIN task_elements USING (task_id) JOIN plans USING (assessment_id)
), every AS (
    SELECT assessment_id, 0 AS grade, 0 AS period_id, * EXCLUDE (assessment_id, grade, period_id)
    FROM coded
    UNION ALL BY NAME
    SELECT 0 AS assessment_id, * EXCLUDE (assessment_id) FROM coded
    UNION ALL BY NAME
    SELECT 0 AS assessment_id, {YEAR_OF_PERIOD} AS period_id,
        * EXCLUDE (assessment_id, period_id)
    FROM coded
), student AS (
    SELECT assessment_id, grade, period_id, element_id, class_id, student_id,
        sum(points) AS p, sum(max_points) AS m,
        sum(CASE WHEN difficulty_level = 'Б' THEN max_points ELSE 0 END) AS basic,
        sum(CASE WHEN difficulty_level IN ('П', 'В') THEN max_points ELSE 0 END) AS advanced
    FROM every GROUP BY ALL
)
SELECT assessment_id, grade, period_id, element_id, class_id, count(*) AS n_students,
    sum(p) AS points, sum(m) AS max_points, sum(basic) AS max_basic, sum(advanced) AS max_advanced,
    sum(p * p) AS sum_pp, sum(p * m) AS sum_pm, sum(m * m) AS sum_mm
FROM student GROUP BY ALL
"""


def up_the_school(mart: type[Base], of_classes: str) -> str:
    """Class counts summed to the parallel and the school, also by grade where the mart has it."""
    by_grade = mart in (MarkMart, WorkTypeMart, ProgressMart)
    keys = [name for name in keys_of(mart) if not (by_grade and name == "grade")]
    counts = counts_of(mart)
    steps = [
        ("parallel_id", "class_id", "0"),
        ("school_id", "parallel_id", "0"),
        ("municipality_id", "school_id", "0"),
    ]
    if by_grade:
        steps.append(("municipality_id", "school_id", "places.grade"))
    source = f"FROM {of_classes} c JOIN places USING (class_id) GROUP BY ALL"
    return f"CREATE TEMP VIEW {mart.__tablename__} AS " + " UNION ALL ".join(
        f"SELECT {parent} AS parent_id, {unit} AS unit_id, "
        + (f"{grade} AS grade, " if by_grade else "")
        + ", ".join(f"c.{name}" for name in keys)
        + f", {sums(counts)} {source}"
        for parent, unit, grade in steps
    )


MARK_STATISTICS = (
    STUDENT_CURRENT,
    STUDENT_MART,
    CLASS_CURRENT,
    CLASS_FINAL,
    CLASS_EXTERNAL,
    class_marks(),
    up_the_school(MarkMart, "class_mark"),
    CLASS_WORK_TYPES,
    up_the_school(WorkTypeMart, "class_work_type"),
    CLASS_PROGRESS,
    up_the_school(ProgressMart, "class_progress"),
)
ANSWER_STATISTICS = (
    GIVEN_ANSWERS,
    PARTICIPATION,
    CLASS_ASSESSMENTS,
    up_the_school(AssessmentMart, "class_assessment"),
    CLASS_TASKS,
    up_the_school(TaskMart, "class_task"),
    CLASS_ELEMENTS,
    up_the_school(ElementMart, "class_element"),
)
