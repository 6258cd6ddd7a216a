"""Exam forecasts read: numbers by hand, small groups of others, thresholds, the order of help."""

import pytest
from forecast_rows import exam_forecast, forecaster, mart_rows
from reading_facts import (
    ALGEBRA,
    ANNA,
    BORIS,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    DINA,
    PARENTS,
    PHYSICS,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
    VERA,
    line,
)
from reading_world import EVERYTHING, OF_SCHOOL_303, scope, world
from sqlalchemy import delete, insert, update

from dashboard.access import RIGHTS, Child, Role, Scope
from dashboard.disclosure import SMALLEST
from dashboard.queries.exam_forecasts import Target, forecasters, targets
from dashboard.queries.forecast_counts import forecasts_of_children, forecasts_of_unit
from dashboard.queries.forecast_record import (
    expected_marks,
    record_by_subject,
    record_of_children,
)
from dashboard.queries.forecast_students import (
    chances_of_students,
    forecasts_of_student,
    students_at_risk,
)
from dashboard.queries.unit_settings import Thresholds, setting_of, thresholds_of
from models import ExamForecast, Forecaster, ForecastMart, UnitSetting

ALGEBRA_9, ALL = Target(2025, "ОГЭ", ALGEBRA), Target(2025, "ОГЭ")
LINES = Thresholds(50, 25)
PLACES = {
    "region": {"unit_id": REGION, "level": "region", "path": "/1/", "parent_id": 0},
    "city": {"unit_id": CITY, "level": "municipality", "path": "/1/2/", "parent_id": REGION},
    "school": {"unit_id": SCHOOL_303, "level": "school", "path": "/1/2/4/", "parent_id": CITY},
}
HEAD = scope("директор школы 303", "/1/2/4/", RIGHTS[Role.HEAD])
METHODOLOGIST = scope("методист", "/1/2/", RIGHTS[Role.MUNICIPAL_METHODOLOGIST])


@pytest.fixture(autouse=True)
def engine():
    return world()


def at_risk(who, place="city", lines=LINES, target=ALL):
    found = students_at_risk(who, PLACES[place], target, lines, forecasters(who, target))
    return [(row["student_id"], row["subject_id"]) for row in found]


def test_targets_are_those_with_forecasts_in_the_unit():
    found = targets(EVERYTHING, SCHOOL_303)
    assert [(row["year"], row["procedure"], row["subject_id"]) for row in found] == [
        (2025, "ОГЭ", ALGEBRA),
        (2025, "ОГЭ", PHYSICS),
    ]
    assert [row["subject_id"] for row in targets(EVERYTHING, SCHOOL_7)] == [ALGEBRA]


def test_children_are_counted_by_the_zone_they_are_in():
    # by hand: 303 has chances 0.6, 0.3, 0.1; school 7 has 0.52, 0.2
    found = forecasts_of_children(EVERYTHING, PLACES["city"], ALGEBRA_9, LINES)
    numbers = {
        row["unit_id"]: (row["n"], row["n_risk"], row["n_attention"], row["n_calm"])
        for row in found
    }
    assert numbers == {SCHOOL_303: (3, 1, 1, 1), SCHOOL_7: (2, 1, 0, 1)}
    [school] = [row for row in found if row["unit_id"] == SCHOOL_303]
    assert school["below"] == pytest.approx(1.0)
    assert school["below_error"] ** 2 == pytest.approx(0.6 * 0.4 + 0.3 * 0.7 + 0.1 * 0.9)
    assert school["risk_rate"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("risk", "n"), [(10, 3), (30, 2), (35, 1), (60, 1), (65, 0)])
def test_a_threshold_moves_who_is_in_the_zone(risk, n):
    lines = Thresholds.of(risk, 25)
    [row] = forecasts_of_unit(EVERYTHING, PLACES["school"], ALGEBRA_9, lines)
    assert row["n_risk"] == n
    assert sum(row[part] for part in ("n_risk", "n_attention", "n_calm")) == row["n"] == 3


