"""The one definition of each count, against pandas and against the pure formulas."""

import pandas as pd
import pytest
from homes import store_in
from sqlalchemy import select

from etl.bench.by_pandas import counted_by_pandas
from etl.indicators.progress import PROGRESS_GROUPS, progress_group
from etl.indicators.settings import DEFAULT_RULES
from etl.periods import YEAR
from etl.school_year import counted, work_of
from models import Partition, Unit
from models.store import open_engine

KEYS = ["class_id", "student_id", "subject_id", "period_id"]


@pytest.fixture(scope="module")
def school(demo_home):
    """The marks of the first demo school in 2025: work, counts by our statements, lake files."""
    store = store_in(demo_home)
    with open_engine(store).connect() as connection:
        number = (
            connection.execute(select(Unit.id).where(Unit.level == "school").order_by(Unit.code))
            .scalars()
            .first()
        )
        work = work_of(connection, number, 2025, "marks")
        paths = dict(
            connection.execute(
                select(Partition.kind, Partition.path).where(
                    Partition.school_id == number, Partition.school_year == 2025
                )
            ).all()
        )
    tables = {name: table.to_pandas() for name, table in counted(work, store.lake).items()}
    return work, tables, {kind: store.lake / path for kind, path in paths.items()}


def test_students_counts_are_those_of_a_pandas_groupby(school):
    work, tables, paths = school
    theirs = counted_by_pandas(paths["marks"], work)[0].set_index(KEYS).sort_index()
    ours = tables["mart_student"].set_index(KEYS).reindex(theirs.index)
    pairs = {
        "n_marks": "mark_count",
        "sum_marks": "mark_sum",
        "sum_squares": "squares_sum",
        "sum_weighted": "weighted_sum",
        "n_absences": "absence_count",
    }
    for own, other in pairs.items():
        pd.testing.assert_series_equal(
            ours[own].astype(float), theirs[other].astype(float), check_names=False
        )


def test_class_counts_of_suggested_marks_are_those_of_a_pandas_groupby(school):
    work, tables, paths = school
    students = counted_by_pandas(paths["marks"], work)[0]
    theirs = students.groupby(["class_id", "subject_id", "period_id"])[["n5", "n4", "n3"]].sum()
    mart = tables["mart_mark"].query("basis == 'current' and subject_id > 0")
    mart = mart[mart["unit_id"].isin(theirs.index.get_level_values("class_id").unique())]
    ours = mart.set_index(["unit_id", "subject_id", "period_id"])[["n5", "n4", "n3"]]
    assert ours.sort_index().to_numpy().tolist() == theirs.sort_index().to_numpy().tolist()


def test_year_is_the_sum_of_its_periods(school):
    _, tables, _ = school
    mart = tables["mart_student"]
    year = mart["period_id"] % 100 == YEAR
    assert mart[year]["n_marks"].sum() == mart[~year]["n_marks"].sum() > 0


def test_progress_groups_are_those_of_the_pure_formula(school):
    _, tables, paths = school
    final = pd.read_parquet(paths["final_marks"])
    counts = pd.crosstab(
        [final["class_id"], final["student_id"], final["period_id"]], final["mark"]
    ).reindex(columns=["5", "4", "3", "2", "1", "н/а"], fill_value=0)
    groups = pd.Series(
        [progress_group(a, b, c, d + e, f) for a, b, c, d, e, f in counts.to_numpy().tolist()],
        counts.index,
    )
    theirs = groups.groupby(level=["class_id", "period_id"]).value_counts()
    classes = [place[0] for place in school[0].places]
    ours = tables["mart_progress"][lambda mart: mart["unit_id"].isin(classes)]
    ours = ours.set_index(["unit_id", "period_id"])[list(PROGRESS_GROUPS)]
    assert ours.stack()[lambda n: n > 0].to_dict() == theirs.to_dict()


def test_borders_of_the_suggested_mark_are_those_of_the_rules(school):
    _, tables, _ = school
    rated = tables["mart_student"].query("n_marks > 0")
    mean = rated["sum_weighted"] / rated["sum_weight"]
    fives = rated["suggested_mark"] == 5
    assert (mean[fives] >= DEFAULT_RULES.border_5 / 100).all()
    assert (mean[~fives] < DEFAULT_RULES.border_5 / 100).all()
