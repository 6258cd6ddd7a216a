"""The least value between two borders is found where scipy finds it."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from etl.psychometrics.least import least_between

LOSSES = {
    "parabola": lambda x: (x - 1.25) ** 2,
    "at the border": lambda x: x,
    "flat": lambda x: 0.0,
    "sharp": lambda x: abs(x - 0.3),
    "likelihood": lambda x: 40 * np.log(1 + 3 * np.exp(x)) + 90 * np.log(5 / (1 + 2 * np.exp(x))),
    "waves": lambda x: np.sin(3 * x) + 0.1 * x**2,
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("borders", [(-12.0, 12.0), (-1.0, 2.5)])
def test_it_is_found_where_scipy_finds_it_to_the_last_bit(name, borders):
    known = minimize_scalar(LOSSES[name], bounds=borders, method="bounded", options={"xatol": 1e-9})
    assert least_between(LOSSES[name], *borders) == (known.x, known.fun)
