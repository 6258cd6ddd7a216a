"""Classical test theory against hand-made numbers and item statistics by R (psych)."""

import numpy as np
import pandas as pd
import pytest

from etl.psychometrics import classical
from tests.real_data import real_table

# four students, three tasks; totals 3 2 1 0
STEPS = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
R_TABLES = [
    ("mathexam14w/mathexam14w.csv", r"^t\d+$", "mathexam14w/ctt_mathexam14w.csv"),
    ("lsat/lsat6.csv", "Item", "lsat/ctt_lsat6.csv"),
    ("lsat/lsat7.csv", "Item", "lsat/ctt_lsat7.csv"),
    (
        "fraction_subtraction/fraction_subtraction.csv", "Item",
        "fraction_subtraction/ctt_fraction_subtraction.csv",
    ),
]  # fmt: skip
R_ALPHAS = [
    (*work[:2], value)
    for work, value in zip(R_TABLES, [0.743037, 0.294997, 0.453409, 0.938794], strict=True)
]


def test_difficulty_is_the_mean_share_of_the_maximum():
    np.testing.assert_allclose(
        classical.difficulty(STEPS * [1, 1, 2], [1, 1, 2]), [0.75, 0.5, 0.25]
    )


def test_alpha_and_its_standard_error_are_those_made_by_hand():
    # item variances 1/4 + 1/3 + 1/4, variance of totals 5/3: 3/2·(1 − 1/2)
    assert classical.alpha(STEPS) == pytest.approx(0.75)
    assert classical.standard_error_of_measurement(STEPS) == pytest.approx((5 / 12) ** 0.5)


def test_correlations_with_total_and_rest_are_those_made_by_hand():
    # task 1 against 3 2 1 0: 1.5/√(0.75·5); against its rest 2 1 0 0: 0.75/√(0.75·2.75)
    assert classical.item_total(STEPS)[0] == pytest.approx(1.5 / 3.75**0.5)
    rest = classical.corrected_item_total(STEPS)
    np.testing.assert_allclose(rest[:2], [0.75 / (0.75 * 2.75) ** 0.5, 0.5**0.5])


def test_alpha_without_a_task_is_the_one_made_by_hand():
    # without task 2: variances 1/4 + 1/4, totals 2 1 1 0 with variance 2/3
    assert classical.alpha_if_deleted(STEPS)[1] == pytest.approx(0.5)


def test_a_task_not_given_is_in_nobodys_way():
    booklets = np.vstack([STEPS, [np.nan, 1, 1], [np.nan, np.nan, np.nan]])
    assert classical.difficulty(booklets, 1)[0] == 0.75
    assert classical.corrected_item_total(booklets)[0] == classical.corrected_item_total(STEPS)[0]
    assert classical.alpha(booklets) == classical.alpha(STEPS)


def test_too_little_to_judge_gives_no_value():
    assert np.isnan(classical.alpha(STEPS[:1]))
    assert np.isnan(classical.alpha(STEPS[:, :1]))
    assert np.isnan(classical.alpha(np.ones((5, 3))))
    assert np.isnan(classical.corrected_item_total(np.ones((5, 3)))).all()
    assert np.isnan(classical.alpha_if_deleted(STEPS[:, :2])).all()
    assert np.isnan(classical.difficulty(np.full((2, 1), np.nan), [1])).all()


def test_a_frame_gives_series_by_task():
    answers = pd.DataFrame(STEPS, columns=["1", "2", "3К1"])
    assert classical.corrected_item_total(answers).index.tolist() == ["1", "2", "3К1"]
    assert classical.difficulty(answers, [1, 1, 1])["3К1"] == 0.25


