"""Random-intercept model of groups (schools) from their sums alone: effects, their errors, ranks.

y = β₀ + β₁x + u + e with u of the group ~ N(0, τ²) and e of the student ~ N(0, σ²). Everything is
computed from n, Σx, Σy, Σx², Σxy, Σy² of each group, so the cost grows with groups, not students.
"""

from dataclasses import dataclass

import numpy as np

from etl.indicators.ratios import divisor

MOMENTS = ("n", "sum_x", "sum_y", "sum_xx", "sum_xy", "sum_yy")
WIDEST = 12.0  # natural logarithm of τ²/σ² is looked for between −WIDEST and WIDEST
DRAWS, SEED = 2000, 1
BLOCK = 4_000_000  # numbers drawn and ranked at once
TIE = 1e-9


@dataclass(frozen=True)
class RandomIntercept:
    """
    A fitted model.

    Attributes
    ----------
    coefficients : ndarray, shape (1,) or (2,)
        β₀ [units of y], and β₁ [units of y per unit of x] where there is a covariate.
    between, within : float
        Variances τ² and σ² [units of y, squared].
    effect : ndarray, shape (groups,)
        Shrunken effect of each group (empirical Bayes, BLUP) [units of y].
    error : ndarray, shape (groups,)
        Its posterior standard error, variances and coefficients taken as known [units of y].
    raw : ndarray, shape (groups,)
        Mean residual of the group before shrinking [units of y]; NaN where n = 0.
    """

    coefficients: np.ndarray
    between: float
    within: float
    effect: np.ndarray
    error: np.ndarray
    raw: np.ndarray

    @property
    def intraclass(self) -> float:
        """Share of the variance that lies between groups [share 0–1]."""
        return self.between / (self.between + self.within)


def random_intercept(moments, *, covariate: bool = True, restricted: bool = True):
    """
    Random-intercept model by (restricted) maximum likelihood from sums of groups.

    Parameters
    ----------
    moments : mapping of str to array_like, shape (groups,)
        ``n`` [students] and the sums ``sum_x, sum_y, sum_xx, sum_xy, sum_yy``; those of x may be
        absent when there is no covariate. Groups without students have no effect (0, error τ).
    covariate : bool
        Whether y is regressed on x; without it the model is the null model of variances.
    restricted : bool
        REML (variances without the loss of β's degrees of freedom) instead of ML.

    Returns
    -------
    RandomIntercept or None
        None where the groups are too few (under two), the students no more than the
        coefficients, or y or x does not vary.

    References
    ----------
    Laird N., Ware J. (1982), Biometrics 38, 963–974. Goldstein H. (2011), Multilevel Statistical
    Models, chapter 2; its example «exam» of 65 London schools is a test of this module.
    """
    n, sums, products = _sums(moments, covariate)
    size = sums.shape[1] - 1
    if np.count_nonzero(n) < 2 or n.sum() <= size + 1 or _is_flat(n, sums, products):
        return None
    ratio = _best_ratio(n, sums, products, restricted)
    coefficients, rest, _ = _solved(ratio, n, sums, products)
    within = rest / (n.sum() - size * restricted)
    raw = (sums[:, -1] - sums[:, :-1] @ coefficients) / divisor(n)
    shrinking = n * ratio / (1 + n * ratio)
    effect = np.where(n > 0, shrinking * np.nan_to_num(raw), 0.0)
    error = np.sqrt(within * ratio / (1 + n * ratio))
    return RandomIntercept(coefficients, within * ratio, within, effect, error, raw)


