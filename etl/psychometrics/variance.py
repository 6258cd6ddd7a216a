"""Where final marks differ: variance by student, class, school and subject, from additive sums."""

from dataclasses import dataclass

import numpy as np

from etl.indicators.ratios import divisor, ratio

LEVELS = ("student", "school_class", "school", "subject")
REST = "rest"
ALIKE = 1e-9


@dataclass(frozen=True)
class MarkVariance:
    """
    Components of the variance of marks, and how many levels stand behind each.

    Attributes
    ----------
    components : dict of str to float
        `LEVELS` that vary at all and ``rest`` → variance [mark²]; negative estimates are 0.
    numbers : dict of str to int
        Students, classes, schools, subjects, and marks for ``rest``.
    negative : tuple of str
        Levels whose estimate came out negative and was set to 0.
    """

    components: dict[str, float]
    numbers: dict[str, int]
    negative: tuple[str, ...] = ()

    @property
    def shares(self):
        """Share of each component in their sum [share 0–1]; NaN where nothing varies."""
        total = sum(self.components.values())
        return {name: float(ratio(value, total)) for name, value in self.components.items()}


def mark_variance(schools, subjects):
    """
    Variance components of a mark: student in class in school, crossed with subject.

    y = μ + school + class + student + subject + rest, all random; Henderson's method 1: each
    uncorrected sum of squares Σ T²/n is set equal to its expectation, which is linear in the
    components. Two things are taken as they nearly are, because marts hold no table of student ×
    subject (own rule): students of a class have the same number of marks, one in each subject of
    the class; schools have their subjects in the same proportions. Where a design is complete both
    hold exactly.

    Parameters
    ----------
    schools : dict of str to ndarray, schools
        ``n_students``, ``n_classes``, ``n_marks``, ``sum_marks``, ``sum_squares`` [marks];
        ``of_students`` Σ T²/n over students; over classes, n marks and m students of each:
        ``of_classes`` Σ T²/n, ``nn`` Σ n², ``nn_m`` Σ n²/m, ``n_m`` Σ n/m, ``mn`` Σ m·n.
    subjects : dict of str to ndarray, subjects
        ``n_marks`` and ``sum_marks``.

    Returns
    -------
    MarkVariance
        Levels with a single unit are left out: their differences are not seen.

    References
    ----------
    Henderson C. R. (1953), Biometrics 9, 226–252; Searle S., Casella G., McCulloch C. (1992),
    Variance Components, 5.3.
    """
    sums, coefficients, numbers = _equations(schools, subjects)
    names = [name for name in LEVELS if numbers[name] > 1]
    # not as many students as marks: else nothing tells the student from the rest
    names = [name for name in names if name != "student" or numbers[name] < numbers[REST]]
    rows = ["total", *names, "mean"]
    matrix = np.array(
        [[coefficients[row][name] for name in ("mean", *names, REST)] for row in rows]
    )
    found = np.linalg.lstsq(matrix, np.array([sums[row] for row in rows]), rcond=None)[0][1:]
    raw = dict(zip((*names, REST), found.tolist(), strict=True))
    noise = ALIKE * sums["total"] / numbers[REST]  # what is left of rounding
    return MarkVariance(
        {name: value if value > noise else 0.0 for name, value in raw.items()},
        {name: numbers[name] for name in raw},
        tuple(name for name, value in raw.items() if value < -noise),
    )


def _equations(schools, subjects):
    """Sums of squares by row, and what each component has in the expectation of each of them."""
    n_s, t_s = (np.asarray(schools[name], float) for name in ("n_marks", "sum_marks"))
    n_j, t_j = (np.asarray(subjects[name], float) for name in ("n_marks", "sum_marks"))
    of_all = {name: float(np.sum(values)) for name, values in schools.items()}
    n = of_all["n_marks"]
    numbers = {
        "student": int(of_all["n_students"]),
        "school_class": int(of_all["n_classes"]),
        "school": len(n_s),
        "subject": len(n_j),
        REST: int(n),
    }
    sums = {
        "total": of_all["sum_squares"],
        "student": of_all["of_students"],
        "school_class": of_all["of_classes"],
        "school": float(np.sum(t_s**2 / divisor(n_s))),
        "subject": float(np.sum(t_j**2 / divisor(n_j))),
        "mean": of_all["sum_marks"] ** 2 / n,
    }
    return sums, _coefficients(schools, of_all, n_s, n_j, numbers), numbers


def _coefficients(schools, of_all, n_s, n_j, numbers):
    """Row of a sum of squares → component → its number in the expectation."""
    n, students, n_subjects = of_all["n_marks"], numbers["student"], numbers["subject"]
    of_schools, of_subjects = float(np.sum(n_s**2)) / n, float(np.sum(n_j**2)) / n
    inside = {name: float(np.sum(schools[name] / divisor(n_s))) for name in ("nn", "nn_m")}
    names = ("mean", *LEVELS, REST)
    rows = {
        "total": (n, n, n, n, n, n),
        "student": (n, n, n, n, students, students),
        "school_class": (n, of_all["n_m"], n, n, students, numbers["school_class"]),
        "school": (n, inside["nn_m"], inside["nn"], n, of_subjects, numbers["school"]),
        "subject": (n, n_subjects, n_subjects * of_all["mn"] / n, of_schools, n, n_subjects),
        "mean": (n, of_all["nn_m"] / n, of_all["nn"] / n, of_schools, of_subjects, 1),
    }
    return {row: dict(zip(names, values, strict=True)) for row, values in rows.items()}
