"""The same students through the years: who is followed, for whom, and how it is drawn."""

import pytest
from marked import CLASS_TEACHER, FINAL, HEAD, reading
from reading_facts import (
    ALGEBRA,
    ANNA,
    BORIS,
    CLASS_7_8A,
    CLASS_303_8A,
    CLASS_303_8B,
    DINA,
    DISTRICT,
    GLEB,
    PARALLEL_303_8,
    PHYSICS,
    REGION,
    SCHOOL_303,
)
from reading_world import EVERYTHING, world
from sqlalchemy import insert

from dashboard.figures.cohort import NO_YEARS, cohort_figure
from dashboard.filters import View
from dashboard.queries.cohort import cohort_of_class
from dashboard.reports import cohort
from models import MarkMart, ProgressMart, StudentMart

SUMS = dict.fromkeys(("n_marks", "sum_marks", "sum_squares", "sum_weight", "sum_weighted"), 0)
# class, student, subject, period, final mark
EARLIER = (
    (CLASS_303_8B, ANNA, ALGEBRA, 202450, "4"),
    (CLASS_303_8B, ANNA, PHYSICS, 202450, "5"),
    (CLASS_303_8B, BORIS, ALGEBRA, 202450, "3"),
    (CLASS_303_8B, BORIS, ALGEBRA, 202413, "5"),  # a quarter is no year
    (CLASS_303_8B, DINA, ALGEBRA, 202450, "5"),  # is in another school now
    (CLASS_7_8A, GLEB, ALGEBRA, 202450, "5"),  # came from another school
    (CLASS_303_8A, GLEB, ALGEBRA, 202550, "2"),
)


@pytest.fixture(scope="module", autouse=True)
def engine():
    engine = world()
    names = ("class_id", "student_id", "subject_id", "period_id", "final_mark")
    rows = [SUMS | {"n_absences": 0} | dict(zip(names, one, strict=True)) for one in EARLIER]
    with engine.begin() as connection:
        connection.execute(insert(StudentMart), rows)
        connection.execute(insert(MarkMart), _seventh())
        connection.execute(insert(ProgressMart), _seventh_groups())
    return engine


def _seventh():
    """Grade 7 of school 303 a year ago: 15 of 20 marks are «4»."""
    counts = dict.fromkeys((c.name for c in MarkMart.__table__.columns if c.name != "parent_id"), 0)
    key = {"parent_id": 2, "unit_id": SCHOOL_303, "basis": "final", "procedure": "", "grade": 7}
    key |= {"period_id": 202450, "n": 20, "n4": 15, "n3": 5}
    return [counts | key | {"subject_id": subject} for subject in (0, ALGEBRA)]


def _seventh_groups():
    groups = ("excellent", "good", "one_three", "satisfactory", "failing", "not_attested")
    key = {"parent_id": 2, "unit_id": SCHOOL_303, "grade": 7, "period_id": 202450, "n": 20}
    return [dict.fromkeys(groups, 0) | key | {"good": 12, "satisfactory": 8}]


def years(who, view=FINAL, class_id=CLASS_303_8A):
    found = cohort_of_class(who, class_id, view)
    return {row["period_id"]: (row["n"], row["n_now"], row["quality_rate"]) for row in found}


def test_students_of_now_are_followed_wherever_they_learnt():
    # now: Анна «5», Борис н/а, Глеб «2»; then: Анна 4 and 5, Борис 3, Глеб 5
    assert years(EVERYTHING) == {
        202450: (3, 3, pytest.approx(2 / 3)),
        202550: (3, 3, pytest.approx(1 / 3)),
    }


def test_of_one_subject_only_its_marks_count():
    assert years(EVERYTHING, View(year=2025, period=202550, subject=PHYSICS)) == {}
    algebra = years(EVERYTHING, View(year=2025, period=202550, subject=ALGEBRA))
    assert algebra[202450] == (3, 3, pytest.approx(2 / 3))


def test_a_head_does_not_see_the_year_in_another_school():
    assert years(HEAD)[202450] == (2, 3, 0.5)


def test_a_class_teacher_sees_only_the_own_class():
    assert set(years(CLASS_TEACHER)) == {202550}
    content = cohort.build(CLASS_TEACHER, reading(CLASS_303_8A, who=CLASS_TEACHER))
    assert content.sentence == cohort.NO_YEARS and content.figure is None


def test_a_class_says_how_many_were_found():
    content = cohort.build(HEAD, reading(CLASS_303_8A, who=HEAD))
    assert "Найдены отметки 2 из 3 учеников" in content.sentence
    assert [row["n_now"] for row in content.table.rows] == [3, 3]
    assert "Ёлкина" not in str(content)


@pytest.mark.parametrize(
    ("unit_id", "view"),
    [(SCHOOL_303, View(year=2025, period=202550, grade=8)), (PARALLEL_303_8, FINAL)],
)
def test_a_parallel_is_followed_by_the_grade_a_year_ago(unit_id, view):
    content = cohort.build(EVERYTHING, reading(unit_id, view))
    rows = {row["name"]: (row["n"], row["quality_rate"]) for row in content.table.rows}
    # 12 of 20 then; now 1 + 3 + 4 of 20
    assert rows == {"7 класс, 2024/2025": (20, 0.6), "8 класс, 2025/2026": (20, 0.4)}
    assert "состав мог измениться" in content.note


def test_without_a_grade_one_is_asked_for():
    assert cohort.build(EVERYTHING, reading(REGION)).sentence == cohort.CHOOSE_GRADE
    grade = View(year=2025, period=202550, grade=9)
    assert cohort.build(EVERYTHING, reading(DISTRICT, grade)).sentence == cohort.NO_YEARS


def point(label, rate):
    return {"label": label, "quality_rate": rate, "quality_low": rate - 0.1, "n": 20} | {
        "quality_high": rate + 0.1
    }


def test_the_same_students_are_solid_and_others_outlined():
    rows = [point("2024/2025", 0.4), point("2025/2026", 0.5)]
    beside, own = cohort_figure(rows, [point("2024/2025", 0.3), point("x", 1)], ("<8А>", "те"))[
        "data"
    ]
    assert (beside["line"]["dash"], beside["x"]) == ("dot", ["2024/2025"])
    assert own["error_y"]["array"] == pytest.approx([0.1, 0.1])
    assert own["name"] == "&lt;8А&gt;"
    assert NO_YEARS in str(cohort_figure([], [], ("", "")))
