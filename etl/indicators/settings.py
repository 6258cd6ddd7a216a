"""Settings of a school or territory that change how marks are turned into indicators."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MarkRules:
    """
    How «н/а», «1» and the borders of the suggested mark are treated.

    Attributes
    ----------
    not_attested_counts : bool
        «н/а» stays in N (the default); otherwise it is left out of N and of learning_index.
    weight_of_not_attested : float
        Weight of «н/а» in learning_index [share].
    weight_of_one : float
        Weight of «1» in learning_index [share]; 0.16 treats «1» as «2».
    border_5, border_4, border_3 : int
        Lowest weighted mean that suggests «5», «4», «3» [hundredths of a mark], whole, so that
        the comparison with whole sums is exact.

    References
    ----------
    Weights: formula page of the product «Сетевой город. Образование». That «н/а» and «1» are
    settings, and the borders 4.50 / 3.50 / 2.50: settings of a school.
    """

    not_attested_counts: bool = True
    weight_of_not_attested: float = 0.07
    weight_of_one: float = 0.07
    border_5: int = 450
    border_4: int = 350
    border_3: int = 250


DEFAULT_RULES = MarkRules()
