"""The back-test of final marks on the demonstration: figures, folds, and a planted leak."""

from datetime import date

import numpy as np
import pytest
from files import loaded, written
from homes import copied, store_in
from sqlalchemy import select

from etl import final_forecasts, pipeline
from etl.final_backtest import back_test
from etl.final_sums import classes_by_school, sums_until
from etl.forecasts.figures import figures, is_covered
from etl.forecasts.final_fit import fitted
from etl.marks_until import last_day, last_day_of_marks, marks_until
from models import Forecaster, Student, StudentMart, Subject, Unit
from models.forecasts import FINAL
from models.store import open_engine, writing

THIRD_QUARTER, YEAR = 202513, 202550
MIDDLE = date(2026, 2, 14)
OF_FINALS = (Forecaster.kind == FINAL,)
PROMISED = ("expected", "likely", "low", "high", "chance", "baseline")


@pytest.fixture(scope="module")
def demo(demo_home):
    store = store_in(demo_home)
    engine = open_engine(store)
    with engine.connect() as connection:
        yield connection, store.lake
    engine.dispose()


@pytest.fixture
def own_demo(demo_home, tmp_path):
    return store_in(copied(demo_home, tmp_path / "home"))


@pytest.mark.parametrize("period", [THIRD_QUARTER, YEAR])
def test_on_other_schools_it_is_better_than_the_mean_so_far_and_as_sure_as_it_says(demo, period):
    found = back_test(*demo, period)
    told = figures(
        *(found[name] for name in ("fact", "expected", "low", "high", "baseline")),
        found["chance"],
        found["is_two"],
    )
    assert (found["fact"] == found["likely"]).mean() > (found["fact"] == found["baseline"]).mean()
    assert told["rmse"] < np.sqrt(np.square(found["fact"] - found["baseline"]).mean())
    # whole marks hold more than 90 %: what is promised is what is seen
    assert told["coverage_90"] == pytest.approx(found["promised"].mean(), abs=0.015)
    assert found["chance"].sum() == pytest.approx(found["is_two"].sum(), rel=0.35)


def test_the_interval_of_the_mean_holds_nine_tenths(demo):
    found = back_test(*demo, THIRD_QUARTER).dropna(subset=["mean_fact"])
    ends = found["mean_fact"], found["mean_low"], found["mean_high"]
    assert 0.87 <= is_covered(*ends).mean() <= 0.93


def test_the_rules_of_the_demonstration_are_found_again(demo):
    found = fitted(sums_until(demo[0], date(2026, 7, 1)))
    # etl/demo/finals.py: borders 0.08 above the middle, a spread of 0.12, 0.6 of «2» forgiven
    assert found.period.borders == pytest.approx((2.58, 3.58, 4.58), abs=0.02)
    assert found.period.widths == pytest.approx((0.12, 0.12, 0.12), abs=0.02)
    assert found.period.forgiven == pytest.approx(0.6, abs=0.06)
    assert found.year.borders == pytest.approx((2.5, 3.5, 4.5), abs=0.03)


def test_sums_until_a_day_hold_nothing_of_later_periods(demo):
    sums = sums_until(demo[0], MIDDLE)
    assert set(sums["levels"]["period"]) == {
        *(202411, 202412, 202413, 202414, 202431, 202432, 202511, 202512, 202531)
    }
    classes = classes_by_school(demo[0])
    assert set(sums.schools) == set(classes)
    one = sums.of(sums.schools[:1])
    assert one.schools == sums.schools[:1]


def test_marks_until_the_end_of_a_period_are_those_of_the_mart(demo):
    connection, lake = demo
    school, classes = next(iter(classes_by_school(connection).items()))
    found = {
        (row["class_id"], row["student_id"], row["subject_id"]): row["sum_weighted"]
        for row in marks_until(connection, lake, school, date(2025, 11, 1), date(2025, 12, 31))
        if row["n_marks"]
    }
    mart = StudentMart
    query = select(mart.class_id, mart.student_id, mart.subject_id, mart.sum_weighted).where(
        mart.class_id.in_(classes), mart.period_id == 202512, mart.n_marks > 0
    )
    in_quarters = {tuple(row[:3]): row[3] for row in connection.execute(query)}
    assert in_quarters.items() <= found.items()  # others learn by half-years
    assert len(in_quarters) > 0.8 * len(found)
    assert last_day_of_marks(connection, lake, school, 2025) <= date(2026, 5, 26)
    assert last_day_of_marks(connection, lake, school, 1999) is None
    assert last_day(connection, lake) == date(2026, 5, 26)


def one_pupil(connection) -> dict:
    """A student with «4» in a subject of the quarter, with the codes of all of it."""
    parallel, school = Unit.__table__.alias("parallel"), Unit.__table__.alias("school")
    mart = StudentMart
    query = (
        select(
            *(mart.student_id, mart.subject_id, Student.code.label("student_code")),
            *(Subject.name.label("subject"), Unit.name.label("class")),
            *(school.c.code.label("school_code"), mart.final_mark),
        )
        .join(Unit, Unit.id == mart.class_id)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .join(Student, Student.id == mart.student_id)
        .join(Subject, Subject.id == mart.subject_id)
        .where(mart.period_id == THIRD_QUARTER, mart.final_mark == "4", mart.n_marks > 3)
        .order_by(mart.student_id)
    )
    return dict(connection.execute(query).mappings().first())


