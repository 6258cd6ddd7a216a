"""Absences beside results: of one's own only, by hand; a link is drawn and never called a cause."""

import pytest
from marked import FINAL, HEAD, OF_ALGEBRA, reading
from reading_facts import CITY, CLASS_303_8A, REGION, SCHOOL_7, SCHOOL_303
from reading_world import EVERYTHING, world
from scipy.stats import pearsonr

from dashboard.figures.attendance import NOTHING, attendance_figure, link_of
from dashboard.queries.attendance import absences_of_children
from dashboard.reports import attendance


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def asked(unit_id, view=FINAL, who=EVERYTHING):
    return attendance.build(who, reading(unit_id, view, who))


def test_absences_are_of_students_over_all_subjects_and_of_the_lessons_of_one():
    # school 303: 4 absences, 20 students by groups, 1 with current marks of algebra; 7: 30 and 10
    for view, n in ((FINAL, {SCHOOL_303: 20, SCHOOL_7: 10}), (OF_ALGEBRA, {4: 1, SCHOOL_7: 10})):
        found = absences_of_children(EVERYTHING, CITY, view)
        assert {row["unit_id"]: row["n"] for row in found} == n
        assert {row["unit_id"]: row["n_absences"] for row in found} == {SCHOOL_303: 4, SCHOOL_7: 30}


def test_a_unit_says_the_mean_and_where_most():
    content = asked(CITY)
    assert content.sentence == (
        "В среднем 1,1 отметки об отсутствии на ученика за период (n = 30); "
        "больше всего: Школа № 7 – 3,0."
    )
    rows = {row["name"]: (row["absences"], row["result"]) for row in content.table.rows}
    assert rows == {"Школа № 7": (3.0, 0.2), "Школа № 303": (0.2, 0.4)}


def test_of_others_no_absences_leave():
    assert [row["unit_id"] for row in absences_of_children(HEAD, CITY, FINAL)] == [SCHOOL_303]
    assert absences_of_children(HEAD, REGION, FINAL) == []
    assert [row["name"] for row in asked(CITY, who=HEAD).table.rows] == ["Школа № 303"]


def test_in_a_class_a_point_is_a_student_and_the_sentence_names_nobody():
    content = asked(CLASS_303_8A)
    by_name = {row["name"]: (row["absences"], row["result"]) for row in content.table.rows}
    assert by_name == {
        "Ёлкина Анна": (2, pytest.approx(40 / 9)),
        "У102": (2, pytest.approx(40 / 9)),
    }
    assert "Ёлкина" not in content.sentence
    assert content.sentence.startswith("В среднем 2,0 отметки об отсутствии на ученика за период")


def points(*pairs):
    return [
        {"name": f"<{n}>", "absences": x, "result": y, "hover": f"<{n}>"}
        for n, (x, y) in enumerate(pairs)
    ]


def test_the_link_is_the_line_of_least_squares_and_only_of_eleven_points():
    falling = points(*((x, 1 - 0.05 * x) for x in range(11)))
    assert link_of(falling) == [(0, pytest.approx(1)), (10, pytest.approx(0.5))]
    assert link_of(falling[:10]) == []
    assert link_of(points(*[(3, 0.5)] * 20)) == []


def test_a_link_is_no_cause_and_few_points_say_nothing():
    assert attendance.FEW in asked(CITY).note
    many = points(*((x, 0.5) for x in range(11)))
    assert "связь, не причина, n = 11" in attendance._note(many)


def test_names_are_written_beside_few_points_and_never_as_tags():
    few = attendance_figure(points((1, 0.5)), ("x", "y"))
    assert few["data"][0]["text"] == ["&lt;0&gt;"]
    of_marks = attendance_figure(points((1, 3.5)), ("x", "y"), of_marks=True)
    assert of_marks["data"][0]["text"] == []
    assert of_marks["layout"]["yaxis"]["range"] == [1.9, 5.1]
    assert NOTHING in str(attendance_figure([], ("x", "y")))


def test_the_correlation_is_told_with_its_interval_and_no_cause():
    few_lessons = points(*((x, 1 - 0.05 * x + 0.1 * (x % 3)) for x in range(14)))
    n, value, low, high = attendance.correlation_of(few_lessons)
    x, y = ([row[name] for row in few_lessons] for name in ("absences", "result"))
    reference = pearsonr(x, y)  # scipy 1.17
    ends = reference.confidence_interval()
    assert (n, value) == (14, pytest.approx(reference.statistic))
    assert (low, high) == (pytest.approx(ends.low), pytest.approx(ends.high))
    said = attendance.correlation_said(few_lessons)
    assert "результат ниже; связь, не причина." in said and "n = 14" in said
    assert attendance.correlation_said(few_lessons[:10]) == ""
    assert attendance.correlation_said(points(*[(3, 0.5)] * 20)) == ""
    apart = points(*((x % 4, 0.5 + 0.1 * (x % 3)) for x in range(24)))
    assert "связь может быть случайной" in attendance.correlation_said(apart)
