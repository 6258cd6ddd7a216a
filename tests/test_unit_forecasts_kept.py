"""Forecasts of units as they are kept: made ahead, left when the period has come, never leaking."""

from datetime import date

import pytest
from files import load_one, written
from homes import copied, store_in
from sqlalchemy import delete, select, update

from etl import pipeline, unit_forecasts
from etl.forecasts.units_back_test import BASELINES
from etl.unit_targets import CODES, targets
from models import Forecaster, MarkMart, Unit, UnitForecast
from models.store import writing

JULY = date(2026, 7, 1)
LAST_QUARTER, NEXT_QUARTER = 202514, 202611


@pytest.fixture(scope="module")
def demo(demo_home, tmp_path_factory):
    """A copy of the demo territory with its forecasts; tests leave it as they found it."""
    home = copied(demo_home, tmp_path_factory.mktemp("forecasts") / "home")
    with pipeline.opened(store_in(home)) as engine:
        with writing(engine) as connection:
            forget(connection)
            unit_forecasts.refresh(connection, JULY)
        yield engine


@pytest.fixture
def connection(demo):
    """A transaction that is taken back."""
    with demo.connect() as connection, connection.begin() as begun:
        yield connection
        begun.rollback()


def forget(connection, *conditions) -> None:
    """No forecasts, or none of those."""
    connection.execute(delete(UnitForecast).where(*conditions))
    connection.execute(delete(Forecaster).where(Forecaster.kind == "units"))


def rows(connection, *conditions) -> dict[tuple, tuple]:
    """Unit, subject, indicator and period → value, interval, last value."""
    table = UnitForecast.__table__.c
    query = select(
        table.unit_id, table.subject_id, table.indicator, table.period_id,
        table.value, table.low, table.high, table.last,
    ).where(*conditions)  # fmt: skip
    return {tuple(row[:4]): tuple(row[4:]) for row in connection.execute(query)}


def levels(connection, period: int) -> set[str]:
    query = select(Unit.level).join(UnitForecast, UnitForecast.unit_id == Unit.id)
    asked = query.where(UnitForecast.period_id == period).distinct()
    return set(connection.execute(asked).scalars())


UPPER = {"region", "municipality", "school"}


def test_next_year_is_forecast_of_schools_and_above_only(connection):
    assert levels(connection, NEXT_QUARTER) == UPPER
    assert levels(connection, 202650) == UPPER
    assert levels(connection, LAST_QUARTER) == UPPER | {"parallel", "school_class"}
    assert levels(connection, 202511) == UPPER  # nothing of this year was known before it


def test_what_came_before_is_forecast_from_what_was_known_and_says_so(connection):
    query = select(Forecaster.procedure, Forecaster.school_year, Forecaster.as_of, Forecaster.rung,
                   Forecaster.why).where(Forecaster.kind == "units")  # fmt: skip
    found = {tuple(row[:2]): tuple(row[2:]) for row in connection.execute(query)}
    assert found["4 четверть", 2025] == (
        date(2026, 3, 31), "hindsight", "Сделан задним числом по данным до 31.03.2026.",
    )  # fmt: skip
    assert found["1 четверть", 2026][:2] == (JULY, "shrunken")
    assert ("1 четверть", 2024) not in found  # nothing was known before


def test_every_forecast_lies_in_its_interval_and_inside_the_scale(connection):
    for (_, _, indicator, _), (value, low, high, last) in rows(connection).items():
        lowest, highest = (2, 5) if indicator == "mean_mark" else (0, 1)
        assert lowest <= low <= value <= high <= highest
        assert lowest <= last <= highest


def test_a_planted_leak_moves_no_forecast_of_its_own_period(connection):
    of_period = UnitForecast.period_id == LAST_QUARTER
    before = rows(connection, of_period)
    planted = update(MarkMart).where(MarkMart.basis == "final", MarkMart.period_id == LAST_QUARTER)
    connection.execute(planted.values(n2=MarkMart.n5, n5=MarkMart.n2))
    forget(connection)
    unit_forecasts.refresh(connection, JULY)
    assert rows(connection, of_period) == before
    assert rows(connection, UnitForecast.period_id == NEXT_QUARTER) != {}


def test_what_has_come_stays_and_what_is_ahead_follows_the_marks(connection):
    school = connection.execute(select(Unit.id).where(Unit.level == "school")).scalars().first()
    before = rows(connection)
    planted = update(MarkMart).where(
        MarkMart.unit_id == school, MarkMart.period_id == LAST_QUARTER, MarkMart.basis == "final"
    )
    connection.execute(planted.values(n3=MarkMart.n3 + MarkMart.n4, n4=0))
    unit_forecasts.refresh(connection, JULY, [school])
    after = rows(connection)
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert {key[0] for key in changed} == {school}
    assert {key[3] for key in changed} == {NEXT_QUARTER}


