"""Indicators of current journal marks, from additive sums over marks."""

import numpy as np

from etl.indicators.ratios import divisor, ratio, square_root
from etl.indicators.settings import DEFAULT_RULES, MarkRules


def weighted_mean(sum_weighted, sum_weight):
    """
    Средневзвешенный балл: Σ(mark·weight) / Σ(weight) [mark]; NaN when Σ(weight) = 0.

    Parameters
    ----------
    sum_weighted : scalar, ndarray or Series
        Σ(mark·weight) [mark · hundredths of weight].
    sum_weight : scalar, ndarray or Series
        Σ(weight) [hundredths of weight].

    References
    ----------
    Formula page of the product «Сетевой город. Образование»: 5 (weight 3), 5 (weight 1),
    4 (weight 5) give 40/9 = 4.44.
    """
    return ratio(sum_weighted, sum_weight)


def suggested_mark(sum_weighted, sum_weight, rules: MarkRules = DEFAULT_RULES):
    """
    Mark suggested by the weighted mean [mark 2–5], compared without division; NaN without marks.

    ``100·Σ(mark·weight) ≥ border·Σ(weight)`` in whole numbers, so a mean of exactly 4.5 is «5»
    whatever the weights. Parameters as in `weighted_mean`.

    References
    ----------
    Borders 4.5 / 3.5 / 2.5: setting of a school (`MarkRules`).
    """
    hundredfold = 100 * _wide(sum_weighted)
    weight = _wide(sum_weight)
    mark = 2 + sum(
        1 * (hundredfold >= border * weight)
        for border in (rules.border_3, rules.border_4, rules.border_5)
    )
    return mark * ratio(weight, weight)


def _wide(values):
    """Whole numbers as 64 bits, so that products do not overflow; anything else as it is."""
    whole = np.issubdtype(np.asarray(values).dtype, np.integer)
    if not whole or np.ndim(values) == 0:
        return values.item() if whole and isinstance(values, np.generic) else values
    return values.astype(np.int64)


def spread(n, total, total_of_squares):
    """
    Standard deviation of marks from their number, sum and sum of squares [mark].

    Parameters
    ----------
    n : scalar, ndarray or Series
        Number of marks.
    total, total_of_squares : scalar, ndarray or Series
        Σ mark and Σ mark².

    Returns
    -------
    float, ndarray or Series
        Sample standard deviation (n − 1); NaN for fewer than two marks.

    References
    ----------
    Own rule: n − 1 as everywhere in this product.
    """
    deviations = np.maximum(1.0 * n * total_of_squares - 1.0 * total * total, 0)
    return square_root(deviations / divisor(1.0 * n * np.maximum(n - 1, 0)))


def marks_per_student(n_marks, n_students):
    """
    Накопляемость: marks / students [marks per student]; NaN without students.

    References
    ----------
    Control of journals; own rule for the denominator: all students of the group in the period.
    """
    return ratio(n_marks, n_students)


def share(part, whole):
    """
    Part of a whole, e.g. marks of one work type among all marks [share 0–1]; NaN when whole = 0.

    References
    ----------
    Definition.
    """
    return ratio(part, whole)


def control_gap(sum_control, n_control, sum_other, n_other):
    """
    Mean of control works minus mean of other work [mark]; NaN when either has no marks.

    Parameters
    ----------
    sum_control, sum_other : scalar, ndarray or Series
        Σ mark for control works and for all other work [mark].
    n_control, n_other : scalar, ndarray or Series
        Numbers of those marks.

    References
    ----------
    Own rule: unweighted means.
    """
    return ratio(sum_control, n_control) - ratio(sum_other, n_other)