def test_classes_of_a_school_stand_for_its_parallels_and_all_subjects_add_up():
    [row] = forecasts_of_children(EVERYTHING, PLACES["school"], ALL, LINES)
    assert (row["unit_id"], row["n"], row["n_risk"]) == (CLASS_303_8A, 4, 2)


def test_of_another_school_with_few_nothing_is_told_but_that_it_is_there():
    found = {row["unit_id"]: row for row in
             forecasts_of_children(HEAD, PLACES["city"], ALGEBRA_9, LINES)}  # fmt: skip
    own, other = found[SCHOOL_303], found[SCHOOL_7]
    assert (own["n_risk"], own["disclosed"]) == (1, False)
    assert other["hidden"] and other["disclosed"]
    told = ("n", "n_risk", "n_attention", "risk_rate", "below", "expected")
    assert [other[name] for name in told] == [None] * len(told)


def test_of_many_others_rates_are_rounded_and_whole_numbers_are_not_told(engine):
    more = [exam_forecast(CLASS_7_8A, 500 + n, 1, 0.05 + n / 50) for n in range(40)]
    units = {id: (parent, line(id)) for id, parent in PARENTS.items()}
    with engine.begin() as connection:
        connection.execute(delete(ForecastMart))
        rows = mart_rows(more, [forecaster(1, ALGEBRA)], units, {})
        connection.execute(insert(ForecastMart), rows)
    [other] = forecasts_of_children(HEAD, PLACES["city"], ALGEBRA_9, LINES)
    assert other["disclosed"] and not other["hidden"]
    assert other["n"] % SMALLEST == 0
    assert (other["n_risk"], other["below"], other["expected"]) == (None, None, None)
    assert other["risk_rate"] == pytest.approx(17 / 40, abs=0.3)


def test_all_subjects_together_are_told_of_ones_own_only():
    assert [row["unit_id"] for row in forecasts_of_children(HEAD, PLACES["city"], ALL, LINES)] == [
        SCHOOL_303
    ]


def test_the_nearest_to_the_minimum_comes_first_and_the_zone_before_attention():
    # reach = |8 − expected| / 10: Дина 0.024, Anna 0.12, of physics 0.24; then Boris
    assert [student for student, _ in at_risk(EVERYTHING)] == [DINA, ANNA, 104, BORIS]
    assert at_risk(EVERYTHING, lines=Thresholds(60, 60)) == [(ANNA, ALGEBRA), (104, PHYSICS)]


def test_only_ones_own_students_are_listed_and_names_by_right():
    assert {student for student, _ in at_risk(HEAD)} == {ANNA, 104, BORIS}
    found = students_at_risk(HEAD, PLACES["city"], ALL, LINES, forecasters(HEAD, ALL))
    assert found[0]["name"] == "Ёлкина Анна"
    coded = students_at_risk(METHODOLOGIST, PLACES["city"], ALL, LINES,
                             forecasters(METHODOLOGIST, ALL))  # fmt: skip
    assert {row["name"] for row in coded} == {""} and len(coded) == 4
    assert {row["school"] for row in coded} == {"Школа № 303", "Школа № 7"}


def test_a_teacher_of_one_subject_sees_the_forecast_of_that_subject():
    teacher = scope("физика", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], PHYSICS)
    assert at_risk(teacher) == [(104, PHYSICS)]
    assert forecasts_of_student(teacher, ANNA, 2025) == []
    assert [row["subject_id"] for row in forecasters(teacher, ALL)] == [PHYSICS]


def test_without_a_minimum_nobody_is_listed(engine):
    parameters = forecaster(1, ALGEBRA)["parameters"] | {"minimum": None}
    with engine.begin() as connection:
        connection.execute(update(Forecaster).values(parameters=parameters))
    assert at_risk(EVERYTHING) == []


def test_a_forecast_of_an_earlier_month_is_not_the_current_one(engine):
    old = forecaster(3, ALGEBRA, is_current=False)
    with engine.begin() as connection:
        connection.execute(insert(Forecaster), old)
        connection.execute(insert(ExamForecast), exam_forecast(CLASS_303_8A, ANNA, 3, 0.99))
    [row] = forecasts_of_student(EVERYTHING, ANNA, 2025)
    assert row["p_below"] == 0.6
    assert chances_of_students(EVERYTHING, [ANNA], 2025)[ANNA, ALGEBRA]["p_below"] == 0.6


