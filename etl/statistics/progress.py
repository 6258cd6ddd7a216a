"""Students by what keeps them from the next group: final marks over all subjects."""

from etl.statistics.counting import number_of, sums

# The first line that fits, as in etl.indicators.progress.progress_group.
CLASS_PROGRESS = f"""
CREATE TEMP TABLE class_progress AS
WITH student AS (
    SELECT class_id, student_id, period_id,
        {number_of("mark = '5'")} AS n5, {number_of("mark = '4'")} AS n4,
        {number_of("mark = '3'")} AS n3,
        {number_of("mark IN ('2', '1')")} AS n_failing, {number_of("mark = 'н/а'")} AS n_na,
        count(TRY_CAST(mark AS BIGINT)) AS n_marks,
        coalesce(sum(TRY_CAST(mark AS BIGINT)), 0) AS sum_marks,
        coalesce(sum(TRY_CAST(mark AS BIGINT) * TRY_CAST(mark AS BIGINT)), 0) AS sum_squares
    FROM final_marks GROUP BY ALL
), grouped AS (
    SELECT class_id, period_id, n_marks, sum_marks, sum_squares, CASE
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
    {number_of("progress = 'not_attested'")} AS not_attested,
    {sums(["n_marks", "sum_marks", "sum_squares"])},
    CAST(sum(CASE WHEN n_marks > 0 THEN 1000 * sum_marks * sum_marks // n_marks ELSE 0 END)
        AS BIGINT) AS sum_of_students
FROM grouped GROUP BY ALL
"""

# One mark or two keep the student from the next group; beside one «2» the rest may be any.
CLASS_RESERVE = f"""
CREATE TEMP TABLE class_reserve AS
WITH student AS (
    SELECT class_id, student_id, period_id,
        {number_of("mark = '4'")} AS n4, {number_of("mark = '3'")} AS n3,
        {number_of("mark IN ('2', '1')")} AS n_failing, {number_of("mark = 'н/а'")} AS n_na
    FROM final_marks GROUP BY ALL
), kept AS (
    SELECT *,
        n_na = 0 AND n_failing = 1 AS one_two,
        n_na + n_failing = 0 AND n3 = 1 AS one_three,
        n_na + n_failing = 0 AND n3 = 2 AS two_threes,
        n_na + n_failing + n3 = 0 AND n4 = 1 AS one_four
    FROM student
), every AS (
    SELECT class_id, period_id, subject_id,
        one_two AND mark IN ('2', '1') AS one_two, one_three AND mark = '3' AS one_three,
        two_threes AND mark = '3' AS two_threes, one_four AND mark = '4' AS one_four
    FROM kept JOIN final_marks USING (class_id, student_id, period_id)
    UNION ALL
    SELECT class_id, period_id, 0 AS subject_id, one_two, one_three, two_threes, one_four
    FROM kept
)
SELECT class_id, period_id, subject_id, {number_of("one_two")} AS one_two,
    {number_of("one_three")} AS one_three, {number_of("two_threes")} AS two_threes,
    {number_of("one_four")} AS one_four
FROM every WHERE one_two OR one_three OR two_threes OR one_four GROUP BY ALL
"""