def test_sums_in_hundredths_of_many_units_give_the_same_alpha():
    units = [100 * STEPS, 100 * STEPS[:3], 100 * STEPS[:0]]
    totals = [unit.sum(axis=1) for unit in units]
    found = classical.alpha_from_sums(
        np.array([len(unit) for unit in units]),
        np.array([unit.sum(axis=0) for unit in units]),
        np.array([(unit**2).sum(axis=0) for unit in units]),
        np.array([total.sum() for total in totals]),
        np.array([(total**2).sum() for total in totals]),
    )
    np.testing.assert_allclose(found, [0.75, classical.alpha(STEPS[:3]), np.nan])


def test_a_correlation_from_sums_is_pearsons():
    # x 1 2 3, y 1 3 2: 1/√(2·2)
    assert classical.correlation_from_sums(3, 6, 6, 14, 14, 13) == pytest.approx(0.5)
    assert np.isnan(classical.correlation_from_sums(1, 2, 2, 4, 4, 4))


def test_polytomous_tasks_have_the_statistics_made_by_hand():
    # tasks worth 2 and 1: totals 3 2 1 0; variances 2/3 + 1/3, of totals 5/3
    points = np.array([[2, 1], [1, 1], [1, 0], [0, 0]], dtype=float)
    np.testing.assert_allclose(classical.difficulty(points, [2, 1]), [0.5, 0.5])
    assert classical.alpha(points) == pytest.approx(2 * (1 - 1 / (5 / 3)))
    # deviations 1 0 0 −1 and ½ ½ −½ −½: 1/√(2·1)
    np.testing.assert_allclose(classical.corrected_item_total(points), [0.5**0.5] * 2)


def by_definition(points):
    """Item statistics by numpy's own covariances, formula by formula."""
    totals, items = points.sum(axis=1), points.shape[1]
    rest = totals[:, None] - points
    rir = [np.corrcoef(points[:, i], rest[:, i])[0, 1] for i in range(items)]
    share = points.var(axis=0, ddof=1).sum() / totals.var(ddof=1)
    alpha = items / (items - 1) * (1 - share)
    return rir, alpha, totals.std(ddof=1) * (1 - alpha) ** 0.5


@pytest.mark.parametrize(
    ("answers", "columns"), [*(work[:2] for work in R_TABLES), (R_TABLES[0][0], r"^c\d+$")]
)
def test_real_works_have_the_statistics_of_their_definitions(answers, columns):
    # c1 … c13 of the mathematics exam are worth 0, 1 or 2
    points = real_table(answers).filter(regex=columns).to_numpy(float)
    rir, alpha, error = by_definition(points)
    np.testing.assert_allclose(classical.corrected_item_total(points), rir, atol=1e-9)
    assert classical.alpha(points) == pytest.approx(alpha, abs=1e-9)
    assert classical.standard_error_of_measurement(points) == pytest.approx(error, abs=1e-9)


@pytest.mark.parametrize(("answers", "tasks", "expected"), R_TABLES)
def test_real_works_have_the_item_statistics_of_r(answers, tasks, expected):
    points = real_table(answers).filter(regex=tasks)
    by_r = real_table(expected)
    np.testing.assert_allclose(classical.difficulty(points, by_r["max"]), by_r["p"])
    np.testing.assert_allclose(classical.item_total(points), by_r["rit"])
    np.testing.assert_allclose(classical.corrected_item_total(points), by_r["rir"])
    np.testing.assert_allclose(classical.alpha_if_deleted(points), by_r["alpha_if_deleted"])


@pytest.mark.parametrize(("answers", "tasks", "expected"), R_ALPHAS)
def test_real_works_have_the_alpha_of_r(answers, tasks, expected):
    points = real_table(answers).filter(regex=tasks)
    assert classical.alpha(points) == pytest.approx(expected, abs=5e-7)


def test_the_mathematics_exam_has_the_standard_error_of_r():
    points = real_table("mathexam14w/mathexam14w.csv").filter(regex=r"^t\d+$")
    assert classical.standard_error_of_measurement(points) == pytest.approx(1.52070, abs=5e-6)