def test_what_came_is_set_beside_what_was_said():
    # by hand: expected 6.8, 10.4, 7.76 against 5, 12, 9; the mean of those before is 14
    [row, _] = record_by_subject(EVERYTHING, PLACES["region"], ALL, 50)
    assert (row["n"], row["n_known"], row["n_judged"], row["n_below"]) == (5, 3, 3, 1)
    assert row["mae"] == pytest.approx((1.8 + 1.6 + 1.24) / 3)
    assert row["bias"] == pytest.approx((-1.8 + 1.6 + 1.24) / 3)
    assert row["baseline_mae"] == pytest.approx((9 + 2 + 5) / 3)
    assert row["coverage"] == 1.0
    assert row["brier"] == pytest.approx((0.4**2 + 0.3**2 + 0.52**2) / 3, abs=1e-4)
    assert (row["n_flagged"], row["n_found"]) == (2, 1)


def test_a_record_is_of_ones_own_alone():
    assert record_by_subject(HEAD, PLACES["city"], ALL, 50) == []
    found = record_of_children(HEAD, PLACES["city"], ALGEBRA_9, 50)
    assert [row["unit_id"] for row in found] == [SCHOOL_303]


def test_expected_marks_are_sums_of_chances():
    [row, physics] = expected_marks(EVERYTHING, PLACES["school"], ALL)
    assert row["p2"] == pytest.approx(1.0)
    assert sum(row[mark] for mark in ("p2", "p3", "p4", "p5")) == pytest.approx(row["n"])
    assert physics["p2_error"] == pytest.approx((0.7 * 0.3) ** 0.5)


def test_a_family_sees_its_own_child_where_the_school_says_so(engine):
    parent = Scope(children=(Child(ANNA, "родитель: ваш ребёнок"),), reason="родитель")
    assert [row["student_id"] for row in forecasts_of_student(parent, ANNA, 2025)] == [ANNA]
    assert forecasts_of_student(parent, VERA, 2025) == []
    for change in (update(UnitSetting).values(value=0), delete(UnitSetting)):
        with engine.begin() as connection:
            connection.execute(change)
        assert forecasts_of_student(parent, ANNA, 2025) == []
        assert chances_of_students(parent, [ANNA], 2025) == {}


def test_only_a_school_can_decide_for_its_families(engine):
    parent = Scope(children=(Child(DINA, "родитель: ваш ребёнок"),), reason="родитель")
    with engine.begin() as connection:
        connection.execute(update(UnitSetting).values(unit_id=REGION))
    assert forecasts_of_student(parent, DINA, 2025) == []


def test_a_parent_who_is_head_as_well_sees_as_head():
    head = scope("директор", "/1/2/5/", RIGHTS[Role.HEAD])
    both = Scope(head.areas, (Child(DINA, "родитель: ваш ребёнок"),), "оба")
    assert len(forecasts_of_student(both, DINA, 2025)) == 1


def test_the_nearest_unit_that_has_decided_counts(engine):
    said = {"changed_by": "-", "changed_as": "-", "changed_at": forecaster(1, 1)["made_at"]}
    rows = [
        {"unit_id": REGION, "name": "risk_threshold", "value": 40},
        {"unit_id": SCHOOL_303, "name": "risk_threshold", "value": 20},
    ]
    with engine.begin() as connection:
        connection.execute(insert(UnitSetting), [row | said for row in rows])
    assert thresholds_of("/1/2/4/10/20/") == (20, 20)  # attention is never above risk
    assert thresholds_of("/1/2/5/") == (40, 25)
    assert setting_of("/1/2/5/", "forecast_to_family", 0) == 0
    assert thresholds_of("/") == (50, 25)
    assert chances_of_students(OF_SCHOOL_303, [ANNA], 2025)[ANNA, ALGEBRA]["risk"] == 0.2
