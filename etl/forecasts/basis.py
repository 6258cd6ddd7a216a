"""From features to columns of a linear model: on one scale, gaps filled and marked, bent or not."""

import numpy as np

FEWEST_KNOWN = 5  # students; a feature fewer have says nothing
# Weights of squares and cubes: the straighter line is the likelier one.
BENT = {2: 0.5, 3: 0.25}
EPSILON = 1e-9


class Basis:
    """
    Columns made of features; each is centred, so that 0 is the mean student of those learnt from.

    A feature gives its value in standard deviations (0 where it is not known, never beyond what
    was met) and, where it was sometimes not known, whether it is. ``curved`` adds squares and
    cubes, and for features that are «yes» or «no» another slope of each other feature.

    Parameters
    ----------
    curved : bool

    Attributes
    ----------
    names : list of str
        The features that say something.
    source : ndarray of int, shape (columns,)
        The feature each column is made of; of a slope, the feature whose slope it is.
    """

    def __init__(self, curved: bool = False):
        self.curved = curved

    def fit(self, features):
        """Learn means, spreads and ranges; ``features`` is a frame of students × features."""
        values = features.to_numpy(dtype=float)
        known = np.isfinite(values)
        enough = known.sum(axis=0) >= FEWEST_KNOWN
        spread = np.array(
            [values[k, j].std() if k.any() else 0.0 for j, k in enumerate(known.T)], dtype=float
        )
        kept = np.flatnonzero(enough & (spread > EPSILON))
        self.names = [features.columns[j] for j in kept]
        values, known = values[:, kept], known[:, kept]
        self.mean = np.array([values[k, j].mean() for j, k in enumerate(known.T)])
        self.spread = spread[kept]
        self.lowest = np.array([values[k, j].min() for j, k in enumerate(known.T)])
        self.highest = np.array([values[k, j].max() for j, k in enumerate(known.T)])
        self.is_binary = np.array(
            [bool(np.isin(values[k, j], (0, 1)).all()) for j, k in enumerate(known.T)], dtype=bool
        )
        self.has_gaps = ~known.all(axis=0)
        columns, self.source = self._columns(values)
        self.centre = columns.mean(axis=0)
        return self

    def transform(self, features):
        """The columns of these students, shape (students, columns)."""
        columns, _ = self._columns(features[self.names].to_numpy(dtype=float))
        return columns - self.centre

    def _columns(self, values):
        known = np.isfinite(values)
        inside = np.clip(values, self.lowest, self.highest)
        scaled = np.where(known, (inside - self.mean) / self.spread, 0.0)
        places = np.arange(len(self.names))
        parts, sources = [scaled], [places]
        gaps = places[self.has_gaps]
        parts.append((~known[:, gaps]).astype(float))
        sources.append(gaps)
        if self.curved:
            bent = places[~self.is_binary]
            for power, weight in BENT.items():
                parts.append(weight * scaled[:, bent] ** power)
                sources.append(bent)
            for yes in places[self.is_binary]:
                others = places[places != yes]
                parts.append(scaled[:, [yes]] * scaled[:, others])
                sources.append(others)
        return np.hstack(parts), np.concatenate(sources).astype(int)

    def as_row(self) -> dict:
        """Everything learnt as plain lists."""
        arrays = ("mean", "spread", "lowest", "highest", "is_binary", "has_gaps", "centre")
        learnt = {name: getattr(self, name).tolist() for name in arrays}
        return learnt | {"curved": self.curved, "names": list(self.names)}

    @classmethod
    def of_row(cls, row: dict) -> "Basis":
        """The basis that `as_row` told of."""
        basis = cls(row["curved"])
        for name, value in row.items():
            is_list = isinstance(value, list) and name != "names"
            setattr(basis, name, np.array(value) if is_list else value)
        basis.is_binary, basis.has_gaps = (
            one.astype(bool) for one in (basis.is_binary, basis.has_gaps)
        )
        _, basis.source = basis._columns(np.zeros((0, len(basis.names))))
        return basis
