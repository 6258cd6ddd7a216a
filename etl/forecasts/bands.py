"""What a forecast leaves open: intervals and probabilities from errors made on unseen schools.

Errors differ along the scale (a weak student's score is less certain, a ceiling cuts the best
off), so they are kept by bands of the forecast; between two bands their quantiles pass into one
another.
"""

import numpy as np
from scipy.special import ndtr

FEWEST_IN_BAND, MOST_BANDS = 80, 10
GRID = np.linspace(0.0, 1.0, 201)
LOW, HIGH = 0.05, 0.95


class Bands:
    """
    Quantiles of errors by bands of the forecast.

    Attributes
    ----------
    centre : ndarray, shape (bands,) [points]
        Mean forecast of each band, ascending.
    quantiles : ndarray, shape (bands, GRID) [points]
    width : ndarray, shape (bands,) [points]
        How far an error stands for its neighbours (for probabilities only).
    """

    def fit(self, expected, fact):
        """
        Learn from forecasts of students whom the estimator had not seen, and what came.

        Parameters
        ----------
        expected, fact : array_like, shape (n,) [points]

        References
        ----------
        Split conformal prediction with signed errors: Lei J. et al. (2018), JASA 113, 1094–1111;
        within groups of the forecast: Vovk V. (2012), Machine Learning 92, 349–376. An end of the
        interval is the ⌈(n + 1)·p⌉-th error. That quantiles of neighbouring bands pass into one
        another is an own rule.
        """
        expected, left = np.asarray(expected, float), np.asarray(fact, float) - expected
        bands = int(np.clip(len(left) // FEWEST_IN_BAND, 1, MOST_BANDS))
        order = np.argsort(expected, kind="stable")
        parts = np.array_split(order, bands)
        self.centre = np.array([expected[part].mean() for part in parts])
        self.quantiles = np.array([_quantiles(left[part]) for part in parts])
        spread = np.array([left[part].std() for part in parts])
        sizes = np.array([len(part) for part in parts])
        self.width = np.maximum(0.9 * spread * sizes**-0.2, 1e-6)
        return self

    def interval(self, expected):
        """Ends of the 90 % interval, each of shape (rows,) [points]."""
        expected = np.asarray(expected, dtype=float)
        ends = (np.searchsorted(GRID, p - 1e-9) for p in (LOW, HIGH))
        low, high = (expected + self._at(expected, self.quantiles[:, end]) for end in ends)
        return np.minimum(low, expected), np.maximum(high, expected)

    def under(self, expected, border):
        """
        Probability of a score under a border.

        Parameters
        ----------
        expected : array_like, shape (rows,) [points]
        border : float [points]

        Returns
        -------
        ndarray, shape (rows,) [share 0–1]
        """
        expected = np.asarray(expected, dtype=float)
        lower, upper, share = self._place(expected)
        away = border - expected
        return sum(
            weight * self._share_under(band, away)
            for band, weight in ((lower, 1 - share), (upper, share))
        )

    def _share_under(self, band, away):
        """Mean over the errors of a band of the chance to be under, each error blurred a little."""
        middle = (self.quantiles[:, 1:] + self.quantiles[:, :-1]) / 2
        found = np.empty(len(away))
        for one in np.unique(band):
            here = band == one
            found[here] = ndtr((away[here, None] - middle[one]) / self.width[one]).mean(axis=1)
        return found

    def _place(self, expected):
        """The bands on both sides of each forecast, and how near the upper one is."""
        upper = np.clip(np.searchsorted(self.centre, expected), 0, len(self.centre) - 1)
        lower = np.clip(upper - 1, 0, None)
        lower = np.where(expected >= self.centre[upper], upper, lower)
        lower = np.where(expected <= self.centre[0], 0, lower)
        apart = self.centre[upper] - self.centre[lower]
        share = np.where(apart > 0, (expected - self.centre[lower]) / np.where(apart, apart, 1), 0)
        return lower, upper, np.clip(share, 0, 1)

    def _at(self, expected, quantile):
        lower, upper, share = self._place(expected)
        return (1 - share) * quantile[lower] + share * quantile[upper]

    def as_row(self) -> dict:
        """What was learnt, as it is kept."""
        return {name: getattr(self, name).tolist() for name in ("centre", "quantiles", "width")}

    def set_row(self, row: dict):
        """Be as `as_row` told."""
        for name, value in row.items():
            setattr(self, name, np.array(value))
        return self


def _quantiles(left):
    """Order statistics at p·(n + 1): of few errors the ends are the extremes."""
    low = GRID < 0.5
    down = np.floor((len(left) + 1) * GRID).astype(int)
    up = np.ceil((len(left) + 1) * GRID - 1e-9).astype(int)
    place = np.clip(np.where(low, down, up), 1, len(left)) - 1
    return np.sort(left)[place]
