"""Reports about the work itself over the demonstration: whole works with marks and scores."""

import pytest
from homes import store_in

from dashboard.access import Scope
from dashboard.queries import database
from dashboard.queries.assessments import assessments
from dashboard.reports.registry import ASSESSMENT
from dashboard.screens.work_reading import read_work
from models.store import open_engine

EVERYTHING = Scope.everything("тест")
LATER = {report.name: report for report in ASSESSMENT if report.later}


@pytest.fixture(scope="module")
def reading(demo_home):
    """The work that most students wrote with all its tasks."""
    database.use(open_engine(store_in(demo_home)))
    works = assessments(EVERYTHING).sort_values(["n_complete", "assessment"])
    yield read_work(EVERYTHING, int(works.iloc[-1]["assessment_id"]), 0, "task")
    database.forget()


def test_every_score_is_counted_once_and_borders_are_those_of_the_plan(reading):
    shown = LATER["scores"].build(EVERYTHING, reading)
    rows = shown.table.rows
    assert sum(row["n"] for row in rows) == reading.here["n_complete"]
    assert len(rows) == reading.found["max_points"] + 1
    at = {row["border"]: int(row["name"]) for row in rows if row["border"]}
    assert at == {f"«{mark}»": reading.found[f"from_{mark}"] for mark in (3, 4, 5)}


def test_groups_by_mark_add_up_to_the_task(reading):
    shown = LATER["mark_groups"].build(EVERYTHING, reading)
    for row in shown.table.rows:
        marks = [mark for mark in (2, 3, 4, 5) if f"n{mark}" in row]
        assert sum(row[f"n{mark}"] for mark in marks) == row["n"]
        points = sum(row[f"n{mark}"] * row[f"r{mark}"] for mark in marks)
        assert points / row["n"] == pytest.approx(row["solve_rate"])
    assert [row["r5"] >= row["r2"] for row in shown.table.rows].count(False) == 0


def test_quality_says_the_reliability_of_the_headline(reading):
    shown = LATER["quality"].build(EVERYTHING, reading)
    assert f"α = {reading.here['alpha']:.2f}".replace(".", ",") in shown.sentence
    assert all(row["r_low"] < row["discrimination"] < row["r_high"] for row in shown.table.rows)
