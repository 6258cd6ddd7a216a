"""What the partial credit model expects of each task at given abilities.

P(x = k | θ) ∝ exp(kθ − δ₁ − … − δₖ) for k = 0 … number of steps; with one step this is Rasch's
model, P(x = 1 | θ) = 1 / (1 + exp(δ − θ)).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.psychometrics.patterns import Steps


@dataclass(frozen=True)
class Expected:
    """Expectations at some abilities.

    Attributes
    ----------
    steps : Steps
    log_norm : ndarray, abilities × tasks
        Logarithm of the sum of exp(kθ − δ₁ − … − δₖ) over k.
    probability : ndarray, abilities × tasks × (1 + most) [share 0–1]
        Of having taken exactly so many steps.
    """

    steps: Steps
    log_norm: np.ndarray
    probability: np.ndarray

    @cached_property
    def mean(self):
        """Steps taken on average, abilities × tasks."""
        return self.probability @ np.arange(self.probability.shape[2])

    @cached_property
    def variance(self):
        """Variance of the steps taken, abilities × tasks."""
        return self.moment(2)

    @cached_property
    def reached(self):
        """Probability that a step was taken, abilities × steps."""
        return self.at_least[:, self.steps.task, self.steps.rank]

    @cached_property
    def at_least(self):
        """Probability of so many steps or more, abilities × tasks × (1 + most)."""
        return self.probability[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]

    def moment(self, power: int):
        """Central moment of the steps taken, abilities × tasks."""
        ranks = np.arange(self.probability.shape[2])
        return (self.probability * (ranks - self.mean[:, :, None]) ** power).sum(axis=2)

    def covariance(self, worth):
        """
        Covariance of what a task is worth with having taken a step, abilities × steps.

        Parameters
        ----------
        worth : ndarray, tasks × (1 + most)
            By steps taken: their number, or the points.
        """
        weighted = self.probability * worth
        beyond = weighted[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
        task, rank = self.steps.task, self.steps.rank
        return beyond[:, task, rank] - weighted.sum(axis=2)[:, task] * self.reached


def expected(ability, difficulty, steps):
    """
    Expectations of the model.

    Parameters
    ----------
    ability : ndarray, abilities [logits]
    difficulty : ndarray, steps [logits]
    steps : Steps

    Returns
    -------
    Expected

    References
    ----------
    Masters G. N. (1982), A Rasch model for partial credit scoring, Psychometrika 47, 149–174.
    """
    barriers = steps.padded(difficulty, np.inf)
    barriers[:, 0] = 0.0
    ranks = np.arange(barriers.shape[1])
    logits = np.asarray(ability)[:, None, None] * ranks - barriers.cumsum(axis=1)
    highest = logits.max(axis=2, keepdims=True)
    weights = np.exp(logits - highest)
    norm = weights.sum(axis=2, keepdims=True)
    return Expected(steps, (highest + np.log(norm))[:, :, 0], weights / norm)
