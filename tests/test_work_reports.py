"""Reports about the work itself: what they say to whom, over a work of 130 students."""

import numpy as np
import pytest
from homes import DATABASES, store_in
from scaled_work import BARRIERS, answers_of_all, load_work

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.disclosure import logit_step
from dashboard.exports.charts import chart_of
from dashboard.figures.scores import scores_figure
from dashboard.queries import database
from dashboard.queries.answers import score_counts, task_groups, task_values
from dashboard.queries.scales import task_scales, variants
from dashboard.reports.cells import columns_of, text_of
from dashboard.reports.registry import ASSESSMENT
from dashboard.screens.work_reading import read_work
from etl import pipeline
from etl.show import show
from models import Unit
from models.store import open_engine

EVERYTHING = Scope.everything("тест")
LATER = {report.name: report for report in ASSESSMENT if report.later}
OF_STUDENTS = ("shares", "points", "mark_groups", "scores", "quality")


@pytest.fixture(scope="module", params=DATABASES)
def work(request, tmp_path_factory):
    """The work in a store of its own; the path of school 7."""
    folder = tmp_path_factory.mktemp("work")
    store = store_in(folder / "home", request.param)
    load_work(store, folder)
    with pipeline.opened(store) as engine, engine.connect() as connection:
        path = Unit.__table__.select().where(Unit.level == "school", Unit.code == "7")
        school = connection.execute(path).one()
    database.use(open_engine(store), secret="of a test")
    yield school
    database.forget()


def head(school) -> Scope:
    return Scope((Area(school.path, RIGHTS[Role.HEAD], "директор"),), reason="директор")


def content(name: str, scope: Scope = EVERYTHING, unit_id: int = 0):
    return LATER[name].build(scope, read_work(scope, 1, unit_id, "task"))


def texts(shown) -> list[list[str]]:
    columns = columns_of(shown.table.columns)
    return [[text_of(row, column) for column in columns] for row in shown.table.rows]


def test_everything_is_asked_later_and_answered(work):
    assert set(LATER) == {"corridor", "variants", *OF_STUDENTS}
    for name in LATER:
        shown = content(name)
        assert not shown.is_empty
        assert shown.figure is None or shown.figure["data"], name
        assert shown.figure is None or chart_of(shown.figure), f"{name}: no chart in Office"
        assert (shown.table is None) == (name == "scores")
        assert shown.table is None or all(texts(shown))


def test_answers_are_counted_by_group_points_and_score(work):
    answers = answers_of_all()
    totals = np.nansum(answers, axis=1)
    region = read_work(EVERYTHING, 1, 0, "task").unit["unit_id"]
    # nobody was given every task of the plan: the variants differ in one
    assert score_counts(EVERYTHING, 1, region) == []
    values = {row["value"]: row["n"] for row in task_values(EVERYTHING, 1, region)}
    assert values == {k: int((answers[:, 3] == k).sum()) for k in (0, 1, 2)}
    marks = np.select([totals >= 5, totals >= 4, totals >= 2], [5, 4, 3], 2)
    groups = {(row["task_id"], row["mark"]): row for row in task_groups(EVERYTHING, 1, region)}
    for mark in (2, 3, 4, 5):
        row = groups[4, mark]
        assert row["n"] == (marks == mark).sum()
        assert row["points"] == answers[marks == mark, 3].sum()


def test_a_work_in_variants_with_own_tasks_has_no_common_scores_and_no_alpha(work):
    assert "несравнимы" in content("scores").sentence
    assert "α не считается" in content("quality").sentence


def test_tasks_are_named_with_their_level_and_corridor(work):
    shown = content("corridor")
    rates = np.nanmean(answers_of_all() / [1, 1, 1, 2, 1, 1], axis=0)
    assert shown.table.rows[0]["solve_rate"] == pytest.approx(rates[0])
    assert [row["threshold"] for row in shown.table.rows] == [0.6, 0.6, 0.3, 0.3, 0.6, 0.6]
    assert shown.table.rows[0]["place"] == "inside"  # 0.77
    assert shown.table.rows[5]["place"] == "below"
    assert "№ 6 (вар. 2)" in shown.sentence


def test_the_scale_has_the_difficulties_and_is_exact_for_those_who_own_all(work):
    found = {row["task_id"]: row for row in task_scales(EVERYTHING, 1)}
    truth = [np.mean(of) for of in BARRIERS]
    assert [found[task]["n"] for task in (1, 5)] == [130, 65]
    assert all(
        abs(found[task]["difficulty"] - truth[task - 1]) < 4 * found[task]["error"]
        for task in range(1, 7)
    )
    assert not any(row["disclosed"] for row in found.values())


def test_a_head_sees_the_common_scale_rounded(work):
    exact = {row["task_id"]: row for row in task_scales(EVERYTHING, 1)}
    for row in task_scales(head(work), 1):
        assert row["disclosed"]
        assert row["step"] == logit_step(exact[row["task_id"]]["n"])
        assert row["difficulty"] == pytest.approx(
            round(exact[row["task_id"]]["difficulty"] / row["step"]) * row["step"]
        )
    shown = content("quality", head(work), work.id)
    cells = dict(
        zip([c.title for c in columns_of(shown.table.columns)], texts(shown)[0], strict=True)
    )
    assert cells["Трудность, логиты"].startswith("≈")
    assert not cells["Различение"].startswith("≈")  # of the own school


def test_five_students_do_not_move_a_rounded_difficulty_further_than_a_step():
    # 4 / n logits a student in the middle of the scale
    assert [logit_step(n) for n in (100, 130, 200, 5000)] == [0.2, 0.2, 0.1, 0.1]


@pytest.mark.parametrize("name", OF_STUDENTS)
def test_of_others_nothing_is_told_student_by_student(work, name):
    scope = head(work)
    region = read_work(EVERYTHING, 1, 0, "task").unit["unit_id"]
    shown = content(name, scope, region)
    assert "только по своим ученикам" in shown.sentence
    assert shown.table is None
    for query in (score_counts, task_groups, task_values):
        assert query(scope, 1, region) == []


def test_variants_are_compared_over_all_schools(work):
    (first, second) = variants(EVERYTHING, 1)
    assert (first["variant"], first["n"], first["n_tasks"]) == ("1", 65, 5)
    assert first["gap"] == pytest.approx(-second["gap"])
    assert first["low"] < first["gap"] < first["high"]
    assert [row["step"] for row in variants(head(work), 1)] == [0.1, 0.1]  # 65 students
    assert "1 легче" in content("variants").sentence  # by its own task


def test_shown_tasks_have_their_place_on_the_scale(work):
    found = show("tasks", {"assessment": "КР-1"}, EVERYTHING).set_index("task")
    scale = {row["task_id"]: row for row in task_scales(EVERYTHING, 1)}
    assert found.loc["3", "rasch_difficulty"] == scale[3]["difficulty"]
    assert list(found.columns[-3:]) == ["rasch_difficulty", "rasch_error", "infit"]


def test_scores_are_drawn_with_borders_and_peaks():
    figure = scores_figure([3, 5, 9, 4], {3: 1, 4: 2}, {2: 5.5})
    bars, expected = figure["data"]
    assert bars["y"] == [3, 5, 9, 4]
    assert len(set(bars["marker"]["color"])) == 2
    assert (expected["x"], expected["y"]) == (["2"], [5.5])
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["«3» с 1", "«4» с 2"]
    assert chart_of(figure)
