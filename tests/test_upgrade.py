"""A store of an older version: brought up with the marts it had not, or left as it was."""

import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from files import loaded, school, sound, written

from etl import marts, pipeline
from models.store import MIGRATIONS, open_engine, writing

OLD = "0004"
PLAN = """
    task  kes  level  max_points
    1     1.1  Б      1
    2     1.2  П      2
"""
PROTOCOL = """
    student_code  1  2
    У1            1  1
    У2            0  2
"""


@pytest.fixture
def old(store, tmp_path):
    """A filled store whose tables have gone back to an older version."""
    school(store, tmp_path)
    finals = written(tmp_path, "final_marks", "student_code  mark\n У1  3\n У2  4")
    results = written(tmp_path, "results", "student_code  primary_score  mark\n У1  10  3")
    plan, protocol = written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", PROTOCOL)
    loaded(store, plan, protocol, finals, results)
    engine, config = open_engine(store), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, OLD)
    engine.dispose()
    return store


def version(store) -> str:
    engine = open_engine(store)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found


def test_marts_of_an_older_version_are_made_anew(old):
    assert version(old) == OLD
    assert sound(old)
    assert version(old) > OLD


def test_an_upgrade_that_breaks_off_leaves_everything_as_it_was(old, monkeypatch):
    def broken(*_args, **_more):
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(marts, "refresh", broken)
        with pytest.raises(OSError, match="disk"):
            pipeline.ready_engine(old)
    assert version(old) == OLD
    assert sound(old)
