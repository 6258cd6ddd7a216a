"""Many tests at once: which of them are findings, with the share of false ones held down."""

import numpy as np

SHARE_OF_FALSE = 0.10


def discoveries(p, q: float = SHARE_OF_FALSE) -> np.ndarray:
    """
    Which of many tests are discoveries at a false discovery rate q (Benjamini–Hochberg).

    Parameters
    ----------
    p : array_like, any shape
        p-values [probability]; NaN (nothing could be tested) stays out: it is no discovery and
        does not count among the tests.
    q : float
        Expected share of false ones among the discoveries [share 0–1].

    Returns
    -------
    ndarray of bool, shape of `p`
        True where p is at most the largest p(k) with p(k) ≤ k·q/m of the m ordered p-values.

    References
    ----------
    Benjamini Y., Hochberg Y. (1995), J. Royal Statistical Society B 57, 289–300: their fifteen
    p-values give four discoveries at q = 0.05. It holds for independent and positively dependent
    tests (Benjamini, Yekutieli 2001, Annals of Statistics 29, 1165–1188).
    """
    values = np.asarray(p, dtype=float)
    tested = np.sort(values[~np.isnan(values)])
    passed = tested[tested <= q * np.arange(1, tested.size + 1) / max(tested.size, 1)]
    if not passed.size:
        return np.zeros(values.shape, dtype=bool)
    return values <= passed[-1]
