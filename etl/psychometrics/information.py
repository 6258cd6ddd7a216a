"""Gradient and information of the marginal likelihood: how its top is found, and how sharp it is.

Observed information = that of complete data less what is missing because ability is not seen
(Louis 1982). Parameters are the difficulties of the steps and, where it is free, the logarithm of
the spread; both results follow that order.
"""

import numpy as np

AT_ONCE = 2_000_000  # numbers in memory


def gradient_of(patterns, at, taken, is_free):
    """
    Derivatives of the log-likelihood.

    Parameters
    ----------
    patterns : Patterns
    at : At
    taken : ndarray, steps [students]
        How many took each step.
    is_free : bool
        Whether the spread is a parameter.

    Returns
    -------
    ndarray, parameters
    """
    of_steps = np.einsum("qs,sq->s", at.expected.reached, _of_steps(patterns, at)) - taken
    if not is_free:
        return of_steps
    return np.append(of_steps, (_weights(patterns, at) * _of_spread(patterns, at)).sum())


def information_of(patterns, at, is_free):
    """
    Observed information, and that of complete data.

    Parameters
    ----------
    patterns, at, is_free
        As of `gradient_of`.

    Returns
    -------
    observed, complete : ndarray, parameters × parameters

    References
    ----------
    Louis T. A. (1982), Finding the observed information matrix when using the EM algorithm,
    JRSS B 44, 226–233.
    """
    complete, missing = _complete(patterns, at), _missing(patterns, at)
    if is_free:
        complete, missing = _with_spread(patterns, at, complete, missing)
    return complete - missing, complete


def _weights(patterns, at):
    """Students of each pattern by ability, patterns × nodes."""
    return patterns.n[:, None] * at.posterior


def _by_form(patterns, values):
    """Sums over the patterns of each form, forms × nodes."""
    first = np.searchsorted(patterns.form, np.arange(len(patterns.given)))  # they are in order
    return np.add.reduceat(values, first, axis=0)


def _of_steps(patterns, at, values=None):
    """Sums over the students given the task of each step, steps × nodes: of 1, or of values."""
    weights = _weights(patterns, at)
    sums = _by_form(patterns, weights if values is None else weights * values)
    return (patterns.given.T @ sums)[patterns.steps.task]


def _of_spread(patterns, at):
    """Derivative by the logarithm of the spread of one student's likelihood, patterns × nodes."""
    totals = patterns.given @ at.expected.mean.T
    return at.ability * (patterns.score[:, None] - totals[patterns.form])


def _complete(patterns, at):
    """Σ over students and abilities of the covariance of two steps of one task."""
    task, reached, weights = patterns.steps.task, at.expected.reached, _of_steps(patterns, at)
    first, second = np.nonzero(task[:, None] == task)
    both = reached[:, np.maximum(first, second)] - reached[:, first] * reached[:, second]
    found = np.zeros((len(task), len(task)))
    found[first, second] = np.einsum("qp,pq->p", both, weights[first])
    return found


def _missing(patterns, at):
    """Σ over students of the covariance, over abilities, of what two steps expect."""
    task, reached = patterns.steps.task, at.expected.reached
    given, roots = patterns.given[:, task], np.sqrt(_by_form(patterns, _weights(patterns, at))).T
    found = np.zeros((len(task), len(task)))
    some = max(1, AT_ONCE // given.size)
    for first in range(0, len(reached), some):
        nodes = slice(first, first + some)
        each = roots[nodes, :, None] * given * reached[nodes, None, :]
        each = each.reshape(-1, len(task))
        found += each.T @ each
    means = _means(patterns, at)
    return found - means.T @ (patterns.n[:, None] * means)


def _means(patterns, at):
    """How likely each step is for a student of a pattern, 0 where it was not given."""
    return (at.posterior @ at.expected.reached) * patterns.given[patterns.form][
        :, patterns.steps.task
    ]


def _with_spread(patterns, at, complete, missing):
    """The two matrices with the row and column of the spread."""
    steps, reached = patterns.steps, at.expected.reached
    of_spread, weights = _of_spread(patterns, at), _weights(patterns, at)
    ranks = np.broadcast_to(np.arange(1 + steps.most), (len(steps.lowest), 1 + steps.most))
    pull = at.expected.covariance(ranks) * at.ability[:, None]
    variances = patterns.given @ at.expected.variance.T
    corner = (weights * at.ability**2 * variances[patterns.form]).sum()
    side = -np.einsum("qs,sq->s", pull, _of_steps(patterns, at))
    mean = (at.posterior * of_spread).sum(axis=1)
    lost_side = np.einsum("qs,sq->s", reached, _of_steps(patterns, at, of_spread))
    lost_side -= _means(patterns, at).T @ (patterns.n * mean)
    # at the top the mean of `of_spread` is 0; before, this keeps the complete part positive
    lost_corner = (weights * of_spread**2).sum() - patterns.n @ mean**2
    lost_corner += (weights * of_spread).sum()
    return _bordered(complete, side, corner), _bordered(missing, lost_side, lost_corner)


def _bordered(matrix, side, corner):
    return np.block([[matrix, side[:, None]], [side[None, :], np.array([[corner]])]])
