"""What a forecast leaves open: intervals and probabilities from errors made on unseen schools.

Errors differ along the scale (a weak student's score is less certain, a ceiling cuts the best
off), so they are kept by bands of the forecast; between two bands their quantiles pass into one
another.
"""

import numpy as np
from scipy.special import ndtr

FEWEST_IN_BAND, MOST_BANDS = 80, 10
GRID = np.linspace(0.0, 1.0, 101)
TAIL = 0.05  # left out on each side of the interval


class Bands:
    """
    Quantiles of errors by bands of the forecast.

    Attributes
    ----------
    centre : ndarray, shape (bands,) [points]
        Mean forecast of each band, ascending.
    quantiles : ndarray, shape (bands, GRID) [points]
    width, shrink : ndarray, shape (bands,) [points], [ratio]
        For probabilities an error stands for its neighbours too, so far; errors are drawn to
        their mean by as much as keeps their variance (Silverman B. (1986), Density Estimation,
        section 6.4.1).
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
        interval is the p·(n + 1)-th error, between two errors in proportion (Weibull's quantile).
        That quantiles of neighbouring bands pass into one another is an own rule.
        """
        expected, left = np.asarray(expected, float), np.asarray(fact, float) - expected
        most = MOST_BANDS if np.ptp(expected) > 0 else 1  # equal forecasts have one distribution
        bands = int(np.clip(len(left) // FEWEST_IN_BAND, 1, most))
        order = np.argsort(expected, kind="stable")
        parts = np.array_split(order, bands)
        self.centre = np.array([expected[part].mean() for part in parts])
        self.quantiles = np.array(
            [np.quantile(left[part], GRID, method="weibull") for part in parts]
        )
        spread = np.array([left[part].std() for part in parts])
        sizes = np.array([len(part) for part in parts])
        self.width = np.maximum(0.9 * spread * sizes**-0.2, 1e-6)
        self.shrink = spread / np.sqrt(np.square(spread) + np.square(self.width))
        return self

    def stretched(self, times: float):
        """All errors so many times as large; to be called once, right after `fit`."""
        self.quantiles, self.width = self.quantiles * times, self.width * times
        return self

    def interval(self, expected, lowest: float = -np.inf, highest: float = np.inf):
        """
        Ends of the 90 % interval inside the scale.

        Parameters
        ----------
        expected : array_like, shape (rows,) [points]
        lowest, highest : float [points]
            Ends of the scale. Nothing can come beyond an end, so where the interval reaches it, all
            of the tenth that is left out lies on the other side.

        Returns
        -------
        low, high : ndarray, shape (rows,) [points]
        """
        expected = np.asarray(expected, dtype=float)
        low, high = (self._end(expected, p) for p in (TAIL, 1 - TAIL))
        low, high = (
            np.where(high >= highest, self._end(expected, 2 * TAIL), low),
            np.where(low <= lowest, self._end(expected, 1 - 2 * TAIL), high),
        )
        inside = np.clip(expected, lowest, highest)
        low, high = (np.clip(end, lowest, highest) for end in (low, high))
        return np.minimum(low, inside), np.maximum(high, inside)

    def _end(self, expected, p: float):
        return expected + self._at(expected, self.quantiles[:, np.searchsorted(GRID, p - 1e-9)])

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
        errors = (self.quantiles[:, 1:] + self.quantiles[:, :-1]) / 2
        mean = errors.mean(axis=1, keepdims=True)
        middle = mean + (errors - mean) * self.shrink[:, None]
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
        return {
            name: getattr(self, name).tolist()
            for name in ("centre", "quantiles", "width", "shrink")
        }

    def set_row(self, row: dict):
        """Be as `as_row` told."""
        for name, value in row.items():
            setattr(self, name, np.array(value))
        return self
