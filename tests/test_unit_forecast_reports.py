"""Forecasts of units as they are told: to whom, in which words, and how they have come true."""

from dataclasses import replace

import pytest
from homes import of_a_sqlite_file
from marked import CLASS_TEACHER, HEAD, reading
from reading_facts import (
    ALGEBRA,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    CLASS_303_8B,
    PARALLEL_303_8,
    PHYSICS,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, scope, world
from sqlalchemy import delete, update
from test_query_plans import plans_of, sent_by

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.figures.expected import expected_bars, expected_columns
from dashboard.filters import View
from dashboard.queries.unit_forecasts import forecasts_of_children, forecasts_of_unit
from dashboard.reports import expected, expected_inside, expected_record
from dashboard.screens.expected import (
    OF_ONE_GRADE,
    OTHER_CHILDREN,
    ahead,
    in_words,
    nearest,
    sign,
    value,
)
from models import UnitForecast

YEAR = View(year=2025, period=202550, subject=ALGEBRA)
QUARTERS = (202513, 202514)
QUALITY = ("quality_rate",)
TEACHER = scope("алгебра", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], ALGEBRA)


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def units(found: list[dict]) -> set[int]:
    return {row["unit_id"] for row in found}


def test_a_forecast_stands_beside_what_came_and_alone_before():
    found = {row["period_id"]: row for row in forecasts_of_unit(EVERYTHING, SCHOOL_303, ALGEBRA)}
    # by hand: 8А has 2 «5» and 3 «4» of 10, 8Б 5 «4» of 10 with one н/а
    assert found[202550]["fact"] == pytest.approx(10 / 20)
    assert found[202550]["is_hindsight"]
    assert found[202650]["fact"] is None
    assert found[202650]["last"] == 0.45
    assert not found[202650]["is_hindsight"]


def test_others_units_have_no_forecast_to_show():
    assert forecasts_of_unit(HEAD, SCHOOL_303, ALGEBRA)
    assert not forecasts_of_unit(HEAD, SCHOOL_7, ALGEBRA)
    assert not forecasts_of_unit(HEAD, CITY, ALGEBRA)
    inside = forecasts_of_children(HEAD, CITY, ALGEBRA, (202550, 202650), QUALITY)
    assert units(inside) == {SCHOOL_303}
    assert not forecasts_of_unit(Scope.nothing("тест"), SCHOOL_303, ALGEBRA)


def test_a_teacher_of_algebra_is_told_of_algebra_in_the_own_class():
    assert units(forecasts_of_unit(TEACHER, CLASS_303_8A, ALGEBRA)) == {CLASS_303_8A}
    for unit, subject in ((CLASS_303_8A, PHYSICS), (CLASS_303_8A, 0), (CLASS_303_8B, ALGEBRA)):
        assert not forecasts_of_unit(TEACHER, unit, subject)
    inside = forecasts_of_children(TEACHER, PARALLEL_303_8, ALGEBRA, QUARTERS, QUALITY)
    assert units(inside) == {CLASS_303_8A}


@pytest.mark.parametrize(("first", "told"), [(2024, {202550, 202650}), (2025, {202650})])
def test_what_was_made_from_marks_before_ones_time_is_not_told(first, told):
    """A year is forecast from the year before it: of 2025, of other children than one's own."""
    area = Area("/1/2/4/", RIGHTS[Role.HEAD], "новый директор", first_year=first)
    found = forecasts_of_unit(Scope((area,)), SCHOOL_303, ALGEBRA)
    assert {row["period_id"] for row in found} == told


def test_of_small_units_whole_percents_are_told_and_the_interval_only_widens(engine):
    exact = {"value": 0.5234, "low": 0.4276, "high": 0.6123}
    with engine.begin() as connection:
        connection.execute(
            update(UnitForecast).where(UnitForecast.period_id == 202514).values(exact)
        )
    [row] = [row for row in forecasts_of_unit(EVERYTHING, CLASS_303_8A, ALGEBRA)
             if row["period_id"] == 202514]  # fmt: skip
    assert (row["value"], row["low"], row["high"]) == (0.52, 0.42, 0.62)


@of_a_sqlite_file
def test_a_level_is_read_by_its_key_in_one_statement(engine):
    def query():
        forecasts_of_children(HEAD, SCHOOL_303, ALGEBRA, QUARTERS, QUALITY)

    assert len(sent_by(engine, query)) == 1
    plan = plans_of(engine, query)
    assert not [step for step in plan if step.startswith(("SCAN unit_forecast", "SCAN mart"))]


def test_the_sign_says_only_what_the_whole_interval_says():
    row = {"n": 30, "low": 0.4, "high": 0.6, "last": 0.5}
    assert sign(row) == "="
    assert sign(row | {"last": 0.39}) == "▲"
    assert sign(row | {"last": 0.61}) == "▼"
    assert sign(row | {"last": 0.39, "n": 10}) == "*"


