"""Answers to tasks: participation, scores, tasks, groups of students."""

from etl.statistics.counting import marks_of_values, number_of

GIVEN_ANSWERS = """
CREATE TEMP TABLE given AS
SELECT part AS assessment_id, student_id, class_id, task_id, CAST(points AS BIGINT) AS points,
    not_attempted, CAST(max_points AS BIGINT) AS max_points, difficulty_level
FROM answers JOIN tasks USING (task_id) WHERE points IS NOT NULL
"""

PARTICIPATION = """
CREATE TEMP TABLE participation AS
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

STUDENT_MART = "SELECT * FROM participation"

CLASS_ASSESSMENTS = f"""
CREATE TEMP TABLE class_assessment AS
SELECT assessment_id, class_id,
    {number_of("NOT is_absent")} AS n_students, {number_of("is_absent")} AS n_absent,
    sum(points) AS points, sum(max_points) AS max_points, {marks_of_values("mark")},
    {number_of("p.n_tasks = planned_tasks")} AS n_complete,
    coalesce(sum(CASE WHEN p.n_tasks = planned_tasks THEN points END), 0) AS sum_score,
    coalesce(sum(CASE WHEN p.n_tasks = planned_tasks THEN points * points END), 0) AS sum_score_sq
FROM participation p JOIN plans USING (assessment_id) GROUP BY ALL
"""

CLASS_TASKS = f"""
CREATE TEMP TABLE class_task AS
WITH answered AS (
    SELECT g.*, p.points - g.points AS rest, p.n_tasks = planned_tasks AS is_complete
    FROM given g
    JOIN participation p USING (assessment_id, class_id, student_id)
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


CLASS_SCORE_COUNTS = """
CREATE TEMP TABLE class_score AS
SELECT assessment_id, class_id, p.points AS score, count(*) AS n
FROM participation p JOIN plans USING (assessment_id)
WHERE NOT is_absent AND p.n_tasks = planned_tasks GROUP BY ALL
"""

CLASS_TASK_GROUPS = f"""
CREATE TEMP TABLE class_task_group AS
SELECT assessment_id, class_id, task_id, coalesce(p.mark, 0) AS mark, count(*) AS n,
    sum(g.points) AS points, {number_of("g.points = g.max_points")} AS "full",
    {number_of("not_attempted")} AS not_attempted
FROM given g JOIN participation p USING (assessment_id, class_id, student_id) GROUP BY ALL
"""

CLASS_TASK_VALUES = """
CREATE TEMP TABLE class_task_value AS
SELECT assessment_id, class_id, task_id, points AS value, count(*) AS n
FROM given WHERE max_points > 100 GROUP BY ALL
"""