def _sums(moments, covariate: bool):
    """n, sums (groups × columns) and products (groups × columns × columns) of 1, x, y."""
    known = {name: np.asarray(moments[name], dtype=float) for name in _needed(covariate)}
    n = known["n"]
    columns = {"": n} | {name: known[f"sum_{name}"] for name in ("x", "y")[not covariate :]}
    names = list(columns)
    pairs = {(a, b): "".join(sorted(a + b)) for a in names for b in names}
    products = [[n if not pairs[a, b] else known[f"sum_{pairs[a, b]}"] for b in names]
                for a in names]  # fmt: skip
    return n, np.stack([columns[name] for name in names], axis=1), np.moveaxis(products, 2, 0)


def _needed(covariate: bool) -> tuple[str, ...]:
    return MOMENTS if covariate else ("n", "sum_y", "sum_yy")


def _is_flat(n, sums, products) -> bool:
    """Whether x or y is the same for everybody, so that nothing can be explained."""
    total, of_all = sums.sum(axis=0), products.sum(axis=0)
    spread = np.diag(of_all) - total**2 / n.sum()
    return bool((spread[1:] <= 1e-9 * np.maximum(np.diag(of_all)[1:], 1e-300)).any())


def _best_ratio(n, sums, products, restricted: bool) -> float:
    """τ²/σ² of the greatest likelihood; 0 where the groups differ no more than by chance."""
    from scipy.optimize import minimize_scalar  # 28 MB: only in a process that fits

    def deviance(logarithm: float) -> float:
        return _deviance(np.exp(logarithm), n, sums, products, restricted)

    found = minimize_scalar(
        deviance, bounds=(-WIDEST, WIDEST), method="bounded", options={"xatol": 1e-9}
    )
    none = _deviance(0.0, n, sums, products, restricted)
    return float(np.exp(found.x)) if found.fun < none else 0.0


def _deviance(ratio: float, n, sums, products, restricted: bool) -> float:
    """−2 log-likelihood at the best β and σ², up to a constant."""
    _, rest, inner = _solved(ratio, n, sums, products)
    freedom = n.sum() - len(inner) * restricted
    of_groups = np.log1p(n * ratio).sum()
    penalty = np.linalg.slogdet(inner)[1] if restricted else 0.0
    return freedom * np.log(max(rest, 1e-300) / freedom) + of_groups + penalty


def _solved(ratio: float, n, sums, products):
    """β, the weighted residual sum of squares and X'V⁻¹X (in units of σ²) for one τ²/σ²."""
    weights = ratio / (1 + n * ratio)
    whole = products.sum(axis=0) - (sums * weights[:, None]).T @ sums
    inner, right = whole[:-1, :-1], whole[:-1, -1]
    coefficients = np.linalg.solve(inner, right)
    return coefficients, float(whole[-1, -1] - right @ coefficients), inner


def rank_intervals(effect, error, *, level: float = 0.95):
    """
    Places that the effects leave open, 1 = the highest effect [place].

    Effects are drawn from their independent normal posteriors (`DRAWS` times, with a seed, so
    the same effects give the same places) and ranked; the ends are quantiles of the ranks.

    Parameters
    ----------
    effect, error : array_like, shape (groups,)
        Shrunken effects and their posterior standard errors [same units].
    level : float
        Share of the draws between the ends.

    Returns
    -------
    low, high : ndarray of int, shape (groups,)
        The best and the worst place.

    References
    ----------
    Goldstein H., Spiegelhalter D. (1996), J. Royal Statistical Society A 159, 385–443.
    """
    effect, error = np.asarray(effect, dtype=float), np.asarray(error, dtype=float)
    groups = effect.size
    if not groups:
        return np.array([], dtype=int), np.array([], dtype=int)
    random = np.random.default_rng(SEED)
    draws = int(np.clip(BLOCK // groups, 200, DRAWS))
    by_lot = TIE * max(1.0, np.abs(effect).max())  # equal effects without error share their places
    drawn = effect + (error + by_lot) * random.standard_normal((draws, groups))
    order = np.argsort(-drawn, axis=1)
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, groups + 1)[None, :], axis=1)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(places, ends, axis=0, method="nearest")
    return low.astype(int), high.astype(int)
