"""Reserve of quality: whom one mark or two keep from the next group, and what would come of it."""

import numpy as np
import pandas as pd

from etl.indicators.ratios import ratio

RESERVE_KINDS = {
    "one_three": "одна «3», остальные «4» и «5»",
    "two_threes": "две «3», остальные «4» и «5»",
    "one_four": "одна «4», остальные «5»",
    "one_two": "одна «2»",
}


def reserve_kind(n4, n3, n_failing, n_na):
    """
    What keeps a student from the next group, from the numbers of his marks over all subjects.

    ``one_two`` (exactly one «2» or «1») → ``one_three`` (exactly one «3») → ``two_threes`` (exactly
    two) → ``one_four`` (exactly one «4»), each with nothing worse beside it; a student with «н/а»
    is in none. «Nothing better» is not asked for: the rest of one «2» may be «3».

    Parameters
    ----------
    n4, n3 : scalar, ndarray or Series
        Subjects in which the student has that mark [subjects].
    n_failing : scalar, ndarray or Series
        Subjects with «2» or «1» [subjects].
    n_na : scalar, ndarray or Series
        Subjects not attested [subjects].

    Returns
    -------
    str, ndarray or Series of str
        A key of `RESERVE_KINDS`; None where more than that, or nothing, keeps the student.

    References
    ----------
    Factor analysis of quality growth in the МСОКО reports; that «н/а» ends it is an own rule.
    """
    attested, passing = n_na == 0, (n_na == 0) & (n_failing == 0)
    tests = {
        "one_two": attested & (n_failing == 1),
        "one_three": passing & (n3 == 1),
        "two_threes": passing & (n3 == 2),
        "one_four": passing & (n3 == 0) & (n4 == 1),
    }
    kinds = np.select(
        [np.asarray(test, dtype=bool) for test in tests.values()],
        [np.array(name, dtype=object) for name in tests],
        default=None,
    )
    if isinstance(n4, pd.Series):
        return pd.Series(kinds, index=n4.index, dtype=object)
    return kinds.item() if kinds.ndim == 0 else kinds


def reserve_gain(n_one_three, n_students):
    """
    By how much quality over all subjects would grow if these students got a «4» [share 0–1].

    Parameters
    ----------
    n_one_three : scalar, ndarray or Series
        Students with exactly one «3»; of one subject, those whose «3» is in it [students].
    n_students : scalar, ndarray or Series
        All students of the group who have marks or «н/а» [students].

    References
    ----------
    Factor analysis of quality growth in the МСОКО reports: quality with the reserve − quality.
    """
    return ratio(n_one_three, n_students)
