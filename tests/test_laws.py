"""Laws that hold for any input: the row law, marts equal to facts, parents equal to children."""

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from files import counts, load_one, school, sound, written
from homes import store_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from etl.marts import MARTS
from etl.statistics import counts_of
from etl.statistics.counting import OF_GRADES
from models.store import open_engine

PARENTS = ("parallel", "school", "municipality", "region")
BY_GRADE = tuple(mart.__tablename__ for mart in OF_GRADES)

cell = st.one_of(
    st.sampled_from(["5", "4", "3", "2", "5 4", "н", "н 5", "4+", "осв", "5-.", "н/а"]),
    st.text("57н/. -", min_size=1, max_size=4),
)
line = st.tuples(
    st.sampled_from(["У1", "У2", "У3", "У9"]),
    st.sampled_from(["8А", "8а", "8A", "9Я"]),
    st.sampled_from(["2025-09-15", "20.12.2025", "2026-05-31", "2026-07-01", "вчера"]),
    st.sampled_from(["О", "К", "Диктант", ""]),
    st.sampled_from(["", "1", "1,5", "0", "-1"]),
    cell,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(line, min_size=1, max_size=12), min_size=1, max_size=3))
def test_whatever_comes_every_row_is_accounted_for_and_the_marts_are_the_facts(loads):
    with tempfile.TemporaryDirectory() as folder:
        store = store_in(Path(folder) / "home")
        school(store, Path(folder))
        for number, lines in enumerate(loads):
            header = "student_code  class  date  work_type  weight  mark"
            body = ["  ".join(part.strip() or "_" for part in line) for line in lines]
            path = written(Path(folder), "marks", "\n".join([header, *body]), f"{number}.csv")
            report = load_one(store, path)  # the row law is checked there
            assert counts(report)[0] == len(lines)
        assert sound(store)


def mart_rows(home: Path, name: str) -> pd.DataFrame:
    rows = text(f"SELECT m.*, u.level FROM {name} m JOIN unit u ON u.id = m.unit_id")
    with open_engine(store_in(home)).connect() as connection:
        return pd.read_sql(rows, connection)


@pytest.mark.parametrize(
    "name", [name for name, mart in MARTS.items() if "unit_id" in mart.__table__.c]
)
def test_a_parent_is_the_sum_of_its_children_in_every_count(demo_home, name):
    rows = mart_rows(demo_home, name)
    columns = counts_of(MARTS[name])
    keys = [c for c in rows if c not in {*columns, "unit_id", "parent_id", "level"}]
    for level in PARENTS:
        own = rows[rows["level"] == level]
        if level == "school" and name in BY_GRADE:  # classes and parallels have one grade each
            own = own[own["grade"] == 0]
        own = own.set_index([*keys, "unit_id"])[columns].sort_index()
        below = rows[rows["parent_id"].isin(own.index.get_level_values("unit_id"))]
        summed = below.groupby([*keys, "parent_id"])[columns].sum().sort_index()
        assert len(own)
        assert own.index.tolist() == summed.index.tolist()
        assert (own.to_numpy() == summed.to_numpy()).all()


@pytest.mark.parametrize("name", BY_GRADE)
def test_the_grades_of_a_school_add_up(demo_home, name):
    rows = mart_rows(demo_home, name).query("level == 'school'")
    columns = counts_of(MARTS[name])
    keys = [c for c in rows if c not in {*columns, "grade", "level"}]
    together = rows[rows["grade"] == 0].set_index(keys)[columns].sort_index()
    by_grade = rows[rows["grade"] > 0].groupby(keys)[columns].sum().sort_index()
    assert (together == by_grade).all().all()


def test_the_demo_territory_is_sound(demo_home):
    assert sound(store_in(demo_home))
