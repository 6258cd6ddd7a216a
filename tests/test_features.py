"""What is known of students at a date: by hand, and never anything later."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from files import loaded, school, written
from pandas.testing import assert_frame_equal
from sqlalchemy import select

from etl import pipeline
from etl.features import Cohort, features
from etl.features.cohorts import members, taught_subjects
from models import Student, Subject

DAY = date(2026, 2, 1)
ROSTER = "\n".join(["student_code", *(f"У{n}" for n in range(1, 7))])
MARKS = """
    student_code  date        work_type  mark
    У1            2025-09-15  О          5
    У1            2025-09-16  К          4
    У1            2025-12-20  О          3
    У2            2025-09-15  О          н
    У2            2025-09-16  К          2
"""
LATER_MARKS = """
    student_code  date        work_type  mark
    У1            2026-02-02  К          2
    У3            2026-02-02  О          н
"""
RESULTS = """
    procedure  date        student_code  primary_score
    входная    2025-09-20  У1            10
    входная    2025-09-20  У2            20
    входная    2025-09-20  У3            30
    НИКО       2021-05-10  У1            7
    НИКО       2021-05-10  У2            9
"""
LATER_RESULTS = """
    procedure  date        student_code  primary_score
    входная    2026-04-20  У1            99
    ОГЭ        2026-06-02  У1            31
"""
PLAN = """
    task  kes  level  max_points
    1     2.1  Б      1
    2     7.1  Б      3
"""
PROTOCOL = """
    student_code  1  2
    У1            1  3
    У2            0  0
    У4            1  1
"""
TRIAL = """
    student_code  1  2
    У1            1  1
    У2            0  1
"""
NINE = {"class": "9А", "grade": "9"}


def work(folder, code: str, day: str, procedure: str, protocol: str) -> list:
    """The files of a work in mathematics."""
    plan = {"assessment": code, "subject": "Математика", "grade": "9", "date": day}
    return [
        written(folder, "plan", PLAN, f"{code}-plan.csv", procedure=procedure, **plan),
        written(folder, "protocol", protocol, f"{code}.csv", assessment=code, **{"class": "9А"}),
    ]


@pytest.fixture
def known(store, tmp_path):
    """A class of grade 9 with a journal, two works and results of two procedures."""
    school(store, tmp_path, ROSTER, **{"class": "9А"})
    loaded(
        store,
        written(tmp_path, "marks", MARKS, **{"class": "9А"}),
        written(tmp_path, "results", RESULTS, subject="Математика", **{"class": "9А"}),
        *work(tmp_path, "КР-1", "2025-10-10", "контрольная", PROTOCOL),
        *work(tmp_path, "ПР-1", "2026-01-20", "пробный ОГЭ", TRIAL),
    )
    return store


def at(store, day: date) -> pd.DataFrame:
    """Features by student code."""
    with pipeline.opened(store) as engine, engine.connect() as connection:
        codes = dict(connection.execute(select(Student.id, Student.code)).all())
        subject = connection.execute(select(Subject.id).where(Subject.name == "Математика"))
        subject_id = subject.scalar()
        students = members(connection, 9, day)
        taught = taught_subjects(connection, subject_id)
        cohort = Cohort("ОГЭ", subject_id, taught, 9, 2025, day, students)
        return features(connection, store.lake, cohort).features.rename(codes).sort_index()


def test_features_by_hand(known):
    found = at(known, DAY)
    # weights: answer 1.0, control work 1.5 → (5 + 3 + 1.5·4) / 3.5
    assert found.loc["У1", "marks"] == pytest.approx(14 / 3.5)
    assert found.loc["У1", "marks_control"] == 4
    assert found["marks"].isna().tolist() == [False, False, True, True, True, True]
    # one absence of У2; nobody else was away, and the journal is there
    assert found["absences"].tolist() == pytest.approx([0, np.log(2), 0, 0, 0, 0])
    assert found["no_absences"].tolist() == [1, 0, 1, 1, 1, 1]
    # 10, 20, 30: mean 20, spread √(200/3)
    z = 10 / np.sqrt(200 / 3)
    assert found["result:входная"].tolist()[:3] == pytest.approx([-z, 0, z])
    assert found["result:НИКО"].tolist()[:2] == pytest.approx([-1, 1])
    # the work: shares 1, 0, ½; the trial: ½ and ¼
    assert found.loc[["У1", "У2", "У4"], "works"].tolist() == pytest.approx(
        [0.5 / np.sqrt(1 / 6), -0.5 / np.sqrt(1 / 6), 0]
    )
    assert found.loc[["У1", "У2"], "trial"].tolist() == pytest.approx([1, -1])


def test_mastery_weighs_tasks_by_what_the_exam_asks_for(known):
    """Above the mean of those who were given the task: У1 +⅓ and +5⁄9, У2 −⅔ and −4⁄9."""
    found = at(known, DAY)["mastery"]
    assert found["У1"] > 0 > found["У2"]
    assert found[["У3", "У5", "У6"]].isna().all()


def test_nothing_later_than_the_day_is_known(known, tmp_path):
    before = at(known, DAY)
    later = {"class": "9А"}
    finals = "student_code  period  mark\n У1  3 четверть  2\n У1  год  2"
    loaded(
        known,
        written(tmp_path, "marks", LATER_MARKS, "later_marks.csv", **later),
        written(tmp_path, "results", LATER_RESULTS, "later.csv", subject="Математика", **later),
        written(tmp_path, "final_marks", finals, **later),
        *work(tmp_path, "КР-2", "2026-02-02", "контрольная", TRIAL),
    )
    assert_frame_equal(at(known, DAY), before, check_exact=True)
    # what was planted would have been seen
    after = at(known, date(2026, 6, 30))
    planted = ["marks", "absences", "works", "result:входная", "finals", "marks_control"]
    assert all((after[name] != before[name]).any() for name in planted)


def test_a_mark_of_the_very_day_is_known(known, tmp_path):
    mark = "student_code  date  mark\n У3  2026-02-01  5"
    loaded(known, written(tmp_path, "marks", mark, "day.csv", **{"class": "9А"}))
    assert at(known, DAY).loc["У3", "marks"] == 5
    assert np.isnan(at(known, date(2026, 1, 31)).loc["У3", "marks"])


def test_a_student_of_whom_nothing_is_known_has_only_a_school(known):
    found = at(known, DAY).loc["У5"].drop(["school", "school_class", "peers"])
    assert found.dropna().index.tolist() == ["absences", "no_absences"]


def test_algebra_counts_for_the_exam_in_mathematics(known):
    with pipeline.opened(known) as engine, engine.connect() as connection:
        names = dict(connection.execute(select(Subject.name, Subject.id)).all())
        taught = taught_subjects(connection, names["Математика"])
    assert {names["Математика"], names["Алгебра"]} <= taught
    assert names.get("Физика") not in taught
