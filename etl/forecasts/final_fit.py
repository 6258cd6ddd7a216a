"""Parameters of forecasts of final marks from sums over past periods."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from etl.forecasts.final_marks import LOWEST_SPREAD
from etl.forecasts.final_parameters import Conversion, FinalParameters
from etl.forecasts.lesson_days import last_day_of, lesson_days
from etl.periods import period_dates

STEP = 5  # hundredths of a mean in one place of a conversion
PART = 25  # hundredths of a mean in one place of the spread
MILLION = 1_000_000
ENOUGH = 30  # students × subjects behind a conversion; with fewer the usual one stands
SMALLEST = 0.002  # variance of a level [mark²]: two periods are never exactly alike
NARROWEST, WIDEST = 0.03, 1.0  # of a border [mark]
FORGIVEN_AT = -2.0  # logit of the share of forgiven «2» before anything is seen
TO_LAST = (0.0, 0.1, 0.2, 0.3)
USUAL = FinalParameters(
    means={0: 3.8},
    rates={0: 0.07},
    weights={0: 115.0},
    between=0.3,
    years=0.03,
    periods=0.03,
    spread=(0.1, 0.2),
    schools={},
    period=Conversion(),
    year=Conversion(),
)
Frames = Mapping[str, pd.DataFrame]


def fitted(sums: Frames) -> FinalParameters:
    """
    The parameters that go best with what past periods were.

    Parameters
    ----------
    sums : mapping of str to DataFrame
        By kind, each with `school_id` (what stands in `etl.final_sums`): `levels`, `pairs`,
        `years`, `spread`, `conversions`, `year_marks`. Means are hundredths of a mark.

    Returns
    -------
    FinalParameters
        `USUAL` in every part of which nothing is known.

    References
    ----------
    Own rule: moments for the variances (Henderson's method), maximum likelihood for the borders,
    effects of schools drawn to 0 by DerSimonian R., Laird N. (1986), Controlled Clinical Trials 7.
    """
    if not len(sums["levels"]):
        return USUAL
    means, rates, weights = _by_subject(sums["levels"])
    spread = _spread(sums["spread"])
    levels = _levels_of_schools(sums["levels"], means)
    between, years, periods = _variances(sums, means, levels, spread)
    period = conversion(sums["conversions"], USUAL.period)
    kindness = _kindness(sums["conversions"], period)
    schools = {
        school: (levels.get(school, 0.0), kindness.get(school, 0.0))
        for school in sorted({*levels, *kindness})
    }
    year = _of_years(sums["year_marks"])
    return FinalParameters(
        means, rates, weights, between, years, periods, spread, schools, period, year
    )


def conversion(counts: pd.DataFrame, usual: Conversion) -> Conversion:
    """
    How weighted means have become final marks.

    Parameters
    ----------
    counts : DataFrame
        `place` (mean in steps of 0.05), `final` [2–5], `n`.
    usual : Conversion
        What stands where fewer than `ENOUGH` are known.

    Returns
    -------
    Conversion

    References
    ----------
    Own rule: maximum likelihood, with as much as one half of a student at the usual border.
    """
    if not len(counts) or counts["n"].sum() < ENOUGH:
        return usual
    mean = (counts["place"].to_numpy(float) + 0.5) * STEP / 100
    final, n = counts["final"].to_numpy(float), counts["n"].to_numpy(float)
    third = _border(mean, final >= 3, n, usual.borders[0], is_forgiven=True)
    others = [
        _border(mean, final >= mark, n, usual.borders[mark - 3], is_forgiven=False)
        for mark in (4, 5)
    ]
    borders, widths, _ = zip(third, *others, strict=True)
    return Conversion(borders, widths, third[2])


def _border(mean, reached, n, usual: float, *, is_forgiven: bool) -> tuple[float, float, float]:
    """Border, width and share of the forgiven of one mark."""
    from scipy.optimize import minimize  # screens read what is fitted and never come here

    def loss(at: np.ndarray) -> float:
        forgiven = expit(at[2]) if is_forgiven else 0.0
        chance = ndtr((mean - at[0]) / np.exp(at[1]))
        chance = np.clip(forgiven + (1 - forgiven) * chance, 1e-9, 1 - 1e-9)
        told = n @ np.where(reached, np.log(chance), np.log1p(-chance))
        before = ((at[0] - usual) / 0.3) ** 2 + ((at[1] - np.log(0.2)) / 0.7) ** 2
        return -told + (before + ((at[2] - FORGIVEN_AT) / 1.5) ** 2) / 2

    start = np.array([usual, np.log(0.2), FORGIVEN_AT])
    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-5, "maxiter": 2000}).x
    width = float(np.clip(np.exp(found[1]), NARROWEST, WIDEST))
    return float(found[0]), width, float(expit(found[2])) if is_forgiven else 0.0


def _by_subject(levels: pd.DataFrame) -> tuple[dict, dict, dict]:
    """Mean of students, marks a lesson day and weight of a mark, by subject and of all (0)."""
    days = {
        period: lesson_days(period_dates(period)[0], last_day_of(period))
        for period in levels["period"].unique().tolist()
    }
    counted = levels.assign(days=levels["n"] * levels["period"].map(days))
    summed = counted.groupby("subject_id")[["n", "sum_mean", "n_marks", "sum_weight", "days"]].sum()
    summed.loc[0] = summed.sum()
    marks = summed["n_marks"]
    pairs = (summed["sum_mean"] / summed["n"] / 100, marks / summed["days"])
    weights = summed["sum_weight"] / marks
    return tuple(
        {int(id): float(value) for id, value in values.items()} for values in (*pairs, weights)
    )


def _spread(counts: pd.DataFrame) -> tuple[float, float]:
    """Variance of a mark as a line of (m − 2)(5 − m), by weighted least squares."""
    if not len(counts) or counts["free"].sum() < ENOUGH:
        return USUAL.spread
    summed = counts.groupby("place")[["squares", "free"]].sum()
    mean = (summed.index.to_numpy(float) + 0.5) * PART / 100
    curved = np.maximum((mean - 2) * (5 - mean), 0)
    free = summed["free"].to_numpy(float)
    variance = summed["squares"].to_numpy(float) / 100 / free
    known = np.column_stack([np.ones_like(curved), curved])
    # a few degrees of freedom of the usual line keep one place from drawing any line
    weight = free[:, None] * known
    information = known.T @ weight + 10 * np.diag([1.0, 1.0])
    found = np.linalg.solve(information, weight.T @ variance + 10 * np.array(USUAL.spread))
    return float(max(found[0], LOWEST_SPREAD / 2)), float(max(found[1], 0.0))


def _levels_of_schools(levels: pd.DataFrame, means: dict[int, float]) -> dict[int, float]:
    """By how much the marks of a school are beyond the subject's mean, drawn to 0."""
    beyond = levels["sum_mean"] / 100 - levels["n"] * levels["subject_id"].map(means)
    summed = levels.assign(beyond=beyond).groupby("school_id")[["n", "beyond"]].sum()
    estimate = (summed["beyond"] / summed["n"]).to_numpy()
    # students come in classes: an effective student is about ten rows of one subject and period
    error = 10 * USUAL.between / summed["n"].to_numpy(float)
    return _named(summed.index, drawn_to_zero(estimate, error))


def drawn_to_zero(estimate: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """
    Estimates of equal things drawn to 0 by how much they differ beyond their errors.

    Parameters
    ----------
    estimate, variance : ndarray, shape (n,)
        Values and the squares of their standard errors.

    Returns
    -------
    ndarray, shape (n,)

    References
    ----------
    DerSimonian R., Laird N. (1986), Meta-analysis in clinical trials, Controlled Clinical Trials 7.
    """
    weight = 1 / variance
    total = weight.sum()
    middle = (weight * estimate).sum() / total
    free = total - np.square(weight).sum() / total
    between = (weight * np.square(estimate - middle)).sum() - (len(estimate) - 1)
    between = max(between / free, 0.0) if free > 0 else 0.0
    return estimate * between / (between + variance)


def _variances(sums: Frames, means, levels, spread) -> tuple[float, float, float]:
    """Of students, of years and of periods: covariance of years, of periods, and what is left."""
    within, own, noise = _covariance(sums["pairs"], means, levels, spread)
    if within is None:
        return USUAL.between, USUAL.years, USUAL.periods
    across, _, _ = _covariance(sums["years"], means, levels, spread)
    across = min(across, within) if across is not None else 0.9 * within
    between = max(across, SMALLEST)
    return between, max(within - across, SMALLEST), max(own - noise - within, SMALLEST)


def _covariance(pairs: pd.DataFrame, means, levels, spread) -> tuple:
    """Covariance of two means of one student, variance of the first, and its part by chance."""
    if not len(pairs) or pairs["n"].sum() < ENOUGH:
        return None, None, None
    n, x, y = pairs["n"], pairs["sum_x"] / 100, pairs["sum_y"] / 100
    at = pairs["subject_id"].map(means) + pairs["school_id"].map(levels).fillna(0)
    products = (pairs["sum_xy"] / 1e4 - at * (x + y) + n * at * at).sum()
    squares = (pairs["sum_xx"] / 1e4 - 2 * at * x + n * at * at).sum()
    one = spread[0] + spread[1] * ((at - 2) * (5 - at)).clip(lower=0)
    chance = (one * pairs["sum_one_by_n"] / MILLION).sum()
    total = n.sum()
    return max(products / total, SMALLEST), squares / total, chance / total


def _kindness(counts: pd.DataFrame, at: Conversion) -> dict[int, float]:
    """By how much the borders of each school are lower: one step of Newton's, drawn to 0."""
    if not len(counts):
        return {}
    mean = (counts["place"].to_numpy(float) + 0.5) * STEP / 100
    score, information = np.zeros(len(counts)), np.zeros(len(counts))
    for mark, border, width in zip((3, 4, 5), at.borders, at.widths, strict=True):
        away = (mean - border) / width
        under = 1 - at.forgiven if mark == 3 else 1.0
        chance = np.clip(1 - under * (1 - ndtr(away)), 1e-6, 1 - 1e-6)
        slope = under * np.exp(-(away**2) / 2) / np.sqrt(2 * np.pi) / width
        left = (counts["final"] >= mark).to_numpy(float) - chance
        score += counts["n"] * left * slope / (chance * (1 - chance))
        information += counts["n"] * slope**2 / (chance * (1 - chance))
    found = counts.assign(score=score, information=information)
    found = found.groupby("school_id")[["score", "information"]].sum()
    found = found[found["information"] > 1]
    step = (found["score"] / found["information"]).to_numpy()
    drawn = drawn_to_zero(step, 1 / found["information"].to_numpy()) if len(found) else step
    return _named(found.index, drawn)


def _named(schools: pd.Index, values: np.ndarray) -> dict[int, float]:
    return {int(id): float(value) for id, value in zip(schools, values, strict=True)}


def _of_years(counts: pd.DataFrame) -> Conversion:
    """The year's mark by the mean of its periods, moved to the last as far as fits best."""
    if not len(counts) or counts["students"].sum() < ENOUGH:
        return USUAL.year
    columns = ["n", "total", "last", "year"]
    summed = counts.groupby(columns, as_index=False)["students"].sum()
    n, total, last, year = (summed[name].to_numpy(float) for name in columns)
    best = None
    for to_last in TO_LAST:
        mean = total / n + to_last * (last - total / n)
        found = [
            _border(mean, year >= mark, summed["students"].to_numpy(float), mark - 0.5,
                    is_forgiven=False)
            for mark in (3, 4, 5)
        ]  # fmt: skip
        borders, widths, _ = zip(*found, strict=True)
        at = Conversion(borders, widths, 0.0, to_last)
        told = _told(at, mean, year, summed["students"].to_numpy(float))
        if best is None or told > best[0]:
            best = (told, at)
    return best[1]


def _told(at: Conversion, mean, year, n) -> float:
    reached = [ndtr((mean - b) / w) for b, w in zip(at.borders, at.widths, strict=True)]
    ends = np.stack([np.ones_like(mean), *reached, np.zeros_like(mean)])
    chance = -np.diff(np.minimum.accumulate(ends, axis=0), axis=0)
    return float(n @ np.log(np.clip(chance[year.astype(int) - 2, np.arange(len(year))], 1e-9, 1)))
