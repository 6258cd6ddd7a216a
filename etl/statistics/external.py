"""External results: the last attempt of a student, scores, and pairs of numbers of one student."""

from etl.statistics.counting import YEAR_OF_PERIOD, marks_of_values, number_of

# Of several attempts at one procedure in a year the last one counts.
LAST_RESULTS = """
CREATE TEMP TABLE last_results AS
SELECT r.* FROM results r QUALIFY row_number() OVER (
    PARTITION BY student_id, subject_id, procedure ORDER BY date DESC) = 1
"""

YEAR_ID = f"(SELECT any_value({YEAR_OF_PERIOD}) AS year_id FROM months)"

STUDENT_RESULTS = f"""
SELECT class_id, year_id AS period_id, subject_id, procedure, student_id,
    primary_score, test_score, mark, journal_mark
FROM last_results, {YEAR_ID}
"""

CLASS_EXTERNAL = f"""
CREATE TEMP TABLE class_external AS
SELECT 'external' AS basis, procedure, class_id, subject_id, any_value(year_id) AS period_id,
    count(mark) AS n, {marks_of_values("mark")},
    count(mark) AS n_marks, sum(mark) AS sum_marks, sum(mark * mark) AS sum_squares,
    {number_of("mark IS NOT NULL AND journal_mark IS NOT NULL")} AS n_both,
    {number_of("mark < journal_mark")} AS lowered,
    {number_of("mark = journal_mark")} AS confirmed,
    {number_of("mark > journal_mark")} AS raised,
    count(primary_score) AS n_primary, sum(primary_score) AS sum_primary,
    count(test_score) AS n_test, sum(test_score) AS sum_test
FROM last_results, {YEAR_ID}
GROUP BY ALL
"""

CLASS_SCORES = f"""
CREATE TEMP TABLE class_external_score AS
SELECT procedure, class_id, subject_id, any_value(year_id) AS period_id, primary_score,
    coalesce(mark, 0) AS mark, count(*) AS n
FROM last_results, {YEAR_ID} WHERE primary_score IS NOT NULL GROUP BY ALL
"""

# A score of two years ago is on another scale than one of last year: they are told apart.
SCHOOL_YEAR = "year({0}.date) - CASE WHEN month({0}.date) < 9 THEN 1 ELSE 0 END"
YEARS_AGO = f"{SCHOOL_YEAR.format('r')} - ({SCHOOL_YEAR.format('b')})"
AGO = f"CASE WHEN {YEARS_AGO} = 1 THEN '' ELSE ', ' || ({YEARS_AGO}) || ' года назад' END"

CLASS_PAIRS = f"""
CREATE TEMP TABLE class_pair AS
WITH before AS (
    SELECT * FROM earlier_results WHERE primary_score IS NOT NULL QUALIFY row_number() OVER (
        PARTITION BY student_id, subject_id ORDER BY date DESC, procedure) = 1
), pairs AS (
    SELECT 'journal' AS kind, procedure, '' AS earlier, class_id, subject_id,
        primary_score AS x, journal_mark AS y
    FROM last_results WHERE primary_score IS NOT NULL AND journal_mark IS NOT NULL
    UNION ALL
    SELECT 'progress' AS kind, r.procedure, b.procedure || {AGO} AS earlier, r.class_id,
        r.subject_id, b.primary_score AS x, r.primary_score AS y
    FROM last_results r JOIN before b USING (student_id, subject_id)
    WHERE r.primary_score IS NOT NULL
)
SELECT kind, procedure, earlier, class_id, subject_id, any_value(year_id) AS period_id,
    count(*) AS n, sum(x) AS sum_x, sum(y) AS sum_y, sum(CAST(x AS BIGINT) * x) AS sum_xx,
    sum(CAST(x AS BIGINT) * y) AS sum_xy, sum(CAST(y AS BIGINT) * y) AS sum_yy
FROM pairs, {YEAR_ID} GROUP BY ALL
"""
