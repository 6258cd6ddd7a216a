"""What SQLite does for a query: ranges of keys, no reading through whole marts."""

import pytest
from reading_facts import ALGEBRA, ANNA, CITY, CLASS_303_8A, REGION, WORK
from reading_world import EVERYTHING, world
from sqlalchemy import event

from dashboard.filters import View
from dashboard.queries import students
from dashboard.queries.assessments import assessments
from dashboard.queries.elements import elements, elements_of_work
from dashboard.queries.indicators import (
    indicators,
    indicators_of_children,
    indicators_of_unit,
    trend,
)
from dashboard.queries.overview import marks_of_children, marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.queries.tasks import tasks, tasks_of_units
from dashboard.queries.work_types import marks_by_work_type

YEAR = View(year=2025, period=202550, subject=ALGEBRA)


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def plans_of(engine, query) -> list[str]:
    """What SQLite says of every statement that a query sends."""
    sent = []

    def remember(_connection, _cursor, statement, parameters, *_):
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", remember)
    query()
    event.remove(engine, "before_cursor_execute", remember)
    with engine.connect() as connection:
        return [
            row[3]
            for statement, parameters in sent
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        ]


def test_a_drill_down_is_one_range_of_the_primary_key(engine):
    plan = plans_of(engine, lambda: indicators_of_children(EVERYTHING, CITY, YEAR))
    assert plan[0] == (
        "SEARCH mart_mark USING PRIMARY KEY "
        "(parent_id=? AND basis=? AND grade=? AND subject_id=? AND period_id=?)"
    )
    assert not [step for step in plan if step.startswith("SCAN")]


def test_all_subjects_of_the_children_are_ranges_of_the_primary_key(engine):
    plan = plans_of(engine, lambda: marks_of_children(EVERYTHING, CITY, YEAR, (0, ALGEBRA)))
    assert plan[0] == (
        "SEARCH mart_mark USING PRIMARY KEY "
        "(parent_id=? AND basis=? AND grade=? AND subject_id=? AND period_id=?)"
    )


@pytest.mark.parametrize(
    "query",
    [
        lambda: indicators_of_unit(EVERYTHING, CITY, View()),
        lambda: indicators(EVERYTHING, basis="final", level="school"),
        lambda: trend(EVERYTHING, CITY, YEAR),
        lambda: assessments(EVERYTHING),
        lambda: marks_of_places(EVERYTHING, [Place(CITY), Place(REGION)], YEAR),
        lambda: progress_of_places(EVERYTHING, [Place(CITY), Place(REGION)], YEAR),
        lambda: progress_of_children(EVERYTHING, CITY, YEAR),
        lambda: marks_by_work_type(EVERYTHING, Place(CITY), YEAR),
        lambda: elements_of_work(EVERYTHING, WORK, CITY, "kes"),
        lambda: tasks_of_units(EVERYTHING, WORK, [CITY, REGION]),
        lambda: students.marks_of_class(EVERYTHING, CLASS_303_8A, YEAR),
        lambda: tasks(EVERYTHING, WORK, level="school"),
        lambda: elements(EVERYTHING, level="school", subject_id=ALGEBRA),
        lambda: elements(EVERYTHING, assessment_id=WORK, unit_id=CITY, level="school"),
        lambda: students.students(EVERYTHING, CLASS_303_8A),
        lambda: students.student_works(EVERYTHING, ANNA),
    ],
)
def test_no_mart_is_read_as_a_whole(engine, query):
    assert not [step for step in plans_of(engine, query) if step.startswith("SCAN mart")]


def test_elements_of_all_works_do_not_pass_through_other_units(engine):
    plan = plans_of(engine, lambda: elements(EVERYTHING, level="school", grade=8))
    reads = [step for step in plan if "mart_element" in step]
    assert reads and all("parent_id=? AND grade=? AND period_id=?" in step for step in reads)
