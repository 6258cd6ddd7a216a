"""What the scores of a procedure mean: its scale, its marks, and what counts as «under»."""

import numpy as np

from etl.forecasts.chances import borders_met, marks_by_score, score_chances

LOWEST = 0.16  # share of the lowest scores that counts as «under» where no minimum is known
WHOLE = 0.5  # a score under 8 is one of 7 and less: the border lies between them
MOST_WHOLE = 300  # points; a longer scale is as good as continuous


class Outcomes:
    """
    The meaning of scores, from what is published and from results of earlier years.

    Parameters
    ----------
    max_score, minimum : float or None [points]
    borders : sequence of float [points]
        Published ones; empty where not known.

    Attributes
    ----------
    event : str
        «mark»: under means the mark «2»; «minimum»: a score under the minimum; «lowest»: one of
        the lowest 16 % (own rule, for procedures without a minimum).
    """

    def __init__(self, max_score=None, minimum=None, borders=()):
        self.max_score, self.minimum, self.borders = max_score, minimum, tuple(borders)

    def fit(self, scores, marks, *, of_one_year: bool = False):
        """
        Learn from earlier results.

        Parameters
        ----------
        scores, marks : array_like, shape (facts,)
            Marks may be NaN.
        of_one_year : bool
            The results are of the very procedure that is forecast, so that their borders hold.
        """
        scores, marks = np.asarray(scores, dtype=float), np.asarray(marks, dtype=float)
        has_mark = np.isfinite(marks)
        is_whole = (scores == np.round(scores)).all() and scores.max() <= MOST_WHOLE
        self.is_whole = bool(is_whole)
        highest = float(scores.max())
        self.max_score = highest if self.max_score is None else max(self.max_score, highest)
        if not self.borders and of_one_year and self.minimum is None and has_mark.any():
            self.borders = borders_met(scores[has_mark], marks[has_mark])
        self.lowest = float(np.quantile(scores, LOWEST))
        self.table = None
        if self.borders and self.is_whole:
            known = scores[has_mark], marks[has_mark]
            self.table = marks_by_score(self.borders, int(self.max_score), *known)
        self.event = self._event()
        return self

    def _event(self) -> str:
        if self.table is not None:
            return "mark"
        return "lowest" if self.minimum is None and not self.borders else "minimum"

    @property
    def border(self) -> float:
        """The score from which on a result is not «under» [points]."""
        if self.event == "lowest":
            return self.lowest
        return self.borders[0] if self.borders else self.minimum

    def is_below(self, scores, marks):
        """
        Which results were «under».

        Parameters
        ----------
        scores, marks : array_like, shape (facts,)

        Returns
        -------
        ndarray of bool
        """
        scores, marks = np.asarray(scores, dtype=float), np.asarray(marks, dtype=float)
        by_score = scores < self.border
        return np.where(np.isfinite(marks) & (self.event == "mark"), marks <= 2, by_score)

    def chances(self, bands, expected):
        """
        Probabilities of what may come.

        Parameters
        ----------
        bands : Bands
        expected : array_like, shape (rows,) [points]

        Returns
        -------
        below : ndarray, shape (rows,) [share 0–1]
        marks : ndarray, shape (rows, 4), or None [share 0–1]
            Of «2», «3», «4», «5»; None without known borders.
        """
        if self.table is None:
            step = WHOLE if self.is_whole else 0.0
            return bands.under(expected, self.border - step), None
        marks = score_chances(bands, expected, int(self.max_score)) @ self.table
        return marks[:, 0], marks

    def as_row(self) -> dict:
        """What was learnt, as it is kept."""
        table = None if self.table is None else self.table.tolist()
        names = ("max_score", "minimum", "is_whole", "lowest", "event")
        return {name: getattr(self, name) for name in names} | {
            "borders": list(self.borders),
            "table": table,
        }

    @classmethod
    def of_row(cls, row: dict) -> "Outcomes":
        """The outcomes that `as_row` told of."""
        outcomes = cls(row["max_score"], row["minimum"], row["borders"])
        outcomes.is_whole, outcomes.lowest, outcomes.event = (
            row[name] for name in ("is_whole", "lowest", "event")
        )
        outcomes.table = None if row["table"] is None else np.array(row["table"])
        return outcomes
