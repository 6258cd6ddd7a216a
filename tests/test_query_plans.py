"""What SQLite does for a query: ranges of keys, no reading through whole marts."""

from datetime import date

import pytest
from homes import of_a_sqlite_file
from reading_facts import ALGEBRA, ANNA, CITY, CLASS_303_8A, REGION, SCHOOL_303, WORK
from reading_world import EVERYTHING, scope, world
from sqlalchemy import event

from dashboard.access import RIGHTS, Role
from dashboard.filters import View
from dashboard.queries import students
from dashboard.queries.assessments import assessments
from dashboard.queries.attendance import absences_of_children
from dashboard.queries.changes import works_added
from dashboard.queries.cohort import cohort_of_class
from dashboard.queries.compared_units import seen_in_units
from dashboard.queries.elements import elements, elements_of_work
from dashboard.queries.exam_forecasts import Target, forecasters, targets
from dashboard.queries.factors import class_sums_by_school, marks_of_children_in
from dashboard.queries.forecast_counts import forecasts_of_children, forecasts_of_unit
from dashboard.queries.forecast_record import expected_marks, record_of_children
from dashboard.queries.forecast_students import (
    chances_of_students,
    forecasts_of_student,
    students_at_risk,
)
from dashboard.queries.indicators import (
    indicators,
    indicators_of_children,
    indicators_of_unit,
    trend,
)
from dashboard.queries.landing import seen_at
from dashboard.queries.leniency import leniency_of_schools
from dashboard.queries.low_results import low_procedures
from dashboard.queries.markers import marker_years, markers
from dashboard.queries.objectivity import compared_by_cell, compared_of_children
from dashboard.queries.overview import marks_in_periods, marks_of_children, marks_of_places
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.queries.reserve import reserve_of_children
from dashboard.queries.student_list import Asked, student_list
from dashboard.queries.tasks import tasks, tasks_of_units
from dashboard.queries.unit_settings import Thresholds
from dashboard.queries.value_added import value_added_of_schools
from dashboard.queries.work_types import marks_by_work_type

pytestmark = of_a_sqlite_file
HEAD = scope("директор", "/1/2/4/", RIGHTS[Role.HEAD])
TEACHER = scope("алгебра", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], ALGEBRA)
YEAR = View(year=2025, period=202550, subject=ALGEBRA)
OF_CITY = {"unit_id": CITY, "level": "municipality", "path": "/1/2/", "parent_id": REGION}
EXAM, LINES = Target(2025, "ОГЭ", ALGEBRA), Thresholds(50, 25)
OF_303 = {"unit_id": SCHOOL_303, "level": "school", "path": "/1/2/4/", "parent_id": CITY}


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def sent_by(engine, query) -> list[tuple]:
    """Every statement that a query sends, with its parameters."""
    sent = []

    def remember(_connection, _cursor, statement, parameters, *_):
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", remember)
    query()
    event.remove(engine, "before_cursor_execute", remember)
    return sent


