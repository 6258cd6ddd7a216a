"""The demo territory after the real import, against the truth written beside its files."""

import csv
from pathlib import Path

import pytest
from homes import store_in

from etl import pipeline
from models.store import Store

CALLED = {"duplicate_row": "duplicate"}  # the truth's word for a rule, where it is another


@pytest.fixture
def demo(demo_home) -> Store:
    return store_in(demo_home)


def test_exactly_the_planted_dirty_rows_are_rejected_each_by_its_rule(demo, demo_files):
    with (demo_files / "truth" / "dirty_rows.csv").open(encoding="utf-8") as file:
        planted = {
            (Path(row["file"]).name, int(row["line"]), CALLED.get(row["rule"], row["rule"]))
            for row in csv.DictReader(file)
        }
    rejected = {
        (row["file"], row["row"], row["rule"])
        for load in pipeline.loads(demo)
        for row in pipeline.rejected(demo, load["id"])
    }
    assert rejected == planted
    assert rejected


def test_what_is_published_is_what_the_facts_say(demo):
    assert pipeline.verify(demo) == []
