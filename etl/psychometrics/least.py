"""The least value of a function of one number between two borders: Brent's method.

As `scipy.optimize.minimize_scalar(method="bounded")` does it, to the last bit: that one function
would bring 250 modules and 28 MB into every web process.
"""

from math import copysign, sqrt

GOLDEN = 0.5 * (3.0 - sqrt(5.0))
PRECISE = sqrt(2.2e-16)
MOST_STEPS = 500


def least_between(loss, low: float, high: float, width: float = 1e-9) -> tuple[float, float]:
    """
    Where a function with one valley is least, and how much it is there.

    Parameters
    ----------
    loss : function float → float
    low, high : float
        Borders; they themselves are not tried.
    width : float
        How exactly the place is wanted.

    Returns
    -------
    place, value : float

    References
    ----------
    Brent R. P. Algorithms for minimization without derivatives. 1973, ch. 5.
    """
    best = second = third = low + GOLDEN * (high - low)
    at_best = at_second = at_third = loss(best)
    step = before = 0.0
    for _ in range(MOST_STEPS - 1):
        middle, near = 0.5 * (low + high), PRECISE * abs(best) + width / 3.0
        if abs(best - middle) <= 2.0 * near - 0.5 * (high - low):
            break
        bent = None
        if abs(before) > near:
            bottom = _bottom((best, second, third), (at_best, at_second, at_third))
            before, bent = step, _kept(bottom, best, low, high, before)
        if bent is None:
            before = low - best if best >= middle else high - best
        step = GOLDEN * before if bent is None else _off_borders(best, bent, low, high, near)
        place = best + copysign(max(abs(step), near), step)
        value = loss(place)
        if value <= at_best:
            low, high = (best, high) if place >= best else (low, best)
            third, at_third, second, at_second = second, at_second, best, at_best
            best, at_best = place, value
            continue
        low, high = (place, high) if place < best else (low, place)
        if value <= at_second or second == best:
            third, at_third, second, at_second = second, at_second, place, value
        elif value <= at_third or third in (best, second):
            third, at_third = place, value
    return best, at_best


def _bottom(places, values) -> tuple[float, float]:
    """Numerator and denominator of the way from the best place to the bottom of a parabola."""
    (best, second, third), (at_best, at_second, at_third) = places, values
    r = (best - second) * (at_best - at_third)
    q = (best - third) * (at_best - at_second)
    p = (best - third) * q - (best - second) * r
    q = 2.0 * (q - r)
    return (-p if q > 0.0 else p), abs(q)


def _kept(bottom, best: float, low: float, high: float, before: float) -> float | None:
    """The way to the bottom, when it stays inside and is shorter than half the step before last."""
    p, q = bottom
    if abs(p) < abs(0.5 * q * before) and q * (low - best) < p < q * (high - best):
        return p / q
    return None


def _off_borders(best: float, step: float, low: float, high: float, near: float) -> float:
    """A step that ends at a border goes a little to the middle instead."""
    if best + step - low < 2.0 * near or high - (best + step) < 2.0 * near:
        return copysign(near, 0.5 * (low + high) - best)
    return step
