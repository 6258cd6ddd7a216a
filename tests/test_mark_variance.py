"""Variance of marks by student, class, school and subject: by textbook and by simulation."""

import numpy as np
import pytest
from homes import store_in
from marked import HEAD, reading
from reading_facts import REGION
from reading_world import EVERYTHING, world

from dashboard.filters import View
from dashboard.queries import database
from dashboard.queries.units import units
from dashboard.reports import variance
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from etl import pipeline
from etl.psychometrics.variance import mark_variance

BETWEEN = ("student", "school_class", "school", "subject", "rest")


def by(places, values):
    return np.bincount(places), np.bincount(places, values)


def sums(school, school_class, student, subject, mark):
    """What the marts hold of single marks: sums by school, and by subject."""
    (n_i, t_i), (n_c, t_c) = by(student, mark), by(school_class, mark)
    (n_j, t_j), (n_s, t_s) = by(subject, mark), by(school, mark)
    class_of, school_of = np.zeros(len(n_i), int), np.zeros(len(n_c), int)
    class_of[student], school_of[school_class] = school_class, school
    m = np.bincount(class_of)

    def up(values):
        return np.bincount(school_of, values)

    schools = {
        "n_students": up(m), "n_classes": np.bincount(school_of), "n_marks": n_s,
        "sum_marks": t_s, "sum_squares": np.bincount(school, mark**2),
        "of_students": up(np.bincount(class_of, t_i**2 / n_i)), "of_classes": up(t_c**2 / n_c),
        "nn": up(1.0 * n_c**2), "nn_m": up(n_c**2 / m), "n_m": up(n_c / m), "mn": up(1.0 * m * n_c),
    }  # fmt: skip
    return schools, {"n_marks": n_j, "sum_marks": t_j}


def simulated(seed, schools, classes, deviations, *, subjects_of):
    """Single marks: school, class, student, subject, mark; a class has its first subjects."""
    rng = np.random.default_rng(seed)
    of = dict(zip(BETWEEN, deviations, strict=True))
    effects = rng.normal(0, of["subject"], 16)
    rows, students, number = [], 0, 0
    for school in range(schools):
        of_school = rng.normal(0, of["school"])
        for _ in range(rng.integers(*classes)):
            of_class = of_school + rng.normal(0, of["school_class"])
            for _ in range(rng.integers(12, 30)):
                own = 4 + of_class + rng.normal(0, of["student"])
                for subject in range(subjects_of(number)):
                    y = own + effects[subject] + rng.normal(0, of["rest"])
                    rows.append((school, number, students, subject, y))
                students += 1
            number += 1
    table = np.array(rows)
    return (*(table[:, place].astype(int) for place in range(4)), table[:, 4]), effects


def test_a_complete_table_gives_the_mean_squares_of_the_textbook():
    # y[school, class, student, subject], any numbers: Searle, Casella, McCulloch (1992), 4.5
    y = np.random.default_rng(5).integers(2, 6, (3, 2, 4, 5)).astype(float)
    a, b, m, j = y.shape
    places = np.indices(y.shape).reshape(4, -1)
    school, in_school, in_class, subject = places
    school_class, student = school * b + in_school, (school * b + in_school) * m + in_class
    found = mark_variance(*sums(school, school_class, student, subject, y.ravel()))

    mean = y.mean()
    of_student, of_class, of_school = y.mean(3), y.mean((2, 3)), y.mean((1, 2, 3))
    of_subject = y.mean((0, 1, 2))
    ss = {
        "school": b * m * j * ((of_school - mean) ** 2).sum() / (a - 1),
        "class": m * j * ((of_class - of_school[:, None]) ** 2).sum() / (a * (b - 1)),
        "student": j * ((of_student - of_class[..., None]) ** 2).sum() / (a * b * (m - 1)),
        "subject": a * b * m * ((of_subject - mean) ** 2).sum() / (j - 1),
    }
    rest = ((y - of_student[..., None] - of_subject + mean) ** 2).sum() / (
        (a * b * m - 1) * (j - 1)
    )
    expected = {
        "student": (ss["student"] - rest) / j,
        "school_class": (ss["class"] - ss["student"]) / (m * j),
        "school": (ss["school"] - ss["class"]) / (b * m * j),
        "subject": (ss["subject"] - rest) / (a * b * m),
        "rest": rest,
    }
    for name, value in expected.items():
        assert found.components[name] == pytest.approx(max(0, value), abs=1e-9)
        assert (name in found.negative) == (value < -1e-9)


def test_components_are_found_again_where_classes_differ_in_size_and_subjects():
    deviations = (0.4, 0.2, 0.3, 0.25, 0.5)
    table, effects = simulated(3, 60, (2, 20), deviations, subjects_of=lambda n: 6 + n % 8)
    found = mark_variance(*sums(*table))
    expected = dict(zip(BETWEEN, np.square(deviations), strict=True))
    expected["subject"] = effects[:13].var(ddof=1)  # what was drawn of 13 subjects
    for name, tolerance in zip(BETWEEN, (0.05, 0.2, 0.35, 0.2, 0.03), strict=True):
        assert found.components[name] == pytest.approx(expected[name], rel=tolerance), name
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.negative == ()


def test_in_one_school_schools_are_left_out_and_without_classes_they_are_too():
    table, _ = simulated(1, 1, (8, 9), (0.4, 0.2, 0, 0.3, 0.5), subjects_of=lambda n: 9)
    found = mark_variance(*sums(*table))
    assert set(found.components) == {"student", "school_class", "subject", "rest"}
    alone, _ = simulated(1, 1, (1, 2), (0.4, 0.2, 0, 0.3, 0.5), subjects_of=lambda n: 9)
    assert set(mark_variance(*sums(*alone)).components) == {"student", "subject", "rest"}


def test_a_negative_estimate_is_said_and_set_to_nothing():
    # two classes with the same mean, students that differ: less than chance lies between classes
    school_class, student = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2, 3, 3])
    subject = np.array([0, 1] * 4)
    mark = np.array([5, 4, 3, 2, 5, 4, 3, 2.0])
    found = mark_variance(*sums(0 * student, school_class, student, subject, mark))
    assert found.negative[:1] == ("school_class",)
    assert found.components["school_class"] == 0


def test_marks_that_do_not_differ_have_no_shares():
    ones = np.array([0, 0, 1, 1])
    found = mark_variance(*sums(0 * ones, ones, np.arange(4) // 1, np.array([0, 1, 0, 1]),
                                np.full(4, 4.0)))  # fmt: skip
    assert all(share != share for share in found.shares.values())
    assert variance.component_rows(found) == []


@pytest.fixture
def demo(demo_home):
    engine = pipeline.ready_engine(store_in(demo_home))
    database.use(engine, "secret")
    yield
    engine.dispose()
    database.forget()


def test_on_the_screen_shares_are_told_with_their_numbers(demo):
    region = int(units(EVERYTHING, level="region")["unit_id"].iloc[0])
    content = variance.build(EVERYTHING, read(EVERYTHING, line_to(EVERYTHING, region), View()))
    rows = content.table.rows
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert {row["component"] for row in rows} == set(BETWEEN)
    assert next(row["n"] for row in rows if row["component"] == "school") == 3
    assert "n = 3, разброс" in content.sentence
    assert variance.ROUGH in content.note


def test_of_others_the_variance_is_not_told():
    world()
    assert variance.build(HEAD, reading(REGION, who=HEAD)).is_empty
    database.forget()
