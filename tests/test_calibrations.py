"""Scales of works: made anew with every load that touches them, the same whatever the way there."""

import numpy as np
import pytest
from files import dump, load_one, written
from holdings import rows, switch
from scaled_work import BARRIERS, MARKS, PLAN, answers_of_all, files_of_work, load_work

from etl import calibrations, pipeline
from etl.psychometrics.fit import infit
from etl.psychometrics.rasch import calibration
from models import TaskParameter, VariantParameter


def scales(store) -> dict:
    """Both tables."""
    held = dump(store)
    return {name: held[name] for name in ("task_parameter", "variant_parameter")}


def test_a_load_puts_the_tasks_on_a_scale(store, tmp_path):
    load_work(store, tmp_path)
    found = rows(
        store, TaskParameter.task_id, TaskParameter.step, TaskParameter.n,
        TaskParameter.difficulty, TaskParameter.standard_error, TaskParameter.infit,
    )  # fmt: skip
    expected = calibration(answers_of_all())
    steps = expected.patterns.steps
    assert [row[:2] for row in found] == list(zip(1 + steps.task, steps.rank, strict=True))
    assert [row[2] for row in found] == [130, 130, 130, 130, 130, 65, 65]
    np.testing.assert_allclose([row[3] for row in found], expected.difficulty, atol=1e-6)
    np.testing.assert_allclose([row[4] for row in found], expected.standard_error, atol=1e-6)
    np.testing.assert_allclose([row[5] for row in found], infit(expected)[steps.task], atol=1e-6)
    truth = np.concatenate(BARRIERS)
    assert (np.abs(expected.difficulty - truth) < 4 * expected.standard_error).all()


def test_variants_stand_beside_one_another(store, tmp_path):
    load_work(store, tmp_path)
    columns = (VariantParameter.variant, VariantParameter.n, VariantParameter.n_tasks)
    found = rows(store, *columns, VariantParameter.gap, VariantParameter.gap_error)
    assert [row[:3] for row in found] == [("1", 65, 5), ("2", 65, 5)]
    assert found[0][3] == pytest.approx(-found[1][3])
    assert found[0][3] > 0  # its own task is the easier one
    assert 0 < found[0][4] < 0.1


@pytest.mark.parametrize("file", ["protocol7.csv", "protocol9.csv"])
def test_undo_and_redo_leave_the_scale_as_if_the_file_had_never_come(store, tmp_path, file):
    loads = load_work(store, tmp_path)
    extra = written(tmp_path, "protocol", "student_code  1  2  3  4\n 9-000  1  1  1  2",
                    "again.csv", school_code="9")  # fmt: skip
    before = scales(store)
    report = load_one(store, extra)
    assert scales(store) != before
    switch(store, report.id, on=False)
    assert scales(store) == before
    switch(store, loads[file], on=False)
    assert scales(store) == {"task_parameter": [], "variant_parameter": []}  # 70 or 60 are few
    switch(store, loads[file], on=True)
    assert scales(store) == before


def test_the_order_of_loads_does_not_matter(plain_store, tmp_path):
    paths = files_of_work(tmp_path)
    pipeline.load(plain_store, paths[:3])
    assert not scales(plain_store)["task_parameter"]
    pipeline.load(plain_store, paths[3:])
    both = scales(plain_store)
    pipeline.refresh(plain_store)
    assert scales(plain_store) == both
    pipeline.refresh(plain_store, "7")
    assert scales(plain_store) == both


def test_a_corrected_plan_makes_the_scale_anew(plain_store, tmp_path):
    load_work(plain_store, tmp_path)
    before = rows(plain_store, TaskParameter.task_id)
    corrected = PLAN + "    7     _        1.3  Б      1\n"
    load_one(plain_store, written(tmp_path, "plan", corrected, "corrected.csv", **MARKS))
    assert rows(plain_store, TaskParameter.task_id) == before  # nobody was given the new task
    assert pipeline.verify(plain_store) == []


def test_of_many_students_a_part_is_taken_that_is_always_the_same(
    plain_store, tmp_path, monkeypatch
):
    load_work(plain_store, tmp_path)
    monkeypatch.setattr(
        calibrations, "ANSWERS", calibrations.ANSWERS.replace("LIMIT 5000", "LIMIT 110")
    )
    with pipeline.opened(plain_store) as engine, engine.connect() as connection:
        [work] = calibrations.works_of(connection, [1])
        first = calibrations.answers_of(work, plain_store.lake)
        work.files.reverse()
        again = calibrations.answers_of(work, plain_store.lake)
    assert len(first.points) == 110
    np.testing.assert_array_equal(first.points, again.points)
    assert len(np.unique(first.school_class)) == 2  # of both schools
