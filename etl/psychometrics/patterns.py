"""Students who were given the same tasks and got the same score, counted together.

In a Rasch or partial credit model a student's answers say no more about his or her ability than
the score over the tasks given; so thousands of students become a few dozen patterns.
"""

from dataclasses import dataclass

import numpy as np

MOST_STEPS = 10  # of a task; more points than that are a score, not a task


@dataclass(frozen=True)
class Steps:
    """The steps of all tasks in the order of tasks: from one value that was met to the next.

    Attributes
    ----------
    task : ndarray of int, steps
        Place of the task among the columns of the answers.
    rank : ndarray of int, steps
        1 … number of steps of the task.
    points : ndarray, steps [points]
        What is reached by the step.
    lowest : ndarray, tasks [points]
        What a student has who took no step.
    """

    task: np.ndarray
    rank: np.ndarray
    points: np.ndarray
    lowest: np.ndarray

    @property
    def most(self) -> int:
        """The largest number of steps of a task."""
        return int(self.rank.max(initial=0))

    def padded(self, values, empty):
        """
        Values by step as a table of tasks × (1 + most) with `empty` where there is no step.

        Parameters
        ----------
        values : ndarray, steps
        empty : float
        """
        table = np.full((len(self.lowest), 1 + self.most), float(empty))
        table[self.task, self.rank] = values
        return table


@dataclass(frozen=True)
class Patterns:
    """Students by the tasks they were given and their score.

    Attributes
    ----------
    steps : Steps
    given : ndarray of 0.0 and 1.0, forms × tasks
        Sets of tasks that were given together; tasks without steps are in none.
    form : ndarray of int, patterns
        Place in `given`.
    score : ndarray of int, patterns [steps]
    n : ndarray of int, patterns [students]
    pattern : ndarray of int, students
        Place of each student among the patterns.
    ranks : ndarray of int, patterns × tasks × (1 + most) [students]
        How many students of a pattern took so many steps of a task.
    """

    steps: Steps
    given: np.ndarray
    form: np.ndarray
    score: np.ndarray
    n: np.ndarray
    pattern: np.ndarray
    ranks: np.ndarray


def steps_of(answers):
    """
    The steps between the values that were met.

    Parameters
    ----------
    answers : ndarray, students × tasks [points]
        NaN for a task that was not given; not attempted is 0.

    Returns
    -------
    Steps
        Nothing for a task that everybody solved alike, or with more than `MOST_STEPS` steps.
    """
    met = [np.unique(column[~np.isnan(column)]) for column in np.asarray(answers, float).T]
    met = [values if 2 <= len(values) <= 1 + MOST_STEPS else values[:1] for values in met]
    number = np.array([max(0, len(values) - 1) for values in met], int)
    return Steps(
        task=np.repeat(np.arange(len(met)), number),
        rank=np.concatenate([np.zeros(0, int), *(1 + np.arange(n) for n in number)]),
        points=np.concatenate([np.zeros(0), *(values[1:] for values in met)]),
        lowest=np.array([values[0] if len(values) else 0.0 for values in met]),
    )


def patterns_of(answers):
    """
    Students grouped by the tasks they were given and their score.

    Parameters
    ----------
    answers : ndarray, students × tasks [points]
        As of `steps_of`.

    Returns
    -------
    Patterns

    References
    ----------
    Rasch G. (1960), Probabilistic Models for Some Intelligence and Attainment Tests: the score is
    a sufficient statistic for the ability.
    """
    answers = np.asarray(answers, float)
    steps = steps_of(answers)
    ranks, known = _ranks(answers, steps)
    given, form = _distinct(known)
    together, pattern = np.unique(
        np.column_stack([form, ranks.sum(axis=1)]), axis=0, return_inverse=True
    )
    pattern = pattern.reshape(-1)
    return Patterns(
        steps=steps,
        given=given,
        form=together[:, 0],
        score=together[:, 1],
        n=np.bincount(pattern, minlength=len(together)),
        pattern=pattern,
        ranks=_counted(ranks, known, pattern, (len(together), answers.shape[1], 1 + steps.most)),
    )


def _ranks(answers, steps):
    """Steps taken, students × tasks, and whether the task was given and has steps at all."""
    ranks = np.zeros(answers.shape, int)
    for task, points in zip(steps.task, steps.points, strict=True):
        ranks[:, task] += answers[:, task] >= points
    has_steps = np.bincount(steps.task, minlength=answers.shape[1]) > 0
    return ranks, ~np.isnan(answers) & has_steps


def _distinct(known):
    """The different rows of a table of bools as 0.0 and 1.0, and the place of each row."""
    bits = np.packbits(known, axis=1)
    _, first, place = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    return known[first].astype(float), place.reshape(-1)


def _counted(ranks, known, pattern, shape):
    """Students by pattern, task and steps taken."""
    students, tasks = np.nonzero(known)
    places = np.ravel_multi_index((pattern[students], tasks, ranks[students, tasks]), shape)
    return np.bincount(places, minlength=int(np.prod(shape))).reshape(shape)
