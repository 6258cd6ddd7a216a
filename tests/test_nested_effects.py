"""Shrunken effects of schools and classes against R, and against what was planted."""

import numpy as np
import pytest
from real_data import real_table

from etl.forecasts.effects import effects
from etl.forecasts.rungs import Nested


def test_effects_of_balanced_classes_by_hand():
    """Two schools of two classes of two students: means 2 and 0 | −2 and 0, no noise inside.

    Between classes: Σ n(±1)² = 8 = 2 degrees of freedom × 2 students × variance → 2. Between
    schools: Σ 4(±1)² = 8 = 4 × variance + 2 × (half of the classes' 2 × 2 students) → 1.
    """
    residual = [2, 2, 0, 0, -2, -2, 0, 0]
    found = effects(residual, [1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 2, 2, 3, 3, 4, 4])
    assert found.within == pytest.approx(0)
    assert found.between_classes == pytest.approx(2)
    assert found.between_schools == pytest.approx(1)
    # BLUP: 1 / (1 + 2 / 2) of the school's mean ±1; classes take all that is left
    assert list(found.school.values()) == pytest.approx([0.5, -0.5])
    assert list(found.school_class.values()) == pytest.approx([1.5, -0.5, -1.5, 0.5])


def test_planted_variances_come_back():
    school = np.repeat(np.arange(200), 60)
    school_class = school * 3 + np.tile(np.repeat(np.arange(3), 20), 200)
    found = []
    for seed in range(8):
        random = np.random.default_rng(seed)
        planted = random.normal(0, 1.0, 200)[school] + random.normal(0, 0.6, 600)[school_class]
        one = effects(planted + random.normal(0, 2, len(school)), school, school_class)
        found.append((one.between_schools, one.between_classes, one.within))
    assert np.mean(found, axis=0) == pytest.approx((1.0, 0.36, 4.0), rel=0.08)


def test_schools_that_do_not_differ_get_nothing():
    random = np.random.default_rng(2)
    school = np.repeat(np.arange(50), 20)
    found = effects(random.normal(size=1000), school, school)
    assert np.abs(list(found.school.values())).max() < 0.15


def test_effects_of_london_schools_are_those_of_r():
    """R lme4 (exam_va_eb.csv); moments instead of REML, so not to the last digit."""
    real = real_table("exam_london/exam_london.csv")
    reference = real_table("exam_london/exam_va_eb.csv").set_index("school")["eb"]
    X = real[["school"]].assign(school_class=real["school"], prior=real["standLRT"])
    fitted = Nested().fit(X, real["normexam"])
    both = fitted.effects_.of(reference.index, reference.index).sum(axis=0)
    assert np.corrcoef(both, reference)[0, 1] > 0.999
    assert both == pytest.approx(reference.to_numpy(), abs=0.05)
