"""Effects of schools and of classes inside them, each drawn to its parent as its size asks for."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Effects:
    """
    What is left of schools and classes [points].

    Attributes
    ----------
    school, school_class : dict of int to float
        Effect of each school that was met, and of each class beyond its school.
    between_schools, between_classes, within : float
        Variances [points squared].
    """

    school: dict[int, float]
    school_class: dict[int, float]
    between_schools: float
    between_classes: float
    within: float

    def of(self, schools, classes):
        """Effects of these students' schools and classes, shape (2, students); 0 of unmet ones."""
        return np.array(
            [
                [self.school.get(int(one), 0.0) for one in schools],
                [self.school_class.get(int(one), 0.0) for one in classes],
            ]
        ).reshape(2, -1)


def effects(residual, schools, classes) -> Effects:
    """
    Best linear unbiased predictions of nested effects from residuals.

    Parameters
    ----------
    residual : array_like, shape (n,) [points]
    schools, classes : array_like of int, shape (n,)
        A class lies in one school.

    Returns
    -------
    Effects

    References
    ----------
    Searle S., Casella G., McCulloch C. (1992), Variance Components, chapters 3 and 5 (nested
    analysis of variance, unequal numbers); BLUP: Henderson C. (1975), Biometrics 31, 423–447.
    """
    residual = np.asarray(residual, dtype=float)
    class_ids, class_of = np.unique(classes, return_inverse=True)
    school_ids, school_of = np.unique(schools, return_inverse=True)
    parent = np.zeros(len(class_ids), dtype=int)
    parent[class_of] = school_of
    n = np.bincount(class_of).astype(float)
    mean = np.bincount(class_of, residual) / n
    within, of_classes, of_schools = _variances(residual, n, mean, class_of, parent)
    weight = 1 / np.maximum(of_classes + within / n, 1e-12)
    total = np.bincount(parent, weight, len(school_ids))
    of_mean = np.bincount(parent, weight * mean, len(school_ids)) / total
    school = of_schools / np.maximum(of_schools + 1 / total, 1e-12) * of_mean
    left = of_classes * weight * (mean - school[parent])
    return Effects(
        dict(zip(school_ids.tolist(), school.tolist(), strict=True)),
        dict(zip(class_ids.tolist(), left.tolist(), strict=True)),
        of_schools,
        of_classes,
        within,
    )


def _variances(residual, n, mean, class_of, parent):
    """Within classes, between classes of a school, between schools; by moments, at least 0."""
    freedom = len(residual) - len(n)
    within = np.square(residual - mean[class_of]).sum() / max(freedom, 1)
    if freedom <= 0:
        within = residual.var()
    size = np.bincount(parent, n)
    of_school = np.bincount(parent, n * mean) / size
    of_classes = _excess(n, mean - of_school[parent], within, parent, size)
    overall = (size * of_school).sum() / size.sum()
    noise = np.bincount(parent, np.square(n)) / size * of_classes + within
    return within, of_classes, _between(size, of_school - overall, noise)


def _excess(n, apart, within, parent, size) -> float:
    """Variance of classes beyond that of their students."""
    freedom = len(n) - len(size)
    scale = n.sum() - (np.bincount(parent, np.square(n)) / size).sum()
    if freedom <= 0 or scale <= 0:
        return 0.0
    return max(0.0, ((n * np.square(apart)).sum() - freedom * within) / scale)


def _between(size, apart, noise) -> float:
    """Variance of schools beyond that of their classes and students (noise a student)."""
    count, total = len(size), size.sum()
    scale = total - np.square(size).sum() / total
    if count < 2 or scale <= 0:
        return 0.0
    expected = (noise * (1 - size / total)).sum()
    return max(0.0, ((size * np.square(apart)).sum() - expected) / scale)
