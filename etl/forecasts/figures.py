"""How right forecasts have been, set beside the simplest baseline."""

import numpy as np

NEAR_CERTAIN = 1e-6  # a probability of 0 or 1 has no logit
FIGURES = (
    *("n", "mae", "rmse", "r2", "baseline_mae"),
    *("coverage_90", "mean_width", "brier", "auc", "slope"),
)


def figures(fact, expected, low, high, baseline, chance=None, is_below=None):
    """
    The figures of a record of forecasts.

    Parameters
    ----------
    fact, expected, low, high, baseline : array_like, shape (n,) [points]
        What came, what was forecast with its interval, and what the baseline said.
    chance, is_below : array_like, shape (n,), optional [share 0–1], bool
        Probability of a result under the minimum (NaN = not forecast), and whether it came.

    Returns
    -------
    dict of str to float
        `FIGURES`: mean absolute error, root of the mean square error, share of variance forecast
        (1 − Σ(fact − expected)² / Σ(fact − mean)²), the baseline's mean absolute error, share of
        facts inside the interval, its mean width, Brier score, area under the ROC curve, slope of
        the logistic calibration line. NaN where there is nothing to say it of.

    References
    ----------
    Brier G. (1950), Monthly Weather Review 78, 1–3. Cox D. (1958), Biometrika 45, 562–565 (slope).
    """
    fact, expected, low, high, baseline = (
        np.asarray(one, dtype=float) for one in (fact, expected, low, high, baseline)
    )
    if not len(fact):
        return {name: 0 if name == "n" else np.nan for name in FIGURES}
    left = fact - expected
    spread = np.square(fact - fact.mean()).sum()
    found = {
        "n": len(fact),
        "mae": np.abs(left).mean(),
        "rmse": np.sqrt(np.square(left).mean()),
        "r2": 1 - np.square(left).sum() / spread if spread > 0 else np.nan,
        "baseline_mae": np.abs(fact - baseline).mean(),
        "coverage_90": is_covered(fact, low, high).mean(),
        "mean_width": (high - low).mean(),
    }
    return found | _of_chances(chance, is_below)


def is_covered(fact, low, high):
    """
    Whether facts lie in their intervals, ends included.

    Parameters
    ----------
    fact, low, high : array_like, shape (n,) [points]

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    fact, low, high = (np.asarray(one, dtype=float) for one in (fact, low, high))
    return (fact >= low - 1e-9) & (fact <= high + 1e-9)


def coverage_by_fifth(fact, expected, low, high):
    """
    Share of facts inside the interval in each fifth of the forecasts, the lowest first.

    Parameters
    ----------
    fact, expected, low, high : array_like, shape (n,) [points]

    Returns
    -------
    list of float [share 0–1]
        Of equal forecasts all stand in one fifth; a fifth without any is NaN.
    """
    expected = np.asarray(expected, dtype=float)
    ends = np.quantile(expected, [0.2, 0.4, 0.6, 0.8]) if len(expected) else np.zeros(4)
    fifth, covered = np.searchsorted(ends, expected, side="left"), is_covered(fact, low, high)
    return [
        float(covered[fifth == one].mean()) if (fifth == one).any() else np.nan for one in range(5)
    ]


def _of_chances(chance, is_below) -> dict[str, float]:
    nothing = dict.fromkeys(("brier", "auc", "slope"), np.nan)
    if chance is None:
        return nothing
    chance, is_below = np.asarray(chance, dtype=float), np.asarray(is_below, dtype=bool)
    known = np.isfinite(chance)
    chance, is_below = chance[known], is_below[known]
    if not len(chance):
        return nothing
    return {
        "brier": float(np.square(chance - is_below).mean()),
        "auc": area_under_curve(chance, is_below),
        "slope": calibration_slope(chance, is_below),
    }


def area_under_curve(chance, is_below):
    """
    How likely one who stayed under the minimum was given the higher probability [share 0–1].

    Parameters
    ----------
    chance, is_below : array_like, shape (n,)

    Returns
    -------
    float
        Equal probabilities count half; NaN where all or none stayed under.

    References
    ----------
    Mann–Whitney: Hanley J., McNeil B. (1982), Radiology 143, 29–36.
    """
    chance, is_below = np.asarray(chance, dtype=float), np.asarray(is_below, dtype=bool)
    below, above = is_below.sum(), (~is_below).sum()
    if not below or not above:
        return np.nan
    _, place, count = np.unique(chance, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((rank[is_below].sum() - below * (below + 1) / 2) / (below * above))


def calibration_slope(chance, is_below):
    """
    Slope of the logistic line of outcomes on the logit of their probabilities; 1 = calibrated.

    Parameters
    ----------
    chance, is_below : array_like, shape (n,)

    Returns
    -------
    float
        NaN where all or none stayed under, or all probabilities are equal.

    References
    ----------
    Cox D. (1958), Two further applications of a model for binary regression, Biometrika 45.
    """
    chance, y = np.asarray(chance, dtype=float), np.asarray(is_below, dtype=float)
    certain = np.clip(chance, NEAR_CERTAIN, 1 - NEAR_CERTAIN)
    logit = np.log(certain / (1 - certain))
    if y.min(initial=1) == y.max(initial=0) or np.ptp(logit) < 1e-9:
        return np.nan
    x = np.column_stack([np.ones_like(logit), logit])
    at = np.array([0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ at, -30, 30)))
        information = x.T @ (x * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2)
        move = np.linalg.solve(information, x.T @ (y - p))
        at = at + np.clip(move, -2, 2)
        if np.abs(move).max() < 1e-9:
            break
    return float(at[1])
