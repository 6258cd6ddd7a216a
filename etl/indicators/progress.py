"""Groups of students by all their marks of a period, and quality over all subjects."""

import numpy as np
import pandas as pd

from etl.indicators.ratios import ratio

PROGRESS_GROUPS = {
    "excellent": "отличники",
    "good": "хорошисты",
    "one_three": "с одной «3»",
    "satisfactory": "успевающие на «3»",
    "failing": "неуспевающие",
    "not_attested": "не аттестованные",
}


def progress_group(n5, n4, n3, n_failing, n_na):
    """
    Class teacher's group of a student from the numbers of his marks over all subjects.

    Precedence, the first that fits: ``failing`` (any «2» or «1») → ``not_attested`` (any «н/а»)
    → ``satisfactory`` (two or more «3») → ``one_three`` (exactly one «3») → ``good`` (any «4»)
    → ``excellent`` (only «5»). So every student with marks is in exactly one group; a student
    with a «2» and an «н/а» is failing.

    Parameters
    ----------
    n5, n4, n3 : scalar, ndarray or Series
        Subjects in which the student has that mark [subjects].
    n_failing : scalar, ndarray or Series
        Subjects with «2» or «1» [subjects].
    n_na : scalar, ndarray or Series
        Subjects not attested [subjects].

    Returns
    -------
    str, ndarray or Series of str
        A key of `PROGRESS_GROUPS`; None where the student has no mark and no «н/а».

    References
    ----------
    Groups of the class teacher's report of the electronic journal; the precedence is an own rule.
    """
    tests = [n_failing > 0, n_na > 0, n3 > 1, n3 == 1, n4 > 0, n5 > 0]
    names = ["failing", "not_attested", "satisfactory", "one_three", "good", "excellent"]
    groups = np.select(
        [np.asarray(test, dtype=bool) for test in tests],
        [np.array(name, dtype=object) for name in names],
        default=None,
    )
    if isinstance(n5, pd.Series):
        return pd.Series(groups, index=n5.index, dtype=object)
    return groups.item() if groups.ndim == 0 else groups


def overall_quality(n_excellent, n_good, n_students):
    """
    Quality over all subjects: students without a mark under 4 / students [share 0–1].

    Parameters
    ----------
    n_excellent, n_good : scalar, ndarray or Series
        Sizes of these two groups of `progress_group` [students].
    n_students : scalar, ndarray or Series
        All students of the group who have marks or «н/а» [students].

    References
    ----------
    Formula page of the product «Сетевой город. Образование».
    """
    return ratio(n_excellent + n_good, n_students)


def overall_pass(n_failing, n_not_attested, n_students):
    """
    Students without «2», «1» and «н/а» over all subjects / students [share 0–1].

    Parameters as in `overall_quality`; ``n_failing`` and ``n_not_attested`` are the sizes of these
    two groups [students].

    References
    ----------
    Own rule.
    """
    return ratio(n_students - n_failing - n_not_attested, n_students)


def quality_with_reserve(n_excellent, n_good, n_one_three, n_students):
    """
    Quality if every student with exactly one «3» got a «4» instead [share 0–1].

    (students without a mark under 4 + students with exactly one «3») / students. Parameters as
    in `overall_quality`; ``n_one_three`` is the size of the group ``one_three`` [students].

    References
    ----------
    Factor analysis of quality growth in the МСОКО reports.
    """
    return ratio(n_excellent + n_good + n_one_three, n_students)
