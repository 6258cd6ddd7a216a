"""Why a number is what it is: its formula, the counts put into it, and where they come from."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.numbers import NARROW, count, day, decimal, is_known, percent
from dashboard.rounded import is_disclosed, mean, share
from etl.indicators import INDICATORS
from etl.indicators.marks import WEIGHT_2, WEIGHT_3, WEIGHT_4, WEIGHT_5
from etl.indicators.progress import PROGRESS_GROUPS
from etl.indicators.settings import DEFAULT_RULES
from etl.periods import YEAR, period_name, school_year_name

BY_MARK = ("n5", "n4", "n3", "n2", "n1", "n_na")
OTHERS_ARE_ROUNDED = "чужая группа: числа округлены, слагаемые не показываются"
AS_COUNTED = (1, 1, 1, 1, 1, 1)
INDEX = (
    *(WEIGHT_5, WEIGHT_4, WEIGHT_3, WEIGHT_2),
    *(DEFAULT_RULES.weight_of_one, DEFAULT_RULES.weight_of_not_attested),
)


@dataclass(frozen=True)
class Arithmetic:
    """How an indicator is made of the counts of a row: weights above and below the line."""

    indicator: str  # a key of INDICATORS
    field: str  # of a row
    formula: str
    parts: tuple[str, ...]
    above: tuple[float, ...]
    below: tuple[float, ...] = AS_COUNTED
    form: str = "percent"
    interval: tuple[str, str] | None = None  # fields of its ends
    divided: float = 1  # sums of hundredths

    @property
    def title(self) -> str:
        """What the indicator is called."""
        return INDICATORS[self.indicator].title

    @property
    def is_of_groups(self) -> bool:
        """Whether students are counted by group, not marks."""
        return self.parts[0] in PROGRESS_GROUPS


GROUPS = tuple(PROGRESS_GROUPS)
QUALITY, PASS = ("quality_low", "quality_high"), ("pass_low", "pass_high")
ARITHMETIC = (
    Arithmetic("overall_quality", "quality_rate", "(отличники + хорошисты) / все ученики",
               GROUPS, (1, 1, 0, 0, 0, 0), interval=QUALITY),
    Arithmetic("overall_pass", "pass_rate", "ученики без «2» и н/а / все ученики",
               GROUPS, (1, 1, 1, 1, 0, 0), interval=PASS),
    Arithmetic("quality_with_reserve", "reserve_rate",
               "(отличники + хорошисты + с одной «3») / все ученики", GROUPS, (1, 1, 1, 0, 0, 0)),
    Arithmetic("quality_rate", "quality_rate", "(«5» + «4») / N",
               BY_MARK, (1, 1, 0, 0, 0, 0), interval=QUALITY),
    Arithmetic("pass_rate", "pass_rate", "(«5» + «4» + «3») / N",
               BY_MARK, (1, 1, 1, 0, 0, 0), interval=PASS),
    Arithmetic("learning_index", "learning_index",
               "(1,00 · «5» + 0,64 · «4» + 0,36 · «3» + 0,16 · «2» + 0,07 · н/а) / N",
               BY_MARK, INDEX),
    Arithmetic("mean_mark", "mean_mark", "сумма отметок / число отметок",
               BY_MARK, (5, 4, 3, 2, 1, 0), (1, 1, 1, 1, 1, 0), form="mean"),
    Arithmetic("mean_mark", "mean_mark", "сумма отметок / число отметок",
               ("sum_marks", "n_marks"), (1, 0), (0, 1), form="mean"),
    Arithmetic("weighted_mean", "weighted_mean", "Σ (отметка · вес) / Σ весов",
               ("sum_weighted", "sum_weight"), (1, 0), (0, 1), form="mean", divided=100),
)  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """A number with everything it is made of, in words."""

    title: str
    value: str
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    n: str = ""
    interval: str = ""
    period: str = ""
    data_date: str = ""
    source: str = ""
    remark: str = ""
    href: str = ""

    @property
    def sentence(self) -> str:
        """«Качество знаний = («5» + «4») / N = (12 + 20) / 252 = 12,7 %; 95 % интервал …»."""
        made = [self.title, self.formula, self.arithmetic, self.value]
        equal = " = ".join(part for part in made if part)
        rest = (self.remark, self.interval, self.period, self.data_date)
        return "; ".join(part for part in (equal, *rest) if part)

    @property
    def arithmetic(self) -> str:
        """«(12 + 20) / 252»; empty where the counts are not told."""
        if not self.denominator:
            return ""
        above = f"({self.numerator})" if "+" in self.numerator else self.numerator
        return f"{above} / {self.denominator}"


def arithmetic_of(row: dict, indicator: str) -> Arithmetic | None:
    """How the indicator of a row was made; None where the row does not hold it."""
    return next((a for a in fitting(row) if a.indicator == indicator), None)


def fitting(row: dict) -> list[Arithmetic]:
    """Every indicator a row holds, each once, in the order of the headlines."""
    found: dict[str, Arithmetic] = {}
    for one in ARITHMETIC:
        if is_known(_value(row, one)) and _is_made_so(row, one):
            found.setdefault(one.indicator, one)
    return list(found.values())


def _is_made_so(row: dict, one: Arithmetic) -> bool:
    """Where a student has several marks, their mean is not that of the students by mark."""
    if one.is_of_groups:
        return "reserve_rate" in row
    if one.indicator == "mean_mark":
        n_marks, by_mark = row.get("n_marks"), (row.get(part) or 0 for part in BY_MARK[:5])
        is_of_singles = bool(n_marks) and n_marks != sum(by_mark)
        return is_of_singles == (one.parts[0] == "sum_marks")
    return True


def _value(row: dict, one: Arithmetic) -> float | None:
    return row.get(field_in(row, one))


def field_in(row: dict, one: Arithmetic) -> str:
    """Beside shares of students by group, quality of marks has a name of its own."""
    if one.indicator == "quality_rate" and "reserve_rate" in row:
        return "quality_of_marks"
    return "" if one.indicator == "pass_rate" and "reserve_rate" in row else one.field


def explained(
    row: dict, indicator: str, *, loaded_at: datetime | None = None, href: str = ""
) -> Explanation | None:
    """Why the indicator of a row is what it is; None where the row does not hold it."""
    one = arithmetic_of(row, indicator)
    if one is None:
        return None
    rule, field = INDICATORS[indicator], field_in(row, one)
    above, below = ("", "") if is_disclosed(row) else _sums(row, one)
    return Explanation(
        title=rule.title,
        value=share(row, field) if one.form == "percent" else mean(row, field),
        formula=one.formula,
        numerator=above,
        denominator=below,
        n=count(row["n"]) if not is_disclosed(row) else "",
        interval=_interval(row, one),
        period=_period(row["period_id"]),
        data_date=f"данные на {day(loaded_at)}" if loaded_at else "",
        source=rule.source,
        remark=OTHERS_ARE_ROUNDED if is_disclosed(row) else "",
        href=href,
    )


def sentence(row: dict, indicator: str, loaded_at: datetime | None = None) -> str:
    """The same in one sentence; empty where the row does not hold the indicator."""
    found = explained(row, indicator, loaded_at=loaded_at)
    return found.sentence if found else ""


def _sums(row: dict, one: Arithmetic) -> tuple[str, str]:
    """What stands above and below the line."""
    counts = [(row.get(part) or 0) / one.divided for part in one.parts]
    below = sum(n * weight for n, weight in zip(counts, one.below, strict=True))
    return _terms(counts, one), _plain(below)


def _terms(counts: list[float], one: Arithmetic) -> str:
    """«12 + 20»; where counts are weighed «5 · 12 + 4 · 20», without those that are nothing."""
    weights = [(weight, n) for weight, n in zip(one.above, counts, strict=True) if weight]
    if all(weight == 1 for weight, _ in weights):
        return " + ".join(_plain(n) for _, n in weights)
    terms = [f"{_plain(weight)} · {_plain(n)}" for weight, n in weights if n]
    return " + ".join(terms) or "0"


def _plain(value: float) -> str:
    """A count as it is, a weight with its digits: «12», «0,64», «91,25»."""
    text = decimal(value, 2)
    return text.rstrip("0").removesuffix(",") if "," in text else text


def _interval(row: dict, one: Arithmetic) -> str:
    if one.interval is None or field_in(row, one) != one.field:
        return ""
    low, high = (row.get(name) for name in one.interval)
    if not (is_known(low) and is_known(high)):
        return ""
    digits = 0 if is_disclosed(row) else 1
    return f"95{NARROW}% интервал {decimal(100 * low, digits)}–{percent(high, digits)}"


def _period(period: int) -> str:
    """«год 2025/2026», «1 четверть 2025/2026»."""
    year = school_year_name(period // 100)
    return f"год {year}" if period % 100 == YEAR else f"{period_name(period)} {year}"


def in_grid(indicator: str) -> dict:
    """What a column of a grid tells the browser, so that it can explain each of its cells.

    The counts stand once in a row: `counted`.
    """
    one = next(
        a for a in ARITHMETIC if a.indicator == indicator and len(a.parts) == len(AS_COUNTED)
    )
    return {
        "told": f"{one.title} = {one.formula}",
        "above": list(one.above),
        "below": list(one.below),
        "of": "groups" if one.is_of_groups else "marks",
        "ends": list(one.interval or ()),
    }


def counted(row: dict) -> dict:
    """The counts of a row for its cells, in the order of the parts; of others nothing."""
    if is_disclosed(row):
        return {}
    marks = {"marks": [row[part] or 0 for part in BY_MARK]} if row.get("n5") is not None else {}
    groups = {"groups": [row[part] for part in GROUPS]} if "reserve_rate" in row else {}
    return marks | groups
