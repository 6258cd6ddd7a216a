"""Real inputs: half of TIMSS 2007 where it is at hand, mark tables as their owners printed them."""

from pathlib import Path

import pandas as pd
import pytest
from files import counts, full, loaded, school, sound, write_csv, written
from homes import store_in
from real_data import REAL_DATA, real_table

from dashboard.access import Scope
from dashboard.queries import database
from etl import pipeline
from etl.show import show

TIMSS = "timss2007_russia"
EVERYTHING = Scope.everything("test")
MARK_TABLES = pd.read_csv(Path(__file__).parent / "samples" / "mark_tables.csv", dtype=str)


def shown(store, table: str, **options) -> pd.DataFrame:
    with pipeline.opened(store) as engine:
        database.use(engine)
        return show(table, options, EVERYTHING)


@pytest.fixture(scope="module")
def timss(tmp_path_factory):
    """A store with the real protocols, and what its load said."""
    if not (REAL_DATA / TIMSS).exists():
        pytest.skip("no real data")
    store = store_in(tmp_path_factory.mktemp("timss"))
    return store, {report.kind: report for report in loaded(store, REAL_DATA / TIMSS)}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """One row an answer, as the file has it, with the plan beside."""
    protocol = real_table(f"{TIMSS}/protocol.csv.gz").astype({"task": str})
    plan = real_table(f"{TIMSS}/plan.csv").astype({"task": str, "kes": str, "kpu": str})
    plan = plan.drop(columns="variant")
    both = protocol.merge(plan, on=["assessment", "task"], validate="many_to_one")
    both["skipped"] = both["points"].astype(str).str.upper().isin(["X", "Х"])
    both["points"] = pd.to_numeric(both["points"], errors="coerce").fillna(0.0)
    return both


def test_real_protocols_load_whole(timss):
    store, reports = timss
    read = {kind: counts(report) for kind, report in reports.items()}
    assert read["roster"] == (2356, 2356, 0, 0, 0)
    assert read["plan"] == (442, 442, 0, 0, 0)
    assert read["protocol"] == (147_062, 147_062, 0, 0, 0)
    assert sound(store)


@pytest.mark.parametrize("work", ["TIMSS07-MAT", "TIMSS07-SCI"])
def test_real_tasks_are_those_of_a_direct_count(timss, answers, work):
    store, _ = timss
    expected = answers[answers["assessment"] == work].groupby("task").agg(
        n=("points", "size"), points=("points", "sum"), skipped=("skipped", "mean"),
        most=("max_points", "first"),
    )  # fmt: skip
    found = shown(store, "tasks", assessment=work).set_index("task").loc[expected.index]
    assert len(found) == len(shown(store, "tasks", assessment=work)) == len(expected)
    assert (found["n"] == expected["n"]).all()
    assert (found["points"] == expected["points"]).all()
    rates = expected["points"] / (expected["n"] * expected["most"])
    assert (found["solve_rate"] - rates).abs().max() < 1e-12
    assert (found["not_attempted_rate"] - expected["skipped"]).abs().max() < 1e-12


@pytest.mark.parametrize("work", ["TIMSS07-MAT", "TIMSS07-SCI"])
@pytest.mark.parametrize("kind", ["kes", "kpu"])
def test_real_elements_are_those_of_a_direct_count(timss, answers, work, kind):
    store, _ = timss
    given = answers[answers["assessment"] == work]
    expected = given.groupby(kind).agg(
        n_students=("student_code", "nunique"), n_tasks=("task", "nunique"),
        points=("points", "sum"), max_points=("max_points", "sum"),
    )  # fmt: skip
    found = shown(store, "elements", assessment=work, kind=kind, level="region").set_index("code")
    assert sorted(found.index) == sorted(expected.index)
    found = found.loc[expected.index]
    for column in expected:
        assert (found[column] == expected[column]).all(), column
    rates = expected["points"] / expected["max_points"]
    assert (found["solve_rate"] - rates).abs().max() < 1e-12


def test_real_booklets_are_respected(timss, answers):
    store, _ = timss
    expected = answers.groupby("assessment").agg(
        students=("student_code", "nunique"), given=("points", "size")
    )
    found = shown(store, "assessments").set_index("assessment")
    assert found["n_students"].to_dict() == expected["students"].to_dict()
    given = {work: shown(store, "tasks", assessment=work)["n"].sum() for work in expected.index}
    assert given == expected["given"].to_dict()
    assert (expected["given"] < expected["students"] * 100).all()  # nobody was given everything


