"""Seeded territories whose indicator moves by known parts: for tests of forecasts of units."""

import numpy as np

from etl.forecasts.units import Values
from etl.forecasts.variance_parts import Periods


def years(count: int) -> Periods:
    """So many school years from 2020 on."""
    return Periods(2020 + np.arange(count), np.ones(count, dtype=int))


def quarters(count: int) -> Periods:
    """So many quarters from the first of 2024 on."""
    at = np.arange(count)
    return Periods(2024 + at // 4, at % 4 + 1, 4)


def territory(
    rng: np.random.Generator,
    periods: Periods,
    *,
    schools: int = 200,
    students: tuple[int, int] = (20, 120),
    lasting: float = 0.08,
    yearly: float = 0.04,
    momentary: float = 0.02,
    common: float = 0.01,
) -> list[Values]:
    """A region, municipalities of ten schools and schools; standard deviations in radians."""
    count, municipalities = len(periods.year), max(1, schools // 10)
    whole = np.pi / 4 + common * rng.normal(size=(1, count))
    _, year = np.unique(periods.year, return_inverse=True)

    def moved(above: np.ndarray, size: int, scale: float) -> np.ndarray:
        own = lasting * rng.normal(size=(size, 1)) + momentary * rng.normal(size=(size, count))
        of_years = yearly * rng.normal(size=(size, year.max() + 1))[:, year]
        return above + scale * (own + of_years)

    of = np.arange(schools) % municipalities
    angles = moved(moved(whole, municipalities, 0.5)[of], schools, 1.0)
    n = np.repeat(rng.integers(*students, (schools, 1)), count, axis=1)
    k = rng.binomial(n, np.sin(np.clip(angles, 0, np.pi / 2)) ** 2)
    parents = (np.zeros(schools, int), np.arange(municipalities) % 1, of)
    levels = []
    for belongs, parent in ((parents[0], [-1]), (of, parents[1]), (np.arange(schools), of)):
        sums = [np.zeros((belongs.max() + 1, count)) for _ in range(2)]
        for total, part in zip(sums, (k, n), strict=True):
            np.add.at(total, belongs, part)
        levels.append(shares(*sums, parent))
    return levels


def shares(k, n, parent, *, one_year: bool = False) -> Values:
    """Shares of students k of n; nobody is not known."""
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    value = np.divide(k, n, out=np.full(k.shape, np.nan), where=n > 0)
    return Values(value, n, value * (1 - value), np.asarray(parent, dtype=int), one_year)
