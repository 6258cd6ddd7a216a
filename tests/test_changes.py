"""What has changed: differences and their signs by hand, and of others nothing."""

from datetime import date, datetime

import pytest
from marked import DISCLOSED, FINAL, HEAD, OF_ALGEBRA, reading, row
from reading_facts import CITY, CLASS_303_8A, SCHOOL_7, SCHOOL_303, WORK
from reading_world import EVERYTHING, world
from sqlalchemy import insert

from dashboard.filters import View
from dashboard.numbers import NARROW
from dashboard.queries.changes import works_added
from dashboard.reports import changes
from dashboard.screens.since import change_since, period_before, year_before
from models import Load, LoadPart

POINTS = f"{NARROW}п.{NARROW}п."
COUNTED = dict.fromkeys(("rows_read", "loaded", "unchanged", "rejected", "ignored"), 0)


@pytest.fixture(scope="module", autouse=True)
def engine():
    engine = world()
    load = {"id": 1, "file": "протокол.csv", "kind": "protocol", "sha256": "", "notes": []}
    load |= COUNTED | {"created_at": datetime(2026, 2, 11), "state": "loaded"}  # noqa: DTZ001
    part = {"load_id": 1, "kind": "answers", "school_id": SCHOOL_303, "school_year": 2025}
    with engine.begin() as connection:
        connection.execute(insert(Load), load)
        connection.execute(insert(LoadPart), part | {"part": WORK, "path": "", "rows": 4})
    return engine


def asked(unit_id, view=FINAL, who=EVERYTHING):
    return changes.build(who, reading(unit_id, view, who))


@pytest.mark.parametrize(
    ("period", "before"),
    [(202512, 202511), (202511, None), (202523, 202522), (202532, 202531), (202550, None)],
)
def test_the_period_before_is_of_the_same_year_and_system(period, before):
    assert period_before(period) == before
    assert year_before(period) == period - 100


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        # Newcombe 1998: 56/70 against 48/80 is 0.0524 to 0.3339
        ({"n4": 56, "n3": 14}, {"n4": 48, "n3": 32}, (f"+20,0{POINTS}", "▲")),
        ({"n4": 48, "n3": 32}, {"n4": 56, "n3": 14}, (f"−20,0{POINTS}", "▼")),
        ({"n4": 10, "n3": 10}, {"n4": 9, "n3": 11}, (f"+5,0{POINTS}", "=")),
        ({"n4": 9, "n3": 1}, {"n4": 48, "n3": 32}, (f"+30,0{POINTS}", "*")),
    ],
)
def test_a_change_of_a_year_and_its_sign(now, then, told):
    text, sign = change_since([row(202450, **then)], row(**now), "quality_rate")
    assert (text.partition(" за год")[0], sign) == told


def test_a_change_says_what_was():
    text, _ = change_since([row(202450, n4=48, n3=32)], row(n4=56, n3=14), "quality_rate")
    assert text == f"+20,0{POINTS} за год (было 60,0{NARROW}%)"


def test_of_a_mean_and_of_marks_nothing_is_said_about_chance():
    before, now = row(202450, n4=48, n3=32), row(n4=56, n3=14)
    assert change_since([before], now, "mean_mark") == ("+0,20 за год (было 3,60)", "")
    marks = [one | {"subject_id": 0} for one in (before, now)]
    assert change_since(marks[:1], marks[1], "quality_rate")[1] == ""
    assert change_since([before | {"of_marks": True}], now, "quality_rate")[1] == ""


def test_pass_rate_of_students_is_without_who_fails_or_is_not_attested():
    groups = {"reserve_rate": 0.5, "failing": 0, "not_attested": 0, "subject_id": 0}
    now = row(n3=100) | groups | {"pass_rate": 1.0}
    before = row(202450, n3=100) | groups | {"failing": 10, "not_attested": 10, "pass_rate": 0.8}
    assert change_since([before], now, "pass_rate")[1] == "▲"


@pytest.mark.parametrize("where", [0, 1])
def test_of_others_no_change_is_told(where):
    rows = [row(202450, n4=48, n3=32), row(n4=56, n3=14)]
    rows[where] |= DISCLOSED
    assert change_since(rows[:1], rows[1], "quality_rate") == ("", "")
    assert change_since([], row(n4=5), "quality_rate") == change_since([], None, "n") == ("", "")


def test_a_class_against_a_year_ago_in_whole_students():
    content = asked(CLASS_303_8A, OF_ALGEBRA)
    # 5 of 10 now, none of 10 a year ago
    assert content.sentence.startswith(
        f"8А: качество 50,0{NARROW}%, год назад – 0,0{NARROW}%: +50,0{POINTS}, "
        "это 5 учеников из 10; мало, чтобы судить."
    )
    [first] = content.table.rows
    assert (first["before"], first["quality_rate"], first["gap"], first["sign"]) == (
        0,
        0.5,
        0.5,
        "*",
    )
    assert "другие дети" in content.note


def test_the_same_quarter_of_a_year_ago_is_asked_for_apart():
    content = asked(CLASS_303_8A, View(year=2025, period=202513, subject=1))
    assert content.note == changes.NOTHING_BEFORE and not content.table.rows


def test_three_of_the_largest_changes_each_way():
    gaps = (0.3, -0.2, 0.1, 0.5, 0.4, -0.6, 0.9)
    rows = [{"gap": gap, "sign": "▲" if gap > 0 else "▼"} for gap in gaps]
    rows[-1]["sign"] = "="
    assert [one["gap"] for one in changes.largest(rows)] == [-0.6, -0.2, 0.5, 0.4, 0.3]


def test_others_are_not_judged_by_change():
    assert asked(CITY, who=HEAD).note == changes.OF_OTHERS
    assert asked(CITY, who=HEAD).table is None


@pytest.mark.parametrize(
    ("unit_id", "path", "since", "n"),
    [
        (SCHOOL_303, "/1/2/4/", date(2026, 2, 1), 1),
        (SCHOOL_303, "/1/2/4/", date(2026, 2, 12), 0),
        (CITY, "/1/2/", date(2026, 2, 1), 1),
        (SCHOOL_7, "/1/2/5/", date(2026, 2, 1), 0),  # the protocol is of school 303 only
    ],
)
def test_works_are_added_by_the_schools_of_the_unit(unit_id, path, since, n):
    parents = {SCHOOL_303: CITY, SCHOOL_7: CITY, CITY: 1}
    level = "municipality" if unit_id == CITY else "school"
    unit = {"unit_id": unit_id, "level": level, "path": path, "parent_id": parents[unit_id]}
    assert works_added(EVERYTHING, unit, since)["n_works"] == n


def test_of_others_no_new_works_are_told():
    city = {"unit_id": CITY, "path": "/1/2/", "parent_id": 1}
    assert works_added(HEAD, city, date(2026, 2, 1)) is None
