"""A difference of quality as steps of words and numbers, from counts on two sides."""

from dataclasses import dataclass

import numpy as np

from dashboard.numbers import FEWEST, TOO_FEW, points
from dashboard.screens.grids import name_column, number_column, sign_column
from etl.indicators.factors import QualityFactors, quality_factors
from etl.indicators.intervals import difference_is_significant

MOST = 7  # bars of rates; the others are one
NAMED = 3  # units to a step


@dataclass(frozen=True)
class Words:
    """How the steps of one comparison are called."""

    composition: str
    new: str
    gone: str
    subjects: str = "Набор предметов"


@dataclass(frozen=True)
class Sides:
    """Counts of marks on two sides by group and subject, and their factors."""

    groups: dict[int, str]
    subjects: dict[int, str]
    n: tuple[np.ndarray, np.ndarray]  # before, after: groups × subjects
    good: tuple[np.ndarray, np.ndarray]
    factors: QualityFactors

    @property
    def totals(self) -> tuple[int, int]:
        """Marks on each side."""
        return tuple(int(side.sum()) for side in self.n)


def sides(before: list[dict], after: list[dict], key: str, names: dict[int, str]) -> Sides | None:
    """Rows of `subject_id, subject, n, good` with a key of groups; None where a side is empty."""
    if not before or not after:
        return None
    every = [*before, *after]
    groups = {id: names.get(id, str(id)) for id in dict.fromkeys(row[key] for row in every)}
    subjects = dict(sorted({(row["subject_id"], row["subject"]) for row in every}))
    counts = [
        _table(rows, key, list(groups), list(subjects), field)
        for field in ("n", "good")
        for rows in (before, after)
    ]
    n, good = (counts[0], counts[1]), (counts[2], counts[3])
    return Sides(groups, subjects, n, good, quality_factors(n[0], good[0], n[1], good[1]))


def _table(rows: list[dict], key: str, groups: list, subjects: list, field: str) -> np.ndarray:
    found = np.zeros((len(groups), len(subjects)))
    for row in rows:
        found[groups.index(row[key]), subjects.index(row["subject_id"])] += row[field]
    return found


def steps(found: Sides, words: Words) -> list[dict]:
    """One row a step of `name, gap`, rates with what they were; they add up to the change."""
    factors = found.factors
    stays = ~(factors.is_new | factors.is_gone)
    is_mixed = stays.any() and len(found.groups) > 1
    composition = [
        *([_step(words.composition, factors.composition[stays].sum())] if is_mixed else []),
        *_present(found, words.new, factors.is_new),
        *_present(found, words.gone, factors.is_gone),
    ]
    mixed = [_step(words.subjects, factors.subjects.sum())] if len(found.subjects) > 1 else []
    return [*composition, *mixed, *_rates(found)]


def _step(name: str, gap: float) -> dict:
    return {"name": name, "gap": float(gap), "is_rate": False}


def _present(found: Sides, title: str, which: np.ndarray) -> list[dict]:
    """Groups that are on one side only, named."""
    names = [name for name, one in zip(found.groups.values(), which, strict=True) if one]
    if not names:
        return []
    more = f" и ещё {len(names) - NAMED}" if len(names) > NAMED else ""
    told = f"{title}: {', '.join(names[:NAMED])}{more}"
    return [_step(told, found.factors.composition[which].sum())]


def _rates(found: Sides) -> list[dict]:
    """One row a subject, of a single subject one a group, the largest effect first."""
    axis = 0 if len(found.subjects) > 1 else 1
    names = found.subjects if axis == 0 else found.groups
    sums = [part.sum(axis=axis) for part in (found.factors.rates, *found.n, *found.good)]
    rows = [
        _rate(name, *(float(value) for value in values))
        for name, *values in zip(names.values(), *sums, strict=True)
    ]
    return sorted((row for row in rows if row), key=lambda row: -abs(row["gap"]))


def _rate(
    name: str, gap: float, n_before: float, n: float, good_before: float, good: float
) -> dict | None:
    """A subject is one mark a student, so an interval of the difference holds."""
    if not n_before or not n:
        return None
    return _step(name, gap) | {
        "is_rate": True,
        "before": good_before / n_before,
        "n_before": int(n_before),
        "quality_rate": good / n,
        "n": int(n),
        "sign": _sign(good_before, n_before, good, n),
    }


def _sign(good_before: float, n_before: float, good: float, n: float) -> str:
    if min(n, n_before) < FEWEST:
        return TOO_FEW
    if not difference_is_significant(good, n, good_before, n_before):
        return "="
    return "▲" if good / n > good_before / n_before else "▼"


def drawn(rows: list[dict]) -> list[tuple[str, float]]:
    """The steps as bars: what is small among many rates is put together."""
    rates = [row for row in rows if row["is_rate"]]
    rest = rates[MOST:] if len(rates) > MOST + 1 else []
    kept = [row for row in rows if not any(row is other for other in rest)]
    bars = [(row["name"], row["gap"]) for row in kept]
    if rest:
        bars.append((f"остальное ({len(rest)})", sum(row["gap"] for row in rest)))
    return bars


def step_columns(before: str, after: str) -> list[dict]:
    """From what, on both sides, and how much of the whole difference it makes."""
    return [
        name_column("Из чего сложилось"),
        number_column("before", before, "percent"),
        number_column("n_before", "n", "count"),
        number_column("quality_rate", after, "percent"),
        number_column("n", "n", "count"),
        sign_column(),
        number_column("gap", "Вклад, п. п.", "gap"),
    ]


def whole_row(found: Sides, name: str) -> dict:
    """The whole difference, which stands over its parts."""
    factors, (n_before, n) = found.factors, found.totals
    return _step(name, factors.change) | {
        "before": factors.before,
        "n_before": n_before,
        "quality_rate": factors.after,
        "n": n,
    }


def strongest(rows: list[dict]) -> str:
    """«Алгебра −1,2 п. п.; Физика +0,8 п. п.»: the largest steps, with the stop of a sentence."""
    largest = sorted(rows, key=lambda row: -abs(row["gap"]))[:NAMED]
    return "; ".join(f"{row['name']} {points(row['gap'])}" for row in largest)
