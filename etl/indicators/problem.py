"""Problem components: what a group has not learnt beyond its overall level.

The unit is the student. x is a student's share of the points of an element, t the share of all
points he or she was given in the same works, the element included. What t leads one to expect of x
is read from a reference group; what remains of x is the student's deviation, and the mean of the
deviations is the gap of a group. Everything needed are moments of x and t, and they add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from etl.indicators.discoveries import SHARE_OF_FALSE, discoveries
from etl.indicators.ratios import divisor, ratio
from etl.indicators.solve import FEWEST_STUDENTS, FEWEST_TASKS, TOLERANCE

PERCENT = 100
DEGREE = 3
MOMENTS = (
    *("n_students", "sum_x", "sum_xx", "sum_xt", "sum_xt2", "sum_xt3"),
    *("sum_t", "sum_t2", "sum_t3", "sum_t4", "sum_t5", "sum_t6"),
)
FEWEST_IN_REFERENCE = 50  # students of the reference group; a cubic of fewer is a guess
SMALLEST_GAP = 0.05  # a smaller one, however certain, changes nothing in the classroom
FEWEST_GIVEN = 5  # students of the group who were given the element
USUAL_SPREAD = 0.05  # by which gaps of real classes differ at least [share]
LEAST_REST = 0.1  # share of the points besides an element: of less the total says nothing
Z95, Z_OF_DOUBT = 1.959963984540054, 1.6448536269514722
PROBLEMS = {
    "problem": "проблемный",
    "possible": "возможно, мало данных",
    "no": "не выделяется",
}
RULE = (
    "Проблемный компонент (правило этой системы): ученики решают его хуже, чем можно ждать при их "
    f"общем уровне в тех же работах, не меньше чем на {SMALLEST_GAP:.0%} баллов; решаемость ниже "
    f"порога уровня, если он известен; писали не меньше {FEWEST_STUDENTS}, заданий не меньше "
    f"{FEWEST_TASKS}; среди выделенных ложных в среднем не больше {SHARE_OF_FALSE:.0%} "
    "(поправка Бенджамини – Хохберга на число строк таблицы: чем больше сравнений, тем строже)."
).replace("%", " %")


@dataclass(frozen=True)
class Expectation:
    """
    What is expected of elements at each overall level, of the students of a reference group.

    Attributes
    ----------
    n : ndarray, elements [students]
    coefficients : ndarray, elements × 4
        Of 1, t, t², t³, for shares 0–1.
    spread : ndarray, elements [share]
        Standard deviation of a student's deviation; NaN where the group is too small.
    """

    n: np.ndarray
    coefficients: np.ndarray
    spread: np.ndarray


def moments(shares, overall) -> dict[str, np.ndarray]:
    """
    Moments of x and t, as the mart of elements keeps them, from the students themselves.

    Parameters
    ----------
    shares : ndarray, students × elements [share 0–1]
        NaN where the student was given no task of the element.
    overall : ndarray, students × elements or students × 1 [share 0–1]

    Returns
    -------
    dict of ndarray, elements
        `MOMENTS`, of whole percents.
    """
    given = ~np.isnan(shares)
    x = np.where(given, np.floor(PERCENT * np.nan_to_num(shares) + 0.5), 0)
    t = np.where(given, np.floor(PERCENT * np.nan_to_num(overall) + 0.5), 0)
    found = {"n_students": given.sum(axis=0), "sum_x": x.sum(axis=0), "sum_xx": (x * x).sum(axis=0)}
    for power in range(1, 2 * DEGREE + 1):
        found[_of_t(power)] = (given * t**power).sum(axis=0)
    for power in range(1, DEGREE + 1):
        found[_with_x(power)] = (x * t**power).sum(axis=0)
    return found


def expectation(reference: Mapping[str, np.ndarray]) -> Expectation:
    """
    The cubic of x on t in a reference group, by least squares, element by element.

    Parameters
    ----------
    reference : mapping of `MOMENTS` to ndarray, elements [whole percent]

    Returns
    -------
    Expectation
        With `spread` NaN for fewer than FEWEST_IN_REFERENCE students.

    References
    ----------
    Matching on the total of the work, the studied tasks included: Holland P., Thayer D. (1988),
    Differential item performance and the Mantel–Haenszel procedure; standardisation: Dorans N.,
    Kulick E. (1986), J. Educational Measurement 23, 355–368. That elements are looked at so, and
    the cubic in place of strata, are own rules.
    """
    n = np.asarray(reference["n_students"], float)
    powers = [n, *(_scaled(reference, _of_t(k), k) for k in range(1, 2 * DEGREE + 1))]
    crossed = [_scaled(reference, "sum_x", 1)]
    crossed += [_scaled(reference, _with_x(k), k + 1) for k in range(1, DEGREE + 1)]
    products = np.stack([np.stack(powers[k : k + DEGREE + 1], -1) for k in range(DEGREE + 1)], -2)
    right = np.stack(crossed, -1)
    coefficients = np.einsum("eij,ej->ei", np.linalg.pinv(products, 1e-10, hermitian=True), right)
    explained = np.einsum("ei,ei->e", coefficients, right)
    residual = np.maximum(_scaled(reference, "sum_xx", 2) - explained, 0)
    variance = ratio(residual, np.maximum(n - DEGREE - 1, 0))
    spread = np.where(n >= FEWEST_IN_REFERENCE, np.sqrt(variance), np.nan)
    return Expectation(n, coefficients, spread)


def expected_share(expected: Expectation, overall) -> np.ndarray:
    """
    What is expected of each element at an overall level [share 0–1].

    Parameters
    ----------
    overall : ndarray, … × elements or … × 1 [share 0–1]

    Returns
    -------
    ndarray, … × elements
        Kept inside [0, 1]; NaN where the reference is too small.
    """
    level = np.asarray(overall, float)[..., None] ** np.arange(DEGREE + 1)
    share = np.clip((level * expected.coefficients).sum(axis=-1), 0, 1)
    return np.where(np.isnan(expected.spread), np.nan, share)


def adjusted_gap(group: Mapping[str, np.ndarray], expected: Expectation, part):
    """
    Mean deviation of the students of a group from what is expected, and its standard error.

    Parameters
    ----------
    group : mapping of `MOMENTS` to ndarray, elements (the same as of ``expected``)
    part : ndarray, elements [share 0–1]
        Points of the element among all the points these students were given.

    Returns
    -------
    gap, error : ndarray, elements [share −1…1]
        NaN without students, where the reference is too small, or is this group itself.

    Notes
    -----
    The group is part of its reference, hence 1/n − 1/N. An element that is not learnt lowers the
    total as well, by its part of the points, and with it what is expected: so the deviation is
    divided by 1 − part, which is at least LEAST_REST.
    """
    n = np.asarray(group["n_students"], float)
    sums = np.stack([n, *(_scaled(group, _of_t(k), k) for k in range(1, DEGREE + 1))], -1)
    deviations = _scaled(group, "sum_x", 1) - np.einsum("ei,ei->e", sums, expected.coefficients)
    apart = 1 / divisor(n) - 1 / divisor(expected.n)
    error = expected.spread * np.sqrt(np.maximum(apart, 0))
    error = np.where(error > TOLERANCE, error, np.nan)
    rest = np.maximum(1 - np.asarray(part, float), LEAST_REST)
    return np.where(np.isnan(error), np.nan, ratio(deviations, n) / rest), error / rest


def gap_interval(gap, error):
    """Normal 95 % interval of a gap [share −1…1]; NaN where there is no gap."""
    return gap - Z95 * error, gap + Z95 * error


def shrunken_gap(gap, error):
    """
    Gaps drawn to 0, the level of the parent, by their uncertainty [share −1…1].

    Parameters
    ----------
    gap, error : ndarray, any shape
        Result of `adjusted_gap` for the comparisons of one table.

    Returns
    -------
    ndarray
        Posterior mean τ²/(τ² + error²)·gap, τ² by the method of moments over the table, at least
        USUAL_SPREAD².

    References
    ----------
    Normal–normal empirical Bayes: Efron B., Morris C. (1975), JASA 70, 311–319. The least spread
    is an own rule: one class has too few elements to tell chance from none.
    """
    known = ~(np.isnan(gap) | np.isnan(error))
    surplus = (np.square(gap) - np.square(error))[known]
    between = max(USUAL_SPREAD**2, float(surplus.mean()) if surplus.size else 0.0)
    return gap * between / (between + np.square(error))


def problems(gap, error, n, wrote, n_tasks, rate, border, groups=None):
    """
    Which elements are problem components: a key of `PROBLEMS`.

    ``problem``: a discovery among the negative gaps of the table, the gap at least SMALLEST_GAP,
    the rate under the threshold where there is one, at least 10 students of the group wrote the
    works, 5 of them were given the element, in at least two tasks. ``possible``: the same with
    less behind it, or a discovery among the elements of its group alone. Otherwise ``no``.

    Parameters
    ----------
    gap, error : ndarray, pairs [share]
        Result of `adjusted_gap` for every pair of group and element of one table.
    n, wrote : ndarray, pairs [students]
        Given the element, and given anything of these works: of booklets and variants everybody
        gets a part.
    n_tasks : ndarray, pairs [tasks]
    rate, border : ndarray, pairs [share 0–1]
        Solve rate and its threshold; NaN where no level is known.
    groups : ndarray, pairs; optional
        Which pairs are of one group; by default the whole table is.

    References
    ----------
    Own rule; N ≥ 10 and thresholds: methodical recommendations of 2026 on ВПР results.
    """
    p = ndtr(np.asarray(gap, float) / np.asarray(error, float))
    found = discoveries(p)
    among_own = found if groups is None else np.zeros(p.shape, bool)
    for group in () if groups is None else np.unique(groups):
        among_own[groups == group] = discoveries(p[groups == group])
    matters = (gap <= -SMALLEST_GAP) & ~(rate >= np.asarray(border, float) - TOLERANCE)
    enough = (wrote >= FEWEST_STUDENTS) & (n >= FEWEST_GIVEN) & (n_tasks >= FEWEST_TASKS)
    doubtful = matters & (found | among_own)
    names = [np.array(name, dtype=object) for name in PROBLEMS]
    return np.select([matters & found & enough, doubtful], names[:2], default=names[2])


def attributed(verdicts, gap, error, overlap):
    """
    Problems of one group that the tasks of a clearer one do not explain, and what explains others.

    A task with several codes gives its points to each of them, so an element that is not learnt
    pulls those it shares tasks with. Taken from the clearest down, an element stays a problem only
    where its gap goes beyond what is due to the tasks shared with those before it.

    Parameters
    ----------
    verdicts, gap, error : ndarray, elements
        Of one group, as in `problems`.
    overlap : ndarray, elements × elements [share 0–1]
        ``overlap[a, b]``: share of the points of a that come from tasks of b as well.

    Returns
    -------
    verdicts : ndarray, elements
        «problem» turned into «possible» where it is explained.
    by : ndarray of int, elements
        The element that explains it most; −1 where none does.

    References
    ----------
    Own rule.
    """
    verdicts, by = np.array(verdicts, dtype=object), np.full(len(verdicts), -1)
    clear: list[int] = []
    order = np.argsort(np.asarray(gap, float) / np.asarray(error, float), kind="stable")
    for element in (place for place in order if verdicts[place] == "problem"):
        due = overlap[element, clear] * gap[clear]
        if clear and (gap[element] - due.sum()) / error[element] > -Z_OF_DOUBT:
            verdicts[element], by[element] = "possible", clear[int(np.argmin(due))]
        else:
            clear.append(int(element))
    return verdicts, by


def students_behind(gap, n):
    """
    The gap in whole students: how many more would have to solve it all [students].

    References
    ----------
    Own rule: −gap·n, rounded to the nearest whole number; 0 where the gap is no loss.
    """
    return np.floor(np.maximum(-np.asarray(gap, float), 0) * n + 0.5)


def _of_t(power: int) -> str:
    return "sum_t" if power == 1 else f"sum_t{power}"


def _with_x(power: int) -> str:
    return "sum_xt" if power == 1 else f"sum_xt{power}"


def _scaled(sums: Mapping[str, np.ndarray], name: str, power: int) -> np.ndarray:
    """A moment of percents as a moment of shares."""
    return np.asarray(sums[name], float) / float(PERCENT) ** power
