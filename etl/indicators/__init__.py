"""Pure indicators (counts → ratios) and the one registry of them: to add one, add a row here."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from etl.indicators import current, marks, progress, reserve, solve
from etl.indicators.ratios import ratio
from etl.indicators.settings import DEFAULT_RULES, MarkRules

PRODUCT = "страница формул продукта «Сетевой город. Образование»"
RECOMMENDATIONS = "методические рекомендации 2026 по анализу ВПР внутри школы"
RESERVE = "отчёты МСОКО: прогноз и факторный анализ роста качества"
OWN = "собственное правило"

COUNTS = ("n5", "n4", "n3", "n2", "n1", "n_na")
RATES = {
    "pass_rate": marks.pass_rate,
    "quality_rate": marks.quality_rate,
    "learning_index": marks.learning_index,
}


@dataclass(frozen=True)
class Indicator:
    """
    What an indicator is called, how it is made and where its formula comes from.

    Attributes
    ----------
    code : str
        Name in code, tables and addresses.
    title, unit, formula, source : str
        Russian texts for users.
    own_rule : bool
        Decided by this project; never to be shown as an official method.
    function : callable
        Counts or sums → value.
    """

    code: str
    title: str
    unit: str
    formula: str
    source: str
    own_rule: bool
    function: Callable


def _indicator(code, title, unit, formula, source, function) -> Indicator:
    """Indicator with ``own_rule`` read from its source."""
    return Indicator(code, title, unit, formula, source, source.startswith(OWN), function)


_ROWS = (
    (
        "pass_rate", "Успеваемость", "доля",
        "(число «5» + «4» + «3») / N; N — с отметкой и не аттестованные, без освобождённых",
        PRODUCT, marks.pass_rate,
    ),
    (
        "quality_rate", "Качество знаний", "доля",
        "(число «5» + «4») / N; N — с отметкой и не аттестованные, без освобождённых",
        PRODUCT, marks.quality_rate,
    ),
    (
        "learning_index", "СОУ", "доля",
        "(1,00·«5» + 0,64·«4» + 0,36·«3» + 0,16·«2» + 0,07·н/а + 0,07·«1») / N",
        PRODUCT, marks.learning_index,
    ),
    (
        "mean_mark", "Средний балл", "балл",
        "сумма отметок / число отметок; н/а не входит",
        PRODUCT, marks.mean_mark,
    ),
    (
        "weighted_mean", "Средневзвешенный балл", "балл",
        "Σ(отметка·вес) / Σ(вес)",
        PRODUCT, current.weighted_mean,
    ),
    (
        "spread", "Разброс отметок", "балл",
        "стандартное отклонение отметок: √(Σ(отметка − среднее)² / (число отметок − 1))",
        OWN, current.spread,
    ),
    (
        "marks_per_student", "Накопляемость отметок", "отметок на ученика",
        "число отметок / число учеников",
        OWN, current.marks_per_student,
    ),
    (
        "work_type_share", "Доля отметок по форме контроля", "доля",
        "число отметок за форму контроля / число всех отметок",
        OWN, current.share,
    ),
    (
        "control_gap", "Разрыв контрольных и остальных работ", "балл",
        "средняя отметка за контрольные работы − средняя отметка за остальные",
        OWN, current.control_gap,
    ),
    (
        "overall_quality", "Качество по всем предметам", "доля",
        "ученики без отметок ниже «4» / все ученики",
        PRODUCT, progress.overall_quality,
    ),
    (
        "overall_pass", "Успевают по всем предметам", "доля",
        "ученики без «2», «1» и н/а / все ученики",
        OWN, progress.overall_pass,
    ),
    (
        "quality_with_reserve", "Качество с учётом резерва", "доля",
        "(ученики без отметок ниже «4» + ученики с одной «3») / все ученики",
        RESERVE, progress.quality_with_reserve,
    ),
    (
        "reserve_gain", "Резерв качества", "доля",
        "ученики с одной «3» / все ученики; по предмету – те, у кого эта «3» по нему",
        RESERVE, reserve.reserve_gain,
    ),
    (
        "solve_rate", "Решаемость", "доля",
        "сумма баллов / (число писавших · максимум баллов)",
        RECOMMENDATIONS, solve.solve_rate,
    ),
    (
        "full_rate", "Доля полных решений", "доля",
        "получили максимум за задание / получили задание",
        OWN, ratio,
    ),
    (
        "zero_rate", "Доля нулевых решений", "доля",
        "приступили и получили 0 баллов / получили задание",
        OWN, ratio,
    ),
    (
        "not_attempted_rate", "Доля не приступивших", "доля",
        "не приступили к заданию (X) / получили задание",
        OWN, ratio,
    ),
)  # fmt: skip

INDICATORS: dict[str, Indicator] = {row[0]: _indicator(*row) for row in _ROWS}


def indicator_columns(counts: pd.DataFrame, rules: MarkRules = DEFAULT_RULES) -> pd.DataFrame:
    """
    Counts with the indicators of marks added as the last columns.

    Parameters
    ----------
    counts : DataFrame
        Any of ``n5 n4 n3 n2 n1 n_na`` [students], ``n_marks`` [marks], ``sum_marks`` [mark],
        ``sum_weight`` [hundredths of weight], ``sum_weighted`` [mark · hundredths of weight],
        besides columns that are only passed through. What is absent counts as 0.
    rules : MarkRules

    Returns
    -------
    DataFrame
        A copy with ``mean_mark, weighted_mean`` [mark] and ``pass_rate, quality_rate,
        learning_index`` [share 0–1]; NaN where there is nothing to divide by. ``mean_mark`` is
        that of the single marks where there are any (current marks), otherwise that of the
        students by mark.

    References
    ----------
    `INDICATORS` names the source of every formula.
    """
    by_mark = [_counts(counts, name) for name in COUNTS]
    single = current.share(_counts(counts, "sum_marks"), _counts(counts, "n_marks"))
    means = {
        "mean_mark": single.fillna(marks.mean_mark(*by_mark, rules)),
        "weighted_mean": current.weighted_mean(
            _counts(counts, "sum_weighted"), _counts(counts, "sum_weight")
        ),
    }
    return counts.assign(**means, **{name: rate(*by_mark, rules) for name, rate in RATES.items()})


def _counts(counts: pd.DataFrame, name: str) -> pd.Series:
    """One column of counts as numbers; zeros where it is absent or empty."""
    if name not in counts:
        return pd.Series(0.0, index=counts.index)
    return pd.to_numeric(counts[name]).astype(float).fillna(0.0)
