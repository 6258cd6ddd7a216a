"""A change of quality taken apart: the parts add up, whatever the counts; and how it is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from marked import CLASS_TEACHER, FINAL, HEAD, reading
from reading_facts import (
    ALGEBRA,
    CITY,
    CLASS_303_8A,
    CLASS_303_8B,
    PARALLEL_303_8,
    PHYSICS,
    REGION,
    SCHOOL_303,
)
from reading_world import EVERYTHING, world
from sqlalchemy import insert

from dashboard.figures.parts import NOTHING, waterfall_figure
from dashboard.filters import View
from dashboard.queries.factors import marks_of_children_in
from dashboard.reports import quality_children, quality_factors, quality_gap
from dashboard.screens.quality_steps import Words, drawn, sides, steps
from etl.indicators.factors import quality_factors as factors_of
from models import MarkMart

SHAPE = (4, 3)
WORDS = Words("состав", "новые", "нет больше")


@pytest.fixture(scope="module", autouse=True)
def engine():
    """The small territory with a year before: 8А 2 of 10 in algebra; 8Б did not exist."""
    engine = world()
    counts = dict.fromkeys((c.name for c in MarkMart.__table__.columns), 0)
    key = {"basis": "final", "procedure": "", "period_id": 202450, "subject_id": PHYSICS}
    key |= {"n": 10, "n4": 2, "n3": 8}
    places = ((CLASS_303_8A, PARALLEL_303_8), (PARALLEL_303_8, SCHOOL_303))
    with engine.begin() as connection:
        for unit_id, parent_id in places:
            row = counts | key | {"unit_id": unit_id, "parent_id": parent_id}
            connection.execute(insert(MarkMart), row)
    return engine


@st.composite
def counts(draw):
    n = draw(arrays(np.int64, SHAPE, elements=st.integers(0, 50)))
    parts = draw(arrays(np.float64, SHAPE, elements=st.floats(0, 1)))
    return n, np.floor(n * parts)


def whole(found):
    return found.composition.sum() + found.subjects.sum() + found.rates.sum()


@given(counts(), counts())
def test_the_parts_add_up_to_the_change(before, after):
    found = factors_of(*before, *after)
    if not before[0].sum() or not after[0].sum():
        assert np.isnan(found.change)
        return
    then, now = (good.sum() / n.sum() for n, good in (before, after))
    assert found.change == pytest.approx(now - then, abs=1e-12)
    assert whole(found) == pytest.approx(found.change, abs=1e-12)


@given(counts(), counts())
def test_exchanging_the_sides_turns_every_sign(before, after):
    there, back = factors_of(*before, *after), factors_of(*after, *before)
    for name in ("composition", "subjects", "rates"):
        one, other = getattr(there, name), getattr(back, name)
        assert one == pytest.approx(-other, abs=1e-12, nan_ok=True)


@given(counts())
def test_without_a_change_there_are_no_parts(same):
    found = factors_of(*same, *same)
    if same[0].sum():
        assert found.change == 0
        assert not found.composition.any() and not found.subjects.any() and not found.rates.any()


def test_composition_alone_and_rates_alone():
    n, good = np.array([[10], [10]]), np.array([[8], [2]])
    more_of_the_better = factors_of(n, good, np.array([[30], [10]]), np.array([[24], [2]]))
    # 0.5 → 0.65: the shares of both groups stay 0.8 and 0.2
    assert more_of_the_better.composition == pytest.approx([0.05625, 0.09375])
    assert not more_of_the_better.rates.any()
    better = factors_of(n, good, n, np.array([[9], [4]]))
    assert better.rates[:, 0] == pytest.approx([0.05, 0.1])
    assert not better.composition.any()


def test_what_is_new_and_what_is_gone_moves_quality_by_its_presence_alone():
    before, after = np.array([[10, 0], [10, 10], [0, 0]]), np.array([[10, 5], [0, 0], [20, 0]])
    found = factors_of(before, before * 0.5, after, after * 0.9)
    assert found.is_new.tolist() == [False, False, True]
    assert found.is_gone.tolist() == [False, True, False]
    assert not found.rates[1:].any() and not found.rates[0, 1]
    assert whole(found) == pytest.approx(found.change, abs=1e-12)


def row(group, subject, n, good):
    return {"unit_id": group, "subject_id": subject, "subject": f"п{subject}"} | {
        "n": n,
        "good": good,
    }


@given(counts(), counts())
def test_the_steps_of_the_picture_add_up_too(before, after):
    rows = [
        [row(g, s, int(n[g, s]), int(good[g, s])) for g in range(4) for s in range(3) if n[g, s]]
        for n, good in (before, after)
    ]
    found = sides(*rows, "unit_id", {})
    if found is None:
        assert not (rows[0] and rows[1])
        return
    shown = steps(found, WORDS)
    assert sum(one["gap"] for one in shown) == pytest.approx(found.factors.change, abs=1e-12)
    bars = drawn(shown)
    assert sum(gap for _, gap in bars) == pytest.approx(found.factors.change, abs=1e-12)


def test_of_one_subject_the_rates_are_those_of_the_groups():
    found = sides([row(1, 1, 20, 10), row(2, 1, 20, 5)], [row(1, 1, 20, 18), row(3, 1, 5, 5)],
                  "unit_id", {1: "8А", 2: "8Б", 3: "8В"})  # fmt: skip
    named = {one["name"]: one.get("sign") for one in steps(found, WORDS)}
    # 18 of 20 against 10 of 20: Newcombe's interval leaves 0 out
    assert named == {"состав": None, "новые: 8В": None, "нет больше: 8Б": None, "8А": "▲"}


def test_a_parallel_against_the_year_before_names_the_new_class():
    content = quality_factors.build(EVERYTHING, reading(PARALLEL_303_8))
    rows = content.table.rows
    # then: 8А 0 of 10 and 2 of 10; now 5 of 10, 10 of 10, and 8Б 5 of 10
    assert rows[0]["before"] == pytest.approx(2 / 20)
    assert rows[0]["quality_rate"] == pytest.approx(20 / 30)
    assert sum(one["gap"] for one in rows[1:]) == pytest.approx(20 / 30 - 2 / 20, abs=1e-12)
    assert "Новые классы: 8Б" in {one["name"] for one in rows}
    assert "другие дети" in content.note and "а не причины" in content.note
    assert content.sentence.count("..") == 0
    assert content.figure["data"][0]["base"][0] == 0


def test_children_share_the_change_among_them():
    rows = quality_children.build(EVERYTHING, reading(PARALLEL_303_8)).table.rows
    assert {one["name"]: (one["n_before"], one["n"]) for one in rows} == {
        "8А": (20, 20),
        "8Б": (None, 10),
    }
    assert sum(one["gap"] for one in rows) == pytest.approx(20 / 30 - 2 / 20, abs=1e-12)


def test_only_counts_of_one_s_own_are_read():
    found = marks_of_children_in(HEAD, CITY, FINAL, (202550,))
    assert {one["unit_id"] for one in found} == {SCHOOL_303}
    assert marks_of_children_in(CLASS_TEACHER, PARALLEL_303_8, FINAL, (202550,))[0]["unit_id"] == (
        CLASS_303_8A
    )
    of_others = quality_factors.build(HEAD, reading(CITY, who=HEAD))
    assert of_others.table is None and of_others.note == quality_factors.OF_OTHERS


def test_classes_are_not_compared_by_external_procedures():
    view = View(year=2025, period=202550, basis="external", procedure="ВПР")
    content = quality_factors.build(EVERYTHING, reading(PARALLEL_303_8, view))
    assert content.table is None and content.sentence == quality_factors.NOT_BETWEEN_CLASSES
    assert quality_children.build(EVERYTHING, reading(PARALLEL_303_8, view)).is_empty


def test_the_difference_from_the_unit_above_adds_up_by_parallel_and_subject():
    rows = quality_gap.build(EVERYTHING, reading(SCHOOL_303)).table.rows
    # the city has the 10 marks of school 7 besides: 2 of 10
    assert rows[0]["gap"] == pytest.approx(20 / 30 - 22 / 40)
    assert sum(one["gap"] for one in rows[1:]) == pytest.approx(rows[0]["gap"], abs=1e-12)
    rounded = quality_gap.build(HEAD, reading(SCHOOL_303, who=HEAD))
    assert rounded.table is None and rounded.sentence == quality_gap.OF_OTHERS
    assert quality_gap.build(EVERYTHING, reading(REGION)).is_empty


def test_one_subject_has_no_set_of_subjects():
    view = View(year=2025, period=202550, subject=ALGEBRA)
    names = [one["name"] for one in quality_factors.build(
        EVERYTHING, reading(PARALLEL_303_8, view)).table.rows]  # fmt: skip
    assert "Набор предметов" not in names and "8А" in names
    assert CLASS_303_8B not in names


def test_bars_begin_where_the_one_before_ends():
    [bars] = waterfall_figure([("<а>", 0.02), ("б", -0.05)], "всё")["data"]
    assert bars["x"] == pytest.approx([2, -5, -3])
    assert bars["base"] == pytest.approx([0, 2, 0])
    assert bars["y"][0] == "&lt;а&gt;"
    assert bars["marker"]["pattern"]["shape"] == ["", "/", ""]
    assert NOTHING in str(waterfall_figure([], "всё"))
