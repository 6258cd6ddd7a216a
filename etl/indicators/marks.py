"""Indicators of final marks and of marks for a work, from numbers of students by mark.

Shared parameters: ``n5 … n1`` are numbers of students with that mark [students], ``n_na`` the
number not attested (н/а) [students]; scalars, arrays or Series of one shape. Students released
from the subject (осв), without any mark in it or gone from the school are in none of them.
"""

from etl.indicators.ratios import ratio
from etl.indicators.settings import DEFAULT_RULES, MarkRules

WEIGHT_5, WEIGHT_4, WEIGHT_3, WEIGHT_2 = 1.00, 0.64, 0.36, 0.16


def n_rated(n5, n4, n3, n2, n1=0, n_na=0, rules: MarkRules = DEFAULT_RULES):
    """
    N of the indicators: students with a mark and, by default, students not attested [students].

    References
    ----------
    Formula page of the product «Сетевой город. Образование»: «н/а» stays in N.
    """
    marked = n5 + n4 + n3 + n2 + n1
    return marked + n_na if rules.not_attested_counts else marked


def pass_rate(n5, n4, n3, n2, n1=0, n_na=0, rules: MarkRules = DEFAULT_RULES):
    """
    Успеваемость: (n5 + n4 + n3) / N [share 0–1]; NaN when N = 0. «1» is failing.

    References
    ----------
    Formula page of the product «Сетевой город. Образование».
    """
    return ratio(n5 + n4 + n3, n_rated(n5, n4, n3, n2, n1, n_na, rules))


def quality_rate(n5, n4, n3, n2, n1=0, n_na=0, rules: MarkRules = DEFAULT_RULES):
    """
    Качество знаний: (n5 + n4) / N [share 0–1]; NaN when N = 0.

    References
    ----------
    Formula page of the product «Сетевой город. Образование».
    """
    return ratio(n5 + n4, n_rated(n5, n4, n3, n2, n1, n_na, rules))


def learning_index(n5, n4, n3, n2, n1=0, n_na=0, rules: MarkRules = DEFAULT_RULES):
    """
    СОУ: (1.00·n5 + 0.64·n4 + 0.36·n3 + 0.16·n2 + 0.07·n_na + 0.07·n1) / N [share 0–1].

    NaN when N = 0. «н/а» left out of N by the rules is left out of the numerator too.

    References
    ----------
    Formula page of the product «Сетевой город. Образование»; the weight of «1» is a setting.
    """
    weighed = WEIGHT_5 * n5 + WEIGHT_4 * n4 + WEIGHT_3 * n3 + WEIGHT_2 * n2
    weighed = weighed + rules.weight_of_one * n1
    if rules.not_attested_counts:
        weighed = weighed + rules.weight_of_not_attested * n_na
    return ratio(weighed, n_rated(n5, n4, n3, n2, n1, n_na, rules))


def mean_mark(n5, n4, n3, n2, n1=0, n_na=0, rules: MarkRules = DEFAULT_RULES):
    """
    Средний балл: Σ mark / number of marks [mark]; «н/а» excluded, «1» counts; NaN without marks.

    ``n_na`` and ``rules`` are taken so that all indicators of marks are called alike.

    References
    ----------
    Formula page of the product «Сетевой город. Образование».
    """
    return ratio(5 * n5 + 4 * n4 + 3 * n3 + 2 * n2 + n1, n5 + n4 + n3 + n2 + n1)