def plans_of(engine, query) -> list[str]:
    """What SQLite says of every statement that a query sends."""
    sent = sent_by(engine, query)
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
        lambda who: indicators_of_unit(who, CITY, View()),
        lambda who: indicators(who, basis="final", level="school"),
        lambda who: trend(who, CITY, YEAR),
        lambda who: assessments(who),
        lambda who: marks_of_places(who, [Place(CITY), Place(REGION)], YEAR),
        lambda who: progress_of_places(who, [Place(CITY), Place(REGION)], YEAR),
        lambda who: progress_of_children(who, CITY, YEAR),
        lambda who: marks_by_work_type(who, Place(CITY), YEAR),
        lambda who: absences_of_children(who, CITY, YEAR),
        lambda who: absences_of_children(who, CITY, View(year=2025, period=202550)),
        lambda who: cohort_of_class(who, CLASS_303_8A, YEAR),
        lambda who: low_procedures(who, {"unit_id": CITY, "level": "municipality"}, YEAR),
        lambda who: marks_in_periods(who, [Place(CITY)], YEAR, {202550, 202450}, {ALGEBRA}),
        lambda who: seen_at(who, [CLASS_303_8A, SCHOOL_303]),
        lambda who: elements_of_work(who, WORK, CITY, "kes"),
        lambda who: tasks_of_units(who, WORK, [CITY, REGION]),
        lambda who: students.marks_of_class(who, CLASS_303_8A, YEAR),
        lambda who: tasks(who, WORK, level="school"),
        lambda who: elements(who, level="school", subject_id=ALGEBRA),
        lambda who: elements(who, assessment_id=WORK, unit_id=CITY, level="school"),
        lambda who: students.students(who, CLASS_303_8A),
        lambda who: students.student_works(who, ANNA),
        lambda who: student_list(who, Asked(SCHOOL_303, YEAR)),
        lambda who: student_list(who, Asked(SCHOOL_303, YEAR, sort="mean", beginning="Ё")),
        lambda who: seen_in_units(who, [SCHOOL_303, CITY]),
        lambda who: compared_of_children(who, CITY, YEAR),
        lambda who: compared_by_cell(who, OF_303, YEAR),
        lambda who: leniency_of_schools(who, OF_303, YEAR),
        lambda who: value_added_of_schools(who, OF_303, YEAR),
        lambda who: targets(who, SCHOOL_303),
        lambda who: forecasts_of_children(who, OF_CITY, EXAM, LINES),
        lambda who: forecasts_of_children(who, OF_303, EXAM, LINES),
        lambda who: forecasts_of_unit(who, OF_CITY, EXAM, LINES),
        lambda who: record_of_children(who, OF_CITY, EXAM, 50),
        lambda who: expected_marks(who, OF_303, EXAM),
        lambda who: students_at_risk(who, OF_CITY, EXAM, LINES, forecasters(who, EXAM)),
        lambda who: forecasts_of_student(who, ANNA, 2025),
        lambda who: chances_of_students(who, [ANNA], 2025),
        lambda who: markers(who, OF_303, YEAR),
        lambda who: marker_years(who, OF_303, YEAR),
    ],
)
@pytest.mark.parametrize("who", [EVERYTHING, HEAD, TEACHER], ids=lambda who: who.reason)
def test_no_mart_is_read_as_a_whole(engine, query, who):
    plan = plans_of(engine, lambda: query(who))
    assert not [step for step in plan if step.startswith(("SCAN mart", "SCAN exam"))]


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        (lambda: marks_of_children(HEAD, SCHOOL_303, YEAR, (0, ALGEBRA)), 1),
        (lambda: marks_of_places(HEAD, [Place(SCHOOL_303)], YEAR), 1),
        (lambda: progress_of_places(HEAD, [Place(SCHOOL_303)], YEAR), 1),
        (lambda: marks_of_places(HEAD, [Place(SCHOOL_303), Place(CITY)], YEAR), 2),
        (lambda: marks_of_children(HEAD, CITY, YEAR, (0, ALGEBRA)), 2),
        (lambda: progress_of_children(HEAD, CITY, YEAR), 2),
    ],
)
def test_ones_own_takes_no_second_statement_and_others_take_one(engine, query, statements):
    assert len(sent_by(engine, query)) == statements


@pytest.mark.parametrize(
    ("unit", "key"), [(OF_303, "kind=? AND school_id=?"), (OF_CITY, "load_id=? AND kind=?")]
)
def test_new_works_are_found_without_the_loads_of_other_schools_or_years(engine, unit, key):
    plan = plans_of(engine, lambda: works_added(EVERYTHING, unit, date(2026, 2, 1)))
    [read] = [step for step in plan if step.startswith("SEARCH load_part")]
    assert key in read


def test_elements_of_all_works_do_not_pass_through_other_units(engine):
    plan = plans_of(engine, lambda: elements(EVERYTHING, level="school", grade=8))
    reads = [step for step in plan if "mart_element" in step]
    assert reads and all("parent_id=? AND grade=? AND period_id=?" in step for step in reads)


@pytest.mark.parametrize("sort", ["place", "name", "mean"])
def test_a_page_of_students_reads_ranges_of_the_primary_key(engine, sort):
    plan = plans_of(engine, lambda: student_list(EVERYTHING, Asked(CITY, YEAR, sort=sort)))
    reads = [step for step in plan if "mart_student" in step]
    assert reads
    assert all("PRIMARY KEY (class_id=? AND period_id=?)" in step for step in reads)


@pytest.mark.parametrize(
    "query",
    [
        lambda: reserve_of_children(EVERYTHING, CITY, YEAR, (0, ALGEBRA)),
        lambda: marks_of_children_in(EVERYTHING, CITY, YEAR, (202450, 202550)),
        lambda: class_sums_by_school(EVERYTHING, {"path": "/1/2/4/"}, YEAR),
    ],
)
def test_what_quality_is_made_of_is_read_by_ranges(engine, query):
    plan = plans_of(engine, query)
    assert not [step for step in plan if step.startswith("SCAN")]
