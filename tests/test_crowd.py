"""The load test itself: some people of every role for some seconds, without a single error."""

import pytest
from crowd import knee, load_test, memory, report, wrongs
from crowd_browser import Page, Wrong
from crowd_truth import Truth
from homes import copied, store_in
from sqlalchemy import select

from dashboard.access import Role
from etl.pipeline import ready_engine
from models import MarkMart, Unit

PLAN = {"users": 12, "warm": 1, "seconds": 10, "knee": 0, "most": 12}
PURPOSES = {
    "drill_down", "look_at_section", "compare", "take_table", "search", "leave_and_come_back",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(demo_home, tmp_path_factory):
    """A copy of the demonstration, for the accounts of the crowd."""
    return store_in(copied(demo_home, tmp_path_factory.mktemp("crowd") / "home"))


@pytest.fixture
def truth(store):
    engine = ready_engine(store)
    yield Truth(engine)
    engine.dispose()


def test_every_role_comes_for_everything_and_nothing_is_wrong(store):
    run = load_test(store, PLAN, thinking="0.1,0.6", schools=1)
    assert wrongs(run.answers) == {}
    assert set(run.visits) == {str(role) for role in Role}
    assert set().union(*run.visits.values()) == PURPOSES
    assert run.numbers > 10  # on the screens, each the same as in the marts
    told = report(store, run)
    assert told["steps"][0]["users"] == PLAN["users"]
    assert {"отклик: обзор", "экран: обзор", "файл: xlsx"} & set(told["tasks"])
    assert memory(run, run.steps[0])["pss_first"] > 50


def school_page(truth, n=None, **other):
    """The screen of a school with a number on it: of the marts, unless told otherwise."""
    with truth.engine.connect() as connection:
        unit = connection.execute(select(Unit).where(Unit.level == "school")).first()
        marks = connection.execute(
            select(MarkMart.period_id, MarkMart.n).filter_by(
                unit_id=unit.id, basis="final", subject_id=0, grade=0
            )
        ).first()
    address = f"/school/{unit.id}?year={marks.period_id // 100}&period={marks.period_id}"
    shown = {"unit-id": unit.id, "unit-address": address, "unit-name": unit.name}
    shown |= {"unit-headlines": f"n = {marks.n if n is None else n} отметок"} | other
    parts = [{"type": "Div", "props": {"id": id, "data": value, "children": value}}
             for id, value in shown.items()]  # fmt: skip

    class Shown:
        address = f"/school/{unit.id}"
        page = Page(parts)

    return Shown


def test_the_right_number_is_taken_for_right(truth):
    truth.check(school_page(truth), all_subjects=True)
    assert truth.checked == 1


@pytest.mark.parametrize(
    "wrong", [{"n": 3}, {"unit-id": 1}, {"unit-name": "Школа № 999"}, {"unit-address": "/school/1"}]
)
def test_another_number_or_another_school_is_noticed(truth, wrong):
    with pytest.raises(Wrong):
        truth.check(school_page(truth, **wrong), all_subjects=True)


def test_the_knee_is_the_first_step_that_is_too_slow_or_wrong():
    steps = [{"users": 50, "p95": 0.1, "errors": 0}, {"users": 100, "p95": 0.2, "errors": 0}]
    slow, wrong = {"users": 200, "p95": 0.4, "errors": 0}, {"users": 200, "p95": 0.1, "errors": 1}
    assert knee(steps) is None
    assert knee([*steps, slow]) is slow
    assert knee([*steps, wrong]) is wrong
