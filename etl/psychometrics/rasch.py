"""Rasch and partial credit: difficulties on a common scale by marginal maximum likelihood.

``answers`` is a matrix of students × tasks [points] with NaN for a task that was not given: sets
of tasks that overlap (booklets) or were dealt out by chance (variants) stand on one scale. Ability
is distributed N(0, spread); difficulty [logits] is the ability at which a step is as likely as
not. The integral over ability is a sum over equally spaced nodes; the maximum is found by Newton's
method with the observed information, so standard errors come with it.
"""

from dataclasses import dataclass

import numpy as np

from etl.psychometrics.expected import Expected, expected
from etl.psychometrics.information import gradient_of, information_of
from etl.psychometrics.patterns import Patterns, patterns_of

# An equally spaced sum is exact to rounding for long works too, where Gauss–Hermite nodes are
# farther apart than what a student's score leaves open.
NODES = np.linspace(-6.0, 6.0, 81)
WEIGHTS = np.exp(-np.square(NODES) / 2) / np.exp(-np.square(NODES) / 2).sum()
MOST_ROUNDS = 100
LONGEST_MOVE = 1.0  # logits
NEAR_ENOUGH = 1e-7
SPREADS = (0.1, 6.0)  # logits; where answers ask for less or more, the spread is held there


@dataclass(frozen=True)
class Calibration:
    """Parameters of the tasks, and what they were made of.

    Attributes
    ----------
    patterns : Patterns
    difficulty, standard_error : ndarray, steps [logits]
        In the order of ``patterns.steps``; of a task right or wrong there is one step.
    covariance : ndarray, steps × steps
        Of the difficulties.
    spread : float [logits]
        Standard deviation of ability.
    spread_error : float [logits]
        NaN where the spread was given.
    log_likelihood : float
    """

    patterns: Patterns
    difficulty: np.ndarray
    standard_error: np.ndarray
    covariance: np.ndarray
    spread: float
    spread_error: float
    log_likelihood: float
    at: "At"

    def of_task(self, task: int) -> np.ndarray:
        """The difficulties of one task, empty where it has none [logits]."""
        return self.difficulty[self.patterns.steps.task == task]


@dataclass(frozen=True)
class At:
    """The model at some difficulties and spread.

    Attributes
    ----------
    spread : float [logits]
    ability : ndarray, nodes [logits]
    expected : Expected
    posterior : ndarray, patterns × nodes [share 0–1]
        How likely each ability is, given the tasks and the score.
    log_likelihood : float
    """

    spread: float
    ability: np.ndarray
    expected: Expected
    posterior: np.ndarray
    log_likelihood: float


def calibration(answers, spread=None):
    """
    Difficulties that make the answers most likely.

    Parameters
    ----------
    answers : ndarray, students × tasks [points]
        Tasks that everybody solved alike have no difficulty and are passed over.
        What a student has not attempted is 0.
    spread : float, optional [logits]
        Standard deviation of ability; None = estimated as well.

    Returns
    -------
    Calibration or None
        None when no task has a difficulty.

    References
    ----------
    Bock R. D., Aitkin M. (1981), Psychometrika 46, 443–459; Masters G. N. (1982), Psychometrika
    47, 149–174. Observed information: Louis T. A. (1982), JRSS B 44, 226–233. The same numbers
    as R: ltm ``rasch`` with discrimination 1 (``spread=1``), TAM ``tam.mml`` (``spread=None``).
    """
    patterns = patterns_of(answers)
    if not len(patterns.steps.task):
        return None
    is_free = spread is None
    beginning = np.append(_first_difficulties(patterns), np.log(1.0 if is_free else spread))
    parameters, at = _most_likely(patterns, beginning, is_free)
    if is_free and not SPREADS[0] < at.spread < SPREADS[1]:
        return calibration(answers, float(np.clip(at.spread, *SPREADS)))
    observed, _ = information_of(patterns, at, is_free)
    covariance = np.linalg.inv(observed)
    errors = np.sqrt(np.diag(covariance))
    steps = len(patterns.steps.task)
    return Calibration(
        patterns=patterns,
        difficulty=parameters[:-1],
        standard_error=errors[:steps],
        covariance=covariance[:steps, :steps],
        spread=at.spread,
        spread_error=float(errors[-1] * at.spread) if is_free else np.nan,
        log_likelihood=at.log_likelihood,
        at=at,
    )


def _first_difficulties(patterns):
    """Logits of a step being passed by those who came to it."""
    steps = patterns.steps
    at_rank = patterns.ranks.sum(axis=0)
    reached = at_rank[steps.task, steps.rank] + 0.5
    before = at_rank[steps.task, steps.rank - 1] + 0.5
    return np.log(before / reached)


def model_at(patterns, parameters):
    """
    The model at given parameters.

    Parameters
    ----------
    patterns : Patterns
    parameters : ndarray, steps + 1
        Difficulties [logits] and the logarithm of the spread.

    Returns
    -------
    At
    """
    difficulty, spread = parameters[:-1], float(np.exp(parameters[-1]))
    ability = spread * NODES
    at_nodes = expected(ability, difficulty, patterns.steps)
    norms = patterns.given @ at_nodes.log_norm.T
    joint = patterns.score[:, None] * ability - norms[patterns.form] + np.log(WEIGHTS)
    highest = joint.max(axis=1, keepdims=True)
    likelihood = np.exp(joint - highest)
    total = likelihood.sum(axis=1, keepdims=True)
    logs = patterns.n @ (highest + np.log(total))[:, 0] - steps_taken(patterns) @ difficulty
    return At(spread, ability, at_nodes, likelihood / total, float(logs))


def steps_taken(patterns):
    """
    How many students took each step.

    Parameters
    ----------
    patterns : Patterns

    Returns
    -------
    ndarray, steps [students]
    """
    at_least = patterns.ranks.sum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return at_least[patterns.steps.task, patterns.steps.rank]


def _most_likely(patterns, parameters, is_free):
    """The parameters from which no Newton step leads higher, and the model there."""
    at = model_at(patterns, parameters)
    for _ in range(MOST_ROUNDS):
        move = _move(patterns, at, is_free)
        parameters, at, moved = _higher(patterns, parameters, at, move)
        if moved < NEAR_ENOUGH or not SPREADS[0] / 2 < at.spread < SPREADS[1] * 2:
            break
    return parameters, at


def _move(patterns, at, is_free):
    """Newton's step; where the likelihood is not concave yet, that of complete data (as in EM)."""
    gradient = gradient_of(patterns, at, steps_taken(patterns), is_free)
    observed, complete = information_of(patterns, at, is_free)
    try:
        np.linalg.cholesky(observed)
    except np.linalg.LinAlgError:
        observed = complete
    move = np.linalg.solve(observed, gradient)
    move *= min(1.0, LONGEST_MOVE / max(np.abs(move).max(), NEAR_ENOUGH))
    return move if is_free else np.append(move, 0.0)


def _higher(patterns, parameters, at, move):
    """The first of the step, its half, its quarter … that makes the answers more likely."""
    for _ in range(30):
        there = model_at(patterns, parameters + move)
        if there.log_likelihood >= at.log_likelihood:
            return parameters + move, there, np.abs(move).max()
        move = move / 2
    return parameters, at, 0.0
