"""Who needs a route first: signs that a student may not reach «3» in a subject."""

from etl.indicators.solve import TOLERANCE

LOWEST_MEAN = 2.75
LOWEST_MARK = 2
LOWEST_SHARE = 0.25
FEWEST_TASKS_OF_SUBJECT = 10
HIGHEST_CHANCE = 0.5
RULE = (
    "Зона риска по предмету (правило этой системы): средневзвешенный балл года ниже 2,75 (до «2» "
    "меньше четверти балла), или «2» в последней внешней процедуре, или меньше 25 % баллов во всех "
    f"работах двух лет (заданий не меньше {FEWEST_TASKS_OF_SUBJECT}); где есть прогноз экзамена – "
    "ещё и вероятность остаться ниже минимума от порога школы. Повод помочь, не приговор."
)


def signs_of_risk(
    weighted_mean, external_mark, share, n_tasks, chance=None, threshold=HIGHEST_CHANCE
):
    """
    Which signs of risk a student shows in a subject: «mean», «external», «share», «forecast».

    Parameters
    ----------
    weighted_mean : float or None
        Of the current marks of the year [mark].
    external_mark : int or None
        Mark of the last external procedure.
    share : float or None
        Of all points of the works [share 0–1].
    n_tasks : int
        Tasks behind the share.
    chance : float or None
        Of a result under the minimum of the exam, as it is forecast [share 0–1].
    threshold : float
        From which chance on it is a sign [share 0–1].

    Returns
    -------
    tuple of str
        Empty where there is none, or nothing is known.

    References
    ----------
    Own rule; the forecast says it better where there is one, and stands beside the other signs.
    """
    signs = {
        "mean": weighted_mean is not None and weighted_mean < LOWEST_MEAN - TOLERANCE,
        "external": external_mark is not None and external_mark <= LOWEST_MARK,
        "share": (
            share is not None
            and n_tasks >= FEWEST_TASKS_OF_SUBJECT
            and share < LOWEST_SHARE - TOLERANCE
        ),
        "forecast": chance is not None and chance >= threshold,
    }
    return tuple(name for name, shown in signs.items() if shown)
