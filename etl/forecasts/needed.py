"""What is needed for the next mark, and what would be: exact arithmetic of the weighted mean."""

from collections.abc import Iterable

from etl.indicators.settings import DEFAULT_RULES, MarkRules


def marks_needed(
    sum_weighted: int, sum_weight: int, border: int, mark: int, weight: int
) -> int | None:
    """
    The smallest number of equal marks after which the weighted mean reaches a border.

    k marks m of weight w are enough when ``100·(Σ + k·m·w) ≥ border·(W + k·w)``; all numbers are
    whole, so a mean of exactly 3.5 reaches 3.5. Without any mark there is no mean yet: one is
    needed at least.

    Parameters
    ----------
    sum_weighted : int
        Σ, Σ(mark·weight) so far [mark · hundredths of weight].
    sum_weight : int
        W, Σ(weight) so far [hundredths of weight].
    border : int
        Lowest mean [hundredths of a mark].
    mark : int
        Mark that comes [2–5].
    weight : int
        Its weight [hundredths], above 0.

    Returns
    -------
    int or None
        Number of marks; 0 where the border is reached already, None where it never will be.

    References
    ----------
    Definition of the weighted mean (`etl.indicators.current.weighted_mean`).
    """
    missing = border * sum_weight - 100 * sum_weighted
    gain = weight * (100 * mark - border)
    if sum_weight and missing <= 0:
        return 0
    if not sum_weight:
        return 1 if gain >= 0 else None
    return -(-missing // gain) if gain > 0 else None


def sums_with(
    sum_weighted: int, sum_weight: int, marks: Iterable[tuple[int, int]]
) -> tuple[int, int]:
    """
    The sums of the weighted mean after these marks have come as well.

    Parameters
    ----------
    sum_weighted, sum_weight : int
        As in `marks_needed`.
    marks : iterable of (int, int)
        Mark and weight [hundredths] of each.

    Returns
    -------
    (int, int)
        Σ(mark·weight) and Σ(weight), for `weighted_mean` and `suggested_mark`.

    References
    ----------
    Definition of the weighted mean.
    """
    for mark, weight in marks:
        sum_weighted, sum_weight = sum_weighted + mark * weight, sum_weight + weight
    return sum_weighted, sum_weight


def next_border(suggested: int | None, rules: MarkRules = DEFAULT_RULES) -> tuple[int, int] | None:
    """
    The mark above the one that comes out now, and the mean it begins at.

    Parameters
    ----------
    suggested : int or None
        Mark suggested by the weighted mean [2–5]; None where there is no mark yet.
    rules : MarkRules
        Borders of a school.

    Returns
    -------
    (int, int) or None
        Next mark and its border [hundredths]; the border of «3» where there is no mark yet; None
        above «5».

    References
    ----------
    Borders 4.5 / 3.5 / 2.5: setting of a school (`MarkRules`).
    """
    borders = {3: rules.border_3, 4: rules.border_4, 5: rules.border_5}
    following = (suggested or 2) + 1
    return (following, borders[following]) if following in borders else None