PLAN = """
    task  kes  level  max_points
    А     1.1  Б      1
    Б     1.2  П      2
    В     1.1  Б      1
"""
BOOKLETS = """
    class  student_code  variant  task  points
    8А     У1            1        А     1
    8А     У1            1        Б     2
    8А     У2            1        А     0
    8А     У2            1        Б     X
    8Б     У3            2        Б     1
    8Б     У3            2        В     1
    8Б     У4            2        Б     0
    8Б     У4            2        В     0
    8Б     У5            2        В     1
"""
PUPILS = "student_code  class\n У1  8А\n У2  8А\n У3  8Б\n У4  8Б\n У5  8Б"


@pytest.fixture
def booklets(plain_store, tmp_path):
    """Two booklets in two classes; the fifth student was not given «Б»."""
    school(plain_store, tmp_path, PUPILS)
    loaded(plain_store, written(tmp_path, "plan", PLAN), written(tmp_path, "protocol", BOOKLETS))
    return plain_store


def test_tasks_of_two_booklets_counted_by_hand(booklets):
    found = shown(booklets, "tasks", assessment="КР-1").set_index("task")
    rates = ["n", "points", "solve_rate", "full_rate", "zero_rate", "not_attempted_rate"]
    assert found.loc["А", rates].tolist() == [2, 1, 0.5, 0.5, 0.5, 0]
    assert found.loc["Б", rates].tolist() == [4, 3, 0.375, 0.25, 0.25, 0.25]
    assert found.loc["В", rates].tolist() == pytest.approx([3, 2, 2 / 3, 2 / 3, 1 / 3, 0])


def test_a_class_has_only_the_tasks_of_its_booklet(booklets):
    found = shown(booklets, "tasks", assessment="КР-1", level="class")
    by_class = found.groupby("unit")["task"].apply(sorted).to_dict()
    assert by_class == {"8А": ["А", "Б"], "8Б": ["Б", "В"]}


def test_elements_of_two_booklets_counted_by_hand(booklets):
    found = shown(booklets, "elements", assessment="КР-1", kind="kes", level="region")
    columns = ["code", "n_students", "n_tasks", "points", "max_points", "solve_rate"]
    assert found[columns].to_numpy().tolist() == [
        ["1.1", 5, 2, 3, 5, 0.6],
        ["1.2", 4, 1, 3, 8, 0.375],
    ]


def of_printed_table(store, folder, table) -> None:
    """A school whose students have exactly the marks of a printed line."""
    marks = [mark for mark in "5432" for _ in range(int(table[f"n{mark}"]))]
    assert len(marks) == int(table["n"])
    lines = "\n".join(f"П{number}  {mark}" for number, mark in enumerate(marks))
    year = int(table["period"][:4])
    loaded(
        store,
        write_csv(folder / "roster.csv", full("roster", f"student_code  Отметка\n{lines}")),
        written(folder, "final_marks", f"student_code  mark\n{lines}",
                school_year=f"{year}/{year + 1}"),
    )  # fmt: skip


def rounded_as(printed: str, value: float) -> str:
    return f"{value:.{len(printed.partition('.')[2])}f}"


@pytest.mark.parametrize("line", range(len(MARK_TABLES)))
def test_indicators_are_those_the_owners_printed(plain_store, tmp_path, line):
    table = MARK_TABLES.iloc[line]
    of_printed_table(plain_store, tmp_path, table)
    (row,) = shown(plain_store, "indicators", unit="7", subject="all").to_dict("records")
    assert [row[f"n{mark}"] for mark in "5432"] == [int(table[f"n{mark}"]) for mark in "5432"]
    for column, indicator, unit in (
        ("pass_rate_printed", "pass_rate", 100),
        ("quality_printed", "quality_rate", 100),
        ("mean_printed", "mean_mark", 1),
    ):
        if isinstance(table[column], str):
            assert rounded_as(table[column], row[indicator] * unit) == table[column]


def test_few_real_pairs_of_class_and_element_are_flagged(timss):
    store, _ = timss
    for subject in ("Математика", "Естествознание"):
        pairs = shown(store, "problems", level="class", subject=subject)
        assert len(pairs) > 1000
        assert (pairs["problem"] != "no").mean() <= 0.03
        assert pairs[["n_students", "low", "high"]].notna().all().all()


def test_random_classes_of_real_students_are_seldom_flagged_and_losses_are_found(timss):
    store, _ = timss
    options = {"classes": 400, "sizes": (20, 10), "seed": 1, "kind": "kes"}
    drawn = pipeline.simulated(store, "TIMSS07-MAT", **options).set_index(["rule", "size"])
    ours = drawn.loc["проблемный"]
    assert (ours["pairs_flagged"] <= 0.02).all()
    assert (ours["classes_flagged"] <= 0.12).all()
    assert ours.loc[20, "losses_found"] >= 0.75  # 0.82 of 500, 0.81 of 1500
    assert ours.loc[10, "losses_found"] >= 0.5
