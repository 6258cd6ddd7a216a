"""A change of quality taken apart into composition, subjects and rates; the parts add up."""

from dataclasses import dataclass

import numpy as np

from etl.indicators.ratios import divisor, ratio


@dataclass(frozen=True)
class QualityFactors:
    """
    Parts of the difference of two qualities, in shares of all marks.

    Attributes
    ----------
    before, after : float
        The two qualities [share 0–1]; NaN where there is no mark at all.
    composition : ndarray, groups [share]
        Because the group has another part of all marks than before; groups that are new or gone
        have all of their effect here.
    subjects : ndarray, groups × subjects [share]
        Because the subject has another part of the marks of the group.
    rates : ndarray, groups × subjects [share]
        Because the share of «4» and «5» of that subject in that group is another.
    is_new, is_gone : ndarray of bool, groups
        Without marks before, and after.
    """

    before: float
    after: float
    composition: np.ndarray
    subjects: np.ndarray
    rates: np.ndarray
    is_new: np.ndarray
    is_gone: np.ndarray

    @property
    def change(self):
        """After − before, which all parts add up to [share]."""
        return self.after - self.before


def quality_factors(n_before, good_before, n_after, good_after):
    """
    Difference of two qualities by composition, subjects and rates: Shapley's values.

    Quality is Σ over groups and subjects of w·v·r: part of the group in all marks, part of the
    subject in the group, share of «4» and «5». The effect of each factor is its difference times
    the mean of the other two over all orders in which the three could have changed, so no order is
    preferred, exchanging before and after turns every sign, and the parts add up exactly. Where a
    group or a subject in it is on one side only, its rate is taken as the same on the other: it
    moves quality by its presence alone. Effects of composition are told against the mean of the two
    qualities, those of subjects against the group, which changes no sum.

    Parameters
    ----------
    n_before, n_after : ndarray, groups × subjects
        Marks of any kind and «н/а» [marks].
    good_before, good_after : ndarray, groups × subjects
        Of them «4» and «5» [marks].

    Returns
    -------
    QualityFactors
        All parts NaN where one side has no marks.

    References
    ----------
    Shorrocks A. (2013), J. of Economic Inequality 11, 99–126; three factors: Das Gupta P. (1993),
    Standardization and Decomposition of Rates, ch. 2. Rates of what is missing: own rule.
    """
    n0, n1 = np.asarray(n_before, float), np.asarray(n_after, float)
    g0, g1 = np.asarray(good_before, float), np.asarray(good_after, float)
    (w0, v0), (w1, v1) = _parts(n0), _parts(n1)
    is_new, is_gone = w0 <= 0, w1 <= 0
    v0, v1 = np.where(is_new, v1, v0), np.where(is_gone, v0, v1)
    r0, r1 = _rates(n0, g0, n1, g1), _rates(n1, g1, n0, g0)
    before, after = ratio(g0.sum(), n0.sum()), ratio(g1.sum(), n1.sum())
    composition = _effect((w0, w1), (v0, v1), (r0, r1)).sum(axis=1)
    composition -= (w1 - w0)[:, 0] * (before + after) / 2
    of_group = (w0 + w1) / 2 * (_mean(v0, r0) + _mean(v1, r1)) / 2
    return QualityFactors(
        float(before),
        float(after),
        composition,
        _effect((v0, v1), (w0, w1), (r0, r1)) - (v1 - v0) * of_group,
        _effect((r0, r1), (w0, w1), (v0, v1)),
        is_new[:, 0] & ~is_gone[:, 0],
        is_gone[:, 0] & ~is_new[:, 0],
    )


def _parts(n):
    """Part of each group in all marks, groups × 1, and of each subject in its group."""
    of_groups = n.sum(axis=1, keepdims=True)
    return of_groups / divisor(n.sum()), np.nan_to_num(n / divisor(of_groups))


def _rates(n, good, other_n, other_good):
    """Share of «4» and «5»; of what is not there that of the other side."""
    own, other = np.nan_to_num(ratio(good, n)), np.nan_to_num(ratio(other_good, other_n))
    return np.where(n > 0, own, other)


def _effect(own, first, second):
    """Shapley's value of one of three factors of a product, each given as (before, after)."""
    (a0, a1), (b0, b1), (c0, c1) = own, first, second
    return (a1 - a0) * ((b0 * c0 + b1 * c1) / 3 + (b0 * c1 + b1 * c0) / 6)


def _mean(parts, rates):
    return (parts * rates).sum(axis=1, keepdims=True)