def test_of_each_system_the_last_period_that_has_not_come_is_ahead():
    rows = [
        {"period_id": period, "indicator": "quality_rate", "fact": fact}
        for period, fact in ((202511, 0.5), (202512, None), (202513, 0.5), (202514, None),
                             (202550, 0.5), (202650, None), (202532, 0.4))
    ]  # fmt: skip
    found = ahead(rows)
    assert [row["period_id"] for row in found] == [202514, 202650]
    assert nearest(found, View(year=2025, period=202550)) == 202650
    assert nearest(found, View(year=2025, period=202531)) == 202514
    assert nearest([], View()) is None
    assert in_words(202514) == "4 четверть 2025/2026"


def test_a_value_is_written_as_its_indicator():
    row = {"level": "school", "indicator": "quality_rate", "value": 0.523, "last": 0.5}
    assert value(row, "value") == "52,3\u202f%"
    assert value(row | {"level": "school_class"}, "value") == "52\u202f%"
    assert value(row | {"indicator": "mean_mark", "value": 3.8}, "value") == "3,80"


def test_the_report_of_a_school_says_period_interval_rule_and_record_of_the_model():
    content = expected.build(EVERYTHING, reading(SCHOOL_303, YEAR, EVERYTHING))
    assert content.sentence == (
        "Школа № 303, прогноз на год 2026/2027 (n = 10): качество знаний 50,0\u202f% "
        "(от 40,0\u202f% до 60,0\u202f%), было 45,0\u202f% – мало, чтобы судить."
    )
    assert "связь с прошлым, не причина" in content.note
    assert "Собственное правило" in content.note
    assert "средняя ошибка 3,0 п. п.; «как в прошлый раз» 3,7 п. п." in content.note
    assert [row["period"] for row in content.table.rows] == ["год 2026/2027"]
    bars, dots = content.figure["data"]
    assert (bars["y"], dots["y"]) == ([0.5], [0.45])
    assert bars["error_y"]["array"] == pytest.approx([0.1])


def test_a_chosen_grade_of_a_school_has_no_forecast_and_is_told_so():
    content = expected.build(EVERYTHING, reading(SCHOOL_303, replace(YEAR, grade=8), EVERYTHING))
    assert content.sentence == OF_ONE_GRADE
    assert expected_inside.build(
        EVERYTHING, reading(SCHOOL_303, replace(YEAR, grade=8), EVERYTHING)
    ).is_empty


def test_current_marks_and_others_have_no_block():
    current = reading(SCHOOL_303, replace(YEAR, basis="current"), EVERYTHING)
    for report in (expected, expected_inside, expected_record):
        assert report.build(EVERYTHING, current).is_empty
        assert report.build(HEAD, reading(SCHOOL_7, YEAR, HEAD)).is_empty


def test_children_are_bars_from_the_highest_down():
    content = expected_inside.build(EVERYTHING, reading(PARALLEL_303_8, YEAR, EVERYTHING))
    assert content.sentence == (
        "Прогноз качества на 4 четверть 2025/2026: в пределах обычных колебаний – 2 из 2."
    )
    assert {row["name"] for row in content.table.rows} == {"8А", "8Б"}
    rows = [{"name": name, "value": v, "low": v, "high": v, "other": v} for name, v in
            (("а", 0.2), ("<b>", 0.7))]  # fmt: skip
    assert expected_bars(rows, "было")["data"][0]["y"] == ["&lt;b&gt;", "а"]
    assert expected_columns(rows, "было")["data"][0]["x"] == ["а", "&lt;b&gt;"]


def test_a_class_whose_year_is_over_says_that_others_will_have_its_name(engine):
    with engine.begin() as connection:
        connection.execute(
            update(UnitForecast)
            .where(UnitForecast.unit_id == CLASS_303_8A, UnitForecast.period_id == 202514)
            .values(period_id=202550)
        )
    content = expected.build(CLASS_TEACHER, reading(CLASS_303_8A, YEAR, CLASS_TEACHER))
    assert content.sentence == OTHER_CHILDREN


def test_the_record_sets_error_and_coverage_beside_the_simplest_rule():
    content = expected_record.build(EVERYTHING, reading(SCHOOL_303, YEAR))
    [own] = content.table.rows
    # by hand: told 0.5, came 0.5, the year before 0.45
    assert (own["n"], own["mae"], own["baseline_mae"]) == (1, "0,0 п. п.", "5,0 п. п.")
    assert own["coverage"] == 1
    assert "задним числом" in content.note
    assert content.sentence.startswith("Прогнозы качества знаний на 2025/2026: Школа № 303: ")


def test_the_record_of_a_parallel_has_its_classes_too():
    content = expected_record.build(EVERYTHING, reading(PARALLEL_303_8, YEAR))
    own, inside = content.table.rows
    # by hand: told 0.5, in the third quarter all ten of 8А had «4»; 8Б had no marks
    assert (own["whose"], own["n"], own["mae"]) == ("8 классы", 1, "50,0 п. п.")
    assert (inside["whose"], inside["n"], inside["coverage"]) == ("классы", 1, 0)
    assert "задним числом" not in content.note


def test_nothing_is_said_where_nothing_was_forecast(engine):
    with engine.begin() as connection:
        connection.execute(delete(UnitForecast))
    for report in (expected, expected_inside, expected_record):
        assert report.build(EVERYTHING, reading(CLASS_7_8A, YEAR, EVERYTHING)).is_empty