def of_pupil(store, pupil) -> dict:
    with pipeline.opened(store) as engine, engine.connect() as connection:
        found = back_test(connection, store.lake, THIRD_QUARTER, pupil["subject_id"])
    [row] = found[found["student_id"] == pupil["student_id"]].to_dict("records")
    return row


def test_nothing_later_than_the_day_enters_and_what_is_earlier_does(own_demo, tmp_path):
    with pipeline.opened(own_demo) as engine, engine.connect() as connection:
        pupil = one_pupil(connection)
    place = {name: pupil[name] for name in ("school_code", "class", "subject")}
    code = pupil["student_code"]
    before = of_pupil(own_demo, pupil)

    # planted: a row of «2» from the day after, a final «2» of the quarter, and of the year
    later = "\n".join(f"{code}  2026-02-{day}  К  2" for day in range(15, 20))
    lines = f"student_code  date  work_type  mark\n{later}"
    finals = f"student_code  period  mark\n{code}  3 четверть  2\n{code}  год  2"
    loaded(
        own_demo,
        written(tmp_path, "marks", lines, "later.csv", **place),
        written(tmp_path, "final_marks", finals, "finals.csv", **place),
    )
    leaked = of_pupil(own_demo, pupil)
    assert leaked["fact"] == 2 != before["fact"]
    assert {name: leaked[name] for name in PROMISED} == {name: before[name] for name in PROMISED}

    # the same marks a week earlier change it: the test would have seen a leak
    earlier = lines.replace("2026-02-1", "2026-02-0")
    loaded(own_demo, written(tmp_path, "marks", earlier, "earlier.csv", **place))
    assert of_pupil(own_demo, pupil)["expected"] < before["expected"] - 0.1


def test_a_school_teaches_nothing_about_itself(own_demo, tmp_path, demo):
    found = back_test(*demo, THIRD_QUARTER)
    with pipeline.opened(own_demo) as engine, writing(engine) as connection:
        school, classes = next(iter(classes_by_school(connection).items()))
        mart = StudentMart.__table__
        connection.execute(  # every final mark of an earlier quarter of this school is another one
            mart.update()
            .where(mart.c.class_id.in_(classes), mart.c.period_id == 202412)
            .values(final_mark="2")
        )
    with pipeline.opened(own_demo) as engine, engine.connect() as connection:
        changed = back_test(connection, own_demo.lake, THIRD_QUARTER)
    own = found["school_id"] == school
    assert changed.loc[own, "chance"].tolist() == pytest.approx(found.loc[own, "chance"].tolist())
    assert changed.loc[~own, "chance"].sum() > found.loc[~own, "chance"].sum()


def test_a_forecaster_is_kept_once_a_month_and_made_anew_when_there_is_news(own_demo, monkeypatch):
    monkeypatch.setattr(final_forecasts, "MOST_TESTED", 1)
    with pipeline.opened(own_demo) as engine, writing(engine) as connection:
        lake = own_demo.lake
        connection.execute(Forecaster.__table__.delete().where(*OF_FINALS))

        def kept():
            query = select(Forecaster.as_of, Forecaster.is_current).where(*OF_FINALS)
            query = query.order_by(Forecaster.as_of)
            return [tuple(row) for row in connection.execute(query)]

        assert final_forecasts.refresh(connection, lake, date(2026, 5, 20))
        assert not final_forecasts.refresh(connection, lake, date(2026, 5, 26))
        assert kept() == [(date(2026, 5, 20), True)]
        assert final_forecasts.refresh(connection, lake, date(2026, 6, 2))
        assert kept() == [(date(2026, 5, 20), False), (date(2026, 6, 2), True)]
        monkeypatch.setattr(final_forecasts, "NEWS", -1)  # whatever changed is news
        assert final_forecasts.refresh(connection, lake, date(2026, 6, 5))
        assert kept() == [(date(2026, 5, 20), False), (date(2026, 6, 5), True)]
        query = select(Forecaster.__table__).where(*OF_FINALS, Forecaster.is_current)
        row = connection.execute(query).mappings().one()
    assert row["n_students"] > 500
    [quarter, year] = row["card"]["tests"]
    assert (quarter["period"], year["period"]) == (202514, 202550)
    assert quarter["figures"]["right"] > quarter["figures"]["baseline_right"]


def test_too_few_final_marks_teach_nothing(store, tmp_path):
    from files import school

    school(store, tmp_path)
    with pipeline.opened(store) as engine, writing(engine) as connection:
        assert not final_forecasts.refresh(connection, store.lake, date(2026, 1, 10))
