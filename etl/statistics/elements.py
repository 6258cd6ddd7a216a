"""Content elements, skills and difficulty levels: points by student, and their moments."""

from etl.statistics.counting import YEAR_OF_PERIOD


def in_every_period(of: str) -> str:
    """Rows of answers three times: of the assessment, of all in its period, of all in the year."""
    return f"""
    SELECT assessment_id, 0 AS grade, 0 AS period_id, * EXCLUDE (assessment_id, grade, period_id)
    FROM {of}
    UNION ALL BY NAME
    SELECT 0 AS assessment_id, * EXCLUDE (assessment_id) FROM {of}
    UNION ALL BY NAME
    SELECT 0 AS assessment_id, {YEAR_OF_PERIOD} AS period_id,
        * EXCLUDE (assessment_id, period_id)
    FROM {of}
"""


# A student counts once for an element, with all his or her points in it: in one assessment, and
# in all assessments of a grade in a period and in the year. x and t are shares in whole percent:
# of the element, and of everything the student was given in these works of the subject.
CLASS_ELEMENTS = f"""
CREATE TEMP TABLE class_element AS
WITH planned AS (
    SELECT g.*, plans.grade, plans.period_id, plans.subject_id
    FROM given g JOIN plans USING (assessment_id)
), coded AS (
    SELECT planned.*, element_id FROM planned JOIN task_elements USING (task_id)
), every AS ({in_every_period("coded")}
), written AS ({in_every_period("planned")}
), student AS (
    SELECT assessment_id, grade, period_id, subject_id, element_id, class_id, student_id,
        sum(points) AS p, sum(max_points) AS m,
        sum(CASE WHEN difficulty_level = 'Б' THEN max_points ELSE 0 END) AS basic,
        sum(CASE WHEN difficulty_level IN ('П', 'В') THEN max_points ELSE 0 END) AS advanced
    FROM every GROUP BY ALL
), overall AS (
    SELECT assessment_id, grade, period_id, subject_id, class_id, student_id,
        sum(points) AS points, sum(max_points) AS max_points
    FROM written GROUP BY ALL
), shares AS (
    SELECT s.*, max_points AS given_points, CAST((200 * p + m) // (2 * m) AS BIGINT) AS x,
        CAST((200 * points + max_points) // (2 * max_points) AS BIGINT) AS t
    FROM student s JOIN overall USING (
        assessment_id, grade, period_id, subject_id, class_id, student_id)
)
SELECT assessment_id, grade, period_id, element_id, class_id, count(*) AS n_students,
    sum(p) AS points, sum(m) AS max_points, sum(basic) AS max_basic, sum(advanced) AS max_advanced,
    sum(p * p) AS sum_pp, sum(p * m) AS sum_pm, sum(m * m) AS sum_mm,
    sum(x) AS sum_x, sum(x * x) AS sum_xx, sum(t) AS sum_t,
    {", ".join(f"sum({' * '.join('t' * power)}) AS sum_t{power}" for power in range(2, 7))},
    sum(x * t) AS sum_xt, sum(x * t * t) AS sum_xt2, sum(x * t * t * t) AS sum_xt3,
    CAST(sum(given_points) AS BIGINT) AS given_points
FROM shares GROUP BY ALL
"""