def test_what_was_told_of_a_school_moves_with_it(connection):
    query = select(Unit.id, Unit.parent_id).where(Unit.level == "school")
    school, parent = connection.execute(query).first()
    old = update(UnitForecast).where(UnitForecast.unit_id == school)
    connection.execute(old.values(parent_id=999))
    unit_forecasts.refresh(connection, JULY, [school])
    parents = select(UnitForecast.parent_id).where(UnitForecast.unit_id == school).distinct()
    assert connection.execute(parents).scalars().all() == [parent]


def test_the_same_again_writes_the_same(connection):
    before = rows(connection)
    unit_forecasts.refresh(connection, JULY)
    assert rows(connection) == before


def test_a_new_month_is_a_new_forecaster_and_the_old_one_stays(connection):
    of_next = Forecaster.procedure == "1 четверть", Forecaster.school_year == 2026
    unit_forecasts.refresh(connection, date(2026, 8, 1))
    query = select(Forecaster.as_of, Forecaster.is_current).where(*of_next).order_by(Forecaster.id)
    assert [tuple(row) for row in connection.execute(query)] == [
        (JULY, False), (date(2026, 8, 1), True),
    ]  # fmt: skip


def test_a_period_that_comes_keeps_its_forecast_and_the_next_one_is_made(connection):
    """What is told of the fourth quarter when the third was the last stays as it was."""
    connection.execute(delete(MarkMart).where(MarkMart.period_id == LAST_QUARTER))
    forget(connection)
    unit_forecasts.refresh(connection, date(2026, 4, 1))
    told = rows(connection, UnitForecast.period_id == LAST_QUARTER)
    assert told and not rows(connection, UnitForecast.period_id == NEXT_QUARTER)
    some = connection.execute(
        select(MarkMart.__table__).where(MarkMart.period_id == 202513, MarkMart.basis == "final")
    ).mappings()
    come = [dict(row) | {"period_id": LAST_QUARTER} for row in some]
    connection.execute(MarkMart.__table__.insert(), come)
    unit_forecasts.refresh(connection, JULY)
    assert rows(connection, UnitForecast.period_id == LAST_QUARTER) == told
    assert rows(connection, UnitForecast.period_id == NEXT_QUARTER)


def test_a_period_has_come_when_half_of_the_students_have_marks(connection):
    quarters = CODES["quarter"]
    assert targets(connection, quarters)[-1].period == NEXT_QUARTER
    few = update(MarkMart).where(MarkMart.parent_id == 0, MarkMart.period_id == LAST_QUARTER)
    connection.execute(few.values(n=1))
    assert targets(connection, quarters)[-1].period == LAST_QUARTER


def test_marks_taken_back_take_back_the_forecast_made_of_them(connection):
    connection.execute(delete(MarkMart).where(MarkMart.period_id == LAST_QUARTER))
    unit_forecasts.refresh(connection, JULY)
    assert not rows(connection, UnitForecast.period_id == NEXT_QUARTER)
    assert rows(connection, UnitForecast.period_id == 202650)  # of another system


def test_the_card_compares_with_the_simplest_rules(connection):
    query = select(Forecaster.card).where(
        Forecaster.kind == "units", Forecaster.procedure == "1 четверть", Forecaster.is_current,
        Forecaster.school_year == 2026,
    )  # fmt: skip
    card = connection.execute(query).scalar_one()
    assert card["period"] == "2025/2026, 4 четверть"
    figures = card["back_test"]["subjects"]["school"]["quality_rate"]
    assert figures["mae"] < min(figures[name] for name in BASELINES)
    assert 0.85 <= figures["coverage_90"] <= 1


FINALS = """
    student_code  school_year  period      mark
    У1            2024/2025    1 четверть  4
    У2            2024/2025    1 четверть  3
    У1            2024/2025    2 четверть  5
    У2            2024/2025    2 четверть  3
"""


def test_a_region_of_one_school_and_one_class_is_forecast_on_every_database(store, tmp_path):
    load_one(store, written(tmp_path, "roster", "student_code\n У1\n У2\n У3"))
    load_one(store, written(tmp_path, "final_marks", FINALS))
    with pipeline.opened(store) as engine, writing(engine) as connection:
        unit_forecasts.refresh(connection, date(2025, 1, 10))
        asked = UnitForecast.indicator == "quality_rate", UnitForecast.period_id == 202413
        found = {key[0]: value for key, value in rows(connection, *asked).items()}
        names = dict(tuple(row) for row in connection.execute(select(Unit.level, Unit.id)))
        assert found[names["school"]] == pytest.approx(found[names["region"]])
        assert found[names["school_class"]][0] == pytest.approx(found[names["region"]][0], abs=0.05)
