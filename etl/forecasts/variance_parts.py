"""What the deviations of units from their parents are made of: how much lasts, how much passes."""

from dataclasses import dataclass, replace

import numpy as np

PARTS = ("lasting", "seasonal", "yearly", "momentary", "cohort", "students")
YEARLY = 0.5  # of what is of a year, so much is left a year later
STEPS = 5  # weights and parts settle each other; more steps change nothing that is seen
BELIEF = 6  # the usual parts count like so many periods observed
FEWEST_SHARE = 0.02  # a unit that is nearly all of its parent has no deviation to learn from
LEAST_USUAL, LEAST_MOMENTARY = 0.2, 0.1  # of the usual parts: nothing stands quite still
LEAST = 1e-7


@dataclass(frozen=True)
class Periods:
    """Periods in the order of time: school year, kind (1 = first of its year), kinds in a year."""

    year: np.ndarray
    kind: np.ndarray
    per_year: int = 1

    def __getitem__(self, chosen) -> "Periods":
        year, kind = (np.atleast_1d(one[chosen]) for one in (self.year, self.kind))
        return replace(self, year=year, kind=kind)


@dataclass(frozen=True)
class Parts:
    """Variances of the parts of a deviation [radians²], and how many periods stand behind them.

    `cohort` (of the children of a year) and `students` (of a period) times the sampling variance.
    """

    lasting: float = 0.0
    seasonal: float = 0.0002
    yearly: float = 0.0009
    momentary: float = 0.0004
    cohort: float = 1.0
    students: float = 0.5
    freedom: float = BELIEF

    @property
    def of_units(self) -> np.ndarray:
        """Those that do not depend on the number of students, shape (4,)."""
        return np.array([self.lasting, self.seasonal, self.yearly, self.momentary])

    def narrowed(self, spread: float) -> "Parts":
        """The same where students differ by `spread` of what a share lets them differ."""
        return replace(self, **dict(zip(PARTS, (self.of_units * spread).tolist(), strict=False)))


# Own rule: from year to year a share of one half moves by some 4 points, from period to period by
# 2, besides chance of the students (of half of them, for most stay the same).
USUAL = Parts()


def alike(periods: Periods, others: Periods) -> np.ndarray:
    """
    How far the parts of units in two periods are the same [correlation 0–1], shape (4, n, m).

    Lasting: always; seasonal: in the same kind of period; yearly: all of it inside a year, then
    `YEARLY` a year apart; momentary: in the same period only.
    """
    years = np.abs(periods.year[:, None] - others.year)
    kinds = periods.kind[:, None] == others.kind
    return np.array([np.ones(years.shape), kinds, YEARLY**years, (years == 0) & kinds], dtype=float)


def parts(
    deviation, noise, outside, periods: Periods, *, prior=USUAL, one_year=False, together=1
) -> Parts:
    """
    Variances of the parts from the deviations of all units together.

    All but the lasting part are learnt from differences between two periods of one unit, where the
    lasting one cancels: (dₜ − dₛ)² has the expectation Σ part · 2(1 − likeness), linear in the
    parts, which are ≥ 0. Where periods are few the parts stay near the usual ones; from one period
    nothing is learnt, and half or more of what units differ by is then taken for lasting.

    Parameters
    ----------
    deviation : ndarray, shape (units, periods) [radians]
        NaN where not known.
    noise : ndarray, shape (units, periods) [radians²]
        Sampling variance of the mean of so many students.
    outside : ndarray, shape (units,) [share 0–1]
        Of the parent's students outside the unit: a unit that is all of its parent cannot deviate.
    periods : Periods
    prior : Parts
        The usual parts.
    one_year : bool
        Only periods of one year are of the same children.
    together : int
        So many rows move together (subjects of a unit) and count as one.

    References
    ----------
    Moments of squared differences, weighted by what they give: Rao C. (1972), JASA 67, 112–115.
    The parts, the usual ones and their weight are an own rule.
    """
    used = outside > FEWEST_SHARE
    deviation, noise, outside = deviation[used], noise[used], outside[used]
    known = np.isfinite(deviation)
    if not known.any():
        return prior
    typical = noise[known].mean()
    free = np.array([periods.per_year > 1 and not one_year, not one_year, True, not one_year, True])
    square = (deviation**2 / outside[:, None])[known].mean()
    usual = _limited(np.where(free, _passing(prior), 0), square, typical)
    pairs = _pairs(deviation, noise, outside, periods, one_year)
    periods_behind = np.maximum(known.sum(axis=1) - 1, 0).sum() / together
    found = _settled(pairs, usual, free, periods_behind) if pairs else usual
    rest = found[:3].sum() + found[3:].sum() * typical
    return Parts(max(square - rest, LEAST), *found.tolist(), BELIEF + float(periods_behind))


