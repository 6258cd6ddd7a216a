"""What past periods say of marks: the parameters of forecasts of final marks, kept as a row."""

from dataclasses import asdict, dataclass

import numpy as np

BY_NUMBER = ("means", "rates", "weights", "schools")  # their keys are ids


@dataclass(frozen=True)
class Conversion:
    """
    How a mean becomes a mark: P(mark ≥ k) = Φ((mean − border) / width).

    Attributes
    ----------
    borders, widths : tuple of float
        Of «3», «4», «5» [mark].
    forgiven : float
        Share of those under the border of «3» who get «3» all the same [share 0–1].
    to_last : float
        How far the mean is moved to the mark of the last period first; of a year only [share 0–1].

    References
    ----------
    Own rule: ordered probit (McCullagh P. (1980), JRSS B 42, 109–142) with a width of each border.
    """

    borders: tuple[float, ...] = (2.5, 3.5, 4.5)
    widths: tuple[float, ...] = (0.2, 0.2, 0.2)
    forgiven: float = 0.0
    to_last: float = 0.0

    @classmethod
    def of_json(cls, kept: dict) -> "Conversion":
        """A conversion as `FinalParameters.as_json` kept it."""
        pairs = {name: tuple(kept[name]) for name in ("borders", "widths")}
        return cls(**pairs, forgiven=kept["forgiven"], to_last=kept["to_last"])


@dataclass(frozen=True)
class FinalParameters:
    """
    What past periods say of marks: levels, how they differ, and how they become final marks.

    Attributes
    ----------
    means, rates, weights : dict of int to float
        By subject (0 = all): mean of marks [mark], marks a lesson day [1/day], weight of one mark.
    between, years, periods : float
        Variance of levels: of students, of years and of periods of one student [mark²].
    spread : tuple of float
        Variance of one mark around a level m: ``spread[0] + spread[1]·(m − 2)·(5 − m)`` [mark²].
    schools : dict of int to (float, float)
        By school: its level beyond the subject's mean, and by how much its borders are lower.
    period, year : Conversion
        Of a weighted mean into the mark of a period; of the marks of periods into that of a year.
    stretch : float
        How much farther from the forecast the mean at the end of past periods was than the formula
        says, in variance; 1 = as far.
    """

    means: dict[int, float]
    rates: dict[int, float]
    weights: dict[int, float]
    between: float
    years: float
    periods: float
    spread: tuple[float, float]
    schools: dict[int, tuple[float, float]]
    period: Conversion
    year: Conversion
    stretch: float = 1.0

    def of_subjects(self, name: str, subjects) -> np.ndarray:
        """A value by subject for each row; an unknown subject has that of all."""
        values = getattr(self, name)
        return np.array([values.get(int(one), values[0]) for one in subjects], dtype=float)

    def of_schools(self, place: int, schools) -> np.ndarray:
        """A value by school for each row, 0 for an unknown one; place 0 = level, 1 = borders."""
        return np.array([self.schools.get(int(one), (0.0, 0.0))[place] for one in schools])

    def as_json(self) -> dict:
        """All of it as a dictionary of texts, numbers and lists, rounded to what matters."""
        return _rounded(asdict(self))

    @classmethod
    def of_json(cls, kept: dict) -> "FinalParameters":
        """The parameters as `as_json` kept them."""
        by_id = {name: {int(id): value for id, value in kept[name].items()} for name in BY_NUMBER}
        pairs = {id: tuple(values) for id, values in by_id.pop("schools").items()}
        conversions = {name: Conversion.of_json(kept[name]) for name in ("period", "year")}
        rest = {name: kept[name] for name in ("between", "years", "periods", "stretch")}
        spread = tuple(kept["spread"])
        return cls(**by_id, schools=pairs, spread=spread, **conversions, **rest)


def _rounded(value):
    if isinstance(value, dict):
        return {str(key): _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(float(value), 5)
