"""A load published between two statements of one view: the view stays of one version."""

import pytest
from files import load_one, school, written
from sqlalchemy import select

from dashboard.access import Scope
from dashboard.bank.writing import writing_soon
from dashboard.filters import View
from dashboard.gate.whole import read_as_a_whole
from dashboard.queries import database
from dashboard.queries.indicators import indicators_of_children, indicators_of_unit
from etl import pipeline
from etl.bench.readers import adds_up, both_versions, changing_place, readers
from models import Unit
from models.store import open_engine

VIEW = View(year=2025, period=202550, subject=0, basis="current")
SCOPE = Scope.everything("test")


@pytest.fixture
def marked(store, tmp_path):
    """A store with one file of marks that comes and goes, and its number."""
    school(store, tmp_path)
    load_one(store, written(tmp_path, "marks", "student_code  mark\n У1  5", name="a.csv"))
    report = load_one(store, written(tmp_path, "marks", "student_code  mark\n У2  4\n У3  3"))
    database.use(open_engine(store), lake=store.lake)
    yield store, report.id
    database.forget()


def unit_of(level):
    with database.engine_in_use().connect() as connection:
        return connection.execute(select(Unit.id).where(Unit.level == level)).scalar_one()


def marks_of(rows):
    return rows["n_marks"].sum()


def parent_then_children(store, load_id, between):
    """Marks of a school, then of its parallels; a load is undone between the two."""
    unit = unit_of("school")
    parent = marks_of(indicators_of_unit(SCOPE, unit, VIEW))
    between(store, load_id, on=False)
    return parent, marks_of(indicators_of_children(SCOPE, unit, VIEW))


def test_a_view_stays_of_the_version_it_began_with(marked):
    with database.one_version():
        assert parent_then_children(*marked, pipeline.switch) == (3, 3)
    assert marks_of(indicators_of_unit(SCOPE, unit_of("school"), VIEW)) == 1


def test_statements_outside_a_view_see_each_its_own_version(marked):
    assert parent_then_children(*marked, pipeline.switch) == (3, 1)


def test_a_view_inside_a_view_is_the_same(marked):
    with database.one_version():
        with database.one_version():
            pass
        assert parent_then_children(*marked, pipeline.switch) == (3, 3)


def test_a_request_is_one_view(marked):
    from flask import Flask

    server = Flask("test")
    read_as_a_whole(server)
    server.get("/")(lambda: [int(n) for n in parent_then_children(*marked, pipeline.switch)])
    assert server.test_client().get("/").json == [3, 3]
    assert marks_of(indicators_of_unit(SCOPE, unit_of("school"), VIEW)) == 1


def test_what_all_reports_of_a_view_need_is_worked_out_once(marked):
    asked = []

    @database.once_a_view
    def marks(unit):
        asked.append(unit)
        return marks_of(indicators_of_unit(SCOPE, unit, VIEW))

    school = unit_of("school")
    with database.one_version():
        assert (marks(school), marks(school), marks(unit_of("region"))) == (3, 3, 3)
        assert len(asked) == 2
        pipeline.switch(*marked, on=False)
        assert marks(school) == 3
        database.read_anew()  # it has changed something itself
        assert marks(school) == 1
    with database.one_version():
        marks(school)
    assert len(asked) == 4


def test_who_changes_something_in_a_view_sees_it(marked):
    def name():
        return database.rows(select(Unit.name).where(Unit.level == "school"))[0]["name"]

    with database.one_version():
        assert name() == "Школа 7"
        with writing_soon(database.engine_in_use()) as connection:
            connection.execute(Unit.__table__.update().values(name="Лицей 7"))
        assert name() == "Лицей 7"


def test_after_an_error_a_view_reads_on(marked):
    with database.one_version():
        unit_of_school = unit_of("school")
        with pytest.raises(Exception, match="no_such"):
            database.rows(select(Unit.__table__.c.id).where(_no_such_column()))
        assert marks_of(indicators_of_unit(SCOPE, unit_of_school, VIEW)) == 3


def _no_such_column():
    from sqlalchemy import column

    return column("no_such") == 1


def test_readers_in_other_processes_see_one_version_or_the_other(marked):
    store, _ = marked
    found = readers(store, reads=500, processes=1)
    assert (found.errors, found.mixed) == (0, 0)
    assert found.reads >= 500
    assert found.publications >= 4
    assert min(found.of_each) > 0  # both versions were there to be mixed


def test_both_versions_of_the_bench_add_up(marked):
    store, load_id = marked
    place = changing_place(store)
    assert place.load_id == load_id
    assert all(map(adds_up, both_versions(store, place)))


def test_the_bench_looks_at_a_period_with_marks_where_final_marks_have_a_later_one(
    marked, tmp_path
):
    store, _ = marked
    load_one(store, written(tmp_path, "final_marks", "student_code  period  mark\n У1  итог  5"))
    with_file, without = both_versions(store, changing_place(store))
    assert with_file != without