def _passing(parts_: Parts) -> np.ndarray:
    """All but the lasting part, in their order."""
    return np.array([getattr(parts_, name) for name in PARTS[1:]])


def _limited(usual: np.ndarray, square: float, noise: float) -> np.ndarray:
    """The usual parts, those of units together at most half of what is beyond chance."""
    excess = max(square - usual[3:].sum() * noise, LEAST)
    limit = np.clip(excess / 2 / max(usual[:3].sum(), LEAST), LEAST_USUAL, 1)
    return usual * np.array([limit, limit, limit, 1, 1])


def _pairs(deviation, noise, outside, periods: Periods, one_year: bool) -> list[tuple]:
    """For each two periods: features (units, 5), squared differences, weights of dependence."""
    likeness = alike(periods, periods)[1:]
    count = np.maximum(np.isfinite(deviation).sum(axis=1), 2)
    found = []
    for t, s in zip(*np.triu_indices(len(periods.year), 1), strict=True):
        both = np.isfinite(deviation[:, t]) & np.isfinite(deviation[:, s])
        if not both.any() or (one_year and periods.year[t] != periods.year[s]):
            continue
        one, other = noise[both, t], noise[both, s]
        shared = 2 * np.sqrt(one * other) * likeness[1, t, s]
        of_units = np.broadcast_to(2 * (1 - likeness[:, t, s]), (both.sum(), 3))
        features = np.column_stack([of_units, one + other - shared, one + other])
        squared = (deviation[both, t] - deviation[both, s]) ** 2 / outside[both]
        found.append((features, squared, 2 / count[both]))
    return found


def _settled(pairs: list[tuple], usual: np.ndarray, free: np.ndarray, behind: float) -> np.ndarray:
    """Weighted least squares with parts ≥ 0; each step weighs by the parts of the one before.

    The usual parts weigh like `BELIEF` of the periods `behind`, and no less than they are sure.
    """
    features, squared, weight = (np.concatenate(some) for some in zip(*pairs, strict=True))
    at = usual
    for _ in range(STEPS):
        w = weight / (2 * np.maximum(features @ at, LEAST) ** 2)
        normal = (features * w[:, None]).T @ features
        sure = BELIEF / (2 * np.maximum(np.maximum(usual, at), LEAST) ** 2)
        strength = np.maximum(BELIEF / behind * np.diag(normal), sure)
        right = (features * w[:, None]).T @ squared + strength * usual
        at = np.zeros(len(usual))
        at[free] = _nonnegative((normal + np.diag(strength))[np.ix_(free, free)], right[free])
    at[2] = max(at[2], LEAST_MOMENTARY * usual[2])
    return at


def _nonnegative(normal: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The least squares solution ≥ 0 of normal equations."""
    from scipy.optimize import nnls  # screens read what is fitted and never come here

    scale = 1 / np.sqrt(np.diag(normal))
    root = np.linalg.cholesky(normal * np.outer(scale, scale) + 1e-12 * np.eye(len(right)))
    found, _ = nnls(root.T, np.linalg.solve(root, right * scale))
    return found * scale
